/** What nobody answered in three working days goes to whoever coordinates, who asks somebody or says what it waits for (Q3). */
import { newKey } from '../../schema/columns.ts'
import { actorById } from '../actors/actors.store.ts'
import { addWorkingDays, londonAt, momentIn, nationOf } from '../calendar/working-days.ts'
import { withRole } from '../communities/communities.store.ts'
import { coordinatedBy } from '../communities/membership.store.ts'
import { groupsOfPost } from '../communities/places.store.ts'
import type { Context } from '../context.ts'
import { findCouncil } from '../council/settings.ts'
import { type Fault, Invalid, NotFound, Refused } from '../errors.ts'
import { addLetter } from '../letters.ts'
import { coordinatingActors } from '../members/members.store.ts'
import type { Viewer } from '../members/viewer.ts'
import { addNotification } from '../notifications/notifications.store.ts'
import { needText, stopAt } from '../posts/draft.ts'
import { readPost, type WholePost } from '../posts/posts.store.ts'
import { writeReply } from '../replies/replies.ts'
import { type Askable, addOffer, askablePeople, askedOf } from './offers.store.ts'
import { askColleague } from './offers.ts'
import { isUnanswered, keepWaiting, markRaised, toRaise, type Unanswered } from './unanswered.store.ts'

const day = 86_400_000
/** After how many working days whoever coordinates is told. */
export const patience = 3

/** When a question that nobody has answered goes to whoever coordinates: at the hour at which it was asked. */
export async function dueAt(context: Context, { post }: Pick<WholePost, 'post'>): Promise<Date> {
  const council = await findCouncil(context)
  const { date, time } = londonAt(post.published ?? post.created)
  return momentIn(addWorkingDays(date, patience, nationOf(council?.gss)), time)
}

/** Tells those who coordinate of what has waited for too long, of each question once. Bears repetition. */
export async function raiseUnanswered(context: Context): Promise<void> {
  const now = context.clock()
  const waiting = await toRaise(context.store.read, new Date(now.getTime() - patience * day))
  const raised = new Map<string, Unanswered[]>()
  const due: { found: Unanswered; to: string[] }[] = []
  for (const found of waiting)
    if ((await dueAt(context, found)) <= now) due.push({ found, to: await coordinatorsFor(context, found) })
  if (due.length === 0) return
  const people = await askablePeople(context.store.read, [...new Set(due.flatMap(({ to }) => to))])
  await context.store.write(async (tx) => {
    for (const { found, to } of due) {
      if (!(await markRaised(tx, found.post.id, now))) continue
      for (const id of to) {
        if (id !== found.author.id)
          await addNotification(tx, { to: id, kind: 'unanswered', by: found.author.id, post: found.post.id })
        raised.set(id, [...(raised.get(id) ?? []), found])
      }
    }
    for (const person of people) {
      const mine = raised.get(person.actor.id)
      if (mine) await addLetter(context, tx, letterOf(context, person, mine))
    }
  })
}

function letterOf(context: Context, person: Askable, found: Unanswered[]) {
  const { origin } = context.config
  return {
    to: person.email,
    subject: found.length === 1 ? 'A question is still waiting' : `${found.length} questions are still waiting`,
    text: [
      `Hello ${person.actor.name},`,
      'Nobody has answered this in three working days. You can ask somebody by name, here or at another council:',
      found
        .map(({ post, author }) => `- ${author.name}: ${post.title ?? 'a question'}\n  ${origin}/questions/${post.id}`)
        .join('\n'),
      `${origin}/questions/unanswered`
    ].join('\n\n')
  }
}

/** Who looks after a question: those of its communities here, else the council's coordinators, else who moderates. */
async function coordinatorsFor({ store }: Context, { post }: WholePost): Promise<string[]> {
  const groups = await groupsOfPost(store.read, post.id, true)
  const own = await Promise.all(groups.map(({ id }) => withRole(store.read, id, 'coordinator')))
  const here = own.flat().filter(({ local }) => local)
  return here.length > 0 ? [...new Set(here.map(({ id }) => id))] : coordinatingActors(store.read)
}

/** Whether somebody looks after a question. */
export async function mayCareFor(context: Context, viewer: Viewer, { post }: WholePost): Promise<boolean> {
  if (viewer.can('coordinate')) return true
  const groups = await groupsOfPost(context.store.read, post.id, true)
  const among = groups.map(({ id }) => id)
  return viewer.can('publish') && (await coordinatedBy(context.store.read, viewer.actor.id, among)).size > 0
}

/** A question that the viewer looks after. Throws NotFound or Refused. */
export async function questionToCareFor(context: Context, viewer: Viewer, id: string): Promise<WholePost> {
  const found = await readPost(context.store.read, { id }, { actor: viewer.actor.id })
  if (found?.post.kind !== 'question' || found.post.audience === 'draft') throw new NotFound()
  if (!(await mayCareFor(context, viewer, found))) throw new Refused('This is for those who coordinate.')
  return found
}

/** Somebody here by handle, who can be asked. Throws Invalid for the field `who`. */
export async function colleagueNamed(context: Context, handle: string): Promise<Askable> {
  const [name, host] = handle.trim().replace(/^@/, '').split('@') as [string, string?]
  const isHere = host === undefined || host.toLowerCase() === context.config.handleHost
  const people = isHere && name ? await askablePeople(context.store.read) : []
  const found = people.find(({ actor }) => actor.username.toLowerCase() === name.toLowerCase())
  if (!found) throw new Invalid([{ field: 'who', text: 'Give the handle of somebody here, such as nia' }])
  return found
}

/**
 * Asks somebody to answer a question: a colleague is told of it, somebody of another server is named in a reply. Throws
 * Invalid for the fields `who` and `words`, Conflict when they were asked before.
 */
export async function askToAnswer(
  context: Context,
  viewer: Viewer,
  id: string,
  { who, words }: { who: string; words?: string }
): Promise<void> {
  const found = await questionToCareFor(context, viewer, id)
  const faults: Fault[] = []
  const handle = needText(faults, 'who', who, 'Give a handle, such as nia or @gwil@moot.thornbeck.example', 300, 'it')
  const said = needText(faults, 'words', words, undefined, 500, 'what you say')
  stopAt(faults)
  const host = handle.replace(/^@/, '').split('@')[1]?.toLowerCase()
  if (!host || host === context.config.handleHost)
    return askColleague(context, viewer, found, await colleagueNamed(context, handle))
  if (found.post.audience !== 'public')
    throw new Invalid([{ field: 'who', text: 'This question stays at this council, so ask somebody here' }])
  const known = await context.remote.findActor(`@${handle.replace(/^@/, '')}`)
  const actor = known ? await actorById(context.store.read, known) : undefined
  if (!actor || actor.blocked || actor.local)
    throw new Invalid([{ field: 'who', text: 'Nobody of this handle was found' }])
  if ((await askedOf(context.store.read, [id])).some((one) => one.actor.id === actor.id))
    throw new Invalid([{ field: 'who', text: `${actor.name} has been asked already` }])
  const body = `@${actor.username}@${actor.host} ${said || 'Would you know the answer to this?'}`
  const asking = await writeReply(context, viewer, { inReplyTo: found.post.uri, body })
  const offer = { question: id, to: actor.id, why: {}, by: viewer.actor.id, via: asking.post.id }
  await context.store.write((tx) => addOffer(tx, { id: newKey(context.clock().getTime()), ...offer }))
}

/** Says what a question waits for; an empty note says that it waits for nothing any more. Throws Invalid. */
export async function markWaiting(context: Context, viewer: Viewer, id: string, note: string): Promise<void> {
  await questionToCareFor(context, viewer, id)
  const faults: Fault[] = []
  const said = needText(faults, 'note', note, undefined, 200, 'what it waits for')
  if (said && !(await isUnanswered(context.store.read, id)))
    faults.push({ field: 'note', text: 'This question has an answer' })
  stopAt(faults)
  const waiting = said ? context.clock() : null
  await context.store.write((tx) => keepWaiting(tx, { question: id, waiting, note: said, by: viewer.actor.id }))
}
