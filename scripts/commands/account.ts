/** `account …`: what moderators can decide about an account, here or elsewhere, without a browser. */
import { type Actor, actorByHandle, actorByUri } from '../../server/actors/actors.store.ts'
import { handleOf } from '../../server/actors/handle.ts'
import type { Context } from '../../server/context.ts'
import { Conflict, NotFound } from '../../server/errors.ts'
import { activeOn } from '../../server/moderation/accounts/actions.store.ts'
import { act, undoAction } from '../../server/moderation/accounts/actions.ts'
import { purge } from '../../server/moderation/accounts/purge.ts'
import { type Command, need, readArgs, WrongUse } from './command.ts'

/** Anybody known here, by handle or address. Throws NotFound. */
async function named({ store, config }: Context, typed: string): Promise<Actor> {
  const [username = '', host] = typed.trim().replace(/^@/, '').toLowerCase().split('@')
  const actor = typed.includes('://')
    ? await actorByUri(store.read, typed)
    : await actorByHandle(store.read, username, host ?? config.handleHost)
  if (!actor) throw new NotFound(`Nobody known here has the handle or address “${typed}”.`)
  return actor
}

const text = { type: 'string' } as const

const acting = (kind: string, does: string, done: string): Command => ({
  name: `account ${kind}`,
  usage: 'HANDLE --reason WORDS [--words WORDS] [--ends YYYY-MM-DD]',
  does,
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { reason: text, words: text, ends: text }, 1)
    const ends = values.ends === undefined ? undefined : new Date(`${values.ends}T12:00:00Z`)
    if (ends && Number.isNaN(ends.getTime())) throw new WrongUse('--ends is a day such as 2027-03-31')
    const actor = await named(context, positionals[0]!)
    const reason = need(values.reason, 'reason')
    const { id } = await act(context, null, actor.id, { kind, reason, words: values.words, ends })
    out.answer({ id, actor: actor.uri, kind }, `${handleOf(actor)} ${done}.`)
  }
})

export const accountActs: Command[] = [
  acting('note', 'adds a note about an account, for moderators: `--reason`', 'has a note'),
  acting('warn', 'warns a person: `--words` is what they are told', 'is warned'),
  acting('sensitive', 'marks all that an account shows as sensitive', 'is marked as sensitive'),
  acting('limit', 'shows what an account says only to those who follow it', 'is limited'),
  acting('freeze', 'keeps a person here from signing in', 'is frozen'),
  acting('suspend', 'hides an account everywhere, and signs a person here out', 'is suspended')
]

export const accountUndo: Command = {
  name: 'account undo',
  usage: 'HANDLE --reason WORDS [--kind KIND]',
  does: 'takes back the latest decision about an account, or the latest of a kind',
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { reason: text, kind: text }, 1)
    const actor = await named(context, positionals[0]!)
    const active = await activeOn(context.store.read, actor.id)
    const last = active.find(({ kind }) => (values.kind ? kind === values.kind : kind !== 'note'))
    if (!last) throw new NotFound(`Nothing ${values.kind ? 'of that kind ' : ''}is in force on ${handleOf(actor)}.`)
    await undoAction(context, null, last.id, need(values.reason, 'reason'))
    out.answer({ id: last.id, actor: actor.uri, kind: last.kind, state: 'undone' }, `Taken back: ${last.kind}.`)
  }
}

export const accountPurge: Command = {
  name: 'account purge',
  usage: 'HANDLE --reason WORDS --yes',
  does: 'deletes a suspended account and all that it wrote, for good',
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { reason: text, yes: { type: 'boolean' } }, 1)
    const actor = await named(context, positionals[0]!)
    const reason = need(values.reason, 'reason')
    if (!values.yes) throw new Conflict('This cannot be undone. To go on, say --yes as well.')
    const { id } = await purge(context, null, actor.id, reason)
    out.answer({ id, actor: actor.uri, kind: 'purge' }, `${handleOf(actor)} is purged.`)
  }
}
