/** The author asks the nominee to read the story by their link, and what the nominee says of it. */
import type { NominationAnswer } from '../../schema/nominations.ts'
import type { Context } from '../context.ts'
import { councilOf } from '../council/settings.ts'
import { Conflict, type Fault, Invalid, NotFound } from '../errors.ts'
import { addLetter } from '../letters.ts'
import { captionsOf, type Picture } from '../media/media.store.ts'
import { findMedia } from '../media/seen.ts'
import type { Viewer } from '../members/viewer.ts'
import { addNotification } from '../notifications/notifications.store.ts'
import { anyPost, type WholePost } from '../posts/posts.store.ts'
import type { Reader } from '../store/store.ts'
import { ownStory } from '../stories/stories.ts'
import { plainCharacters } from '../text/sanitise.ts'
import { openAddress } from './addresses.ts'
import { readLetter } from './letters.ts'
import { addStep, changeNomination, type Nomination, nominationById, stepsOf } from './nominations.store.ts'
import { readingOf, wordsNow } from './reading.ts'

const readable = ['drafted', 'published'] as const
/** The most that is said of what should change, in characters, and the most that happens with one nomination. */
export const longestRemark = 2_000
const mostSteps = 150

/** The author asks the nominee to read the story. Throws NotFound, Refused, or Conflict when there is nothing to ask. */
export async function askToRead(context: Context, viewer: Viewer, id: string): Promise<void> {
  await ownStory(context, viewer, id)
  const { name: council } = await councilOf(context)
  await context.store.write(async (tx) => {
    const now = context.clock()
    const whole = await anyPost(tx, { id })
    const reading = whole && (await readingOf(context, tx, whole))
    if (!reading) throw new NotFound()
    const { nomination, mayAsk } = reading
    const to = openAddress(context, nomination.nomineeMail)
    if (!mayAsk || !to || !(await changeNomination(tx, nomination.id, ['drafted'], { readAsked: now })))
      throw new Conflict('There is nothing to ask them just now. If they do not answer, ask again three days later.')
    await addStep(tx, { nomination: nomination.id, kind: 'read-asked', by: viewer.actor.id, created: now })
    await addLetter(context, tx, readLetter(context, to, nomination, council))
  })
}

/** The story that a nominee reads by their link; undefined where none was begun, or it is gone. */
export async function storyToRead(db: Reader, { state, post }: Nomination): Promise<WholePost | undefined> {
  if (!post || !readable.some((one) => one === state)) return undefined
  const whole = await anyPost(db, { id: post })
  return whole && !['withdrawn', 'hidden'].includes(whole.post.audience) ? whole : undefined
}

/**
 * The nominee says that the words they have `seen` are right, or what should change. Its author is told. Throws Conflict
 * when there is no story any more, and Invalid; what is right is so only for the words as they are now.
 */
export async function answerReading(
  context: Context,
  id: string,
  said: { answer: NominationAnswer; words: string; seen: string }
): Promise<void> {
  const { actor: council } = await councilOf(context)
  const words = said.answer === 'changes' ? remarkIn(said.words) : ''
  await context.store.write(async (tx) => {
    const now = context.clock()
    const found = await nominationById(tx, id)
    const whole = found && (await storyToRead(tx, found))
    if (!found || !whole) throw new Conflict('There is no story to read any more.')
    const current = await wordsNow(tx, whole)
    if (said.answer === 'right' && said.seen !== current)
      throw new Invalid([{ field: 'right', text: 'It was changed while you read it. Please read it once more' }])
    if (said.answer === 'right' && found.readAnswer === 'right' && found.readWords === current) return
    if ((await stepsOf(tx, id)).length >= mostSteps)
      throw new Conflict('Much was said already. Please write to whoever is in touch with you.')
    const answer = { readAnswer: said.answer, readAnswered: now, readWords: said.seen.slice(0, 22) }
    await changeNomination(tx, id, readable, answer)
    await addStep(tx, { nomination: id, kind: said.answer, words, created: now })
    const about = { post: whole.post.id, subject: `${id} ${now.getTime()}` }
    await addNotification(tx, { to: whole.author.id, kind: 'read', by: council, ...about })
  })
}

function remarkIn(typed: string): string {
  const words = plainCharacters(typed).trim()
  const faults: Fault[] = []
  if (words === '') faults.push({ field: 'words', text: 'Say what should change' })
  if (words.length > longestRemark)
    faults.push({ field: 'words', text: `Use ${longestRemark.toLocaleString('en-GB')} characters or fewer` })
  if (faults.length > 0) throw new Invalid(faults)
  return words
}

/** What the nominee asked to have changed, the latest first; at most ten. */
export async function remarksOf(db: Reader, nomination: string): Promise<{ words: string; when: Date }[]> {
  const steps = (await stepsOf(db, nomination)).filter(({ step }) => step.kind === 'changes' && step.words !== '')
  return steps
    .reverse()
    .slice(0, 10)
    .map(({ step }) => ({ words: step.words, when: step.created }))
}

/** A picture or clip of the story, for its nominee; a clip once it has captions. Throws NotFound. */
export async function fileToRead(context: Context, found: Nomination, id: string): Promise<Picture> {
  const none = new NotFound('There is no such picture or clip.')
  const { read } = context.store
  const whole = await storyToRead(read, found)
  if (!whole) throw none
  const { picture } = await findMedia(context, { actor: whole.author.id }, id)
  const isCaptioned = !picture.mediaType.startsWith('video/') || (await captionsOf(read, whole.post.id)).length > 0
  if (picture.post !== whole.post.id || !isCaptioned) throw none
  return picture
}
