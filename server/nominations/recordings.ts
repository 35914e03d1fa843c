/** The clip and the pictures that a nominee sends by their link (S4): measured and drawn anew as everybody's, and part of the story once it is begun. */
import type { Context } from '../context.ts'
import { councilOf } from '../council/settings.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import { attach } from '../media/attached.ts'
import { encodeLater, keepMeasured } from '../media/clips.ts'
import { addStoryPicture, movePictures, type Picture, pictureById, putClip } from '../media/media.store.ts'
import { keepPicture } from '../media/pictures.ts'
import { retire } from '../media/retire.ts'
import { mostPictures, needAlt, sizes } from '../media/story-pictures.ts'
import type { Destination } from '../media/uploads.ts'
import { addNotification } from '../notifications/notifications.store.ts'
import type { WholePost } from '../posts/posts.store.ts'
import type { Writer } from '../store/store.ts'
import { addStep, changeNomination, type Nomination, nominationById } from './nominations.store.ts'
import { addRecording, dropRecording, type Recording, recordingsOf } from './recordings.store.ts'

/** Until a story is begun. */
export const openStates = ['consented', 'assigned', 'recorded'] as const

const begun = () => new Conflict('It is being written up already. Ask whoever looks after it to change it.')

/** Throws Conflict once a story is begun, so that nothing is sent in vain. */
export function needOpen({ state }: Pick<Nomination, 'state'>): void {
  if (!openStates.some((one) => one === state)) throw begun()
}

/** What a nominee sent: one clip at most, and as many pictures as a story has. */
export async function readRecordings(context: Context, nomination: string) {
  const all = await recordingsOf(context.store.read, nomination)
  return { clip: all.find(({ kind }) => kind === 'clip'), pictures: all.filter(({ kind }) => kind === 'picture') }
}

/** A nomination as where its nominee sends a clip, in parts or at once. */
export const toNomination = (context: Context, nomination: string): Destination => ({
  id: nomination,
  owner: null,
  holds: async (upload) => (await readRecordings(context, nomination)).clip?.upload === upload,
  keep: (arrived) => recordClip(context, nomination, arrived)
})

/** Keeps a clip, instead of the one there was. Throws Invalid, and Conflict once the story is begun. */
export async function recordClip(
  context: Context,
  nomination: string,
  { path, alt, upload = null }: { path: string; alt: string; upload?: string | null }
): Promise<void> {
  const { actor: council } = await councilOf(context)
  await keepMeasured(context, { path, alt, owner: null, of: { nomination } }, async (tx, file, measured) => {
    await noteSent(context, tx, nomination, 'clip-sent', council)
    const before = (await recordingsOf(tx, nomination)).find(({ kind }) => kind === 'clip')
    if (before) await dropRecording(tx, nomination, before.id)
    const { id: media, alt: said, created } = file
    await addRecording(tx, { nomination, kind: 'clip', media, alt: said, ...measured, upload, created })
    return [before?.media]
  })
}

/** Keeps a picture. Throws Invalid, and Conflict once the story is begun. */
export async function recordPicture(context: Context, nomination: string, bytes: Uint8Array, alt: string) {
  const words = needAlt(alt)
  if ((await readRecordings(context, nomination)).pictures.length >= mostPictures) throw full()
  const { actor: council } = await councilOf(context)
  const keepAs = (side: number) => {
    const part = { owner: null, nomination, field: 'picture' }
    return keepPicture(context, bytes, { alt: words, width: side, height: side, fit: 'inside', ...part })
  }
  const large = await keepAs(sizes.large)
  const small = await keepAs(sizes.small)
  try {
    await context.store.write(async (tx) => {
      await noteSent(context, tx, nomination, 'picture-sent', council)
      const there = (await recordingsOf(tx, nomination)).filter(({ kind }) => kind === 'picture')
      if (there.length >= mostPictures) throw full()
      const files = { media: large.id, small: small.id }
      await addRecording(tx, { nomination, kind: 'picture', ...files, alt: words, created: context.clock() })
    })
  } catch (error) {
    await retire(context, [large.id, small.id])
    throw error
  }
}

const full = () =>
  new Invalid([{ field: 'picture', text: `A story has ${mostPictures} pictures at most. Take one away first` }])

/** It is recorded now, and whoever it was given to is told: once a day, however much is sent. */
async function noteSent(context: Context, tx: Writer, id: string, kind: string, council: string): Promise<void> {
  const now = context.clock()
  const found = await nominationById(tx, id)
  if (!found || !(await changeNomination(tx, id, openStates, { state: 'recorded', since: now }))) throw begun()
  await addStep(tx, { nomination: id, kind, created: now })
  const subject = `sent ${id} ${now.toISOString().slice(0, 10)}`
  if (found.assignee) await addNotification(tx, { to: found.assignee, kind: 'consent', by: council, subject })
}

/** Takes one away again, until the story is begun. Repeating it does nothing. */
export async function removeRecording(context: Context, nomination: string, id: string): Promise<void> {
  const gone = await context.store.write(async (tx) => {
    const found = (await recordingsOf(tx, nomination)).find((one) => one.id === id)
    await dropRecording(tx, nomination, id)
    return found
  })
  await retire(context, filesOf(gone ? [gone] : []))
}

/** The files of these. */
export const filesOf = (recordings: Recording[]): string[] =>
  recordings.flatMap(({ media, small }) => (small ? [media, small] : [media]))

/** The story is begun: what the nominee sent becomes its clip and pictures, and its author's. */
export async function moveToStory(context: Context, tx: Writer, nomination: string, story: WholePost): Promise<void> {
  const { id: post, author: owner } = story.post
  const all = await recordingsOf(tx, nomination)
  if (all.length === 0) return
  await movePictures(tx, filesOf(all), { post, owner })
  let place = 0
  for (const { id, kind, media, small, alt, milliseconds, videoCodec, audioCodec, created } of all) {
    if (kind === 'clip') {
      const measured = { milliseconds: milliseconds ?? 0, videoCodec: videoCodec ?? '', audioCodec }
      await putClip(tx, { post, media, ...measured, created })
      await encodeLater(context, tx, post)
    } else await addStoryPicture(tx, { post, place: ++place, large: media, small: small ?? media, alt })
    await dropRecording(tx, nomination, id)
  }
  await attach(context, tx, story)
}

/** A file that a nominee sent, for those who may see it. Throws NotFound. */
export async function recordedFile(context: Context, nomination: string, id: string): Promise<Picture> {
  const picture = /^[0-9a-f]{32}$/.test(id) ? await pictureById(context.store.read, id) : undefined
  if (picture?.nomination !== nomination) throw new NotFound('There is no such picture or clip.')
  return picture
}
