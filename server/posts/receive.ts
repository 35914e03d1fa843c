/** Posts from elsewhere, once the gate let them in: kept, changed, taken away. */

import type { AdoptionStep } from '../../schema/adoption.ts'
import { newKey } from '../../schema/columns.ts'
import type { Attachment, Audience, Happening, KeptPolicy, Poll, PostKind } from '../../schema/posts.ts'
import type { Marks } from '../../schema/rules.ts'
import { keepStep } from '../adoption/steps.store.ts'
import type { Context } from '../context.ts'
import { record } from '../events/record.ts'
import { isMarked } from '../moderation/accounts/actions.store.ts'
import { dropHeldObject } from '../moderation/held.store.ts'
import { forgetSaid } from '../moderation/rules/inbox-log.store.ts'
import { dropVotes, keepPoll } from '../polls/polls.store.ts'
import { mayAccept } from '../questions/answers.ts'
import { acceptOne, keepQuestion, settleAnswered, unacceptOne } from '../questions/questions.store.ts'
import { dropQuote, keepQuote } from '../quotes/quotes.store.ts'
import { stateOfReceived } from '../quotes/quotes.ts'
import { retellCiting } from '../recipes/consent.ts'
import { keepReceivedRecipe, type ReceivedRecipe } from '../recipes/received.store.ts'
import { indexPost } from '../search/search.store.ts'
import { isDuplicate } from '../store/errors.ts'
import type { Writer } from '../store/store.ts'
import { keepReceivedStory, type ReceivedStory } from '../stories/received.ts'
import { hidePost } from './hide.store.ts'
import { mayAct } from './policy.ts'
import {
  acceptedFor,
  addPost,
  adoptReplies,
  anyPost,
  changePost,
  countReplies,
  keepMentions,
  type Post,
  type WholePost
} from './posts.store.ts'
import { hasOrphans } from './threads.store.ts'

/** A post from elsewhere in our own words: HTML is sanitised, addresses are checked. */
export interface ReceivedPost {
  uri: string
  url: string
  kind: PostKind
  /** The author's id here. */
  author: string
  title?: string
  summary?: string
  html: string
  language?: string
  warning?: string
  sensitive: boolean
  inReplyTo?: string
  context?: string
  visibility: Audience
  topics: string[]
  attachments: Attachment[]
  happening?: Happening
  poll?: Poll
  /** What it quotes, with the leave that it says to have. */
  quote?: { quoted: string; authorization?: string }
  policy?: KeptPolicy
  published: Date
  edited?: Date
  /** Actors of ours that it names or is sent to. */
  named: string[]
  story?: ReceivedStory
  question?: { about?: string; accepted: string[] }
  /** Of a reply: where it says that its author's council is with what it answers. */
  step?: AdoptionStep
  /** What moderators' rules say of it. */
  labels?: NonNullable<Marks['labels']>
  recipe?: ReceivedRecipe
}

export type { ReceivedStory } from '../stories/received.ts'

/** How far it may reach here: everyone whom its author addressed, or only those who follow its author. */
export type Reach = 'everyone' | 'followers'

/** Keeps a post, or brings it up to date if it is by the same author; gives its id, or undefined when it was withdrawn. */
export async function receivePost(context: Context, received: ReceivedPost, reach: Reach): Promise<string | undefined> {
  const known = await anyPost(context.store.read, { uri: received.uri })
  if (known) return known.author.id === received.author ? changeReceived(context, known, received) : undefined
  const above = received.inReplyTo ? await anyPost(context.store.read, { uri: received.inReplyTo }) : undefined
  if (above?.post.local && !(await mayAct(context.store.read, above.post, received.author, 'reply'))) return undefined
  // A time to come would stand above everything else for ever.
  const published = new Date(Math.min(received.published.getTime(), context.clock().getTime()))
  const id = newKey(Math.max(published.getTime(), 0))
  try {
    await context.store.write(async (tx) => {
      const post = await addPost(tx, {
        ...columns(received),
        id,
        published,
        ...placeOf(id, received, above),
        audience: audienceOf(received, reach, above)
      })
      await keepParts(context, tx, post, received)
      await adoptReplies(tx, post)
      if (above) await countReplies(tx, above.post.id)
      await record(context, tx, { kind: 'post.received', actor: received.author, subject: id })
    })
  } catch (error) {
    if (!isDuplicate(error)) throw error
    return (await anyPost(context.store.read, { uri: received.uri }))?.post.id
  }
  await joinLate(context, received, above === undefined)
  return id
}

/** What arrived at the same moment, above or below, could not be seen from within: who looks after both are kept does. */
async function joinLate(context: Context, { uri, inReplyTo }: ReceivedPost, alone: boolean): Promise<void> {
  const { read } = context.store
  const [above, self] = await Promise.all([
    alone && inReplyTo ? anyPost(read, { uri: inReplyTo }) : undefined,
    (await hasOrphans(read, uri)) ? anyPost(read, { uri }) : undefined
  ])
  for (const found of [above, self]) if (found) await context.store.write((tx) => adoptReplies(tx, found.post))
}

/** Its author took it away: it becomes a tombstone. Of somebody else's, nothing happens. */
export async function receiveDelete(context: Context, author: { id: string; uri: string }, uri: string): Promise<void> {
  const known = await anyPost(context.store.read, { uri })
  await context.store.write(async (tx) => {
    await dropHeldObject(tx, author.uri, uri)
    await forgetSaid(tx, author.uri, uri)
    if (!known || known.author.id !== author.id || known.post.audience === 'withdrawn') return
    await hidePost(tx, known.post, 'deleted', context.clock())
    await retellCiting(context, tx, uri)
  })
}

/** The answers that the owner of a question, or of its conversation, says are accepted: exactly these. */
export async function receiveAccepted(
  context: Context,
  by: string,
  question: WholePost,
  uris: string[]
): Promise<void> {
  if (!(await mayAccept(context, by, question))) return
  const before = await acceptedFor(context.store.read, [question.post.id])
  const answers: string[] = []
  for (const uri of uris.slice(0, 50)) {
    const answer = await anyPost(context.store.read, { uri })
    if (answer && answer.post.thread === question.post.thread) answers.push(answer.post.id)
  }
  await context.store.write(async (tx) => {
    for (const answer of answers) {
      if (!(await acceptOne(tx, question.post.id, answer, by))) continue
      await record(context, tx, { kind: 'post.changed', actor: by, subject: question.post.id, ids: { answer } })
    }
    for (const old of before)
      if (old.byId === by && !answers.includes(old.answer)) await unacceptOne(tx, question.post.id, old.answer)
  })
}

async function changeReceived(context: Context, known: WholePost, received: ReceivedPost): Promise<string | undefined> {
  const { post } = known
  if (post.audience === 'withdrawn' || post.local) return undefined
  // A copy from before the last change arrived late; what it says is no longer so.
  if (post.edited && (!received.edited || received.edited < post.edited)) {
    await keepResults(context, post, received)
    return post.id
  }
  const {
    uri: _uri,
    author: _author,
    inReplyTo: _reply,
    kind: _kind,
    visibility: _visibility,
    ...words
  } = columns(received)
  const same = words.html === post.html && words.title === post.title && words.summary === post.summary
  // Some changes, such as an accepted answer, come with a new date but leave the words as they were.
  const edited = same ? post.edited : (received.edited ?? context.clock())
  await context.store.write(async (tx) => {
    if (post.poll && !sameOptions(post.poll, received.poll)) await dropVotes(tx, post.id)
    await changePost(tx, post.id, { ...words, edited, sensitive: words.sensitive || (await isMarked(tx, post.id)) })
    await keepParts(context, tx, post, received)
    if (received.story) await record(context, tx, { kind: 'post.changed', actor: received.author, subject: post.id })
  })
  if (received.question) {
    const again = await anyPost(context.store.read, { id: post.id })
    await receiveAccepted(context, received.author, again!, received.question.accepted)
  }
  return post.id
}

/** The results of a poll change without its words: they come with a date that is no newer. */
async function keepResults(context: Context, post: Post, { poll }: ReceivedPost) {
  if (!poll || !sameOptions(post.poll, poll)) return
  await context.store.write((tx) => keepPoll(tx, post.id, poll))
}

const sameOptions = (one: Poll | null | undefined, other: Poll | undefined) =>
  one?.options.map(({ text }) => text).join('\n') === other?.options.map(({ text }) => text).join('\n')

const columns = (received: ReceivedPost) => ({
  uri: received.uri,
  url: received.url,
  kind: received.kind,
  author: received.author,
  title: received.title ?? null,
  summary: received.summary ?? null,
  html: received.html,
  language: received.language ?? null,
  warning: received.warning ?? null,
  sensitive: received.sensitive,
  inReplyTo: received.inReplyTo ?? null,
  context: received.context ?? null,
  visibility: received.visibility,
  topics: received.topics,
  attachments: received.attachments,
  happening: received.happening ?? null,
  poll: received.poll ?? null,
  policy: received.policy ?? null,
  labels: received.labels ?? null,
  edited: received.edited ?? null
})

const placeOf = (id: string, received: ReceivedPost, above: WholePost | undefined) => ({
  parent: above?.post.id ?? null,
  thread: above?.post.thread ?? id,
  context: above?.post.context ?? received.context ?? null
})

/** A reply under something that only some may read reaches no further than that. */
function audienceOf(received: ReceivedPost, reach: Reach, above: WholePost | undefined): Audience {
  const open = received.visibility === 'public' || received.visibility === 'unlisted'
  if (above?.post.audience === 'local' || above?.post.audience === 'draft') return 'direct'
  return open && reach === 'followers' ? 'followers' : received.visibility
}

async function keepParts(context: Context, tx: Writer, post: Post, received: ReceivedPost) {
  const said = received.edited ?? context.clock()
  if (received.story) await keepReceivedStory(tx, post.id, received.story, said)
  if (received.recipe) await keepReceivedRecipe(tx, post.id, { ...received, recipe: received.recipe })
  if (received.question) {
    await keepQuestion(tx, { post: post.id, about: received.question.about ?? null })
    await settleAnswered(tx, post.id)
  }
  if (received.quote) {
    const said = await stateOfReceived(context, received, received.quote)
    await keepQuote(tx, { post: post.id, quoted: received.quote.quoted, ...said })
  } else await dropQuote(tx, post.id)
  await keepStep(tx, post.id, received.step && { about: received.inReplyTo ?? '', step: received.step })
  await keepMentions(tx, post.id, received.named)
  await indexPost(tx, post.id)
  context.log.debug({ post: post.id }, 'kept a post from elsewhere')
}
