/** Questions find people (Q3): a new question is offered to a few who may know, no oftener than they like. */
import { newKey } from '../../schema/columns.ts'
import type { OfferWhy } from '../../schema/offers.ts'
import { councilsAt } from '../actors/directory.store.ts'
import type { Context } from '../context.ts'
import { withoutFiltered } from '../controls/filters.ts'
import { hiddenAmong } from '../controls/hidden.store.ts'
import { keepSetting, readSetting } from '../council/settings.store.ts'
import { Conflict, Invalid, NotFound, Refused } from '../errors.ts'
import type { Event } from '../events/events.store.ts'
import { isFollowedHere } from '../follows/follows.store.ts'
import { addLetter } from '../letters.ts'
import type { Viewer } from '../members/viewer.ts'
import { addNotification } from '../notifications/notifications.store.ts'
import { mayAct } from '../posts/policy.ts'
import { anyPost, readPost, type WholePost } from '../posts/posts.store.ts'
import type { Writer } from '../store/store.ts'
import { type Knowing, peopleWhoKnow } from './match.ts'
import {
  type Askable,
  addOffer,
  askedOf,
  changeOffer,
  holdPerson,
  keepChoices,
  keepRefusals,
  type Offer,
  offeredSince,
  offerOf
} from './offers.store.ts'
import { isForUs, isUnanswered } from './unanswered.store.ts'

const day = 86_400_000
/** How many people a question is offered to at a time. */
const atATime = 3
/** How long "not now" lasts. */
const laterFor = 3 * day
const perWeekSetting = 'offers-per-week'
const perWeekUsual = 2

/** How many questions a person is offered in seven days at most. */
export const perWeek = async (context: Context): Promise<number> =>
  (await readSetting<number>(context.store.read, perWeekSetting)) ?? perWeekUsual

/** Sets how many questions a person is offered in seven days; 0 offers none. Throws Invalid. */
export async function setPerWeek(context: Context, viewer: Viewer | null, given: string): Promise<void> {
  if (viewer && !viewer.can('coordinate')) throw new Refused()
  if (!/^\d{1,2}$/.test(given.trim()) || Number(given) > 20)
    throw new Invalid([{ field: 'perWeek', text: 'Give a number from 0 to 20' }])
  await context.store.write((tx) => keepSetting(tx, perWeekSetting, Number(given), context.clock()))
}

/** Offers a question that was just asked, here or elsewhere. */
export async function offerAsked(context: Context, event: Event): Promise<void> {
  await offerQuestion(context, event.subject)
}

/**
 * Offers a question to people who may know, as far as it is not offered to enough already; gives whom it was offered to
 * now. Bears repetition.
 */
export async function offerQuestion(context: Context, id: string): Promise<Knowing[]> {
  const db = context.store.read
  const found = await anyPost(db, { id })
  if (!found || !(await isToBeOffered(context, found))) return []
  const asked = await askedOf(db, [id])
  const room = atATime - asked.filter(({ offer }) => offer.state === 'open' || offer.state === 'later').length
  const most = await perWeek(context)
  if (room <= 0 || most === 0) return []
  const before = new Set(asked.map(({ actor }) => actor.id))
  const knowing = (await peopleWhoKnow(context, found)).filter(({ person }) => !before.has(person.actor.id))
  const counts = await offeredSince(
    db,
    knowing.map(({ person }) => person.actor.id),
    weekAgo(context)
  )
  const told: Knowing[] = []
  for (const one of knowing) {
    if (told.length === room) break
    if ((counts.get(one.person.actor.id) ?? 0) >= most || !(await mayBeAsked(context, one.person, found))) continue
    if (await context.store.write((tx) => offerTo(context, tx, one, found, most))) told.push(one)
  }
  return told
}

const weekAgo = (context: Context) =>
  Math.max(0, context.clock().getTime() - 7 * day)
    .toString(16)
    .padStart(12, '0')

/** What everybody here may read and nobody has answered: asked here, of somebody here, or by somebody who is followed. */
async function isToBeOffered(context: Context, { post, author }: WholePost): Promise<boolean> {
  const db = context.store.read
  if (post.kind !== 'question' || author.blocked || author.limited) return false
  if (post.audience !== 'public' && post.audience !== 'local') return false
  if (!(await isUnanswered(db, post.id))) return false
  if (await isForUs(db, post.id)) return true
  if (await isFollowedHere(db, author.uri)) return true
  const council = (await councilsAt(db, [author.host])).get(author.host)
  return council !== undefined && (await isFollowedHere(db, council.uri))
}

/** Whether somebody may answer, and has not hidden who asks or what is asked. */
async function mayBeAsked({ store }: Context, { actor }: Askable, found: WholePost): Promise<boolean> {
  if (!(await mayAct(store.read, found.post, actor.id, 'reply'))) return false
  if ((await hiddenAmong(store.read, actor.id, [found.author.id])).size > 0) return false
  return (await withoutFiltered(store.read, { actor: actor.id }, [found])).length > 0
}

async function offerTo(context: Context, tx: Writer, { person, why }: Knowing, found: WholePost, most: number) {
  const to = person.actor.id
  await holdPerson(tx, to)
  if (((await offeredSince(tx, [to], weekAgo(context))).get(to) ?? 0) >= most) return false
  const id = newKey(context.clock().getTime())
  if (!(await addOffer(tx, { id, question: found.post.id, to, why }))) return false
  await addNotification(tx, { to, kind: 'offered', by: found.author.id, post: found.post.id })
  if (person.choices.letters) await addLetter(context, tx, letterTo(context, person, found, 'You may know the answer'))
  return true
}

/** A letter with a question in it. */
export function letterTo(context: Context, person: Askable, { post, author }: WholePost, subject: string) {
  return {
    to: person.email,
    subject,
    text: [
      `Hello ${person.actor.name},`,
      `${author.name} asks: ${post.title ?? 'a question'}`,
      `${context.config.origin}/questions/${post.id}`,
      `Not now, not your subject, or no letters like this: ${context.config.origin}/offers`
    ].join('\n\n')
  }
}

/** Comes back to an offer of the viewer's own in three days. Throws NotFound. */
export async function putOff(context: Context, viewer: Viewer, id: string): Promise<void> {
  const offer = await ownOffer(context, viewer, id)
  const until = new Date(context.clock().getTime() + laterFor)
  await context.store.write((tx) => changeOffer(tx, offer.id, { state: 'later', until }))
}

/** Drops an offer because it is not the viewer's subject, and offers it to somebody else. Throws NotFound. */
export async function decline(context: Context, viewer: Viewer, id: string): Promise<string[]> {
  const offer = await ownOffer(context, viewer, id)
  const terms = offer.by ? [] : termsOf(offer.why)
  await context.store.write(async (tx) => {
    await changeOffer(tx, offer.id, { state: 'declined' })
    await keepRefusals(tx, viewer.actor.id, terms, true)
  })
  await offerQuestion(context, offer.question)
  return terms
}

/** What speaks for somebody, as the terms by which they can refuse it. */
const termsOf = ({ skill, topic, words }: OfferWhy): string[] => {
  if (skill || topic) return [...(skill ? [skill.toLowerCase()] : []), ...(topic ? [topic] : [])]
  return words ?? []
}

/** Passes an offer of the viewer's own on to a colleague. Throws Invalid for the field `who`. */
export async function passOn(context: Context, viewer: Viewer, id: string, who: Askable): Promise<void> {
  const offer = await ownOffer(context, viewer, id)
  const found = await readPost(context.store.read, { id: offer.question }, { actor: viewer.actor.id })
  if (!found) throw new NotFound()
  await askColleague(context, viewer, found, who)
  await context.store.write((tx) => changeOffer(tx, offer.id, { state: 'passed' }))
}

/** Asks somebody here by name. Throws Invalid for the field `who`, Conflict when they were asked before. */
export async function askColleague(context: Context, viewer: Viewer, found: WholePost, who: Askable): Promise<void> {
  const fault = (text: string) => new Invalid([{ field: 'who', text }])
  const { actor } = who
  if (actor.id === viewer.actor.id) throw fault('This is you: answer it on its page')
  if (actor.id === found.author.id) throw fault(`${actor.name} asked this`)
  if (who.choices.paused) throw fault(`${actor.name} does not want to be asked at the moment`)
  const hidden = await hiddenAmong(context.store.read, actor.id, [viewer.actor.id])
  if (hidden.size > 0 || !(await mayBeAsked(context, who, found))) throw fault(`${actor.name} cannot be asked this`)
  const id = newKey(context.clock().getTime())
  const isNew = await context.store.write(async (tx) => {
    if (!(await addOffer(tx, { id, question: found.post.id, to: actor.id, why: {}, by: viewer.actor.id }))) return false
    await addNotification(tx, { to: actor.id, kind: 'passed', by: viewer.actor.id, post: found.post.id })
    const subject = `${viewer.actor.name} thinks that you would know`
    if (who.choices.letters) await addLetter(context, tx, letterTo(context, who, found, subject))
    return true
  })
  if (!isNew) throw new Conflict(`${actor.name} has been asked already.`)
}

/** How somebody wants to be asked: `again` are terms that are their subject again. */
export async function choose(
  context: Context,
  viewer: Viewer,
  { paused, letters, again = [] }: { paused: boolean; letters: boolean; again?: string[] }
): Promise<void> {
  await context.store.write(async (tx) => {
    await keepChoices(tx, viewer.actor.id, { paused, letters })
    await keepRefusals(tx, viewer.actor.id, again.slice(0, 500), false)
  })
}

async function ownOffer(context: Context, viewer: Viewer, id: string): Promise<Offer> {
  const offer = await offerOf(context.store.read, id, viewer.actor.id)
  if (!offer) throw new NotFound()
  return offer
}
