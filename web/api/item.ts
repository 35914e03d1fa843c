/** Posts as the API tells them; all that a page of them needs is asked for at once. */

import type { Static } from 'typebox'
import { actorsByIds } from '../../server/actors/actors.store.ts'
import { handleOf } from '../../server/actors/handle.ts'
import { groupsOfPosts } from '../../server/communities/places.store.ts'
import type { Context } from '../../server/context.ts'
import { type Sieve, sieveOf } from '../../server/controls/filters.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { type Policies, policiesNow } from '../../server/moderation/policies/compiled.ts'
import { askedAs } from '../../server/posts/audience.ts'
import { allowedIn } from '../../server/posts/policy.ts'
import { type Actor, acceptedFor, interestOf, readPosts, type WholePost } from '../../server/posts/posts.store.ts'
import { quotesIn } from '../../server/quotes/quotes.store.ts'
import type { EmojiView } from '../emojis.ts'
import type { ItemView } from '../item.ts'
import { type Emojis, readEmojis } from '../present/emojis.ts'
import { emojisOf } from '../present/people.ts'
import { lookingFor, pathOf } from '../present.ts'
import type { Author, Item, Question, Reply, Story } from './shapes.ts'

/** Who somebody is. */
export const authorOf = (actor: Actor) => ({
  handle: handleOf(actor),
  uri: actor.uri,
  url: actor.url,
  name: actor.name
})

/** Who these are, with the pictures in their names; read for all of them at once. */
export async function authorsOf(context: Context, actors: Actor[]): Promise<(actor: Actor) => Static<typeof Author>> {
  const found = await emojisOf(context, [...new Map(actors.map((actor) => [actor.id, actor])).values()])
  return (actor) => ({ ...authorOf(actor), ...emojisFrom(context, found.get(actor.id)) })
}

/** Pictures as the API tells them, where there are any. */
const emojisFrom = ({ config }: Context, emojis: EmojiView[] | undefined) =>
  emojis?.length ? { emojis: emojis.map(({ name, path }) => ({ name, url: config.origin + path })) } : {}

/** How often a post was liked, shared and answered. */
export const countsOf = ({ post }: WholePost) => ({ likes: post.likes, shares: post.shares, replies: post.replies })

/** What is known of the posts of one page beyond themselves. */
interface Around {
  liked: Set<string>
  shared: Set<string>
  /** The addresses of accepted answers, by question. */
  accepted: Map<string, string[]>
  sharers: Map<string, Actor>
  author: (actor: Actor) => Static<typeof Author>
  /** What stands in their words and below them. */
  emojis: Emojis
  /** The communities in which a post stands. */
  communities: Map<string, Actor[]>
  /** The addresses of what is quoted, by post. */
  quotes: Map<string, string>
  /** Whose pictures and clips are left out. */
  policies: Policies
  /** What the viewer filters. */
  sieve: Sieve
}

/** A post with, in a timeline, who showed it. */
type Shown = WholePost & { sharedBy?: string }

/** So many kinds of reactions to one post are told. */
const mostReactions = 100

/** A page of posts of any kind. */
export async function itemsOf(context: Context, viewer: Viewer | undefined, rows: Shown[]): Promise<Item[]> {
  const around = await lookAround(context, viewer, rows)
  return rows.map((row) => itemOf(context, row, around))
}

/** One story with all its parts. */
export async function storyOf(context: Context, viewer: Viewer | undefined, row: WholePost): Promise<Story> {
  const around = await lookAround(context, viewer, [row])
  const { post, story } = row
  return {
    kind: 'story',
    ...commonOf(context, row, around),
    title: post.title ?? '',
    summary: post.summary ?? '',
    ...bodyOf(row),
    ...halvesOf(row),
    state: story?.state ?? null,
    service: story?.service ?? null,
    serviceName: story?.serviceName ?? null,
    place: story?.place ?? null,
    cost: story?.cost ?? null,
    saving: story?.saving ?? null,
    evidence: story?.evidence ?? null,
    contact: story?.contact ?? null,
    basedOn: story?.basedOn ?? null,
    changed: story?.changed ?? null,
    worthRepeating: story?.worth?.toISOString() ?? null,
    lastReviewed: story?.reviewed?.toISOString() ?? null,
    untrueSince: story?.untrue?.toISOString() ?? null,
    untrueWhy: story?.untrueWhy ?? null,
    interactionPolicy: {
      reply: allowedIn(post, 'reply'),
      quote: allowedIn(post, 'quote'),
      like: allowedIn(post, 'like')
    }
  }
}

/** One question with all its parts. */
export async function questionOf(context: Context, viewer: Viewer | undefined, row: WholePost): Promise<Question> {
  const around = await lookAround(context, viewer, [row])
  return {
    kind: 'question',
    ...commonOf(context, row, around),
    title: row.post.title ?? '',
    ...bodyOf(row),
    about: row.question?.about ?? null,
    answered: row.question?.answered ?? false,
    accepted: around.accepted.get(row.post.id) ?? []
  }
}

/** One reply, or a post of a kind that has no parts of its own. */
export async function replyOf(context: Context, viewer: Viewer | undefined, row: WholePost): Promise<Reply> {
  const around = await lookAround(context, viewer, [row])
  return {
    kind: row.post.kind,
    ...commonOf(context, row, around),
    ...bodyOf(row),
    inReplyTo: row.post.inReplyTo
  }
}

const showsMedia = ({ post, author }: Shown, { policies }: Around) =>
  post.attachments.length > 0 && (post.local || !policies.of(author.host)?.rejectMedia)

async function lookAround(context: Context, viewer: Viewer | undefined, rows: Shown[]): Promise<Around> {
  const db = context.store.read
  const ids = rows.map((row) => row.post.id)
  const none = { liked: new Set<string>(), shared: new Set<string>() }
  const [interest, accepted, quotes, communities, emojis, sharers] = await Promise.all([
    viewer ? interestOf(db, viewer.actor.id, ids) : none,
    acceptedIn(context, viewer, rows),
    quotesIn(db, ids),
    groupsOfPosts(db, ids),
    readEmojis(context, rows, mostReactions),
    actorsByIds(
      db,
      rows.flatMap((row) => row.sharedBy ?? [])
    )
  ])
  return {
    ...interest,
    accepted,
    communities,
    emojis,
    author: await authorsOf(context, [...rows.map(({ author }) => author), ...sharers]),
    sharers: new Map(sharers.map((actor) => [actor.id, actor])),
    quotes: new Map(quotes.map((quote) => [quote.post, quote.quoted])),
    policies: await policiesNow(context),
    sieve: await sieveOf(db, lookingFor(viewer))
  }
}

async function acceptedIn(context: Context, viewer: Viewer | undefined, rows: WholePost[]) {
  const db = context.store.read
  const questions = rows.filter((row) => row.question?.answered).map((row) => row.post.id)
  const all = await acceptedFor(db, questions)
  // An answer that was said to some only, or by somebody who is blocked now, is not told of.
  const answers = all.map((row) => row.answer)
  const open = new Set((await readPosts(db, answers, lookingFor(viewer))).map((row) => row.post.id))
  const kept = Map.groupBy(
    all.filter((row) => open.has(row.answer)),
    (row) => row.question
  )
  return new Map([...kept].map(([question, list]) => [question, list.map((row) => row.uri)]))
}

function itemOf(context: Context, row: Shown, around: Around): Item {
  const { post, story, question } = row
  const filtered = around.sieve(row)
  const sharer = row.sharedBy ? around.sharers.get(row.sharedBy) : undefined
  return {
    kind: post.kind,
    ...commonOf(context, row, around),
    ...(post.title !== null && { title: post.title }),
    ...(post.summary !== null && { summary: post.summary }),
    html: post.html,
    ...(filtered && { filtered: filtered.words }),
    ...(post.warning !== null && { warning: post.warning }),
    ...(story && halvesOf(row)),
    ...(question && { answered: question.answered, accepted: around.accepted.get(post.id) ?? [] }),
    ...(post.inReplyTo !== null && { inReplyTo: post.inReplyTo }),
    ...(showsMedia(row, around) && { attachments: post.attachments }),
    ...(post.happening && { event: post.happening }),
    ...(post.poll && { poll: post.poll }),
    ...(around.quotes.has(post.id) && { quote: around.quotes.get(post.id)! }),
    ...(sharer && { sharedBy: around.author(sharer) })
  }
}

const commonOf = (context: Context, row: WholePost, around: Around) => ({
  id: row.post.id,
  uri: row.post.uri,
  url: row.post.url,
  page: context.config.origin + pathOf(row),
  local: row.post.local,
  topics: row.post.topics,
  author: around.author(row.author),
  published: row.post.published?.toISOString() ?? null,
  edited: row.post.edited?.toISOString() ?? null,
  audience: askedAs(row.post.audience),
  communities: (around.communities.get(row.post.id) ?? []).map(({ uri }) => uri),
  counts: countsOf(row),
  ...emojisIn(context, around.emojis.get(row.post.id) ?? {}),
  liked: around.liked.has(row.post.id),
  shared: around.shared.has(row.post.id)
})

/** The pictures in a post's words, and how it was reacted to. */
const emojisIn = (context: Context, { emojis, reactions }: Pick<ItemView, 'emojis' | 'reactions'>) => ({
  reactions: (reactions?.list ?? []).map(({ text, n, emoji }) => ({
    ...{ emoji: text, count: n },
    ...(emoji && { url: context.config.origin + emoji.path })
  })),
  ...emojisFrom(context, emojis)
})

const bodyOf = ({ post }: WholePost) => ({ body: post.markdown ?? post.html, html: post.html })

const halvesOf = ({ story }: WholePost) => ({
  wentWell: story?.wentWell ?? story?.wentWellHtml ?? '',
  wentBadly: story?.wentBadly ?? story?.wentBadlyHtml ?? ''
})
