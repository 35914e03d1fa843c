/** Follow-up rounds by the API: begun, given to somebody, answered, published, dropped and taken up again. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { readPosts } from '../../server/posts/posts.store.ts'
import { type WholeRound as Found, listRounds, questionsOf, stepsOfRound } from '../../server/rounds/rounds.store.ts'
import {
  assignRound,
  dropRound,
  keepAnswer,
  leaveOut,
  makeRound,
  publishRound,
  roundToWorkOn
} from '../../server/rounds/rounds.ts'
import { lookingFor } from '../present.ts'
import { itemsOf } from './item.ts'
import { Round, WholeRound } from './round-shapes.ts'
import { type ApiRoute, route } from './route.ts'
import { keyPattern, oneOf, pageAsked, pageOf, paging, text } from './words.ts'

const key = (description: string) => Type.String({ description, pattern: keyPattern })
const Which = Type.Object({ question: key('The id of the question') })

/** The calls. */
export const roundRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/rounds',
    access: 'read',
    does: 'Lists follow-up rounds, the newest first: yours, or for reporters and those who coordinate all of them.',
    query: Type.Object({
      ...paging,
      state: Type.Optional(oneOf(['open', 'suggested', 'published', 'dropped'], 'Only in this state; open if unsaid'))
    }),
    gives: { status: 200, shape: pageOf(Round) },
    async handle({ viewer, query }) {
      const seesAll = viewer.can('coordinate') || viewer.member.role === 'reporter'
      const asked = { ...pageAsked(query), state: query.state ?? ('open' as const) }
      const page = await listRounds(context.store.read, seesAll ? asked : { ...asked, of: viewer.actor.id })
      return { items: page.rows.map(told), next: page.next ?? null }
    }
  }),
  route({
    method: 'POST',
    path: '/stories/:id/rounds',
    access: 'write',
    does: 'Begins a round with open questions of a story; for its author, reporters and those who coordinate.',
    body: Type.Object({
      questions: Type.Array(key('The id of a question about it that is open'), { maxItems: 50 }),
      assignee: Type.Optional(text('The handle of who goes back; its author if nothing is said', 100)),
      due: Type.Optional(text('The day by which they go, such as 2027-03-31; 60 days after the story if unsaid', 10))
    }),
    gives: { status: 201, shape: WholeRound },
    async handle({ viewer, params, body: { questions, assignee = '', due = '' } }) {
      return roundOf(context, viewer, (await makeRound(context, viewer, params.id!, { questions, assignee, due })).id)
    }
  }),
  route({
    method: 'GET',
    path: '/rounds/:id',
    access: 'read',
    does: 'Gives a round that you may work on, with its questions and what they were answered.',
    gives: { status: 200, shape: WholeRound },
    handle: ({ viewer, params }) => roundOf(context, viewer, params.id!)
  }),
  route({
    method: 'PUT',
    path: '/rounds/:id/answers',
    access: 'write',
    does: 'Keeps what a question of a round was answered; nobody is told before the round is published.',
    body: Type.Object({
      question: key('The id of the question'),
      words: text('The answer, as Markdown; empty takes it away'),
      said: Type.Optional(text('Who said it, if not you: a name, or the handle of somebody here')),
      consent: Type.Optional(Type.Boolean({ description: 'They agreed to be named with it; needed with a name' }))
    }),
    gives: { status: 200, shape: WholeRound },
    async handle({ viewer, params, body: { question, words, said = '', consent = false } }) {
      await keepAnswer(context, viewer, params.id!, question, { words, said, consent }).catch(byField)
      return roundOf(context, viewer, params.id!)
    }
  }),
  route({
    method: 'DELETE',
    path: '/rounds/:id/answers',
    access: 'write',
    does: 'Leaves a question out of a round; it stays open.',
    body: Which,
    gives: { status: 204 },
    handle: ({ viewer, params, body }) => leaveOut(context, viewer, params.id!, body.question)
  }),
  route({
    method: 'PUT',
    path: '/rounds/:id/assignee',
    access: 'write',
    does: 'Gives a round to somebody else, who is told.',
    body: Type.Object({ assignee: text('The handle of who goes back', 100) }),
    gives: { status: 200, shape: WholeRound },
    async handle({ viewer, params, body }) {
      await assignRound(context, viewer, params.id!, body.assignee)
      return roundOf(context, viewer, params.id!)
    }
  }),
  route({
    method: 'PUT',
    path: '/rounds/:id/state',
    access: 'write',
    does: 'Drops a round, or takes a dropped one up again; nothing that was typed is lost.',
    body: Type.Object({ state: oneOf(['open', 'dropped'], 'How it is to stand') }),
    gives: { status: 200, shape: WholeRound },
    async handle({ viewer, params, body }) {
      await dropRound(context, viewer, params.id!, body.state === 'open')
      return roundOf(context, viewer, params.id!)
    }
  }),
  route({
    method: 'POST',
    path: '/rounds/:id/publish',
    access: 'write',
    does: 'Publishes what was answered in a round as replies to each question.',
    gives: {
      status: 200,
      shape: Type.Object(
        { answered: Type.Integer({ description: 'How many questions it answered' }) },
        { title: 'PublishedRound', additionalProperties: false }
      )
    },
    handle: async ({ viewer, params }) => ({ answered: await publishRound(context, viewer, params.id!) })
  })
]

const told = ({ round, story, assignee }: Found) => ({
  ...{ id: round.id, story: story.uri, state: round.state, assignee: assignee.uri },
  ...{ due: round.due.toISOString(), answered: round.answered }
})

async function roundOf(context: Context, viewer: Viewer, id: string) {
  const found = await roundToWorkOn(context, viewer, id)
  const { read } = context.store
  const asked = await questionsOf(read, id)
  const ids = asked.map(({ question }) => question)
  const [posts, steps] = await Promise.all([readPosts(read, ids, lookingFor(viewer)), stepsOfRound(read, id)])
  const items = new Map((await itemsOf(context, viewer, posts)).map((item) => [item.id, item]))
  return {
    ...told(found),
    // What was withdrawn meanwhile is asked no longer.
    questions: asked.flatMap(({ question, words, said, consent, reply }) => {
      const item = items.get(question)
      return item ? [{ question: item, words, said, consent, reply }] : []
    }),
    steps: steps.map(({ step, by }) => ({ act: step.act, by, at: step.created.toISOString() }))
  }
}

/** On the page each field carries the question's id; here there is one question only. */
const byField = (error: unknown): never => {
  if (!(error instanceof Invalid)) throw error
  throw new Invalid(error.faults.map(({ field, text: words }) => ({ field: field.split('-')[0]!, text: words })))
}
