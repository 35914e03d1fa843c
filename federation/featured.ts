/** Asks another server what an actor of it has pinned: followed from now on, they are shown whole. */
import { actorById, actorByUri } from '../server/actors/actors.store.ts'
import type { Event } from '../server/events/events.store.ts'
import { mostKept, setPins } from '../server/featured/featured.store.ts'
import { addJob } from '../server/jobs/jobs.store.ts'
import { anyPost } from '../server/posts/posts.store.ts'
import type { Federation } from './context.ts'
import { fetchDocument } from './fetch.ts'
import { fetchPost } from './inbox/create.ts'
import { sameOrigin } from './inbox/incoming.ts'
import { idOf, isObject, type JsonObject, listOf } from './json.ts'

/** Has the pinned posts of somebody elsewhere fetched, once they accepted a follow. */
export async function askFeatured({ context }: Federation, event: Event): Promise<void> {
  const actor = event.actor ? await actorById(context.store.read, event.actor) : undefined
  if (!actor?.featuredUri || actor.local) return
  const job = { queue: 'fetch' as const, lane: actor.host, body: { featured: actor.uri } }
  await context.store.write((tx) => addJob(context, tx, job))
}

/** Fetches what an actor has pinned: the first page, as Mastodon writes it, each post through the gate. */
export async function fetchFeatured(federation: Federation, actorUri: string): Promise<void> {
  const { context } = federation
  const actor = await actorByUri(context.store.read, actorUri)
  if (!actor?.featuredUri || actor.local) return
  const ids: string[] = []
  for (const uri of await listed(federation, actor.featuredUri)) {
    if (!sameOrigin(uri, actor.uri)) continue
    const id = await fetchPost(federation, uri, 'fetched')
    const found = id ? await anyPost(context.store.read, { id }) : undefined
    if (found?.post.visibility === 'public') ids.push(found.post.id)
  }
  await context.store.write((tx) => setPins(tx, actor.id, ids))
}

async function listed(federation: Federation, featured: string): Promise<string[]> {
  const { document } = await fetchDocument(federation, featured)
  const items = itemsOf(document)
  const first = document.first
  if (items.length > 0 || first === undefined) return items
  if (isObject(first)) return itemsOf(first)
  const page = typeof first === 'string' && sameOrigin(first, featured) ? first : undefined
  return page ? itemsOf((await fetchDocument(federation, page)).document) : []
}

const itemsOf = (document: JsonObject): string[] =>
  [...listOf(document.orderedItems), ...listOf(document.items)].flatMap((item) => idOf(item) ?? []).slice(0, mostKept)
