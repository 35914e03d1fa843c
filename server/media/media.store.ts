/** Pictures, clips and what belongs to them, as the database knows them. */
import { and, asc, eq, exists, gt, inArray, isNull, lt, sql, sum } from 'drizzle-orm'
import { actors, captions, clips, media, nominationMedia, posts, storyPictures } from '../../schema/index.ts'
import type { Reader, Writer } from '../store/store.ts'

/** A picture or a clip: one file. */
export type Picture = typeof media.$inferSelect
export type ClipRow = typeof clips.$inferSelect
export type CaptionRow = typeof captions.$inferSelect
export type StoryPicture = typeof storyPictures.$inferSelect

/** Adds a picture. */
export async function addPicture(tx: Writer, picture: typeof media.$inferInsert): Promise<Picture> {
  const [row] = await tx.insert(media).values(picture).returning()
  return row!
}

/** One picture. */
export async function pictureById(db: Reader, id: string): Promise<Picture | undefined> {
  const [row] = await db.select().from(media).where(eq(media.id, id))
  return row
}

/** Several, in no order. */
export const picturesByIds = async (db: Reader, ids: string[]): Promise<Picture[]> =>
  ids.length === 0 ? [] : db.select().from(media).where(inArray(media.id, ids))

/** An owner's pictures. */
export const picturesOf = (db: Reader, owner: string): Promise<Picture[]> =>
  db.select().from(media).where(eq(media.owner, owner)).limit(1_000)

/** What was part of a nomination becomes part of the story that came of it, and its author's. */
export async function movePictures(tx: Writer, ids: string[], to: { post: string; owner: string }): Promise<void> {
  if (ids.length > 0)
    await tx
      .update(media)
      .set({ ...to, nomination: null })
      .where(inArray(media.id, ids))
}

/** Forgets a picture. */
export async function dropPicture(tx: Writer, id: string): Promise<void> {
  await tx.delete(media).where(eq(media.id, id))
}

/** How many bytes an owner keeps, and all together; null owns what nominees sent. */
export async function bytesKept(db: Reader, owner: string | null): Promise<{ own: number; all: number }> {
  const [[own], [all]] = await Promise.all([
    db
      .select({ n: sum(media.bytes) })
      .from(media)
      .where(owner === null ? isNull(media.owner) : eq(media.owner, owner)),
    db.select({ n: sum(media.bytes) }).from(media)
  ])
  return { own: Number(own?.n ?? 0), all: Number(all?.n ?? 0) }
}

/** A story's clip. */
export async function clipOf(db: Reader, post: string): Promise<ClipRow | undefined> {
  const [row] = await db.select().from(clips).where(eq(clips.post, post))
  return row
}

/** The clip that a file is, if it is one. */
export async function clipByMedia(db: Reader, id: string): Promise<ClipRow | undefined> {
  const [row] = await db.select().from(clips).where(eq(clips.media, id))
  return row
}

/** Takes a story, so that of two who change its clip or pictures at once the second sees what the first did. */
export async function holdStory(tx: Writer, post: string): Promise<void> {
  await tx.update(posts).set({ id: post }).where(eq(posts.id, post))
}

/** Gives a story a clip, instead of the one it had. */
export async function putClip(tx: Writer, clip: typeof clips.$inferInsert): Promise<void> {
  await dropClip(tx, clip.post)
  await tx.insert(clips).values(clip)
}

/** Changes a clip. */
export async function changeClip(tx: Writer, post: string, change: Partial<typeof clips.$inferInsert>): Promise<void> {
  await tx.update(clips).set(change).where(eq(clips.post, post))
}

/** Takes a clip from its story, with its captions. */
export async function dropClip(tx: Writer, post: string): Promise<void> {
  await tx.delete(captions).where(eq(captions.post, post))
  await tx.delete(clips).where(eq(clips.post, post))
}

/** Says what a picture or clip shows. */
export async function describePicture(tx: Writer, id: string, alt: string): Promise<void> {
  await tx.update(media).set({ alt }).where(eq(media.id, id))
}

/** All captions of a story's clip, by language. */
export const captionsOf = (db: Reader, post: string): Promise<CaptionRow[]> =>
  db.select().from(captions).where(eq(captions.post, post)).orderBy(asc(captions.language))

/** Keeps captions in one language, instead of those there were. */
export async function putCaptions(tx: Writer, row: typeof captions.$inferInsert): Promise<void> {
  const { post: _post, language: _language, ...set } = row
  await tx
    .insert(captions)
    .values(row)
    .onConflictDoUpdate({ target: [captions.post, captions.language], set })
}

/** Takes the captions in one language away. */
export async function dropCaptions(tx: Writer, post: string, language: string): Promise<void> {
  await tx.delete(captions).where(and(eq(captions.post, post), eq(captions.language, language)))
}

/** A story's pictures, in order. */
export const storyPicturesOf = (db: Reader, post: string): Promise<StoryPicture[]> =>
  db.select().from(storyPictures).where(eq(storyPictures.post, post)).orderBy(asc(storyPictures.place))

/** Adds a picture to a story. */
export async function addStoryPicture(tx: Writer, picture: typeof storyPictures.$inferInsert): Promise<void> {
  await tx.insert(storyPictures).values(picture)
}

/** Changes a picture of a story. */
export async function changeStoryPicture(
  tx: Writer,
  id: string,
  change: Partial<Pick<StoryPicture, 'place' | 'alt'>>
): Promise<void> {
  await tx.update(storyPictures).set(change).where(eq(storyPictures.id, id))
}

/** Takes a picture from its story. */
export async function dropStoryPicture(tx: Writer, id: string): Promise<void> {
  await tx.delete(storyPictures).where(eq(storyPictures.id, id))
}

/** Files of our stories that were withdrawn: of the next `size` stories from `after` on, with the key that comes next. */
export async function withdrawnMedia(
  db: Reader,
  after: string,
  size = 200
): Promise<{ pictures: Picture[]; next?: string }> {
  const found = await withdrawnWithMedia(db, after, size)
  const pictures =
    found.length === 0
      ? []
      : await db
          .select()
          .from(media)
          .where(
            inArray(
              media.post,
              found.map(({ id }) => id)
            )
          )
  const last = found.at(-1)
  return { pictures, ...(last && { next: last.placed }) }
}

const withdrawnWithMedia = (db: Reader, after: string, size: number) =>
  db
    .select({ id: posts.id, placed: posts.placed })
    .from(posts)
    .where(
      and(
        eq(posts.local, true),
        eq(posts.kind, 'story'),
        eq(posts.audience, 'withdrawn'),
        gt(posts.placed, after),
        exists(db.select({ one: sql`1` }).from(media).where(eq(media.post, posts.id)))
      )
    )
    .orderBy(asc(posts.placed))
    .limit(size)

/** All files made before a time, oldest first, from `after` on. */
export const mediaBefore = (db: Reader, before: Date, after: string, size = 200): Promise<Picture[]> =>
  db
    .select()
    .from(media)
    .where(and(gt(media.id, after), lt(media.created, before)))
    .orderBy(asc(media.id))
    .limit(size)

/** Which of these files are part of a clip, a story, a nomination or a portrait. */
export async function usedAmong(db: Reader, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const found = await Promise.all([
    db.select({ id: clips.media }).from(clips).where(inArray(clips.media, ids)),
    db.select({ id: clips.poster }).from(clips).where(inArray(clips.poster, ids)),
    db.select({ id: storyPictures.large }).from(storyPictures).where(inArray(storyPictures.large, ids)),
    db.select({ id: storyPictures.small }).from(storyPictures).where(inArray(storyPictures.small, ids)),
    db.select({ id: nominationMedia.media }).from(nominationMedia).where(inArray(nominationMedia.media, ids)),
    db.select({ id: nominationMedia.small }).from(nominationMedia).where(inArray(nominationMedia.small, ids)),
    db
      .select({ id: actors.avatar })
      .from(actors)
      .where(and(eq(actors.local, true), inArray(actors.avatar, ids)))
  ])
  return new Set(found.flat().flatMap(({ id }) => id ?? []))
}

/** Forgets what belonged to stories that were withdrawn. */
export async function dropPartsOf(tx: Writer, post: string): Promise<void> {
  await dropClip(tx, post)
  await tx.delete(storyPictures).where(eq(storyPictures.post, post))
}

/** Which of these files the database knows. */
export async function knownFiles(db: Reader, names: string[]): Promise<Set<string>> {
  if (names.length === 0) return new Set()
  const rows = await db.select({ file: media.file }).from(media).where(inArray(media.file, names))
  return new Set(rows.map((row) => row.file))
}
