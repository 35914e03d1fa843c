/** Create, and every other way in which a post arrives: fetched, announced, released from the queue. */
import type { Marks } from '../../schema/rules.ts'
import { keepEmojis } from '../../server/emojis/emojis.store.ts'
import { isFollowedHere } from '../../server/follows/follows.store.ts'
import { addJob } from '../../server/jobs/jobs.store.ts'
import { hold, type InboundPath, judge } from '../../server/moderation/gate.ts'
import { withoutMediaLinks } from '../../server/moderation/words-only.ts'
import { lookBelowLater } from '../../server/posts/below.ts'
import { anyPost, readPosts } from '../../server/posts/posts.store.ts'
import { type ReceivedPost, receiveAccepted, receivePost } from '../../server/posts/receive.ts'
import { textOf as plainText, shorten } from '../../server/text/sanitise.ts'
import type { Federation } from '../context.ts'
import { FetchFailed, fetchDocument } from '../fetch.ts'
import { idOf, idsOf, isObject, type JsonObject, listOf } from '../json.ts'
import { recall } from '../memory.store.ts'
import { extension } from '../objects/extension.ts'
import { readQuote } from '../objects/quote.ts'
import { readPost } from '../objects/received.ts'
import { readEmojis } from '../objects/received-emojis.ts'
import { ensureActor, freshActor } from '../peers.ts'
import { joinGroups } from './community.ts'
import { embedded, type Incoming, type Listener, objectId, sameOrigin } from './incoming.ts'
import { summaryOf } from './summary.ts'
import { voteReceived } from './vote.ts'

/** The key under which it is remembered that a post was deleted, so that a late Create does not bring it back. */
export const goneKey = (uri: string) => `gone ${uri}`

/** Somebody said something. */
export const onCreated: Listener = async (federation, incoming) => {
  const document = embedded(incoming.json.object)
  const uri = objectId(incoming.json)
  if (!uri) return
  if (!document || !sameOrigin(uri, incoming.id) || !sameOrigin(uri, incoming.actor.uri)) {
    // What another server is said to have said is asked of that server.
    await fetchPost(federation, uri, 'fetched')
    return
  }
  const authors = idsOf(document.attributedTo)
  if (!authors.includes(incoming.actor.uri)) {
    // Mobilizon: a person posts, a group of the same server is the author; the server must confirm it.
    if (authors.every((author) => sameOrigin(author, uri))) await fetchPost(federation, uri, 'fetched')
    return
  }
  if (await voteReceived(federation, incoming, document)) return
  await keepPost(federation, incoming, document)
}

/** Keeps a post whose author is `incoming.actor`; gives its id. */
export async function keepPost(
  federation: Federation,
  incoming: Incoming,
  document: JsonObject
): Promise<string | undefined> {
  const { context } = federation
  const uri = idOf(document.id)
  if (!uri || (await recall(context, goneKey(uri)))) return undefined
  await freshActor(federation, incoming.actor.uri)
  const received = await readPost(context, document, { authorId: incoming.actor.id, authorUri: incoming.actor.uri })
  if (!received) return undefined
  const marked = withMarks(await asQuestion(federation, received), incoming.marks ?? {})
  const id = await receivePost(context, marked, incoming.reach)
  if (!id) return undefined
  await keepPictures(federation, incoming, document, id)
  await joinGroups(federation, incoming, document, id)
  if (received.question) {
    const [whole] = await readPosts(context.store.read, [id], undefined)
    if (whole) await receiveAccepted(context, incoming.actor.id, whole, received.question.accepted)
  }
  if (received.quote && incoming.path !== 'quoted') await fetchQuoted(federation, received.quote.quoted)
  // What is fetched for a conversation's sake is followed up there, within its limits.
  if (incoming.path === 'thread') return id
  if (received.inReplyTo) await fetchAbove(federation, received.inReplyTo, id)
  if (incoming.type === 'Create') await lookBelowLater(context, { id, uri }, incoming.path)
  return id
}

/** The pictures in a post's words; after an edit perhaps none any more. */
async function keepPictures({ context }: Federation, { type, marks }: Incoming, document: JsonObject, id: string) {
  const emojis = marks?.stripMedia || marks?.wordsOnly ? [] : readEmojis(document)
  if (emojis.length > 0 || type === 'Update') await context.store.write((tx) => keepEmojis(tx, id, emojis))
}

/** The post at an address: kept already, or fetched from its own server and put through the gate. */
export async function findOrFetchPost(
  federation: Federation,
  uri: string,
  path: InboundPath
): Promise<string | undefined> {
  const { context } = federation
  const known = await anyPost(context.store.read, { uri })
  if (known) return known.post.audience === 'withdrawn' ? undefined : known.post.id
  if (uri.startsWith(`${context.config.origin}/`)) return undefined
  const { document } = await fetchDocument(federation, uri)
  return takeFetched(federation, document, path)
}

/** Puts a document that came from its own origin through the gate, in its author's name. */
export async function takeFetched(
  federation: Federation,
  document: JsonObject,
  path: InboundPath
): Promise<string | undefined> {
  const { context } = federation
  const uri = idOf(document.id)
  const author = idsOf(document.attributedTo)[0]
  if (!uri || !author || !sameOrigin(uri, author)) return undefined
  const known = await anyPost(context.store.read, { uri })
  if (known) return known.post.id
  const actor = await ensureActor(federation, author)
  const activity = { type: 'Create', id: `${uri}#fetched`, actor: author, object: document }
  const inbound = { type: 'Create', actor: author, host: actor.host, path, uri: activity.id, activity, by: actor }
  const verdict = await judge(context, inbound)
  if (verdict.act === 'refuse') return undefined
  if (verdict.act === 'hold') {
    await hold(context, { ...inbound, ...summaryOf(activity) }, verdict)
    return undefined
  }
  const reach = verdict.act === 'personal' ? 'followers' : 'everyone'
  const { marks } = verdict
  return keepPost(federation, { json: document, id: uri, type: 'Create', actor, path, reach, marks }, document)
}

/** A post as moderators' rules leave it. */
function withMarks(received: ReceivedPost, { labels, stripMedia, wordsOnly, sensitive }: Marks): ReceivedPost {
  return {
    ...(wordsOnly ? withoutMedia(received) : received),
    ...(labels && { labels }),
    ...(stripMedia && { attachments: [] }),
    ...(sensitive && { sensitive })
  }
}

/** Its links to media files are left out of its words, and so is what it attached. */
function withoutMedia(received: ReceivedPost): ReceivedPost {
  const attached = received.attachments.map(({ url }) => url)
  const words = (html: string) => withoutMediaLinks(html, attached)
  const { html, story } = received
  return {
    ...received,
    ...{ html: words(html), attachments: [] },
    ...(story && {
      story: { ...story, wentWellHtml: words(story.wentWellHtml), wentBadlyHtml: words(story.wentBadlyHtml) }
    })
  }
}

/** A reply to a story that asks something is a question about it, and so is a post that asks the council or one of us. */
async function asQuestion(federation: Federation, received: ReceivedPost): Promise<ReceivedPost> {
  const text = plainText(received.html)
  if (received.question || !text.includes('?')) return received
  const above = received.inReplyTo
    ? await anyPost(federation.context.store.read, { uri: received.inReplyTo })
    : undefined
  if (received.kind === 'reply' && above?.post.local && above.post.kind === 'story') {
    return { ...received, kind: 'question', question: { about: above.post.uri, accepted: [] } }
  }
  const asksUs =
    received.kind === 'post' &&
    !received.inReplyTo &&
    !received.title &&
    received.named.length > 0 &&
    received.visibility === 'public'
  if (!asksUs) return received
  const bare = text
    .replace(/(^|\s)@\S+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const sentence = /[^.?!]*\?/.exec(bare)?.[0].trim() ?? bare
  return { ...received, kind: 'question', title: shorten(sentence, 150), question: { accepted: [] } }
}

/** What a kept reply answers is fetched too, so that a conversation reads from its beginning. */
async function fetchAbove(federation: Federation, uri: string, from: string): Promise<void> {
  const { context } = federation
  if (await anyPost(context.store.read, { uri })) return
  if (!URL.canParse(uri) || uri.startsWith(`${context.config.origin}/`)) return
  await context.store.write((tx) =>
    addJob(context, tx, { queue: 'fetch', lane: new URL(uri).host, body: { uri, path: 'thread', from } })
  )
}

/** What a post quotes is fetched, so that it can be shown; not what that quotes in turn. */
async function fetchQuoted({ context }: Federation, uri: string): Promise<void> {
  if (uri.startsWith(`${context.config.origin}/`) || (await anyPost(context.store.read, { uri }))) return
  const job = { queue: 'fetch' as const, lane: new URL(uri).host, body: { uri, path: 'quoted' } }
  await context.store.write((tx) => addJob(context, tx, job))
}

/** {@link findOrFetchPost}, where a post that cannot be had is no fault; throws only what may go better another time. */
export async function fetchPost(federation: Federation, uri: string, path: InboundPath): Promise<string | undefined> {
  try {
    return await findOrFetchPost(federation, uri, path)
  } catch (error) {
    if (!(error instanceof FetchFailed) || error.code === 'unreachable') throw error
    return undefined
  }
}

/** The post with which a conversation at this address begins, as our addresses have it. */
export const rootOf = (context: string | undefined): string | undefined =>
  context?.endsWith('/context') ? context.slice(0, -'/context'.length) : undefined

/** Whether an activity has anything to do with people here; what has not is answered politely and dropped. */
export async function concernsUs(federation: Federation, json: JsonObject): Promise<boolean> {
  const { context } = federation
  const ours = (uri: unknown) => typeof uri === 'string' && uri.startsWith(`${context.config.origin}/`)
  const object = embedded(json.object)
  const addressed = [json, object ?? {}].flatMap((one) => [...idsOf(one.to), ...idsOf(one.cc), ...idsOf(one.audience)])
  const tagged = listOf(object?.tag).map((tag) => (isObject(tag) ? tag.href : undefined))
  if ([...addressed, ...tagged].some(ours)) return true
  const source = object && idOf(extension(object, 'isBasedOn'))
  // The owner of a conversation tells which answers in it are accepted.
  const conversation = [rootOf(objectId(json)), idsOf(object && extension(object, 'acceptedAnswer'))[0]]
  const quoted = object && readQuote(object)?.quoted
  for (const uri of [objectId(json), idOf(object?.inReplyTo), quoted, source, ...conversation]) {
    if (uri && (ours(uri) || (await anyPost(context.store.read, { uri })))) return true
  }
  return isFollowedHere(context.store.read, idOf(json.actor) ?? '')
}
