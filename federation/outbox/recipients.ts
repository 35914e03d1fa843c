/** Where things go: the inboxes of those who read, of those named, and of those who hold a copy. */
import type { Actor } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { followerInboxes } from '../../server/follows/follows.store.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { authorsAbove, holdersOf } from '../objects/around.store.ts'
import type { Told } from '../objects/around.ts'
import { isOpen } from '../objects/post.ts'

/** Of these actors, those of other servers who may get something from us. */
export const elsewhere = (actors: Actor[]) => actors.filter((actor) => !actor.local && !actor.blocked && !actor.deleted)

/** Their inboxes, shared where there is one. */
export const inboxesOf = (actors: Actor[]) => elsewhere(actors).map((actor) => actor.sharedInbox ?? actor.inbox)

/** The actor's own inbox, which is where Mastodon wants follows, likes and what answers them. */
export const personalInbox = (actor: Actor) => elsewhere([actor]).map(({ inbox }) => inbox)

/** The same, also for somebody blocked here: what ends something is told once more. */
export const lastWord = (actor: Actor) => (actor.local || actor.deleted ? [] : [actor.inbox])

/** Whether the council shows a post to its followers: what begins a conversation, and everyone may find. */
export const isShownByCouncil = ({ kind, audience, inReplyTo }: WholePost['post']) =>
  audience === 'public' && (kind === 'story' || kind === 'recipe' || (kind === 'question' && !inReplyTo))

/** The inboxes of those who follow the council. */
export async function councilFollowers(context: Context): Promise<string[]> {
  return followerInboxes(context.store.read, (await councilOf(context)).actor)
}

/** Those to whom something new goes: the author's followers, those named, and those whose conversation it joins. */
export async function readersOf(
  context: Context,
  { post, author, named, quote, sources = [], communities = [] }: Told
): Promise<string[]> {
  if (post.audience === 'community') return inboxesOf([...communities, ...named])
  if (!isOpen(post) && post.audience !== 'followers') return inboxesOf(named)
  const { read } = context.store
  const above = isOpen(post) ? await authorsAbove(read, post.parent) : []
  return [
    ...(await followerInboxes(read, author.id)),
    ...inboxesOf([
      ...named,
      ...communities,
      ...above,
      ...(isOpen(post) ? sources : []),
      ...(quote?.target ? [quote.target.author] : [])
    ])
  ]
}

/** Those who may hold a copy, and so must learn of every change: besides its readers those who answered or liked it. */
export async function keepersOf(context: Context, told: Told): Promise<string[]> {
  const readers = await readersOf(context, told)
  if (!isOpen(told.post)) return readers
  const council = isShownByCouncil(told.post) ? await councilFollowers(context) : []
  return [
    ...readers,
    ...council,
    ...(await memberInboxes(context, told.communities)),
    ...(await copiesOf(context, told.post))
  ]
}

/** The inboxes of those who follow these communities, of ours: of others' only their own servers know them. */
export async function memberInboxes({ store }: Context, communities: Actor[] = []): Promise<string[]> {
  const ours = communities.filter(({ local }) => local)
  return (await Promise.all(ours.map(({ id }) => followerInboxes(store.read, id)))).flat()
}

/** The inboxes of those in the conversation of a post, and of those who liked or shared it. */
export async function copiesOf(context: Context, post: WholePost['post']): Promise<string[]> {
  const holders = await holdersOf(context.store.read, post)
  return holders.map(({ inbox, shared }) => shared ?? inbox)
}
