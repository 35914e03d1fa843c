/** Asks another server what an actor of it has pinned, and which topics it stands for: followed from now on, they are shown whole. */
import { type Actor, actorById, actorByUri, changeActor } from '../server/actors/actors.store.ts'
import type { Event } from '../server/events/events.store.ts'
import { mostKept, setPins } from '../server/featured/featured.store.ts'
import { addJob } from '../server/jobs/jobs.store.ts'
import { anyPost } from '../server/posts/posts.store.ts'
import { topicOf } from '../server/text/markdown.ts'
import type { Federation } from './context.ts'
import { fetchDocument } from './fetch.ts'
import { fetchPost } from './inbox/create.ts'
import { sameOrigin } from './inbox/incoming.ts'
import { idOf, isObject, type JsonObject, listOf, textOf, typesOf } from './json.ts'

/** Has the pinned posts of somebody elsewhere fetched, once they accepted a follow. */
export async function askFeatured({ context }: Federation, event: Event): Promise<void> {
  const actor = event.actor ? await actorById(context.store.read, event.actor) : undefined
  if (!actor?.featuredUri || actor.local) return
  const job = { queue: 'fetch' as const, lane: actor.host, body: { featured: actor.uri } }
  await context.store.write((tx) => addJob(context, tx, job))
}

/** Fetches what an actor has pinned: the first page, as Mastodon writes it, each post through the gate; and its topics. */
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
  await fetchTopics(federation, actor)
}

/** Mastodon's figure. */
const mostTopics = 10

/** Keeps the topics that an actor of another server stands for, besides what else its profile says. */
export async function keepTopics(
  { context }: Federation,
  { id }: Pick<Actor, 'id'>,
  change: (before: string[]) => string[]
): Promise<void> {
  await context.store.write(async (tx) => {
    const actor = await actorById(tx, id)
    if (!actor || actor.local) return
    const topics = [...new Set(change(actor.profile.topics ?? []))].slice(-mostTopics)
    await changeActor(tx, id, { profile: { ...actor.profile, topics } })
  })
}

async function fetchTopics(federation: Federation, actor: Actor): Promise<void> {
  const { document } = await fetchDocument(federation, actor.uri, { kind: 'actor' })
  const uri = idOf(document.featuredTags)
  if (!uri || !sameOrigin(uri, actor.uri)) return
  const list = (await fetchDocument(federation, uri)).document
  const topics = [...listOf(list.orderedItems), ...listOf(list.items)].flatMap((item) => topicIn(item) ?? [])
  await keepTopics(federation, actor, () => topics.slice(0, mostTopics))
}

/** The topic that a Hashtag names. */
export const topicIn = (value: unknown): string | undefined =>
  isObject(value) && typesOf(value).includes('Hashtag') ? topicOf(textOf(value.name) ?? '') : undefined

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
