/** Posts as pages show them, many at once, so that a list costs the same few queries however long it is. */
import type { Context } from '../server/context.ts'
import { type Sieve, sieveOf } from '../server/controls/filters.ts'
import { unhiddenPosts } from '../server/controls/hidden.store.ts'
import type { Viewer } from '../server/members/viewer.ts'
import { type Policies, policiesNow } from '../server/moderation/policies/compiled.ts'
import { votesOf } from '../server/polls/polls.store.ts'
import { isForAnyone } from '../server/posts/audience.ts'
import { acceptedFor, interestOf, type Looking, type StoryParts, type WholePost } from '../server/posts/posts.store.ts'
import { textOf } from '../server/text/sanitise.ts'
import { withPictures } from './emojis.ts'
import type { ItemView, PersonView } from './item.ts'
import { announcedOf } from './present/announced.ts'
import { extras, type Failed, readFailed } from './present/attached.ts'
import { replyChoice, seenBy } from './present/audience.ts'
import { type Emojis, readEmojis } from './present/emojis.ts'
import { storyFacts } from './present/facts.ts'
import { type PersonOf, peopleFrom } from './present/people.ts'
import { type PinsOf, pinsOf, readPins } from './present/pins.ts'
import { type Places, placesOf, readPlaces, takenFrom } from './present/places.ts'
import { pollView } from './present/poll.ts'
import { type Quoted, readQuoted } from './present/quoted.ts'
import { stillView } from './present/still.ts'
import { SafeHtml } from './safe-html.ts'

/** Who is looking, as the store asks it. */
export const lookingFor = (viewer: Viewer | undefined): Looking => (viewer ? { actor: viewer.actor.id } : undefined)

/** What of a post is worth reading for this page. */
export interface Asked {
  /** Says only of this one what it is about or answers: on a conversation's own page that is plain of the others. */
  aboveOf?: string
  /** Who may accept answers here: the id of a question, and whether the viewer may. */
  mayAccept?: (answer: WholePost) => boolean
  /** What the viewer filters, where that is known already. */
  sieve?: Sieve
  /** Ids of answers already known to be accepted, with who accepted. */
  accepted?: Map<string, string>
}

/** What several items have in common, read beforehand. */
interface Around {
  person: PersonOf
  above: Map<string, WholePost>
  liked: Set<string>
  shared: Set<string>
  accepted: Map<string, string>
  announced: Map<string, number>
  /** What the viewer chose, by poll. */
  votes: Map<string, string[]>
  pins: PinsOf
  places: Places
  failed: Failed
  emojis: Emojis
  now: Date
  reviewMonths: number
  /** Whose pictures and clips are left out. */
  policies: Policies
  /** What the viewer filters. */
  sieve: Sieve
  /** What each quotes, as far as that may be shown. */
  quotes: Quoted
}

/** Posts as items, in the same order. */
export async function presentPosts(
  context: Context,
  viewer: Viewer | undefined,
  rows: WholePost[],
  asked: Asked = {}
): Promise<ItemView[]> {
  const around = await readAround(context, viewer, rows, asked)
  return rows.map((row) => itemOf(viewer, row, around, asked))
}

async function readAround(
  context: Context,
  viewer: Viewer | undefined,
  rows: WholePost[],
  asked: Asked
): Promise<Around> {
  const db = context.store.read
  const told = asked.aboveOf ? rows.filter(({ post }) => post.id === asked.aboveOf) : rows
  const parents = [...new Set(told.flatMap(({ post }) => (post.parent ? [post.parent] : [])))]
  const ids = rows.map(({ post }) => post.id)
  const polls = rows.flatMap(({ post }) => (post.poll ? [post.id] : []))
  const [aboveFound, quotes, own, votes, announced, pins, places, failed, emojis] = await Promise.all([
    unhiddenPosts(db, parents, lookingFor(viewer)),
    readQuoted(context, viewer, ids),
    viewer ? interestOf(db, viewer.actor.id, ids) : { liked: new Set<string>(), shared: new Set<string>() },
    viewer ? votesOf(db, viewer.actor.id, polls) : new Map<string, string[]>(),
    announcedOf(context, rows),
    readPins(context, viewer, rows),
    readPlaces(context, viewer, rows),
    readFailed(context, rows),
    readEmojis(context, rows)
  ])
  const sieve = asked.sieve ?? (await sieveOf(db, lookingFor(viewer)))
  const aboveRows = aboveFound.filter((row) => !sieve(row))
  const beside = await readEmojis(context, without([...aboveRows, ...quotes.rows], ids), 0)
  const person = await peopleFrom(
    context,
    [...rows, ...aboveRows, ...quotes.rows].map((row) => row.author)
  )
  return {
    person,
    above: new Map(aboveRows.map((row) => [row.post.id, row])),
    ...own,
    accepted: asked.accepted ?? new Map(),
    announced,
    votes,
    pins,
    places,
    failed,
    emojis: new Map([...beside, ...emojis]),
    policies: await policiesNow(context),
    sieve,
    quotes,
    now: context.clock(),
    reviewMonths: context.config.reviewMonths
  }
}

/** Those that are not among these ids already, once each. */
const without = (rows: WholePost[], ids: string[]): WholePost[] => {
  const others = new Map(rows.map((row) => [row.post.id, row]))
  for (const id of ids) others.delete(id)
  return [...others.values()]
}

/** The page of a post here, whoever wrote it and wherever. */
export function pathOf({ post }: Pick<WholePost, 'post'>): string {
  const noun =
    { story: 'stories', question: 'questions', reply: 'replies', recipe: 'recipes' }[post.kind as string] ?? 'posts'
  return `/${noun}/${post.id}`
}

/** Where a topic is listed. */
export const topicPath = (topic: string): string => `/topics/${encodeURIComponent(topic)}`

function itemOf(viewer: Viewer | undefined, row: WholePost, around: Around, asked: Asked): ItemView {
  const { post, story } = row
  const { person, accepted } = around
  const pictures = around.emojis.get(post.id) ?? {}
  const words = (html: string) => new SafeHtml(withPictures(html, pictures.emojis), html)
  const isOwn = post.local && post.author === viewer?.actor.id
  const mine = viewer && {
    liked: around.liked.has(post.id),
    shared: around.shared.has(post.id),
    canEdit: isOwn && ['story', 'question', 'reply', 'recipe'].includes(post.kind),
    canWithdraw: isOwn && ['post', 'poll'].includes(post.kind),
    canAccept: asked.mayAccept?.(row) ?? false,
    takeOut: takenFrom(row, around.places),
    pins: pinsOf(viewer, row, around.pins)
  }
  return {
    kind: post.kind,
    id: post.id,
    uri: post.uri,
    path: pathOf(row),
    ...(!post.local && isWeb(post.url) && { remoteUrl: post.url }),
    ...(post.title && { title: post.title }),
    ...summaryOf(row),
    html: words(post.html),
    ...pictures,
    ...halves(story, words),
    ...(post.warning && { warning: post.warning }),
    ...labelsOf(viewer, row),
    ...filteredIn(row, around, asked),
    ...languageOf(row),
    author: person(row.author),
    published: post.published ?? post.created,
    ...(post.edited && { edited: post.edited }),
    ...(asked.aboveOf && asked.aboveOf !== post.id ? {} : aboveOf(row, around, person)),
    ...placesOf(row, around.places),
    ...(row.question && { answered: row.question.answered }),
    ...(accepted.has(post.id) && { accepted: true, acceptedBy: accepted.get(post.id)! }),
    ...quoteOf(row, around, person, isOwn),
    topics: post.topics.map((name) => ({ name, path: topicPath(name) })),
    ...(story?.state && { state: story.state }),
    ...(story?.worth && { worth: true as const }),
    ...(story && storyFacts(story, stillView(row, around.now, around.reviewMonths))),
    ...extras(row, around),
    ...(post.poll && { poll: pollView(post.poll, around.votes.get(post.id), viewer, around.now) }),
    counts: {
      likes: post.likes,
      likesElsewhere: post.likesElsewhere,
      shares: Math.max(0, post.shares - (around.announced.get(post.id) ?? 0)),
      replies: post.replies
    },
    ...(mine && { mine }),
    ...seenOf(viewer, row)
  }
}

/** Who can read it, and what the viewer's reply may be. */
function seenOf(viewer: Viewer | undefined, row: WholePost): Pick<ItemView, 'seenBy' | 'closed' | 'replyFor'> {
  const seen = seenBy(row, viewer?.actor.id)
  return {
    ...(seen && { seenBy: seen }),
    ...(!isForAnyone(row.post.visibility) && { closed: true }),
    ...(viewer?.can('publish') && { replyFor: replyChoice(viewer, row) })
  }
}

/** The page is in English; what is not says so, for those who listen to it. */
const languageOf = ({ post: { language } }: WholePost): { language?: string } =>
  language && !/^en\b/i.test(language) ? { language } : {}

/** Whoever opens something by itself reads it whole. */
function filteredIn(row: WholePost, { sieve }: Around, asked: Asked): Pick<ItemView, 'filtered'> {
  const found = asked.aboveOf === row.post.id ? undefined : sieve(row)
  return found ? { filtered: found.kind === 'topic' ? `#${found.words}` : found.words } : {}
}

function labelsOf(viewer: Viewer | undefined, { post }: WholePost): Pick<ItemView, 'labels'> {
  const shown = (post.labels ?? []).filter(({ open }) => open || viewer?.can('moderate'))
  return shown.length > 0 ? { labels: shown.map(({ text }) => text) } : {}
}

/** Questions, and what comes without a summary, begin with their first words; a reply is short enough as it is. */
function summaryOf({ post }: WholePost): { summary?: string } {
  if (post.kind === 'reply') return {}
  const summary = post.summary || (post.kind === 'story' || post.title ? textOf(post.html, 240) : '')
  return summary ? { summary } : {}
}

function halves(story: StoryParts | null, words: (html: string) => SafeHtml) {
  return {
    ...(story?.wentWellHtml && { wentWell: words(story.wentWellHtml) }),
    ...(story?.wentBadlyHtml && { wentBadly: words(story.wentBadlyHtml) })
  }
}

function aboveOf(row: WholePost, { above, emojis }: Around, person: PersonOf) {
  const found = row.post.parent ? above.get(row.post.parent) : undefined
  if (!found) return {}
  const path = pathOf(found)
  const pictures = emojis.get(found.post.id)?.emojis ?? []
  if (row.post.kind === 'question' && found.post.title)
    return { about: { title: found.post.title, path, ...(pictures.length > 0 && { emojis: pictures }) } }
  const author: PersonView = person(found.author)
  const title = found.post.title ?? `${author.name}: ${textOf(found.post.html, 80)}`
  // A name and the words may each have pictures of their own.
  const all = found.post.title ? pictures : [...(author.emojis ?? []), ...pictures]
  return { inReplyTo: { title, path, author, ...(all.length > 0 && { emojis: all }) } }
}

function quoteOf(
  { post }: WholePost,
  { quotes: { of, byUri, states }, emojis }: Around,
  person: PersonOf,
  isOwn: boolean
): Pick<ItemView, 'quote'> {
  const uri = of.get(post.id)
  const state = states.get(post.id)
  const stands = isOwn && state && state !== 'plain' && { state }
  const found = uri ? byUri.get(uri) : undefined
  if (!uri || !found) return uri && isWeb(uri) ? { quote: { url: uri, ...stands } } : {}
  const text = found.post.summary || textOf(found.post.html, 240)
  const author = person(found.author)
  const title = found.post.title ?? `What ${author.name} said`
  const pictures = emojis.get(found.post.id)?.emojis ?? []
  const all = found.post.title ? pictures : [...(author.emojis ?? []), ...pictures]
  return {
    quote: {
      url: found.post.url,
      path: pathOf(found),
      title,
      author,
      ...(text && { text }),
      ...(all.length > 0 && { emojis: all }),
      ...languageOf(found),
      ...stands
    }
  }
}

const isWeb = (url: string) => /^https?:\/\//i.test(url) && URL.canParse(url)

/** For each accepted answer to one of these questions, who accepted it. */
export async function acceptedAnswers(context: Context, rows: WholePost[]): Promise<Map<string, string>> {
  const questions = rows.filter((row) => row.question?.answered)
  const asker = new Map(questions.map((row) => [row.post.id, row.author.id]))
  const accepted = await acceptedFor(context.store.read, [...asker.keys()])
  const tellers = new Set(rows.filter((row) => row.post.kind === 'story').map((row) => row.author.id))
  const words = ({ question, by, byId }: (typeof accepted)[number]) => {
    if (asker.get(question) === byId) return `${by}, who asked`
    return tellers.has(byId) ? `${by}, who told the story` : by
  }
  return new Map(accepted.map((row) => [row.answer, words(row)]))
}
