/** Questions (Q1): on their own, or about a story from here or elsewhere. */
import type { Context } from '../context.ts'
import { type Fault, NotFound, Refused } from '../errors.ts'
import { record } from '../events/record.ts'
import type { Viewer } from '../members/viewer.ts'
import { mayEdit, needText, newAddress, readTopics, stopAt, writeUp } from '../posts/draft.ts'
import {
  type Actor,
  addPost,
  anyPost,
  changePost,
  countReplies,
  keepMentions,
  readPost,
  type WholePost
} from '../posts/posts.store.ts'
import { indexPost } from '../search/search.store.ts'
import { plainLine } from '../text/sanitise.ts'
import { keepQuestion } from './questions.store.ts'

export interface QuestionInput {
  title?: string
  body?: string
  topics?: string[]
  /** The uri of the story that it is about. */
  about?: string
}

/** Asks a question of everyone, or about a story. Throws Invalid; NotFound when the story is not here. */
export async function askQuestion(context: Context, viewer: Viewer, input: QuestionInput): Promise<WholePost> {
  if (!viewer.can('publish')) throw new Refused()
  const story = input.about ? await storyAbout(context, viewer, input.about) : undefined
  const { post, named } = await readQuestion(context, input)
  const address = newAddress(context, 'questions')
  await context.store.write(async (tx) => {
    const place = story
      ? { inReplyTo: story.post.uri, parent: story.post.id, thread: story.post.thread, context: story.post.context }
      : { thread: address.id, context: `${address.uri}/context` }
    const reach = story?.post.audience === 'local' ? ('local' as const) : ('public' as const)
    const base = { ...post, ...address, ...place, kind: 'question' as const, local: true, author: viewer.actor.id }
    await addPost(tx, { ...base, audience: reach, visibility: reach, published: context.clock() })
    await keepQuestion(tx, { post: address.id, about: story?.post.uri ?? null })
    await keepMentions(tx, address.id, peopleTold(viewer, named, story?.author))
    if (story) await countReplies(tx, story.post.id)
    await indexPost(tx, address.id)
    if (reach === 'public')
      await record(context, tx, { kind: 'question.published', actor: viewer.actor.id, subject: address.id })
  })
  return (await anyPost(context.store.read, { id: address.id }))!
}

/** Changes a question of one's own. */
export async function editQuestion(
  context: Context,
  viewer: Viewer,
  id: string,
  input: QuestionInput
): Promise<WholePost> {
  const before = await ownQuestion(context, viewer, id)
  const { post, named } = await readQuestion(context, input)
  const story = before.post.parent ? await anyPost(context.store.read, { id: before.post.parent }) : undefined
  await context.store.write(async (tx) => {
    await changePost(tx, id, { ...post, edited: context.clock() })
    await keepMentions(tx, id, peopleTold(viewer, named, story?.author))
    await indexPost(tx, id)
    if (before.post.audience === 'public')
      await record(context, tx, { kind: 'question.edited', actor: viewer.actor.id, subject: id })
  })
  return (await anyPost(context.store.read, { id }))!
}

/** A question of the viewer's own, for changing it. Throws NotFound or Refused. */
export async function ownQuestion(context: Context, viewer: Viewer, id: string): Promise<WholePost> {
  const found = await anyPost(context.store.read, { id })
  if (found?.post.kind !== 'question' || found.post.audience === 'withdrawn') throw new NotFound()
  if (!mayEdit(viewer, found.author.id)) throw new Refused('Only the person who asked can change a question.')
  return found
}

/** Whom a post names: those in its text, and the author of what it answers. */
export const peopleTold = (viewer: Viewer, named: Actor[], answered?: Actor): string[] =>
  [...named, ...(answered ? [answered] : [])].map((actor) => actor.id).filter((id) => id !== viewer.actor.id)

async function storyAbout(context: Context, viewer: Viewer, uri: string): Promise<WholePost> {
  const story = await readPost(context.store.read, { uri }, { actor: viewer.actor.id })
  if (!story || story.post.audience === 'draft')
    throw new NotFound('The story that this question is about is not here.')
  return story
}

async function readQuestion(context: Context, input: QuestionInput) {
  const faults: Fault[] = []
  const title = needText(faults, 'title', input.title, 'Write your question in one sentence', 200, 'the question')
  const body = needText(faults, 'body', input.body, undefined, 10_000, 'the details')
  const topics = readTopics(input.topics ?? [], [title, body], faults)
  stopAt(faults)
  const { html, named } = await writeUp(context, [body])
  return { post: { title: plainLine(title, 200), markdown: body, html: html[0]!, topics, language: 'en' }, named }
}
