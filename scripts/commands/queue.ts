/** `queue …`: what waits for a person. */
import { type HeldItem, listHeld } from '../../server/moderation/held.store.ts'
import { reject, release, type TrustAlong } from '../../server/moderation/queue.ts'
import { type Command, readArgs, tableOf, WrongUse } from './command.ts'

const shown = (item: HeldItem) => ({
  id: item.id,
  reason: item.reason,
  actor: item.actor,
  object: item.object,
  summary: item.summary,
  type: item.type,
  host: item.host,
  created: item.created.toISOString()
})

export const queueList: Command = {
  name: 'queue list',
  usage: '[--host HOST]',
  does: 'lists what is held, newest first',
  async run(context, args, out) {
    const { values } = readArgs(args, { host: { type: 'string' } })
    const items: ReturnType<typeof shown>[] = []
    let after: string | undefined
    do {
      const page = await listHeld(context.store.read, { after, size: 100, ...(values.host && { host: values.host }) })
      items.push(...page.rows.map(shown))
      after = page.next
    } while (after && items.length < 1_000)
    const rows = items.map((one) => [one.id, one.actor, one.summary.split('\n')[0]!.slice(0, 70)])
    out.answer({ items }, rows.length > 0 ? tableOf(rows) : 'Nothing is waiting.')
  }
}

export const queueRelease: Command = {
  name: 'queue release',
  usage: 'ID [--trust author|server] [--reason WORDS]',
  does: 'lets a held item in, and with --trust also what else waits from its author or server',
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { trust: { type: 'string' }, reason: { type: 'string' } }, 1)
    if (values.trust && !['author', 'server'].includes(values.trust)) throw new WrongUse('--trust is author or server')
    const item = await release(context, null, positionals[0]!, values.trust as TrustAlong | undefined, values.reason)
    out.answer({ id: item.id, state: 'released' }, 'It is let in.')
  }
}

export const queueReject: Command = {
  name: 'queue reject',
  usage: 'ID [--reason WORDS]',
  does: 'rejects a held item: its content goes',
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { reason: { type: 'string' } }, 1)
    const item = await reject(context, null, positionals[0]!, values.reason)
    out.answer({ id: item.id, state: 'rejected' }, 'It is rejected.')
  }
}
