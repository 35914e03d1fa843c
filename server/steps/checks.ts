/** A colleague reads a draft before others do: who was asked, what they said of which passage, and whether it is fine to share. */
import { newKey } from '../../schema/columns.ts'
import type { StoryPart } from '../../schema/steps.ts'
import type { Context } from '../context.ts'
import { Conflict, type Fault, NotFound } from '../errors.ts'
import { personByActor } from '../members/members.store.ts'
import type { Viewer } from '../members/viewer.ts'
import { addNotification } from '../notifications/notifications.store.ts'
import { isSent } from '../posts/audience.ts'
import { needText, stopAt } from '../posts/draft.ts'
import { type Actor, anyPost, type WholePost } from '../posts/posts.store.ts'
import { wordsSeen } from './autonomy.ts'
import {
  addCheck,
  addComment,
  type Check,
  type Comment,
  changeCheck,
  changeComment,
  checksOf,
  commentsOf
} from './steps.store.ts'

export const storyParts: readonly StoryPart[] = ['title', 'summary', 'body', 'wentWell', 'wentBadly']

/** A story with those asked to read it, as its author or one of these sees it. */
export interface CheckedStory {
  story: WholePost
  /** The author sees all; who was asked sees their own. */
  isAuthor: boolean
  checks: { check: Check; buddy: Actor; comments: Comment[]; isCurrent: boolean }[]
}

/** What author and buddy see. Throws NotFound for everybody else. */
export async function readChecks(context: Context, viewer: Viewer, id: string): Promise<CheckedStory> {
  const db = context.store.read
  const story = await anyPost(db, { id })
  if (story?.post.kind !== 'story' || !story.post.local || ['withdrawn', 'hidden'].includes(story.post.audience))
    throw new NotFound()
  const me = viewer.actor.id
  const isAuthor = story.author.id === me
  const mine = (await checksOf(db, id)).filter(
    ({ check }) => isAuthor || (check.buddy === me && check.state !== 'ended')
  )
  if (!isAuthor && mine.length === 0) throw new NotFound()
  const comments = await commentsOf(
    db,
    mine.map(({ check }) => check.id)
  )
  const seen = wordsSeen(story)
  const checks = mine.map((one) => ({
    ...one,
    comments: comments.filter(({ check }) => check === one.check.id),
    isCurrent: one.check.seen === seen
  }))
  return { story, isAuthor, checks }
}

/** Asks a colleague to read a draft. Throws NotFound, Conflict, or Invalid. */
export async function askBuddy(context: Context, viewer: Viewer, id: string, asked: { buddy: string; note: string }) {
  const { story, isAuthor, checks } = await readChecks(context, viewer, id)
  if (!isAuthor) throw new NotFound()
  if (isSent(story.post.audience)) throw new Conflict('Others read it already.')
  const faults: Fault[] = []
  const note = needText(faults, 'note', asked.note, undefined, 1_000, 'what you want them to look at')
  const person = asked.buddy ? await personByActor(context.store.read, asked.buddy) : undefined
  if (!person || person.member.disabled || person.actor.id === viewer.actor.id)
    faults.push({ field: 'buddy', text: 'Choose a colleague' })
  stopAt(faults)
  const buddy = person!.actor.id
  await context.store.write(async (tx) => {
    // Asked again, they begin anew; what they said before stays to be read.
    for (const { check } of checks)
      if (check.buddy === buddy && check.state === 'asked') await changeCheck(tx, check.id, { state: 'ended' })
    const check = await addCheck(tx, { id: newKey(context.clock().getTime()), post: id, buddy, state: 'asked', note })
    await addNotification(tx, { to: buddy, kind: 'buddy', by: viewer.actor.id, post: id, subject: check.id })
  })
}

/** The author takes the question back: then who was asked sees the draft no longer. */
export async function endCheck(context: Context, viewer: Viewer, id: string, check: string): Promise<void> {
  const { isAuthor, checks } = await readChecks(context, viewer, id)
  if (!isAuthor || !checks.some((one) => one.check.id === check)) throw new NotFound()
  await context.store.write((tx) => changeCheck(tx, check, { state: 'ended' }))
}

/** The viewer's own check of a story. Throws NotFound. */
async function ownCheck(context: Context, viewer: Viewer, id: string) {
  const { story, isAuthor, checks } = await readChecks(context, viewer, id)
  const one = checks[0]
  if (isAuthor || !one) throw new NotFound()
  return { story, ...one }
}

/** The buddy says something of a passage. Throws NotFound or Invalid. */
export async function commentOn(
  context: Context,
  viewer: Viewer,
  id: string,
  said: { part: string; passage: string; comment: string }
): Promise<void> {
  const { check } = await ownCheck(context, viewer, id)
  const faults: Fault[] = []
  const part = storyParts.find((one) => one === said.part)
  if (!part) faults.push({ field: 'part', text: 'Choose the part that it is about' })
  const passage = needText(faults, 'passage', said.passage, undefined, 1_000, 'the passage')
  const comment = needText(faults, 'comment', said.comment, 'Write what you think', 2_000, 'your comment')
  stopAt(faults)
  const kept = { id: newKey(context.clock().getTime()), check: check.id, part: part!, passage, comment }
  await context.store.write((tx) => addComment(tx, kept))
}

/** The author answers a comment, or is done with it. Throws NotFound or Invalid. */
export async function answerComment(
  context: Context,
  viewer: Viewer,
  id: string,
  comment: string,
  said: { answer: string; done: boolean }
): Promise<void> {
  const { isAuthor, checks } = await readChecks(context, viewer, id)
  const known = checks.flatMap((one) => one.comments).find((one) => one.id === comment)
  if (!isAuthor || !known) throw new NotFound()
  const faults: Fault[] = []
  const answer = needText(faults, 'answer', said.answer, undefined, 2_000, 'your answer')
  stopAt(faults)
  const done = said.done ? (known.done ?? context.clock()) : null
  await context.store.write((tx) => changeComment(tx, comment, { answer: answer || null, done }))
}

/** The buddy says that it is fine to share as it stands, or asks for changes. Throws NotFound or Conflict. */
export async function decideCheck(
  context: Context,
  viewer: Viewer,
  id: string,
  isFine: boolean,
  seen: string
): Promise<void> {
  const { check, story } = await ownCheck(context, viewer, id)
  const now = wordsSeen(story)
  if (seen !== now) throw new Conflict('It was changed while you read it. Look at it once more.')
  const decided = context.clock()
  await context.store.write(async (tx) => {
    await changeCheck(tx, check.id, { state: isFine ? 'fine' : 'changes', seen: now, decided })
    const subject = `${check.id} ${decided.getTime()}`
    await addNotification(tx, { to: story.author.id, kind: 'checked', by: viewer.actor.id, post: id, subject })
  })
}
