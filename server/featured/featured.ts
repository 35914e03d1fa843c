/** Pinning: what people, and admins for the council, put at the top of a page, and the topics that they stand for. */
import { type Actor, actorById } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import { councilOf } from '../council/settings.ts'
import { Conflict, NotFound, Refused } from '../errors.ts'
import { record } from '../events/record.ts'
import type { Viewer } from '../members/viewer.ts'
import { anyPost, readPost, type WholePost } from '../posts/posts.store.ts'
import { listTopics } from '../topics/topics.store.ts'
import { addPin, dropPin, pinnedBy, topicsUsedBy } from './featured.store.ts'

/** The most posts that one page has on top. */
export const mostPins = 5
/** The most topics that an actor features: fediverse profiles show no more. */
export const mostTopics = 10

export const pages = ['me', 'council'] as const
/** On whose page: one's own, or the council's. */
export type Whose = (typeof pages)[number]

/** Whether the viewer may pin this post there: their own public ones, and for the council those of anyone here. */
export function mayPin(viewer: Viewer, { post, author }: Pick<WholePost, 'post' | 'author'>, whose: Whose): boolean {
  if (!post.local || post.audience !== 'public' || !viewer.can('publish')) return false
  return whose === 'me' ? author.id === viewer.actor.id : viewer.can('administer')
}

/** Pins a post by its uri. A second time changes nothing. Throws NotFound, Refused, and Conflict when the page is full. */
export async function pinPost(context: Context, viewer: Viewer, uri: string, whose: Whose): Promise<WholePost> {
  const found = await readPost(context.store.read, { uri }, { actor: viewer.actor.id })
  if (!found) throw new NotFound()
  if (!mayPin(viewer, found, whose)) throw new Refused(reasonOf(viewer, whose))
  const actor = await pageOf(context, viewer, whose)
  await context.store.write(async (tx) => {
    const pinned = await pinnedBy(tx, actor, undefined)
    if (pinned.some(({ post }) => post.id === found.post.id)) return
    if (pinned.length >= mostPins)
      throw new Conflict(`There are ${mostPins} at the top already. Take one down before you pin another.`)
    if (!(await addPin(tx, actor, found.post.id))) return
    await record(context, tx, {
      kind: 'post.pinned',
      actor: viewer.actor.id,
      subject: found.post.id,
      ids: { page: actor }
    })
  })
  return found
}

/** Takes a post down. Repeating it changes nothing. Throws NotFound, Refused. */
export async function unpinPost(context: Context, viewer: Viewer, uri: string, whose: Whose): Promise<WholePost> {
  if (whose === 'council' && !viewer.can('administer')) throw new Refused(reasonOf(viewer, whose))
  const found = await anyPost(context.store.read, { uri })
  if (!found) throw new NotFound()
  const actor = await pageOf(context, viewer, whose)
  await context.store.write(async (tx) => {
    if (!(await dropPin(tx, actor, found.post.id))) return
    const event = {
      kind: 'post.unpinned',
      actor: viewer.actor.id,
      subject: found.post.id,
      ids: { page: actor }
    } as const
    await record(context, tx, event)
  })
  return found
}

/** What stands at the top of the viewer's own page, or of the council's. */
export const pinnedOn = async (context: Context, viewer: Viewer, whose: Whose): Promise<WholePost[]> =>
  pinnedBy(context.store.read, await pageOf(context, viewer, whose), { actor: viewer.actor.id })

async function pageOf(context: Context, viewer: Viewer, whose: Whose): Promise<string> {
  return whose === 'me' ? viewer.actor.id : (await councilOf(context)).actor
}

const reasonOf = (viewer: Viewer, whose: Whose) =>
  whose === 'council' && !viewer.can('administer')
    ? 'Only admins pin for the council.'
    : 'Only what people here wrote for everyone can be pinned, and on your own page only what you wrote.'

/** The topics that an actor of ours features: those that a person chose, else those that they, or all here, use most. */
export async function featuredTopics(context: Context, actor: Actor): Promise<string[]> {
  const { read } = context.store
  if (actor.type === 'Organization') return (await listTopics(read, mostTopics)).map(({ topic }) => topic)
  if (actor.type === 'Application') return []
  const chosen = (await actorById(read, actor.id))?.profile.topics ?? []
  return chosen.length > 0 ? chosen.slice(0, mostTopics) : topicsUsedBy(read, actor.id, mostTopics)
}
