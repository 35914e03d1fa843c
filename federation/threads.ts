/** Makes conversations whole: fetches upwards what a reply answers, and downwards what was said below (FEP-7888). */

import type { Context } from '../server/context.ts'
import { addJob } from '../server/jobs/jobs.store.ts'
import { readPath } from '../server/moderation/gate.ts'
import { anyPost, type WholePost } from '../server/posts/posts.store.ts'
import { concernsPeopleHere } from '../server/posts/threads.store.ts'
import type { Federation } from './context.ts'
import { describeServer } from './describe.ts'
import { fetchFeatured } from './featured.ts'
import { FetchFailed, fetchDocument } from './fetch.ts'
import { confirmHandle } from './handles.ts'
import { fetchPost, takeFetched } from './inbox/create.ts'
import { idOf, isObject, type JsonObject, listOf, typesOf } from './json.ts'
import { recall, remember } from './memory.store.ts'
import { refreshActor } from './refresh.ts'
import { synchronise } from './synchronise.ts'

/** How much is fetched: posts above one reply, of one job, of one conversation a day and of that unasked beside a reply; pages, items, steps down. */
export const threadLimits = {
  ...{ above: 20, job: 20, day: 100, beside: 20, pages: 20, items: 512, depth: 10 },
  ...{ milliseconds: 60_000, again: 15 * 60_000 }
}

const day = 24 * 3_600_000

/** The handler of `fetch` jobs: `describe` names a server to ask what it is, `crawl` names a post here to look below, `synchronise`, `featured`, `refresh` and `handle` an actor, `uri` a post elsewhere to fetch and look above. */
export async function fetchJob(federation: Federation, body: Record<string, unknown>): Promise<void> {
  if (typeof body.describe === 'string') return describeServer(federation, body.describe, String(body.host))
  if (typeof body.synchronise === 'string')
    return synchronise(federation, body.synchronise, String(body.url), String(body.digest)).catch(passOver)
  if (typeof body.featured === 'string') return fetchFeatured(federation, body.featured).catch(passOver)
  if (typeof body.refresh === 'string') return refreshActor(federation, body.refresh)
  if (typeof body.handle === 'string') return confirmHandle(federation, body.handle)
  if (typeof body.crawl === 'string')
    return crawl(federation, { post: body.crawl, depth: Number(body.depth ?? 0), beside: body.beside === true })
  if (body.path === 'thread') return climb(federation, String(body.uri), String(body.from ?? body.uri))
  await fetchPost(federation, String(body.uri), readPath(body.path))
}

/** Fetches the post at `start` and those that it answers, one above the other, until one is known, held or not to be had. */
async function climb(federation: Federation, start: string, from: string): Promise<void> {
  const { context } = federation
  const below = await anyPost(context.store.read, { id: from })
  const key = below?.post.thread ?? from
  let uri: string | null = start
  for (let step = 0; uri && step < threadLimits.above; step++) {
    if (uri.startsWith(`${context.config.origin}/`) || (await anyPost(context.store.read, { uri }))) return
    if (!(await mayFetch(federation, key))) return
    const id = await fetchPost(federation, uri, 'thread')
    const found = id ? await anyPost(context.store.read, { id }) : undefined
    if (found) await addCrawl(context, found.post.uri, { post: found.post.id, depth: 0, beside: true })
    uri = found && !found.post.parent ? found.post.inReplyTo : null
  }
}

/** Counts one more fetch for a conversation; false when it had its share today, or its share of what nobody asked for. */
async function mayFetch({ context }: Federation, thread: string, beside = false): Promise<boolean> {
  const today = context.clock().toISOString().slice(0, 10)
  const counted = [{ key: `thread ${thread} ${today}`, most: threadLimits.day }]
  if (beside) counted.push({ key: `beside ${thread} ${today}`, most: threadLimits.beside })
  const before = await Promise.all(counted.map(async ({ key }) => (await recall<number>(context, key)) ?? 0))
  if (counted.some(({ most }, n) => before[n]! >= most)) return false
  for (const [n, { key }] of counted.entries()) await remember(context, key, before[n]! + 1, day)
  return true
}

/** Where to look below, how many steps down that is, and whether only because a reply to it came. */
interface Crawl {
  post: string
  depth: number
  beside: boolean
}

/** Has a post looked below, one of its host after the other. What nobody asked for keeps nothing else waiting. */
async function addCrawl(context: Context, uri: string, { post, depth, beside }: Crawl, due = context.clock()) {
  const { host } = new URL(uri)
  const job = { queue: 'fetch' as const, lane: beside ? `${host} beside` : host, due }
  const body = { crawl: post, depth, ...(beside && { beside }) }
  await context.store.write((tx) => addJob(context, tx, { ...job, body }))
}

/** Fetches what stands in the `replies` and the `context` of a post that matters here; of what is kept, the same later. */
async function crawl(federation: Federation, which: Crawl): Promise<void> {
  const { context } = federation
  const { depth, beside } = which
  const whole = await anyPost(context.store.read, { id: which.post })
  if (!whole || depth > threadLimits.depth || !(await mayCrawl(federation, whole, beside))) return
  await remember(context, `crawled ${whole.post.uri}`, true, threadLimits.again)
  const end = Date.now() + threadLimits.milliseconds
  const document = await documentOf(federation, whole.post.uri)
  if (!document) return
  const listed = await listedIn(federation, [document.replies, document.context], whole.post.uri, end)
  let fetched = 0
  // Some list the newest first: what answers something that comes later waits for it.
  let waiting: JsonObject[] = []
  for (const uri of listed) {
    if (Date.now() > end || (await isKnown(federation, uri))) continue
    if (fetched >= threadLimits.job) return again(federation, whole, which)
    if (!(await mayFetch(federation, whole.post.thread, beside))) break
    fetched++
    await remember(context, `asked ${uri}`, true, day)
    const reply = await documentOf(federation, uri)
    if (reply && !(await keepReply(federation, reply, which))) waiting.push(reply)
  }
  for (let before = -1; waiting.length > 0 && waiting.length !== before; ) {
    before = waiting.length
    const still: JsonObject[] = []
    for (const reply of waiting) if (!(await keepReply(federation, reply, which))) still.push(reply)
    waiting = still
  }
}

/** A remote post that anyone may read, not looked below of late, followed or taken part in here, or above a reply that was. */
async function mayCrawl({ context }: Federation, { post }: WholePost, beside: boolean): Promise<boolean> {
  if (post.local || !['public', 'unlisted'].includes(post.visibility) || post.audience === 'withdrawn') return false
  if (await recall(context, `crawled ${post.uri}`)) return false
  return beside || concernsPeopleHere(context.store.read, post)
}

/** The rest of a long list comes with the next job. */
async function again({ context }: Federation, { post }: WholePost, which: Crawl): Promise<void> {
  await remember(context, `crawled ${post.uri}`, true, 0)
  await addCrawl(context, post.uri, which, new Date(context.clock().getTime() + 1_000))
}

async function isKnown({ context }: Federation, uri: string): Promise<boolean> {
  if (uri.startsWith(`${context.config.origin}/`) || (await recall(context, `asked ${uri}`))) return true
  return (await anyPost(context.store.read, { uri })) !== undefined
}

/** Keeps a reply to something that is here, through the gate; false when what it answers is not here. */
async function keepReply(federation: Federation, reply: JsonObject, { depth, beside }: Crawl): Promise<boolean> {
  const { context } = federation
  const above = idOf(reply.inReplyTo)
  if (!above || !(await anyPost(context.store.read, { uri: above }))) return false
  const id = await takeFetched(federation, reply, 'thread').catch(passOver)
  if (id && reply.replies !== undefined)
    await addCrawl(context, idOf(reply.id)!, { post: id, depth: depth + 1, beside })
  return true
}

/** The addresses in collections, which may be inline, behind their address or in pages; pages of the post's host only. */
async function listedIn(federation: Federation, values: unknown[], post: string, end: number): Promise<string[]> {
  const { host } = new URL(post)
  const isHere = (uri: string) => URL.canParse(uri) && new URL(uri).host === host
  const found = new Set<string>()
  const seen = new Set<string>()
  const open = values.filter((value) => value !== undefined)
  for (let pages = 0; open.length > 0 && found.size < threadLimits.items && Date.now() < end; ) {
    const value = open.shift()
    const uri = typeof value === 'string' ? value : undefined
    if (uri && (seen.has(uri) || !isHere(uri) || pages++ >= threadLimits.pages)) continue
    if (uri) seen.add(uri)
    const page = uri ? await documentOf(federation, uri) : value
    if (!isObject(page) || !typesOf(page).some((type) => type.includes('Collection'))) continue
    for (const item of [...listOf(page.items), ...listOf(page.orderedItems)]) {
      const id = idOf(item)
      if (id && URL.canParse(id) && found.size < threadLimits.items) found.add(id)
    }
    const bare = page.items === undefined && page.orderedItems === undefined && page.first === undefined
    open.push(...[page.first, page.next, bare && !uri ? page.id : undefined].filter((one) => one !== undefined))
  }
  return [...found]
}

const documentOf = (federation: Federation, uri: string) =>
  fetchDocument(federation, uri).then(({ document }) => document, passOver)

/** What cannot be had today is passed over: a conversation with a gap is better than none. */
function passOver(error: unknown): undefined {
  if (!(error instanceof FetchFailed)) throw error
}
