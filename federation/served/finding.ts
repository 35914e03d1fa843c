/** Finds what is at an address of ours, for whoever asks. */
import type { FastifyRequest } from 'fastify'
import { type Actor, actorByHandle, actorById, actorByUri } from '../../server/actors/actors.store.ts'
import { isForSome } from '../../server/posts/audience.ts'
import { anyPost, readPost, type WholePost } from '../../server/posts/posts.store.ts'
import type { Federation } from '../context.ts'
import { idOf, idsOf, type JsonObject } from '../json.ts'
import { documentOf } from '../objects/document.ts'
import { isOpen } from '../objects/post.ts'
import { type Activity, documentIn } from '../outbox.store.ts'
import { serverActorUri } from '../software.ts'
import { lookingAs, readerOf, type SignedBy } from './reader.ts'

const keyForm = /^[0-9a-f]{32}$/

/** An actor of ours by the parameters of a route: by id, by handle, or, without either, the server's own. */
export async function findActor({ context }: Federation, request: FastifyRequest): Promise<Actor | undefined> {
  const { store, config } = context
  const { id, handle } = request.params as { id?: string; handle?: string }
  if (id !== undefined) return keyForm.test(id) ? ours(await actorById(store.read, id)) : undefined
  if (handle === undefined) return ours(await actorByUri(store.read, serverActorUri(config.origin)))
  const [, username, host] = /^([a-z0-9_.:-]{1,128})(?:@([a-z0-9.:-]{1,253}))?$/i.exec(handle) ?? []
  if (!username || (host && host.toLowerCase() !== config.handleHost)) return undefined
  return ours(await actorByHandle(store.read, username, config.handleHost))
}

const ours = (actor: Actor | undefined) => (actor?.local ? actor : undefined)

/** What became of a post at an address: there and for this reader, withdrawn, or nothing that we tell of. */
export type Found = { post: WholePost; open: boolean } | { withdrawn: WholePost } | undefined

/** A post of ours. What is not for everyone is only for those who sign and may read it. */
export async function findPost(federation: Federation, signedBy: SignedBy, request: FastifyRequest): Promise<Found> {
  const { context } = federation
  const { id } = request.params as { id: string }
  const whole = keyForm.test(id) ? await anyPost(context.store.read, { id }) : undefined
  const path = request.url.split(/[?#]/, 1)[0]!
  // The address must be its own: what is at /stories is at /replies for nobody.
  if (!whole?.post.local || !`${context.config.origin}${path}`.startsWith(whole.post.uri)) return undefined
  const { audience, visibility } = whole.post
  // Of a suspended account nothing is served, and nothing is said to be gone, since it may come back.
  if (whole.author.blocked) return undefined
  if (isOpen(whole.post)) return { post: whole, open: true }
  if (audience === 'withdrawn')
    return visibility === 'public' || visibility === 'unlisted' ? { withdrawn: whole } : undefined
  if (!isForSome(audience)) return undefined
  const reader = await readerOf(federation, signedBy, request)
  const readable = reader && (await readPost(context.store.read, { id }, lookingAs(reader)))
  return readable ? { post: readable, open: false } : undefined
}

/** Whether a reader may have an activity that is not for everyone: it is to them, or about what they may read. */
export async function mayHave({ context }: Federation, activity: Activity, reader: Actor): Promise<boolean> {
  const document = activity.document as JsonObject
  if ([...idsOf(document.to), ...idsOf(document.cc)].includes(reader.uri)) return true
  const tells = activity.object !== null && ['Create', 'Update', 'Announce'].includes(activity.type)
  return tells && (await readPost(context.store.read, { uri: activity.object! }, lookingAs(reader))) !== undefined
}

/** An activity with what it is about as that now stands; undefined when that is no longer for everyone. */
export async function activityNow({ context }: Federation, activity: Activity): Promise<JsonObject | undefined> {
  const document = documentIn(activity)
  if (!['Create', 'Update', 'Announce'].includes(activity.type) || !activity.object) return document
  const whole = await anyPost(context.store.read, { uri: activity.object })
  if (!whole) return document
  if (whole.post.local && whole.author.blocked) return undefined
  if (whole.post.audience === 'withdrawn' || (activity.open && !isOpen(whole.post))) return undefined
  if (activity.type === 'Announce') return announceNow(document, whole, activity)
  if (!whole.post.edited || whole.post.edited <= activity.created) return document
  // Changed since: the proof was for other words.
  const { proof: _proof, ...rest } = document
  return { ...rest, object: await documentOf(context, whole) }
}

/** An Announce of a Group: what it carries whole is named by its address once that says something else, and unsaid of the blocked. */
function announceNow(document: JsonObject, { post, author }: WholePost, activity: Activity): JsonObject | undefined {
  if (author.blocked) return undefined
  const said = typeof document.object === 'object' ? idOf(document.object) : undefined
  if (!said || !post.edited || post.edited <= activity.created) return document
  const { proof: _proof, ...rest } = document
  return { ...rest, object: said }
}
