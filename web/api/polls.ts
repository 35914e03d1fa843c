/** Polls by the API: beginning one, reading its results, voting in any. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { votesOf } from '../../server/polls/polls.store.ts'
import { castVotes, writePoll } from '../../server/polls/polls.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { withdrawPost } from '../../server/posts/withdraw.ts'
import { replyOf } from './item.ts'
import { onePost, ownPost, readableById } from './one.ts'
import { type ApiRoute, openRoute, route } from './route.ts'
import { PollPost } from './shapes.ts'
import { community, text, uri } from './words.ts'

const NewPoll = Type.Object({
  question: text('What is asked, as Markdown, up to 1,000 characters'),
  options: Type.Array(text('Up to 100 characters'), { description: 'From 2 to 12', maxItems: 100 }),
  multiple: Type.Optional(Type.Boolean({ description: 'Whether several may be chosen' })),
  endsAt: Type.Optional(text('When it closes (RFC 3339); in seven days if nothing is said', 64)),
  community: Type.Optional(community)
})
const Vote = Type.Object({
  object: uri('The address of the poll'),
  option: text('What is chosen, exactly as the poll has it', 500)
})

/** The calls. */
export const pollRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'POST',
    path: '/polls',
    access: 'write',
    does: 'Begins a poll that everyone may see and vote in.',
    body: NewPoll,
    gives: { status: 201, shape: PollPost },
    async handle({ viewer, body: { community, ...poll } }) {
      const input = { ...poll, ...(community && { community }) }
      return pollOf(context, viewer, await writePoll(context, viewer, input))
    }
  }),
  openRoute({
    method: 'GET',
    path: '/polls/:id',
    does: 'Gives one poll with its results, from here or from elsewhere.',
    gives: { status: 200, shape: PollPost },
    handle: async ({ viewer, params }) =>
      pollOf(context, viewer, onePost(await readableById(context, viewer, params.id!), ['poll']))
  }),
  route({
    method: 'DELETE',
    path: '/polls/:id',
    access: 'write',
    does: 'Withdraws a poll of yours, here and wherever it was sent.',
    gives: { status: 204 },
    async handle({ viewer, params }) {
      await ownPost(context, viewer, params.id!, ['poll'])
      await withdrawPost(context, viewer, params.id!)
    }
  }),
  route({
    method: 'POST',
    path: '/votes',
    access: 'write',
    does: 'Votes in a poll, from here or from elsewhere; where several may be chosen, once for each.',
    body: Vote,
    gives: { status: 201, shape: PollPost },
    handle: async ({ viewer, body }) =>
      pollOf(context, viewer, await castVotes(context, viewer, body.object, [body.option]))
  })
]

async function pollOf(context: Context, viewer: Viewer | undefined, row: WholePost) {
  const { options, multiple, closes, voters } = row.post.poll ?? { options: [], multiple: false }
  const chosen = viewer ? await votesOf(context.store.read, viewer.actor.id, [row.post.id]) : undefined
  return {
    ...(await replyOf(context, viewer, row)),
    ...{ options, multiple, voted: chosen?.get(row.post.id) ?? [] },
    ...(closes && { closes }),
    ...(voters !== undefined && { voters })
  }
}
