/** Captions of a story's clip: from a file, or typed cue by cue; kept as words and times, and nothing else. */
import type { Cue } from '../../schema/media.ts'
import type { Context } from '../context.ts'
import { Conflict, type Fault, Invalid, NotFound } from '../errors.ts'
import type { WholePost } from '../posts/posts.store.ts'
import { attach } from './attached.ts'
import { isCaptionLanguage } from './languages.ts'
import { captionsOf, clipOf, dropCaptions, holdStory, putCaptions } from './media.store.ts'
import {
  cueText,
  largestCaptions,
  longestCue,
  mostCues,
  readCaptions,
  readTime,
  textOfFile,
  timeWord,
  transcriptOf
} from './webvtt.ts'

/** One row of the editor, as typed. */
export interface CueTyped {
  from: string
  to: string
  text: string
}

/** Keeps captions from a file in WebVTT or SubRip. Throws Invalid, with the line of each fault. */
export async function keepCaptionsFile(
  context: Context,
  story: WholePost,
  language: string,
  bytes: Uint8Array
): Promise<void> {
  const fault = (text: string) => new Invalid([{ field: 'file', text }])
  const clip = await needClip(context, story)
  needLanguage(language)
  if (bytes.length === 0) throw fault('Choose a file of captions')
  if (bytes.length > largestCaptions) throw fault('Choose a file of captions of 500 KB or less')
  const text = textOfFile(bytes)
  if (text === undefined) throw fault('The file is not text in UTF-8. Save it as UTF-8, and choose it again')
  const { cues, faults } = readCaptions(text, clip.milliseconds)
  if (faults.length > 0)
    throw new Invalid(faults.map(({ line, text }) => ({ field: 'file', text: `Line ${line}: ${text}` })))
  await keep(context, story, language, cues)
}

/** Keeps captions as they were typed; empty rows are passed over. Throws Invalid with every fault, named by its row. */
export async function keepCaptionsTyped(
  context: Context,
  story: WholePost,
  language: string,
  rows: CueTyped[]
): Promise<void> {
  const clip = await needClip(context, story)
  needLanguage(language)
  const faults: Fault[] = []
  const cues = rows.flatMap((row, n) => cueTyped(row, n, clip.milliseconds, faults))
  if (rows.length > mostCues) faults.push({ field: 'cues', text: `Use ${mostCues} captions or fewer` })
  if (faults.length === 0 && cues.length === 0)
    faults.push({ field: 'from-0', text: 'Write what is said, and when, in at least one row' })
  if (faults.length > 0) throw new Invalid(faults.slice(0, 20))
  await keep(
    context,
    story,
    language,
    cues.toSorted((a, b) => a.from - b.from)
  )
}

function cueTyped(row: CueTyped, n: number, length: number, faults: Fault[]): Cue[] {
  const text = cueText(row.text)
  if (text === '' && row.from.trim() === '' && row.to.trim() === '') return []
  const [from, to] = [readTime(row.from), readTime(row.to)]
  const fault = (part: 'from' | 'to' | 'text', text: string) =>
    void faults.push({ field: `${part}-${n}`, text: `Row ${n + 1}: ${text}` })
  if (from === undefined) fault('from', 'write when it begins, such as 0:05.5')
  else if (from >= length) fault('from', `it begins after the clip has ended, at ${timeWord(length)}`)
  if (to === undefined) fault('to', 'write when it ends, such as 0:08')
  else if (from !== undefined && to <= from) fault('to', 'it ends before it begins')
  if (text === '') fault('text', 'write what is said')
  if (text.length > longestCue) fault('text', `shorten it to ${longestCue} characters or fewer`)
  return from === undefined || to === undefined ? [] : [{ from, to: Math.min(to, length), text }]
}

/** Takes the captions in one language away; the last ones of a clip that others see stay. Throws Conflict. */
export async function removeCaptions(context: Context, story: WholePost, language: string): Promise<void> {
  const { id, audience } = story.post
  await context.store.write(async (tx) => {
    await holdStory(tx, id)
    const all = await captionsOf(tx, id)
    if (!all.some((one) => one.language === language)) return
    if (all.length === 1 && audience !== 'draft')
      throw new Conflict('These are the only captions of a clip that others can see. Change them instead.')
    await dropCaptions(tx, id, language)
    await attach(context, tx, story)
  })
}

async function needClip(context: Context, story: WholePost) {
  const clip = await clipOf(context.store.read, story.post.id)
  if (!clip) throw new NotFound('This story has no clip.')
  return clip
}

function needLanguage(language: string): void {
  if (!isCaptionLanguage(language)) throw new Invalid([{ field: 'language', text: 'Choose a language from the list' }])
}

async function keep(context: Context, story: WholePost, language: string, cues: Cue[]): Promise<void> {
  const row = { post: story.post.id, language, cues, transcript: transcriptOf(cues), edited: context.clock() }
  await context.store.write(async (tx) => {
    await holdStory(tx, story.post.id)
    if (!(await clipOf(tx, story.post.id))) throw new NotFound('This story has no clip.')
    await putCaptions(tx, row)
    await attach(context, tx, story)
  })
}
