/** Questions by the API. */
import Type, { type Static } from 'typebox'
import type { Context } from '../../server/context.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { type ListAsked, listPosts } from '../../server/posts/posts.store.ts'
import { withdrawPost } from '../../server/posts/withdraw.ts'
import { askQuestion, editQuestion, ownQuestion, type QuestionInput } from '../../server/questions/questions.ts'
import { lookingFor } from '../present.ts'
import { itemsOf, questionOf } from './item.ts'
import { onePost, ownPost, readableById } from './one.ts'
import { type ApiRoute, openRoute, route } from './route.ts'
import { Item, Question } from './shapes.ts'
import { listAsked } from './stories.ts'
import { audience, community, flag, pageOf, paging, text, textOrNull, topics, uri } from './words.ts'

const parts = {
  title: Type.Optional(text('The question in one sentence, up to 200 characters')),
  body: Type.Optional(textOrNull('The details, as Markdown')),
  topics: Type.Optional(topics)
}
const NewQuestion = Type.Object(
  {
    ...parts,
    about: Type.Optional(textOrNull('The address of a story', 2000)),
    community: Type.Optional(community),
    audience: Type.Optional(
      audience(
        ['world', 'unlisted', 'local', 'followers', 'direct', 'community'],
        'The world if nothing is said; about a story, whoever may read that, and never others.'
      )
    )
  },
  { description: 'Needs a title.' }
)
const ChangedQuestion = Type.Object(parts, { description: 'What is left out stays.' })
const Filters = Type.Object({
  ...paging,
  topic: Type.Optional(text('Only of this topic', 100)),
  answered: Type.Optional(flag('Only those with an accepted answer, or only those without')),
  local: Type.Optional(flag('Only from here, or only from elsewhere')),
  author: Type.Optional(uri('Only by this person')),
  about: Type.Optional(uri('Only about this story'))
})

/** The calls. */
export const questionRoutes = (context: Context): ApiRoute[] => [
  openRoute({
    method: 'GET',
    path: '/questions',
    does: 'Lists questions, the newest first.',
    query: Filters,
    gives: { status: 200, shape: pageOf(Item) },
    async handle({ viewer, query }) {
      const asked: ListAsked = {
        ...(await listAsked(context, query)),
        kinds: ['question'],
        ...(query.answered && { answered: query.answered === 'true' }),
        ...(query.about && { about: query.about })
      }
      const page = await listPosts(context.store.read, lookingFor(viewer), asked)
      return { items: await itemsOf(context, viewer, page.rows), next: page.next ?? null }
    }
  }),
  route({
    method: 'POST',
    path: '/questions',
    access: 'write',
    does: 'Asks a question of everyone, or about a story.',
    body: NewQuestion,
    gives: { status: 201, shape: Question },
    handle: async ({ viewer, body }) => questionOf(context, viewer, await askQuestion(context, viewer, inputOf(body)))
  }),
  openRoute({
    method: 'GET',
    path: '/questions/:id',
    does: 'Gives one question with all its parts.',
    gives: { status: 200, shape: Question },
    handle: async ({ viewer, params }) =>
      questionOf(context, viewer, onePost(await readableById(context, viewer, params.id!), ['question']))
  }),
  route({
    method: 'PATCH',
    path: '/questions/:id',
    access: 'write',
    does: 'Changes a question of yours.',
    body: ChangedQuestion,
    gives: { status: 200, shape: Question },
    async handle({ viewer, body, params }) {
      const input = { ...(await questionAsTyped(context, viewer, params.id!)), ...inputOf(body) }
      return questionOf(context, viewer, await editQuestion(context, viewer, params.id!, input))
    }
  }),
  route({
    method: 'DELETE',
    path: '/questions/:id',
    access: 'write',
    does: 'Withdraws a question of yours, here and wherever it was sent.',
    gives: { status: 204 },
    async handle({ viewer, params }) {
      await ownPost(context, viewer, params.id!, ['question'])
      await withdrawPost(context, viewer, params.id!)
    }
  })
]

const inputOf = ({ title, body, topics, about, community, audience }: Static<typeof NewQuestion>): QuestionInput => ({
  ...(title !== undefined && { title }),
  ...(body !== undefined && { body: body ?? '' }),
  ...(topics && { topics }),
  ...(about && { about }),
  ...(community && { community }),
  ...(audience && { audience })
})

async function questionAsTyped(context: Context, viewer: Viewer, id: string): Promise<QuestionInput> {
  const { post } = await ownQuestion(context, viewer, id)
  return { title: post.title ?? '', body: post.markdown ?? '', topics: post.topics }
}
