/** The pictures of a story: four at most, each with what it shows in words, each in a size for desks and one for phones. */
import type { Context } from '../context.ts'
import { Invalid, NotFound } from '../errors.ts'
import type { WholePost } from '../posts/posts.store.ts'
import { plainLine } from '../text/sanitise.ts'
import { attach } from './attached.ts'
import { longestAlt } from './clips.ts'
import {
  addStoryPicture,
  changeStoryPicture,
  dropStoryPicture,
  holdStory,
  type StoryPicture,
  storyPicturesOf
} from './media.store.ts'
import { keepPicture } from './pictures.ts'
import { retire } from './retire.ts'

/** As many as Mastodon shows. */
export const mostPictures = 4

/** The most that either side of each size measures, in pixels. */
export const sizes = { large: 1600, small: 640 }

/** A story's pictures, in order. */
export const readPictures = (context: Context, post: string): Promise<StoryPicture[]> =>
  storyPicturesOf(context.store.read, post)

/** Adds a picture to a story. The caller has made sure that the story may be changed. Throws Invalid. */
export async function addToStory(context: Context, story: WholePost, bytes: Uint8Array, alt: string): Promise<void> {
  const { id: post, author: owner } = story.post
  const words = needAlt(alt)
  if ((await readPictures(context, post)).length >= mostPictures) throw full()
  const keepAs = (side: number) =>
    keepPicture(context, bytes, { alt: words, owner, post, width: side, height: side, fit: 'inside', field: 'picture' })
  const large = await keepAs(sizes.large)
  const small = await keepAs(sizes.small)
  const kept = await context.store.write(async (tx) => {
    await holdStory(tx, post)
    const there = await storyPicturesOf(tx, post)
    if (there.length >= mostPictures) return false
    const place = Math.max(0, ...there.map((one) => one.place)) + 1
    await addStoryPicture(tx, { post, place, large: large.id, small: small.id, alt: words })
    await attach(context, tx, story)
    return true
  })
  if (kept) return
  await retire(context, [large.id, small.id])
  throw full()
}

const full = () =>
  new Invalid([{ field: 'picture', text: `A story has ${mostPictures} pictures at most. Take one away first` }])

/** What a picture shows, in one line. Throws Invalid when it is not said. */
export function needAlt(alt: string): string {
  const words = plainLine(alt, longestAlt)
  if (words === '')
    throw new Invalid([{ field: 'alt', text: 'Say what the picture shows, for people who do not see it' }])
  return words
}

/** Says anew what a picture shows. Throws Invalid. */
export async function describeInStory(context: Context, story: WholePost, id: string, alt: string): Promise<void> {
  const words = needAlt(alt)
  await inStory(context, story, id, async (tx) => changeStoryPicture(tx, id, { alt: words }))
}

/** Moves a picture one place up or down; at the end of the row it stays. */
export async function moveInStory(context: Context, story: WholePost, id: string, by: -1 | 1): Promise<void> {
  await inStory(context, story, id, async (tx, all) => {
    const at = all.findIndex((one) => one.id === id)
    const [one, other] = [all[at], all[at + by]]
    if (!one || !other) return
    await changeStoryPicture(tx, one.id, { place: other.place })
    await changeStoryPicture(tx, other.id, { place: one.place })
  })
}

/** Takes a picture from a story. */
export async function removeFromStory(context: Context, story: WholePost, id: string): Promise<void> {
  const one = (await readPictures(context, story.post.id)).find((picture) => picture.id === id)
  await inStory(context, story, id, (tx) => dropStoryPicture(tx, id))
  await retire(context, [one?.large, one?.small])
}

type Tx = Parameters<Parameters<Context['store']['write']>[0]>[0]

async function inStory(
  context: Context,
  story: WholePost,
  id: string,
  change: (tx: Tx, all: StoryPicture[]) => Promise<void>
): Promise<void> {
  await context.store.write(async (tx) => {
    await holdStory(tx, story.post.id)
    const all = await storyPicturesOf(tx, story.post.id)
    if (!all.some((one) => one.id === id)) throw new NotFound('There is no such picture.')
    await change(tx, all)
    await attach(context, tx, story)
  })
}
