/** `domain …`: how far other servers are trusted. */
import type { Trust } from '../../schema/actors.ts'
import { listInstances } from '../../server/moderation/instances.store.ts'
import { readHost, trustServer } from '../../server/moderation/trust.ts'
import { type Command, readArgs, tableOf } from './command.ts'

const acts: { verb: string; state: Trust; does: string }[] = [
  { verb: 'trust', state: 'network', does: 'marks a server as a peer council: what comes from it flows straight in' },
  { verb: 'know', state: 'known', does: 'lets in what comes from a server that is no peer council' },
  { verb: 'hold', state: 'unknown', does: 'holds what comes from a server until a person lets it in' },
  { verb: 'limit', state: 'limited', does: 'shows what comes from a server only to those who follow its author' },
  { verb: 'block', state: 'blocked', does: 'takes nothing from a server and sends it nothing' }
]

/** `domain trust|know|hold|limit|block HOST --reason …`. */
export const domainActs: Command[] = acts.map(({ verb, state, does }) => ({
  name: `domain ${verb}`,
  usage: 'HOST [--reason WORDS]',
  does,
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { reason: { type: 'string' } }, 1)
    const host = readHost(context, positionals[0]!)
    const reason = values.reason ?? ''
    await trustServer(context, null, host, state, reason)
    out.answer({ host, state, reason }, `${host}: ${state}.`)
  }
}))

export const domainList: Command = {
  name: 'domain list',
  usage: '[--state network|known|unknown|limited|blocked]',
  does: 'lists the servers that this one has met',
  async run(context, args, out) {
    const { values } = readArgs(args, { state: { type: 'string' } })
    const rows = await listInstances(context.store.read, values.state as Trust | undefined, '', 1_000)
    const items = rows.map(({ host, trust, reason, software }) => ({ host, state: trust, reason, software }))
    out.answer(
      { items },
      items.length > 0 ? tableOf(items.map((one) => [one.host, one.state, one.reason])) : 'No server was met yet.'
    )
  }
}
