/** Who may see a picture or a clip: whoever may read what it is part of. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Context } from '../context.ts'
import { NotFound } from '../errors.ts'
import { isForAnyone, isSent } from '../posts/audience.ts'
import { anyPost, type Looking, type Post, readPost, type WholePost } from '../posts/posts.store.ts'
import { captionsOf, clipByMedia, type Picture, pictureById, usedAmong } from './media.store.ts'

/** A file that may be seen, and whether by everyone. */
export interface Seen {
  picture: Picture
  /** `everyone`, for good; `readers` of a public post; `some`, such as the author of a draft. */
  by: 'everyone' | 'readers' | 'some'
}

/** What other servers are given with the address of something that is not for everyone: it opens this file and no other. */
export const mediaKey = ({ config }: Pick<Context, 'config'>, id: string): string =>
  createHmac('sha256', config.secretKey).update(`media ${id}`).digest('base64url').slice(0, 32)

/** A post of ours as other servers are told of it: what is attached to one that is not for everyone has its key with it. */
export function withKeys(context: Pick<Context, 'config'>, post: Post): Post {
  if (isForAnyone(post.audience) || post.attachments.length === 0) return post
  const keyed = (url: string) => {
    const id = /\/media\/([0-9a-f]{32})(?=\/|$)/.exec(url)?.[1]
    return id && url.startsWith(`${context.config.origin}/`) ? `${url}?key=${mediaKey(context, id)}` : url
  }
  const attachments = post.attachments.map((one) => ({
    ...one,
    url: keyed(one.url),
    ...(one.poster && { poster: keyed(one.poster) }),
    ...(one.small && { small: { ...one.small, url: keyed(one.small.url) } }),
    ...(one.captions && { captions: one.captions.map((track) => ({ ...track, url: keyed(track.url) })) })
  }))
  return { ...post, attachments }
}

/** The file, if whoever is looking may see it. Throws NotFound, whatever the reason. */
export async function findMedia(context: Context, looking: Looking, id: string, key = ''): Promise<Seen> {
  const none = new NotFound('There is no such picture or clip.')
  const db = context.store.read
  const picture = /^[0-9a-f]{32}$/.test(id) ? await pictureById(db, id) : undefined
  if (!picture) throw none
  // Those who look after nominations see what nominees sent, and they on pages of their own.
  if (picture.nomination) throw none
  if (picture.post === null) return { picture, by: 'everyone' }
  const story =
    (await readPost(db, { id: picture.post }, looking)) ??
    (isKey(context, id, key) ? await sentPost(context, picture.post) : undefined)
  if (!story) throw none
  const author = looking !== undefined && 'actor' in looking && looking.actor === story.post.author
  if (!(await isShown(context, picture, author))) throw none
  return { picture, by: isForAnyone(story.post.audience) ? 'readers' : 'some' }
}

async function sentPost(context: Context, id: string): Promise<WholePost | undefined> {
  const found = await anyPost(context.store.read, { id })
  return found && isSent(found.post.audience) && !found.author.blocked ? found : undefined
}

/** Whether it still is part of its story; a clip without captions is so for its author only. */
async function isShown(context: Context, picture: Picture, author: boolean): Promise<boolean> {
  const db = context.store.read
  if (!picture.mediaType.startsWith('video/')) return (await usedAmong(db, [picture.id])).has(picture.id)
  const clip = await clipByMedia(db, picture.id)
  return clip !== undefined && (author || (await captionsOf(db, clip.post)).length > 0)
}

function isKey(context: Context, id: string, given: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(mediaKey(context, id))]
  return a.length === b.length && timingSafeEqual(a, b)
}
