/** Accepting an answer (Q2): the asker may, and the author of the story that the question is about. */
import type { Context } from '../context.ts'
import { Conflict, NotFound, Refused } from '../errors.ts'
import { record } from '../events/record.ts'
import type { Viewer } from '../members/viewer.ts'
import { anyPost, readPost, type WholePost } from '../posts/posts.store.ts'
import { acceptOne, unacceptOne } from './questions.store.ts'

/** Accepts a reply as an answer; gives the question. Repeating it changes nothing. */
export async function acceptAnswer(context: Context, viewer: Viewer, replyId: string): Promise<WholePost> {
  const { question, reply } = await questionFor(context, viewer, replyId)
  await context.store.write(async (tx) => {
    if (!(await acceptOne(tx, question.post.id, reply.post.id, viewer.actor.id))) return
    await record(context, tx, {
      kind: 'answer.accepted',
      actor: viewer.actor.id,
      subject: question.post.id,
      ids: { answer: reply.post.id }
    })
  })
  return (await anyPost(context.store.read, { id: question.post.id }))!
}

/** Takes an acceptance back; gives the question. */
export async function unacceptAnswer(context: Context, viewer: Viewer, replyId: string): Promise<WholePost> {
  const { question, reply } = await questionFor(context, viewer, replyId)
  await context.store.write(async (tx) => {
    if (!(await unacceptOne(tx, question.post.id, reply.post.id))) return
    await record(context, tx, {
      kind: 'answer.unaccepted',
      actor: viewer.actor.id,
      subject: question.post.id,
      ids: { answer: reply.post.id }
    })
  })
  return (await anyPost(context.store.read, { id: question.post.id }))!
}

/** The nearest question above a reply, walking up the conversation. */
export async function questionAbove(context: Context, reply: WholePost): Promise<WholePost | undefined> {
  let parent = reply.post.parent
  for (let step = 0; parent && step < 30; step++) {
    const above = await anyPost(context.store.read, { id: parent })
    if (!above) return undefined
    if (above.post.kind === 'question') return above
    parent = above.post.parent
  }
  return undefined
}

/** Whether this actor may say that a question is answered: its asker, or the author of what it was asked about. */
export async function mayAccept(context: Context, actor: string, question: WholePost): Promise<boolean> {
  if (question.author.id === actor) return true
  const root =
    question.post.thread === question.post.id
      ? undefined
      : await anyPost(context.store.read, { id: question.post.thread })
  return root?.author.id === actor
}

async function questionFor(context: Context, viewer: Viewer, replyId: string) {
  const reply = await readPost(context.store.read, { id: replyId }, { actor: viewer.actor.id })
  if (!reply) throw new NotFound()
  const question = await questionAbove(context, reply)
  if (!question) throw new Conflict('This is not a reply to a question.')
  if (!(await mayAccept(context, viewer.actor.id, question)))
    throw new Refused('Only the person who asked, or the author of the story, can accept an answer.')
  return { question, reply }
}
