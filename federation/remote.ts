/** What the domain may ask of the world outside: who is behind a handle, what is at an address. */
import { actorByHandle, actorByUri } from '../server/actors/actors.store.ts'
import type { RemoteWorld } from '../server/context.ts'
import { Problem } from '../server/errors.ts'
import { anyPost } from '../server/posts/posts.store.ts'
import type { Federation } from './context.ts'
import { discover } from './discover.ts'
import { FetchFailed, failureOf, fetchDocument } from './fetch.ts'
import { takeFetched } from './inbox/create.ts'
import { idOf, type JsonObject, typesOf } from './json.ts'
import { refreshList } from './lists.ts'
import { ensureActor, keepActor } from './peers.ts'
import { lookupHandle } from './webfinger-client.ts'

const actorTypes = new Set(['Person', 'Organization', 'Group', 'Service', 'Application'])

/** Joins the federation to the context as its view of the world. */
export function makeRemoteWorld(federation: Federation): RemoteWorld {
  return {
    findActor: (text) =>
      asked(async () => (isAddress(text) ? actorAt(federation, text.trim()) : actorCalled(federation, text.trim()))),
    refreshActor: (uri) => asked(async () => (await ensureActor(federation, uri, true)).id),
    findPost: (url) => asked(() => postAt(federation, url.trim())),
    fetchFile: (url, path, maxBytes) => fileAt(federation, url, path, maxBytes),
    refreshList: (list) => refreshList(federation, list),
    interactionTemplate: (handle, act) => asked(() => templateFor(federation, handle.trim(), act))
  }
}

const isAddress = (text: string) => /^https?:\/\//i.test(text.trim())

/** Runs a look-up: what is not there is undefined, what cannot be reached is told in words. */
async function asked<Result>(look: () => Promise<Result | undefined>): Promise<Result | undefined> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof FetchFailed)) throw error
    if (error.code === 'unreachable') throw new Problem(502, 'That server did not answer. Try again later.')
    return undefined
  }
}

async function actorCalled(federation: Federation, handle: string): Promise<string | undefined> {
  const { context } = federation
  const [username, host] = handle.replace(/^(acct:)?@?/, '').split('@') as [string, string?]
  const ours = !host || host === context.config.handleHost || host === new URL(context.config.origin).host
  const known = await actorByHandle(context.store.read, username, ours ? context.config.handleHost : host)
  if (known || ours) return known && !known.deleted ? known.id : undefined
  const found = await lookupHandle(federation.network, `@${username}@${host}`)
  return (await ensureActor(federation, found.actor)).id
}

async function actorAt(federation: Federation, url: string): Promise<string | undefined> {
  const { context } = federation
  const known = await actorByUri(context.store.read, url)
  if (known) return known.deleted ? undefined : known.id
  const [, handle] = /^\/(?:@|communities\/)([^/?#]+)$/.exec(url.slice(context.config.origin.length)) ?? []
  if (handle && url.startsWith(`${context.config.origin}/`)) return actorCalled(federation, handle)
  if (url.startsWith(`${context.config.origin}/`)) return undefined
  const document = await documentAt(federation, url)
  return document && isActor(document) ? (await keepActor(federation, document)).id : undefined
}

async function postAt(federation: Federation, url: string): Promise<string | undefined> {
  const { context } = federation
  const known = await anyPost(context.store.read, { uri: url })
  if (known) return known.post.id
  if (!isAddress(url) || url.startsWith(`${context.config.origin}/`)) return undefined
  const document = await documentAt(federation, url)
  return document && !isActor(document) ? takeFetched(federation, document, 'fetched') : undefined
}

/** The document at an address, or the one that the page there says it stands for. */
async function documentAt(federation: Federation, url: string): Promise<JsonObject | undefined> {
  try {
    return (await fetchDocument(federation, url)).document
  } catch (error) {
    if (!(error instanceof FetchFailed) || !['not-activitypub', 'mismatch'].includes(error.code)) throw error
  }
  const target = await discover(federation.network, url)
  if (!target) return undefined
  const { document } = await fetchDocument(federation, target)
  return idOf(document.id) ? document : undefined
}

/** Two minutes for a clip on a slow line; without a signature, since what is attached to public posts is public. */
async function fileAt({ network }: Federation, url: string, into: string, maxBytes: number): Promise<void> {
  const headers = { accept: 'image/*, video/*, audio/*, text/vtt;q=0.9, */*;q=0.1' }
  const { status } = await network.fetch(url, { headers, into, maxBytes, timeoutMs: 120_000 })
  if (status !== 200) throw new FetchFailed(failureOf(status), `${url}: ${status}`, status)
}

const isActor = (document: JsonObject) => typesOf(document).some((type) => actorTypes.has(type))

/** Where a person's own server lets them do something with an object of ours; `{uri}` stands for its address (FEP-3b86, OStatus). */
async function templateFor(federation: Federation, handle: string, act: string): Promise<string | undefined> {
  const found = await lookupHandle(federation.network, handle.startsWith('@') ? handle : `@${handle}`)
  const intent =
    { follow: 'follow', like: 'like', share: 'announce', reply: 'create', object: 'object' }[act] ?? 'object'
  const template = found.intents[intent] ?? found.intents.object
  const filled = template?.replace(/\{(object|inReplyTo|target)\}/gi, '{uri}')
  if (filled?.includes('{uri}')) return filled.replace(/\{[^}]*\}/g, (name) => (name === '{uri}' ? name : ''))
  return found.subscribe
}
