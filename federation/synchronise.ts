/** Keeps lists of followers the same on both sides (FEP-8fcf): a digest goes with what is for followers only. */
import { createHash } from 'node:crypto'
import { type Actor, actorByUri } from '../server/actors/actors.store.ts'
import { dropFollow, followersAt, localFollowersOf } from '../server/follows/follows.store.ts'
import { addJob } from '../server/jobs/jobs.store.ts'
import type { Federation } from './context.ts'
import { fetchDocument } from './fetch.ts'
import { sameOrigin } from './inbox/incoming.ts'
import { idsOf } from './json.ts'
import { followDocument } from './outbox/follow.ts'
import { personalInbox } from './outbox/recipients.ts'
import { sendActivity } from './outbox.ts'

/** Above this nobody keeps lists the same (Mastodon has 25 000). */
const mostFollowers = 25_000

/** The SHA-256 of each address, combined by exclusive or, in hexadecimal. */
export function digestOf(uris: string[]): string {
  const sum = Buffer.alloc(32)
  for (const uri of uris) {
    const hash = createHash('sha256').update(uri).digest()
    for (let n = 0; n < 32; n++) sum[n]! ^= hash[n]!
  }
  return sum.toString('hex')
}

/** The header for an activity of ours that goes to followers only, to an inbox of one server. */
export async function synchronisationHeader(
  { context }: Federation,
  actor: Actor,
  { document, open }: { document: Record<string, unknown>; open: boolean },
  inbox: string
): Promise<Record<string, string>> {
  const followers = actor.followersUri ?? `${actor.uri}/followers`
  if (open || actor.followers > mostFollowers || ![...idsOf(document.to), ...idsOf(document.cc)].includes(followers))
    return {}
  const digest = digestOf(await followersAt(context.store.read, actor.id, new URL(inbox).origin))
  const url = `${actor.uri}/followers/synchronization`
  return { 'collection-synchronization': `collectionId="${followers}", url="${url}", digest="${digest}"` }
}

/** Looks at the header of what came in: when their list of our people differs from ours, it is fetched later. */
export async function noteSynchronisation(federation: Federation, header: unknown, actorUri: string): Promise<void> {
  if (typeof header !== 'string' || header.length > 4_096) return
  const { context } = federation
  const fields = Object.fromEntries([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]))
  const { collectionId, url, digest } = fields
  const actor = await actorByUri(context.store.read, actorUri)
  if (!actor?.followersUri || collectionId !== actor.followersUri || !url || !sameOrigin(url, actor.uri)) return
  if (!/^[0-9a-f]{64}$/i.test(digest ?? '')) return
  const ours = await localFollowersOf(context.store.read, actor.id)
  if (digestOf(ours.map((row) => row.actor.uri)) === digest!.toLowerCase()) return
  const body = { synchronise: actor.uri, url, digest: digest!.toLowerCase() }
  await context.store.write((tx) => addJob(context, tx, { queue: 'fetch', lane: actor.host, body }))
}

/** Makes our follows of an actor those that its server knows of: others end here, and theirs that we know not end there. */
export async function synchronise(
  federation: Federation,
  actorUri: string,
  url: string,
  digest: string
): Promise<void> {
  const { context } = federation
  const actor = await actorByUri(context.store.read, actorUri)
  if (!actor || actor.local || actor.deleted) return
  const { document } = await fetchDocument(federation, url)
  const items = document.orderedItems ?? document.items
  const theirs = new Set((Array.isArray(items) ? items : []).filter((item) => typeof item === 'string'))
  // A list that does not match its own digest has changed since, or is not what was meant.
  if (digestOf([...theirs]) !== digest) return
  const ours = await localFollowersOf(context.store.read, actor.id)
  for (const row of ours)
    if (!theirs.has(row.actor.uri)) await context.store.write((tx) => dropFollow(tx, row.actor.id, actor.id))
  const known = new Set(ours.map((row) => row.actor.uri))
  for (const uri of theirs) if (!known.has(uri)) await endUnknown(federation, uri, actor)
}

/** They count somebody of ours among their followers who is none: an Undo tells them. */
async function endUnknown({ context }: Federation, uri: string, followed: Actor): Promise<void> {
  const follower = await actorByUri(context.store.read, uri)
  if (!follower?.local) return
  const id = `${follower.uri}/follows/${encodeURIComponent(followed.uri)}`
  await sendActivity(context, {
    actor: follower,
    document: {
      id: `${id}/undo/${context.clock().getTime()}`,
      type: 'Undo',
      actor: follower.uri,
      to: [followed.uri],
      object: followDocument(id, follower, followed)
    },
    to: personalInbox(followed),
    open: false,
    object: followed.uri
  })
}
