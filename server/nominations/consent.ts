/** The nominee's answer: nothing is published without a yes, a no deletes what was said, and a yes can be taken back. */
import type { Context } from '../context.ts'
import { councilOf } from '../council/settings.ts'
import { NotFound } from '../errors.ts'
import { record } from '../events/record.ts'
import { addLetter } from '../letters.ts'
import { retire } from '../media/retire.ts'
import { endUpload, uploadUnderWay } from '../media/uploads.ts'
import { personByActor } from '../members/members.store.ts'
import { makeViewer } from '../members/viewer.ts'
import { addNotification } from '../notifications/notifications.store.ts'
import { anyPost } from '../posts/posts.store.ts'
import { withdrawPost } from '../posts/withdraw.ts'
import { openAddress } from './addresses.ts'
import { consentWords } from './consent-words.ts'
import { agreedLetter } from './letters.ts'
import {
  addStep,
  changeNomination,
  emptyNomination,
  keepAddress,
  type Nomination,
  nominationById
} from './nominations.store.ts'
import { recordingsOf } from './recordings.store.ts'
import { filesOf } from './recordings.ts'

/** Yes; yes, once I have read the words; not now; no, and delete; no, and never write again. */
export const answers = ['yes', 'read-first', 'later', 'no', 'never'] as const
export type Answer = (typeof answers)[number]

const unanswered = ['new', 'asked'] as const
const agreedStates = ['consented', 'assigned', 'recorded', 'drafted', 'published'] as const

/** Whether this is after a yes that still holds. */
export const hasAgreed = ({ state }: Pick<Nomination, 'state'>): boolean =>
  (agreedStates as readonly string[]).includes(state)

/** A nomination by the nominee's link. Throws NotFound when it is gone. */
export async function nominationForNominee(context: Context, id: string): Promise<Nomination> {
  const found = await nominationById(context.store.read, id)
  if (!found || found.state === 'unconfirmed') throw new NotFound()
  return found
}

/** Keeps the nominee's answer; one that was given already stays. */
export async function answerNomination(context: Context, id: string, answer: Answer): Promise<void> {
  const { name: council } = await councilOf(context)
  await context.store.write(async (tx) => {
    const now = context.clock()
    const found = await nominationById(tx, id)
    if (!found) throw new NotFound()
    const step = (kind: string, words = '') => addStep(tx, { nomination: id, kind, words, created: now })
    if (answer === 'yes' || answer === 'read-first') {
      const readsFirst = answer === 'read-first'
      const agreed = consentWords(council, readsFirst)
      const change = { state: 'consented', since: now, consented: now, agreed, readsFirst } as const
      if (!(await changeNomination(tx, id, unanswered, change))) return
      await step('consented', agreed)
      const to = openAddress(context, found.nomineeMail)
      if (to) await addLetter(context, tx, agreedLetter(context, to, { ...found, agreed }, council))
    } else if (answer === 'later') {
      if (found.state !== 'asked') return
      await step('later')
    } else {
      if (answer === 'never' && found.nomineeHash) await keepAddress(tx, found.nomineeHash, { refused: now })
      if (!(await changeNomination(tx, id, unanswered, { state: 'declined', since: now }))) return
      await emptyNomination(tx, id)
      await step('declined')
    }
    await record(context, tx, { kind: 'nomination.answered', subject: id })
  })
}

/**
 * The nominee takes a yes back: what was said is deleted; a draft is withdrawn, and the author of a story that others
 * read already is asked to withdraw it.
 */
export async function takeBack(context: Context, id: string, never: boolean): Promise<void> {
  const found = await nominationById(context.store.read, id)
  if (!found || !hasAgreed(found)) return
  const whole = found.post ? await anyPost(context.store.read, { id: found.post }) : undefined
  const author = whole && (await personByActor(context.store.read, whole.author.id))
  const { actor: council } = await councilOf(context)
  if (whole?.post.audience === 'draft' && author)
    await withdrawPost(context, makeViewer(author.member, author.actor), whole.post.id)
  const sent = await context.store.write(async (tx) => {
    const now = context.clock()
    const sent = await recordingsOf(tx, id)
    if (!(await changeNomination(tx, id, agreedStates, { state: 'declined', since: now }))) return []
    if (never && found.nomineeHash) await keepAddress(tx, found.nomineeHash, { refused: now })
    await emptyNomination(tx, id)
    await addStep(tx, { nomination: id, kind: 'taken-back', created: now })
    await record(context, tx, { kind: 'nomination.answered', subject: id })
    if (!whole || !author || whole.post.audience === 'draft' || whole.post.audience === 'withdrawn') return sent
    await addNotification(tx, { to: author.actor.id, kind: 'taken-back', by: council, post: whole.post.id })
    await addLetter(context, tx, {
      to: author.member.email,
      subject: 'Somebody takes back their yes to a story of yours',
      text: [
        `Hello ${author.actor.name},`,
        'Whoever this story is about agreed to it, and now takes that back. Please withdraw it:',
        whole.post.url
      ].join('\n\n')
    })
    return sent
  })
  await retire(context, filesOf(sent))
  const underWay = await uploadUnderWay(context, id)
  if (underWay) await endUpload(context, underWay)
}
