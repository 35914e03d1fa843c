/** Posts from elsewhere as they were before a change that was let in, and taking back what was let in. */
import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { acceptedAnswers, actors, jobs, notifications, pollVotes, posts } from '../../../schema/index.ts'
import { hidePost } from '../../posts/hide.store.ts'
import { changePost, type Post, type WholePost } from '../../posts/posts.store.ts'
import { settleAnswered } from '../../questions/questions.store.ts'
import { indexPost } from '../../search/search.store.ts'
import type { Reader, Writer } from '../../store/store.ts'

/** What a change can change of a post itself. */
const changeable = [
  ...(['title', 'summary', 'html', 'language', 'warning', 'sensitive', 'topics', 'attachments'] as const),
  ...(['happening', 'poll', 'edited'] as const)
]

/** A post as it stands; undefined when it is not here. */
export async function beforeChange(tx: Writer, uri: string): Promise<Record<string, unknown> | undefined> {
  const [post] = await tx
    .select()
    .from(posts)
    .where(and(eq(posts.uri, uri), eq(posts.local, false)))
  if (!post) return undefined
  return Object.fromEntries(
    changeable.map((name) => {
      const value = post[name]
      return [name, value instanceof Date ? value.toISOString() : value]
    })
  )
}

/** Gives a post the words that it had before. */
export async function changeBack(tx: Writer, post: Post, before: Record<string, unknown>): Promise<void> {
  const { edited, ...words } = before as Partial<Post> & { edited?: string | null }
  await changePost(tx, post.id, { ...words, edited: edited ? new Date(edited) : null })
  await indexPost(tx, post.id)
}

/**
 * Takes a post from elsewhere off every page, list, count and notification, as if it had never come in. The row that stays
 * gives up its address, so that the post can come in anew.
 */
export async function takePostBack(tx: Writer, { post }: WholePost, at: Date): Promise<void> {
  const answered = await tx
    .select({ question: acceptedAnswers.question })
    .from(acceptedAnswers)
    .where(eq(acceptedAnswers.answer, post.id))
  await hidePost(tx, post, 'withdrawn', at)
  for (const { question } of answered) await settleAnswered(tx, question)
  await tx.delete(notifications).where(eq(notifications.post, post.id))
  await tx.update(posts).set({ parent: null }).where(eq(posts.parent, post.id))
  const apart = { uri: `${post.uri}#taken-back-${post.id}`, parent: null, inReplyTo: null, thread: post.id }
  await tx.update(posts).set(apart).where(eq(posts.id, post.id))
}

/** Takes back what an actor said of themselves, as far as their server is not asked again. */
export async function takeProfileBack(tx: Writer, uri: string): Promise<void> {
  const [actor] = await tx
    .select()
    .from(actors)
    .where(and(eq(actors.uri, uri), eq(actors.local, false)))
  if (!actor) return
  const bare = { name: actor.username, summary: '', fields: [], iconUrl: null }
  await tx.update(actors).set(bare).where(eq(actors.id, actor.id))
}

/** Whether something that this actor sent, or that was let in of theirs, is being taken in at this moment. */
export async function isTakingIn(db: Reader, actor: string): Promise<boolean> {
  const running = and(eq(jobs.queue, 'inbox'), eq(jobs.lane, actor), isNull(jobs.dead), isNotNull(jobs.leased))
  return (await db.$count(jobs, running)) > 0
}

/** Takes the votes of an actor in a poll back; true when there were any. */
export async function takeVotesBack(tx: Writer, poll: string, actor: string): Promise<boolean> {
  const gone = await tx
    .delete(pollVotes)
    .where(and(eq(pollVotes.poll, poll), eq(pollVotes.actor, actor)))
    .returning({ id: pollVotes.id })
  return gone.length > 0
}
