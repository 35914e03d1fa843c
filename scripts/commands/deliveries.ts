/** `deliveries …`: work that was given up, such as letters to a server that never answered. */
import type { Context } from '../../server/context.ts'
import { type DeadJob, deadJobs } from '../../server/jobs/jobs.store.ts'
import { dropDelivery, retryDelivery, whatOf } from '../../server/moderation/deliveries.ts'
import { plainLine } from '../../server/text/sanitise.ts'
import { type Command, readArgs, tableOf, WrongUse } from './command.ts'

const shown = (job: DeadJob) => ({
  ...{ id: job.id, what: whatOf(job), queue: job.queue, host: job.queue === 'delivery' ? job.lane : null },
  ...{ attempts: job.attempts, fault: plainLine(job.fault ?? '', 500), givenUp: job.dead?.toISOString() ?? null }
})

const most = 10_000

/** What was given up, newest first; to one server, or of every kind. */
async function givenUp({ store }: Context, host: string | undefined, end: number): Promise<DeadJob[]> {
  const found: DeadJob[] = []
  let after: string | undefined
  do {
    const page = await deadJobs(store.read, { after, size: 100 })
    found.push(...page.rows.filter(({ queue, lane }) => !host || (queue === 'delivery' && lane === host)))
    after = page.next
  } while (after && found.length < end)
  return found
}

const deliveriesList: Command = {
  name: 'deliveries list',
  usage: '[--host HOST]',
  does: 'lists what was given up, with why; --host only deliveries to one server',
  async run(context, args, out) {
    const { values } = readArgs(args, { host: { type: 'string' } })
    const items = (await givenUp(context, values.host?.toLowerCase(), 1_000)).map(shown)
    const rows = items.map((one) => [one.id, one.what, one.fault.slice(0, 80)])
    out.answer({ items }, rows.length > 0 ? tableOf(rows) : 'Nothing was given up.')
  }
}

const acts = [
  { verb: 'retry', act: retryDelivery, does: 'tries one again, all of them, or those to one server', done: 'retried' },
  { verb: 'drop', act: dropDelivery, does: 'drops one for good, all of them, or those to one server', done: 'dropped' }
] as const

const deliveriesActs: Command[] = acts.map(({ verb, act, does, done }) => ({
  name: `deliveries ${verb}`,
  usage: 'ID|--host HOST|--all',
  does,
  async run(context, args, out) {
    const named = args.length > 0 && !args[0]!.startsWith('-')
    const { positionals, values } = readArgs(
      args,
      { host: { type: 'string' }, all: { type: 'boolean' } },
      named ? 1 : 0
    )
    if ([named, values.host !== undefined, values.all].filter(Boolean).length !== 1)
      throw new WrongUse('give one ID, --host HOST or --all')
    const ids = named
      ? positionals
      : (await givenUp(context, values.host?.toLowerCase(), most)).slice(0, most).map(({ id }) => id)
    for (const id of ids) await act(context, null, id)
    const told = verb === 'retry' ? 'are tried again' : 'are dropped'
    out.answer({ [done]: ids.length }, `${ids.length} ${told}.`)
  }
}))

export const deliveryCommands: Command[] = [deliveriesList, ...deliveriesActs]
