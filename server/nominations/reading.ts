/** How a nominee stands to the words of the story about them: who wanted to read them first has, before anybody outside does. */
import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import { Invalid } from '../errors.ts'
import { captionsOf, clipOf } from '../media/media.store.ts'
import { personByActor } from '../members/members.store.ts'
import { anyPost, type WholePost } from '../posts/posts.store.ts'
import { wordsSeen } from '../steps/autonomy.ts'
import type { Reader } from '../store/store.ts'
import { addressHash, openAddress } from './addresses.ts'
import { type Nomination, nominationByPost } from './nominations.store.ts'

/**
 * `own`: its author is the nominee; `unasked`, `asked`: nothing was said yet; `right`, `changes`: said of the words as they
 * are now; `reworded`: said of other words; `ended`: the yes was taken back.
 */
export type Stand = 'own' | 'unasked' | 'asked' | 'right' | 'changes' | 'reworded' | 'ended'

export interface Reading {
  nomination: Nomination
  stand: Stand
  /** Whether a letter may ask the nominee to read it, now. */
  mayAsk: boolean
}

type Keys = Pick<Context, 'config' | 'secrets' | 'clock'>

/** After how long without an answer they are asked again. */
const reminderAfter = 3 * 86_400_000

/** A short text that differs whenever what the story would show to others does: words, pictures, the clip with its captions. */
export async function wordsNow(db: Reader, whole: WholePost): Promise<string> {
  const { id, attachments } = whole.post
  const shown = attachments.find(({ kind }) => kind === 'video')
  const clip = shown && (await clipOf(db, id))
  // Encoding a clip anew changes its address, and nothing that is seen or said in it.
  const captions = clip ? (await captionsOf(db, id)).map(({ language, cues }) => [language, cues]) : []
  const told = clip && [clip.created, clip.poster, shown.alt, captions]
  const pictures = attachments.filter(({ kind }) => kind !== 'video').map(({ url, alt }) => [url, alt])
  const said = [wordsSeen(whole), whole.story?.service ?? null, told ?? null, pictures]
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url').slice(0, 22)
}

/** Whether the nominee writes the story themself: then they see the words anyway. */
async function isOwn(keys: Keys, db: Reader, { nomineeHash, nomineeMail }: Nomination, author: string) {
  const person = await personByActor(db, author)
  const opened = nomineeHash ? undefined : openAddress(keys, nomineeMail)
  const hash = nomineeHash ?? (opened && addressHash(keys, opened))
  return person !== undefined && addressHash(keys, person.member.email) === hash
}

/** How the nominee stands to a story of ours; undefined when it came of no nomination. */
export async function readingOf(keys: Keys, db: Reader, whole: WholePost): Promise<Reading | undefined> {
  const nomination = await nominationByPost(db, whole.post.id)
  if (!nomination) return undefined
  const stand = await standOf(keys, db, nomination, whole)
  const { readAsked, nomineeMail } = nomination
  const waited = readAsked === null || keys.clock().getTime() - readAsked.getTime() >= reminderAfter
  const isDue = stand === 'unasked' || stand === 'reworded' || (stand === 'asked' && waited)
  return { nomination, stand, mayAsk: isDue && isUnsent(whole) && openAddress(keys, nomineeMail) !== undefined }
}

const isUnsent = ({ post }: WholePost) => post.local && (post.audience === 'draft' || post.audience === 'local')

async function standOf(keys: Keys, db: Reader, found: Nomination, whole: WholePost): Promise<Stand> {
  const { state, readAnswer, readAnswered, readAsked, readWords } = found
  if (state === 'declined') return 'ended'
  if (await isOwn(keys, db, found, whole.author.id)) return 'own'
  if (readAnswer && readWords === (await wordsNow(db, whole))) return readAnswer
  const isWaiting = readAsked !== null && (readAnswered === null || readAsked > readAnswered)
  return isWaiting ? 'asked' : readAnswer ? 'reworded' : 'unasked'
}

const refusals: Record<Exclude<Stand, 'own' | 'right'>, (who: string) => string> = {
  unasked: (who) => `We promised ${who} that they read it first. Keep it as a draft, and ask them on its page`,
  asked: (who) => `We promised ${who} that they read it first, and they have not answered yet. Keep it as a draft`,
  changes: (who) => `${who} said what should change. Keep it as a draft, change it, and ask them to read it again`,
  reworded: (who) => `These are not the words that ${who} has read. Keep it as a draft, and ask them to read it again`,
  ended: () => 'Whoever it is about took their yes back: it goes no further'
}

/** Whether the words may leave this server as far as the nominee is concerned. */
export function mayGoOut({ stand, nomination }: Reading): boolean {
  if (stand === 'own' || stand === 'right') return true
  return stand !== 'changes' && stand !== 'ended' && !nomination.readsFirst
}

/** Checks that the words of a story may leave this server as far as its nominee is concerned. Throws Invalid. */
export async function needYes(keys: Keys, db: Reader, story: { id: string } | { uri: string }): Promise<void> {
  const whole = await anyPost(db, story)
  const reading = whole?.post.local ? await readingOf(keys, db, whole) : undefined
  if (!whole || !reading || mayGoOut(reading)) return
  const text = refusals[reading.stand as keyof typeof refusals](reading.nomination.who)
  throw new Invalid([{ field: 'audience', text, href: `/stories/${whole.post.id}/nominee` }])
}

/** The same before a recipe goes out that is put together from a story, where the story itself is not out. Throws Invalid. */
export async function needYesFor(keys: Keys, db: Reader, source: string): Promise<void> {
  const whole = await anyPost(db, { uri: source })
  if (whole && isUnsent(whole)) await needYes(keys, db, { uri: source })
}
