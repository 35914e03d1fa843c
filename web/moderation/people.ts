/** Who sent what is held: from the row kept of them, and never from what they sent. */
import type { Actor } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import type { HeldItem } from '../../server/moderation/held.store.ts'
import { actorsByUris } from '../../server/moderation/waiting.store.ts'
import type { PersonView } from '../item.ts'
import { peopleFrom } from '../present/people.ts'
import { initialsOf } from '../words.ts'
import { oneLine } from './said.ts'

export interface Sender {
  person: PersonView
  /** Undefined when no row of them was kept. */
  actor: Actor | undefined
}

/** The senders of some items, by their address. */
export async function sendersOf(
  context: Context,
  items: Pick<HeldItem, 'actor' | 'host'>[]
): Promise<(item: Pick<HeldItem, 'actor' | 'host'>) => Sender> {
  const uris = items.map(({ actor }) => actor)
  const actors = new Map((await actorsByUris(context.store.read, uris)).map((actor) => [actor.uri, actor]))
  const person = await peopleFrom(context, [...actors.values()])
  return (item) => {
    const actor = actors.get(item.actor)
    return { actor, person: actor ? person(actor) : nobodyKnown(item) }
  }
}

/** Somebody of whom only the address is known. */
function nobodyKnown({ actor, host }: Pick<HeldItem, 'actor' | 'host'>): PersonView {
  const username = oneLine(actor.split('/').at(-1) ?? '', 60) || host
  return {
    uri: actor,
    name: username,
    handle: `@${username}@${host}`,
    initials: initialsOf(username),
    path: `/moderation/servers/${encodeURIComponent(host)}`,
    from: 'elsewhere'
  }
}

/** Anybody by their address alone. */
export async function peopleByUri(context: Context, uris: string[]): Promise<(uri: string) => PersonView> {
  const items = uris.map((actor) => ({ actor, host: URL.canParse(actor) ? new URL(actor).host : '' }))
  const sender = await sendersOf(context, items)
  const byUri = new Map(items.map((item) => [item.actor, item]))
  return (uri) => sender(byUri.get(uri) ?? { actor: uri, host: '' }).person
}
