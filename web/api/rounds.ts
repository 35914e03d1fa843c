/** Follow-up rounds by the API: which there are, and publishing one. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { listRounds } from '../../server/rounds/rounds.store.ts'
import { publishRound } from '../../server/rounds/rounds.ts'
import { type ApiRoute, route } from './route.ts'
import { oneOf, pageAsked, pageOf, paging, text } from './words.ts'

const Round = Type.Object(
  {
    id: text('Our own key of it'),
    story: text('The address of its story'),
    state: text('open, suggested, published or dropped'),
    assignee: text('The address of who goes back'),
    due: text('By when'),
    answered: Type.Integer({ description: 'How many questions it answered' })
  },
  { title: 'Round', additionalProperties: false }
)

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
      const items = page.rows.map(({ round, story, assignee }) => ({
        ...{ id: round.id, story: story.uri, state: round.state, assignee: assignee.uri },
        ...{ due: round.due.toISOString(), answered: round.answered }
      }))
      return { items, next: page.next ?? null }
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
