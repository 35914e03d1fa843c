/** Follow-up rounds (Q4): somebody goes back with the open questions of a story, and each answer says who gave it. */
import { newKey } from '../../schema/columns.ts'
import type { Context } from '../context.ts'
import { Conflict, type Fault, Invalid, NotFound, Refused } from '../errors.ts'
import { personByActor } from '../members/members.store.ts'
import { makeViewer, type Viewer } from '../members/viewer.ts'
import { addNotification } from '../notifications/notifications.store.ts'
import { colleagueNamed } from '../offers/care.ts'
import { needText, stopAt } from '../posts/draft.ts'
import { anyPost, type Post, readPost, readPosts } from '../posts/posts.store.ts'
import { writeReply } from '../replies/replies.ts'
import type { Writer } from '../store/store.ts'
import { plainLine } from '../text/sanitise.ts'
import {
  addRound,
  addStep,
  changeAnswer,
  claimRound,
  dropQuestion,
  openQuestionsOf,
  openRoundOf,
  questionsOf,
  type Round,
  type RoundQuestion,
  replyLike,
  roundById,
  turnRound,
  type WholeRound
} from './rounds.store.ts'

const day = 86_400_000
/** How long after a story is told somebody goes back. */
export const followUpAfter = 60 * day
/** How long publishing may take before somebody else may go on with it. */
const patience = 5 * 60_000

/** When a round of a story is due unless said otherwise: 60 days after it was told, and in two weeks at the earliest. */
export const usualDue = (context: Context, story: Post): Date =>
  new Date(Math.max((story.published ?? story.created).getTime() + followUpAfter, context.clock().getTime() + 14 * day))

/** Whether somebody may make a round of a story: its author, reporters, and those who coordinate. */
export const mayFollowUp = (viewer: Viewer, story: Pick<Post, 'author'>): boolean =>
  viewer.can('publish') &&
  (viewer.can('coordinate') || viewer.member.role === 'reporter' || story.author === viewer.actor.id)

/** A story of ours that the viewer may follow up. Throws NotFound or Refused. */
export async function storyToFollowUp(context: Context, viewer: Viewer, id: string) {
  const found = await readPost(context.store.read, { id }, { actor: viewer.actor.id })
  if (!found?.post.local || found.post.kind !== 'story' || found.post.audience === 'draft') throw new NotFound()
  if (!mayFollowUp(viewer, found.post)) throw new Refused('This is for its author, reporters and those who coordinate.')
  return found
}

/** Makes a round of some open questions of a story. Throws Invalid; Conflict when one is under way. */
export async function makeRound(
  context: Context,
  viewer: Viewer,
  storyId: string,
  { questions, assignee, due }: { questions: string[]; assignee: string; due: string }
): Promise<Round> {
  const { post: story, author } = await storyToFollowUp(context, viewer, storyId)
  const open = await openQuestionsOf(context.store.read, story.id, { actor: viewer.actor.id })
  const chosen = open.filter(({ post }) => questions.includes(post.id)).map(({ post }) => post.id)
  const faults: Fault[] = []
  if (chosen.length === 0) faults.push({ field: 'questions', text: 'Choose at least one question that is open' })
  const at = due.trim() === '' ? usualDue(context, story) : new Date(`${due.trim()}T12:00:00Z`)
  if (Number.isNaN(at.getTime()) || (due.trim() !== '' && !/^\d{4}-\d\d-\d\d$/.test(due.trim())))
    faults.push({ field: 'due', text: 'Give a date, such as 2027-01-31' })
  else if (at < context.clock()) faults.push({ field: 'due', text: 'Give a date that is still to come' })
  stopAt(faults)
  const who = assignee.trim() === '' ? author.id : (await colleagueNamed(context, assignee).catch(asAssignee)).actor.id
  const round = await context.store.write(async (tx) => {
    const before = await openRoundOf(tx, story.id)
    if (before?.state === 'open') throw new Conflict('Somebody goes back with questions about this story already.')
    if (before) await turnRound(tx, before.id, ['suggested'], { state: 'dropped' })
    const now = context.clock()
    const row = { id: newKey(now.getTime()), story: story.id, assignee: who, due: at, state: 'open' as const }
    const kept = await addRound(tx, { ...row, created: now }, chosen)
    await addStep(tx, kept.id, 'made', viewer.actor.id, now)
    await tellOf(tx, kept, viewer.actor.id, 'made')
    return kept
  })
  return round
}

const asAssignee = (error: unknown): never => {
  if (error instanceof Invalid) throw new Invalid(error.faults.map(({ text }) => ({ field: 'assignee', text })))
  throw error
}

/** Tells who goes back, unless they did it themselves. */
export async function tellOf(tx: Writer, round: Round, by: string, what: string, to = round.assignee): Promise<void> {
  if (to !== by) await addNotification(tx, { to, kind: 'round', by, subject: `${round.id} ${what}` })
}

/** A round that the viewer may work on: who made it could, or who goes back. Throws NotFound. */
export async function roundToWorkOn(context: Context, viewer: Viewer, id: string): Promise<WholeRound> {
  const found = await roundById(context.store.read, id)
  const may =
    found && viewer.can('publish') && (found.assignee.id === viewer.actor.id || mayFollowUp(viewer, found.story))
  if (!found || !may || found.story.audience === 'withdrawn') throw new NotFound()
  return found
}

/**
 * Keeps what a question was answered: by the viewer, or in the words of somebody named, who agreed to it. Throws Invalid
 * for the fields `words`, `said` and `consent` with the question's id behind.
 */
export async function keepAnswer(
  context: Context,
  viewer: Viewer,
  id: string,
  question: string,
  { words, said, consent }: { words: string; said: string; consent: boolean }
): Promise<void> {
  const { round } = await roundToWorkOn(context, viewer, id)
  const asked = (await questionsOf(context.store.read, id)).find((one) => one.question === question)
  if (!asked) throw new NotFound()
  const faults: Fault[] = []
  const at = (field: string) => `${field}-${question}`
  const answer = needText(faults, at('words'), words, undefined, 8_000, 'the answer')
  const typed = needText(faults, at('said'), plainLine(said.trim(), 1_000), undefined, 150, 'the name')
  const name = typed.startsWith('@') ? await nameHere(context, typed, at('said')) : typed
  if (answer && name && !consent)
    faults.push({ field: at('consent'), text: 'Say that they agreed to be named with this answer' })
  stopAt(faults)
  const change = { words: answer, said: name, consent: name !== '' && consent, typedBy: viewer.actor.id }
  await context.store.write(async (tx) => {
    if (!(await turnRound(tx, round.id, ['open', 'suggested'], { state: 'open' }))) throw tooLate()
    if (asked.words === answer && asked.said === name) return
    await changeAnswer(tx, asked, change)
    await addStep(tx, id, 'answered', viewer.actor.id, context.clock())
  })
}

const tooLate = () => new Conflict('This round is no longer open.')

async function nameHere(context: Context, handle: string, field: string): Promise<string> {
  const { actor } = await colleagueNamed(context, handle).catch((error: unknown): never => {
    throw error instanceof Invalid ? new Invalid([{ field, text: error.faults[0]!.text }]) : error
  })
  return `${actor.name} (@${actor.username})`
}

/** Leaves a question out of a round. */
export async function leaveOut(context: Context, viewer: Viewer, id: string, question: string): Promise<void> {
  await roundToWorkOn(context, viewer, id)
  await context.store.write(async (tx) => {
    if (!(await turnRound(tx, id, ['open', 'suggested'], { state: 'open' }))) throw tooLate()
    await dropQuestion(tx, id, question)
    await addStep(tx, id, 'left-out', viewer.actor.id, context.clock())
  })
}

/** Gives a round to somebody else. Throws Invalid for the field `assignee`. */
export async function assignRound(context: Context, viewer: Viewer, id: string, handle: string): Promise<void> {
  const { round, story } = await roundToWorkOn(context, viewer, id)
  if (!mayFollowUp(viewer, story)) throw new Refused()
  const { actor } = await colleagueNamed(context, handle).catch(asAssignee)
  await context.store.write(async (tx) => {
    const change = { assignee: actor.id, state: 'open' as const }
    if (!(await turnRound(tx, id, ['open', 'suggested'], change))) throw tooLate()
    await addStep(tx, id, 'assigned', viewer.actor.id, context.clock())
    await tellOf(tx, { ...round, assignee: actor.id }, viewer.actor.id, 'assigned')
  })
}

/** Drops a round, or takes a dropped one up again; nothing that was typed is lost. */
export async function dropRound(context: Context, viewer: Viewer, id: string, undo = false): Promise<void> {
  const { round } = await roundToWorkOn(context, viewer, id)
  await context.store.write(async (tx) => {
    if (undo && (await openRoundOf(tx, round.story))) throw new Conflict('Another round of this story is under way.')
    const turned = undo
      ? await turnRound(tx, id, ['dropped'], { state: 'open' })
      : await turnRound(tx, id, ['open', 'suggested'], { state: 'dropped', publishing: null })
    if (turned) await addStep(tx, id, undo ? 'reopened' : 'dropped', viewer.actor.id, context.clock())
  })
}

/**
 * Publishes what was answered as replies to each question, so that who asked is told wherever they are; gives how many.
 * After a crash it goes on where it was. Throws Conflict when nothing is answered, or somebody else is publishing.
 */
export async function publishRound(context: Context, viewer: Viewer, id: string): Promise<number> {
  await roundToWorkOn(context, viewer, id)
  const now = context.clock()
  const stale = new Date(now.getTime() - patience)
  const asked = await questionsOf(context.store.read, id)
  if (!asked.some(({ words }) => words !== '')) throw new Conflict('Nothing is answered yet.')
  if (!(await context.store.write((tx) => claimRound(tx, id, now, stale)))) throw tooLate()
  let n = 0
  for (const one of asked) if (one.words !== '' && (await publishAnswer(context, viewer, one))) n++
  await context.store.write(async (tx) => {
    const change = { state: 'published' as const, published: now, answered: n, publishing: null }
    if (await turnRound(tx, id, ['open'], change)) await addStep(tx, id, 'published', viewer.actor.id, now)
  })
  return n
}

/** Whether an answer stands under its question now. */
async function publishAnswer(context: Context, viewer: Viewer, one: RoundQuestion): Promise<boolean> {
  if (one.reply) return true
  const [question] = await readPosts(context.store.read, [one.question], { actor: viewer.actor.id })
  if (!question || question.post.audience === 'withdrawn') return false
  const by = await whoAnswers(context, viewer, one)
  const body = by.said ? `${by.said} says: ${one.words}\n\nAs told to ${viewer.actor.name}.` : one.words
  const before = await replyLike(context.store.read, by.viewer.actor.id, one.question, body)
  const reply = before ?? (await writeReply(context, by.viewer, { inReplyTo: question.post.uri, body })).post.id
  await context.store.write((tx) => changeAnswer(tx, one, { reply }))
  return true
}

/** In whose name an answer is published: of who typed it as their own, else of who publishes, with who said it. */
async function whoAnswers(context: Context, viewer: Viewer, one: RoundQuestion) {
  if (one.said || !one.typedBy || one.typedBy === viewer.actor.id) return { viewer, said: one.said }
  const person = await personByActor(context.store.read, one.typedBy)
  if (person && !person.member.disabled) return { viewer: makeViewer(person.member, person.actor), said: '' }
  return { viewer, said: person?.actor.name ?? '' }
}

/** The story of a round, whoever looks. */
export const storyOfRound = (context: Context, round: Round) => anyPost(context.store.read, { id: round.story })
