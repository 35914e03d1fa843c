/** Assignments (S4): a reporter visits and records, or sends a link by which the nominee tells it; with a day on which it is due. */

import type { NominationTold } from '../../schema/nominations.ts'
import { actorById } from '../actors/actors.store.ts'
import { londonAt, momentIn } from '../calendar/working-days.ts'
import type { Context } from '../context.ts'
import { councilOf } from '../council/settings.ts'
import { Conflict, type Fault, Invalid, NotFound, Refused } from '../errors.ts'
import { addLetter } from '../letters.ts'
import { personByActor, personByHandle } from '../members/members.store.ts'
import { makeViewer, type Viewer } from '../members/viewer.ts'
import { addNotification } from '../notifications/notifications.store.ts'
import { plainCharacters, plainLine } from '../text/sanitise.ts'
import { openAddress } from './addresses.ts'
import { linkUrl } from './links.ts'
import { addStep, changeNomination, dueAssignments, type Nomination, nominationById } from './nominations.store.ts'
import { maySee, needCoordinator, seenNomination } from './nominations.ts'

const day = 86_400_000

/** What a coordinator says: who, how, by when (YYYY-MM-DD), and what is offered for it. */
export interface Assigning {
  /** The handle of a member. */
  to: string
  way: string
  due: string
  offer: string
}

/** Gives a nomination whose nominee has said yes to a reporter. Throws Invalid, Conflict, Refused or NotFound. */
export async function assignNomination(context: Context, viewer: Viewer, id: string, asked: Assigning): Promise<void> {
  needCoordinator(viewer)
  await seenNomination(context, viewer, id)
  await assignAs(context, viewer.actor.id, id, asked)
}

/** The same in the name of the council, for the admin command. */
export const assignByCouncil = async (context: Context, id: string, asked: Assigning): Promise<void> =>
  assignAs(context, (await councilOf(context)).actor, id, asked)

async function assignAs(context: Context, by: string, id: string, asked: Assigning): Promise<void> {
  const { person, way, due, offer } = await readAssigning(context, asked)
  const { name: council } = await councilOf(context)
  await context.store.write(async (tx) => {
    const now = context.clock()
    const found = await nominationById(tx, id)
    if (!found) throw new NotFound()
    const change = {
      state: 'assigned',
      since: now,
      assignee: person.actor.id,
      way,
      due,
      reminded: null,
      offer
    } as const
    if (!(await changeNomination(tx, id, ['consented', 'assigned'], { ...change, offerDone: false })))
      throw new Conflict('It can be given to somebody once the nominee has said yes, and until it is recorded.')
    await addStep(tx, { nomination: id, kind: 'assigned', by, words: person.actor.name, created: now })
    if (person.actor.id !== by)
      await addNotification(tx, { to: person.actor.id, kind: 'assigned', by, subject: `${id} ${now.getTime()}` })
    await addLetter(context, tx, {
      to: person.member.email,
      subject: `A story to record by ${asked.due}`,
      text: [
        `Hello ${person.actor.name},`,
        way === 'visit' ? 'Please go there and record it:' : 'Please help them to tell it by themselves:',
        `- ${found.title}\n  ${context.config.origin}/nominations/${id}`,
        ...(offer ? [`Offered for it: ${offer}`] : [])
      ].join('\n\n')
    })
    const to = way === 'self' ? openAddress(context, found.nomineeMail) : undefined
    if (to) await addLetter(context, tx, tellLetter(context, to, found, council))
  })
}

async function readAssigning(context: Context, { to, way, due, offer }: Assigning) {
  const faults: Fault[] = []
  const person = await personByHandle(context.store.read, to.trim().replace(/^@/, ''))
  const may = person && !person.member.disabled && maySee(makeViewer(person.member, person.actor))
  if (!may) faults.push({ field: 'to', text: 'Choose a reporter or a coordinator' })
  if (way !== 'visit' && way !== 'self') faults.push({ field: 'way', text: 'Choose how it is recorded' })
  const at = dueOn(due)
  if (!at) faults.push({ field: 'due', text: 'Give a day, such as 2027-03-31' })
  else if (at <= context.clock()) faults.push({ field: 'due', text: 'Give a day that is still to come' })
  const note = plainLine(offer, 301)
  if (note.length > 300) faults.push({ field: 'offer', text: 'Use 300 characters or fewer' })
  if (!person || (way !== 'visit' && way !== 'self') || !at || faults.length > 0) throw new Invalid(faults)
  return { person, way: way as 'visit' | 'self', due: at, offer: note }
}

/** The evening of a day, London's time; undefined when it is none. */
function dueOn(text: string): Date | undefined {
  const date = text.trim()
  const noon = Date.parse(`${date}T12:00:00Z`)
  const isDay = /^20\d\d-\d\d-\d\d$/.test(date) && !Number.isNaN(noon)
  return isDay && new Date(noon).toISOString().startsWith(date) ? momentIn(date, '17:00') : undefined
}

const tellLetter = (context: Context, to: string, found: Nomination, council: string) => ({
  to,
  subject: `Tell ${council} about it in your own words`,
  text: [
    'Hello,',
    `You said that ${council} may tell this: ${found.title}`,
    'This link opens a page on which you can write it down, and send a clip and pictures, without an account. Whoever looks after it here sees it first:',
    linkUrl(context, 'tell', found.id),
    `How to record a clip of three minutes with a phone: ${context.config.origin}/guides/recording`
  ].join('\n\n')
})

/** Only whoever it was given to, and those who coordinate. Throws Refused or NotFound. */
async function ownAssignment(context: Context, viewer: Viewer, id: string): Promise<Nomination> {
  const found = await seenNomination(context, viewer, id)
  if (found.assignee !== viewer.actor.id && !viewer.can('coordinate'))
    throw new Refused('This is for whoever it was given to.')
  return found
}

/** Whoever it was given to has recorded it. Throws Conflict. */
export async function markRecorded(context: Context, viewer: Viewer, id: string): Promise<void> {
  await ownAssignment(context, viewer, id)
  await context.store.write(async (tx) => {
    const now = context.clock()
    if (!(await changeNomination(tx, id, ['assigned'], { state: 'recorded', since: now })))
      throw new Conflict('Somebody was faster.')
    await addStep(tx, { nomination: id, kind: 'recorded', by: viewer.actor.id, created: now })
  })
}

/** What was offered for it was given. */
export async function markOffered(context: Context, viewer: Viewer, id: string): Promise<void> {
  const found = await seenNomination(context, viewer, id)
  needCoordinator(viewer)
  if (!found.offer || found.offerDone) return
  await context.store.write(async (tx) => {
    const now = context.clock()
    await changeNomination(tx, id, [found.state], { offerDone: true })
    await addStep(tx, { nomination: id, kind: 'offered', by: viewer.actor.id, words: found.offer, created: now })
  })
}

/** Keeps what a nominee told by themselves, as plain text; until the draft is begun it can be changed. Throws Invalid. */
export async function tellOwn(
  context: Context,
  id: string,
  typed: Record<keyof NominationTold, string>
): Promise<void> {
  const faults: Fault[] = []
  const text = (field: keyof NominationTold, most: number, missing: string) => {
    const words = field === 'title' ? plainLine(typed[field], most + 1) : plainCharacters(typed[field]).trim()
    if (words === '') faults.push({ field, text: missing })
    if (words.length > most) faults.push({ field, text: `Use ${most.toLocaleString('en-GB')} characters or fewer` })
    return words
  }
  const told = {
    title: text('title', 150, 'Give it a title'),
    summary: text('summary', 400, 'Say in two or three sentences what you did'),
    wentWell: text('wentWell', 5_000, 'Say what went well'),
    wentBadly: text('wentBadly', 5_000, 'Say what went badly: it helps others most')
  }
  if (faults.length > 0) throw new Invalid(faults)
  const { actor: council } = await councilOf(context)
  await context.store.write(async (tx) => {
    const now = context.clock()
    const found = await nominationById(tx, id)
    const isOpen = ['consented', 'assigned', 'recorded'] as const
    if (!found || !(await changeNomination(tx, id, isOpen, { told, state: 'recorded', since: now })))
      throw new Conflict('It is being written up already. Ask whoever looks after it to change it.')
    await addStep(tx, { nomination: id, kind: 'told', created: now })
    if (found.assignee)
      await addNotification(tx, {
        to: found.assignee,
        kind: 'consent',
        by: council,
        subject: `told ${id} ${now.getTime()}`
      })
  })
}

/** Reminds those to whom something was given that it is due within two days; of each assignment once. */
export async function remindAssigned(context: Context): Promise<void> {
  const now = context.clock()
  const due = await dueAssignments(context.store.read, new Date(now.getTime() + 2 * day))
  const { actor: council } = await councilOf(context)
  for (const { id, assignee, title, due: by } of due) {
    const actor = assignee ? await actorById(context.store.read, assignee) : undefined
    const person = actor && (await personByActor(context.store.read, actor.id))
    await context.store.write(async (tx) => {
      if (!(await changeNomination(tx, id, ['assigned'], { reminded: now })) || !person || person.member.disabled)
        return
      await addNotification(tx, { to: person.actor.id, kind: 'due', by: council, subject: `${id} ${by!.getTime()}` })
      await addLetter(context, tx, {
        to: person.member.email,
        subject: 'A story is due to be recorded',
        text: [
          `Hello ${person.actor.name},`,
          `By ${londonAt(by!).date} you wanted to record this:`,
          `- ${title}\n  ${context.config.origin}/nominations/${id}`
        ].join('\n\n')
      })
    })
  }
}
