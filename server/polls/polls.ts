/** Polls: a question with options, open until a time; one vote by each actor, or one for each option. */
import type { Policy, Poll } from '../../schema/posts.ts'
import { communityFor, placeOwn } from '../communities/posting.ts'
import type { Context } from '../context.ts'
import { isBlockedBy } from '../controls/hidden.store.ts'
import { Conflict, type Fault, Invalid, NotFound, Refused } from '../errors.ts'
import { record, recordLater } from '../events/record.ts'
import type { Viewer } from '../members/viewer.ts'
import { isSent, readAudience } from '../posts/audience.ts'
import { needText, newAddress, readTopics, stopAt, writeUp } from '../posts/draft.ts'
import { readPolicy } from '../posts/policy.ts'
import { addPost, anyPost, keepMentions, readPost, type WholePost } from '../posts/posts.store.ts'
import { indexPost } from '../search/search.store.ts'
import type { Writer } from '../store/store.ts'
import { plainLine } from '../text/sanitise.ts'
import { addVote, countVotes, keepPoll, keepTally, lastTally } from './polls.store.ts'

export interface PollInput {
  question?: string
  options?: string[]
  multiple?: boolean
  /** ISO 8601; in seven days unless said. */
  endsAt?: string
  /** Who may read it and vote: everyone, or `local`. */
  audience?: string
  /** What others may do with it; everyone, everything, if nothing is said. */
  policy?: { [Act in keyof Policy]?: string }
  /** The community that is asked: an id, a handle or an address. */
  community?: string
}

/** Results are told no more often than this, in milliseconds. */
const betweenTallies = 60_000
const day = 86_400_000

/** Whether the time of a poll is over. */
export const isClosed = (poll: Pick<Poll, 'closes'>, now: Date): boolean =>
  poll.closes !== undefined && new Date(poll.closes) <= now

/** Begins a poll, for everyone or for this council. Throws Invalid with every fault. */
export async function writePoll(context: Context, viewer: Viewer, input: PollInput): Promise<WholePost> {
  if (!viewer.can('publish')) throw new Refused()
  const { question, poll, topics, policy, audience } = readPoll(context, input)
  const { html, named } = await writeUp(context, [question])
  const community = await communityFor(context, viewer, { asked: input.community, audience })
  const address = newAddress(context, 'posts')
  const others = named.map((actor) => actor.id).filter((id) => id !== viewer.actor.id)
  await context.store.write(async (tx) => {
    await addPost(tx, {
      ...address,
      ...{
        kind: 'poll',
        local: true,
        author: viewer.actor.id,
        thread: address.id,
        poll,
        topics,
        policy,
        language: 'en'
      },
      ...{ markdown: question, html: html[0]!, audience, visibility: audience },
      context: `${address.uri}/context`,
      published: context.clock()
    })
    await keepMentions(tx, address.id, others)
    await indexPost(tx, address.id)
    if (isSent(audience))
      await record(context, tx, { kind: 'poll.published', actor: viewer.actor.id, subject: address.id })
    await placeOwn(context, tx, { post: address.id, author: viewer.actor.id, audience, community, named })
    const closing = { kind: 'poll.closed' as const, subject: address.id }
    await recordLater(context, tx, closing, `closing ${address.id}`, new Date(poll.closes!))
  })
  return (await anyPost(context.store.read, { id: address.id }))!
}

/** Votes in a poll that the viewer can read. Throws Conflict when it is closed or they voted before, Invalid when there is no such option. */
export async function castVotes(context: Context, viewer: Viewer, uri: string, chosen: string[]): Promise<WholePost> {
  const found = await readPost(context.store.read, { uri }, { actor: viewer.actor.id })
  const poll = found?.post.poll
  if (!found || !poll) throw new NotFound('There is no poll at this address.')
  if (!viewer.can('publish')) throw new Refused()
  if (isClosed(poll, context.clock())) throw new Conflict('This poll is closed.')
  if (await isBlockedBy(context.store.read, found.author.id, viewer.actor.id))
    throw new Refused('Its author does not want you to vote in it.')
  const options = [...new Set(chosen)]
  const known = options.filter((option) => poll.options.some(({ text }) => text === option))
  if (options.length === 0 || known.length < options.length)
    throw new Invalid([{ field: 'option', text: 'Choose one of the options of this poll' }])
  if (options.length > 1 && !poll.multiple) throw new Invalid([{ field: 'option', text: 'Choose one option only' }])
  await context.store.write(async (tx) => {
    const now = await anyPost(tx, { id: found.post.id })
    if (!now?.post.poll) throw new NotFound()
    for (const option of options) {
      const kept = await addVote(tx, { poll: found.post.id, actor: viewer.actor.id, option, multiple: poll.multiple })
      if (!kept) throw new Conflict('You have voted in this poll.')
      if (found.post.local) continue
      const ids = { vote: kept.id }
      await record(context, tx, { kind: 'vote.cast', actor: viewer.actor.id, subject: found.post.id, ids })
    }
    if (found.post.local) await count(context, tx, now)
    // Its own server says soon how many votes there are; until then ours are counted here.
    else await keepPoll(tx, found.post.id, withVotes(now.post.poll, options))
  })
  return (await anyPost(context.store.read, { id: found.post.id }))!
}

/** A vote from elsewhere, in a poll of ours: only for a listed option, not after the end, one by each actor. */
export async function receiveVote(context: Context, actor: string, whole: WholePost, option: string): Promise<void> {
  const { post } = whole
  if (!post.local || !post.poll || post.audience === 'withdrawn' || isClosed(post.poll, context.clock())) return
  if (!post.poll.options.some(({ text }) => text === option)) return
  if (await isBlockedBy(context.store.read, post.author, actor)) return
  const { multiple } = post.poll
  await context.store.write(async (tx) => {
    if (await addVote(tx, { poll: post.id, actor, option, multiple })) await count(context, tx, whole)
  })
}

/** Counts, and has the results told: at once, or a minute after they were told last. */
async function count(context: Context, tx: Writer, { post }: WholePost) {
  await countVotes(tx, post.id, post.poll!)
  const now = context.clock().getTime()
  const last = (await lastTally(tx, post.id))?.getTime() ?? 0
  // One is on its way that will tell of this vote too.
  if (last > now) return
  const due = new Date(Math.max(now, last + betweenTallies))
  await keepTally(tx, post.id, due)
  await recordLater(context, tx, { kind: 'poll.counted', subject: post.id }, `tally ${post.id}`, due)
}

const withVotes = (poll: Poll, chosen: string[]): Poll => ({
  ...poll,
  options: poll.options.map(({ text, votes }) => ({ text, votes: votes + (chosen.includes(text) ? 1 : 0) })),
  ...(poll.voters !== undefined && { voters: poll.voters + 1 })
})

function readPoll(context: Context, input: PollInput) {
  const faults: Fault[] = []
  const question = needText(faults, 'question', input.question, 'Write what you ask', 1_000, 'the question')
  const texts = (input.options ?? []).map((text) => plainLine(text, 101))
  if (texts.length < 2 || texts.length > 12) faults.push({ field: 'options', text: 'Give from 2 to 12 options' })
  if (texts.some((text) => text === '' || text.length > 100))
    faults.push({ field: 'options', text: 'Write each option in 1 to 100 characters' })
  if (new Set(texts).size < texts.length) faults.push({ field: 'options', text: 'Make the options differ' })
  const now = context.clock().getTime()
  const ends = input.endsAt ? new Date(input.endsAt) : new Date(now + 7 * day)
  const length = ends.getTime() - now
  if (Number.isNaN(length) || length <= 0 || length > 366 * day)
    faults.push({ field: 'endsAt', text: 'Give a time to come, within a year, such as 2030-01-31T17:00:00Z' })
  const topics = readTopics([], [question], faults)
  const audience = readAudience(faults, input.audience, ['public', 'local'])
  const policy = readPolicy(faults, input.policy ?? {})
  stopAt(faults)
  const poll: Poll = {
    options: texts.map((text) => ({ text, votes: 0 })),
    multiple: input.multiple ?? false,
    closes: ends.toISOString(),
    voters: 0
  }
  return { question, poll, topics, policy, audience }
}
