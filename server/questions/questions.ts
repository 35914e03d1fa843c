/** Questions (Q1): on their own, or about a story from here or elsewhere. */
import type { Audience, Policy } from '../../schema/posts.ts'
import { unplaceDraft } from '../communities/places.store.ts'
import { communityFor, placeOwn } from '../communities/posting.ts'
import type { Context } from '../context.ts'
import { type Fault, NotFound, Refused } from '../errors.ts'
import { record } from '../events/record.ts'
import type { Viewer } from '../members/viewer.ts'
import { isSent, needPeople, readAudience, readAudienceUnder, stillTold } from '../posts/audience.ts'
import { mayEdit, needText, newAddress, readTopics, shownAnew, stopAt, writeUp } from '../posts/draft.ts'
import { readPolicy } from '../posts/policy.ts'
import {
  type Actor,
  addPost,
  anyPost,
  changePost,
  countReplies,
  keepMentions,
  mentionedIn,
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
  /** Who may read it; everyone, or as far as the story that it is about. */
  audience?: string
  /** The community that is asked: an id, a handle or an address. */
  community?: string
  /** What others may do with it; what is left out stays as it was. */
  policy?: { [Act in keyof Policy]?: string }
}

/** Asks a question of everyone, or about a story; `begun` is the draft of it. Throws Invalid; NotFound when the story is not here. */
export async function askQuestion(
  context: Context,
  viewer: Viewer,
  input: QuestionInput,
  begun?: WholePost
): Promise<WholePost> {
  if (!viewer.can('publish')) throw new Refused()
  const story = input.about ? await storyAbout(context, viewer, input.about) : undefined
  const { post, named, reach } = await readQuestion(context, viewer, input, story)
  const chosen = { asked: input.community, audience: story ? ('public' as const) : reach }
  const kept = begun && { post: begun.post.id }
  const community = await communityFor(context, viewer, { ...chosen, ...kept })
  const address = begun ? addressIn(begun) : newAddress(context, 'questions')
  await context.store.write(async (tx) => {
    const place = story
      ? { inReplyTo: story.post.uri, parent: story.post.id, thread: story.post.thread, context: story.post.context }
      : { thread: address.id, context: `${address.uri}/context` }
    const base = { ...post, ...address, ...place, kind: 'question' as const, local: true, author: viewer.actor.id }
    const now = context.clock()
    const asked = { ...base, audience: reach, visibility: reach, published: now }
    if (begun) await changePost(tx, begun.post.id, { ...asked, ...shownAnew(now) })
    else await addPost(tx, asked)
    await keepQuestion(tx, { post: address.id, about: story?.post.uri ?? null })
    await keepMentions(tx, address.id, peopleTold(viewer, named, story?.author))
    if (story) await countReplies(tx, story.post.id)
    await indexPost(tx, address.id)
    if (isSent(reach))
      await record(context, tx, { kind: 'question.published', actor: viewer.actor.id, subject: address.id })
    if (begun) await unplaceDraft(tx, begun.post.id)
    const placing = { post: address.id, author: viewer.actor.id, audience: reach, community, named }
    await placeOwn(context, tx, { ...placing, parent: story?.post.id })
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
  const story = before.post.parent ? await anyPost(context.store.read, { id: before.post.parent }) : undefined
  const { post, named } = await readQuestion(context, viewer, input, story, before)
  const told = await mentionedIn(context.store.read, id)
  await context.store.write(async (tx) => {
    await changePost(tx, id, { ...post, edited: context.clock() })
    await keepMentions(tx, id, stillTold(before.post.audience, told, peopleTold(viewer, named, story?.author)))
    await indexPost(tx, id)
    if (isSent(before.post.audience))
      await record(context, tx, { kind: 'question.edited', actor: viewer.actor.id, subject: id })
    await placeOwn(context, tx, { post: id, author: viewer.actor.id, audience: before.post.audience, named })
  })
  return (await anyPost(context.store.read, { id }))!
}

/** A question of the viewer's own, for changing it. Throws NotFound or Refused. */
export async function ownQuestion(context: Context, viewer: Viewer, id: string): Promise<WholePost> {
  const found = await anyPost(context.store.read, { id })
  if (found?.post.kind !== 'question' || found.post.audience === 'withdrawn') throw new NotFound()
  if (!mayEdit(viewer, found.author.id))
    throw found.post.audience === 'draft'
      ? new NotFound()
      : new Refused('Only the person who asked can change a question.')
  return found
}

const addressIn = ({ post: { id, uri, url } }: WholePost) => ({ id, uri, url })

/** Whom a post names: those in its text, and the author of what it answers. */
export const peopleTold = (viewer: Viewer, named: Actor[], answered?: Actor): string[] =>
  [...named, ...(answered ? [answered] : [])].map((actor) => actor.id).filter((id) => id !== viewer.actor.id)

async function storyAbout(context: Context, viewer: Viewer, uri: string): Promise<WholePost> {
  const story = await readPost(context.store.read, { uri }, { actor: viewer.actor.id })
  if (!story || story.post.audience === 'draft')
    throw new NotFound('The story that this question is about is not here.')
  return story
}

/** What a question that begins a conversation may be for. */
const offered: Audience[] = ['public', 'unlisted', 'local', 'followers', 'direct', 'community']

/** Checks and renders what was typed; of one that is `changed` who may read it stays. */
async function readQuestion(
  context: Context,
  viewer: Viewer,
  input: QuestionInput,
  story: WholePost | undefined,
  changed?: WholePost
) {
  const faults: Fault[] = []
  const title = needText(faults, 'title', input.title, 'Write your question in one sentence', 200, 'the question')
  const body = needText(faults, 'body', input.body, undefined, 10_000, 'the details')
  const topics = readTopics(input.topics ?? [], [title, body], faults)
  const policy = readPolicy(faults, { ...changed?.post.policy, ...input.policy })
  const asked = story
    ? readAudienceUnder(faults, story.post, viewer.actor.id, input.audience)
    : readAudience(faults, input.audience, offered)
  stopAt(faults)
  const { html, named } = await writeUp(context, [body])
  const reach = changed ? changed.post.audience : asked
  const known = { named, reached: changed || story ? 1 : 0, handleHost: context.config.handleHost }
  needPeople(faults, reach, [body], known)
  stopAt(faults)
  return {
    reach,
    post: { title: plainLine(title, 200), markdown: body, html: html[0]!, topics, policy, language: 'en' },
    named
  }
}
