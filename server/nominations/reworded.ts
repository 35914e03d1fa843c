/** A story that is out and was changed: its nominee is told by letter, once for all that is changed within the hour. */
import type { Context } from '../context.ts'
import { councilOf } from '../council/settings.ts'
import type { Event } from '../events/events.store.ts'
import { addLetter } from '../letters.ts'
import { anyPost } from '../posts/posts.store.ts'
import type { Reader } from '../store/store.ts'
import { openAddress } from './addresses.ts'
import { storyToRead } from './asked-to-read.ts'
import { rewordedLetter } from './letters.ts'
import { addStep, changeNomination, type Nomination, nominationById, rewordedBefore } from './nominations.store.ts'
import { readingOf, wordsNow } from './reading.ts'

/** How long a story is left alone before a letter tells that it was changed. */
const quiet = 3_600_000

/** The words now, where neither the nominee nor a letter to them knows these. */
async function unknownWords(context: Context, db: Reader, found: Nomination): Promise<string | undefined> {
  const whole = found.state === 'published' ? await storyToRead(db, found) : undefined
  const reading = whole && (await readingOf(context, db, whole))
  if (!whole || !reading || reading.stand === 'own' || !(found.readsFirst || found.readWords)) return undefined
  const now = await wordsNow(db, whole)
  return now === found.readWords || now === found.toldWords ? undefined : now
}

/** Notes that a story of a nomination was changed after it was published. */
export async function noteReworded(context: Context, event: Event): Promise<void> {
  const { read } = context.store
  const whole = await anyPost(read, { id: event.subject })
  const found = whole && (await readingOf(context, read, whole))?.nomination
  if (!found || found.reworded || !(await unknownWords(context, read, found))) return
  await context.store.write((tx) => changeNomination(tx, found.id, ['published'], { reworded: context.clock() }))
}

/** Sends the letters that are due. */
export async function tellReworded(context: Context): Promise<void> {
  const now = context.clock()
  const due = await rewordedBefore(context.store.read, new Date(now.getTime() - quiet))
  if (due.length === 0) return
  const { name: council } = await councilOf(context)
  for (const { id } of due)
    await context.store.write(async (tx) => {
      const found = await nominationById(tx, id)
      const words = found?.reworded ? await unknownWords(context, tx, found) : undefined
      await changeNomination(tx, id, ['published'], { reworded: null, ...(words && { toldWords: words }) })
      const to = found && words ? openAddress(context, found.nomineeMail) : undefined
      if (!found || !to) return
      await addStep(tx, { nomination: id, kind: 'reworded', created: now })
      await addLetter(context, tx, rewordedLetter(context, to, found, council))
    })
}
