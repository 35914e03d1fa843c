/** Replies and answers by the API, and which answers are accepted. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { withdrawPost } from '../../server/posts/withdraw.ts'
import { acceptAnswer, unacceptAnswer } from '../../server/questions/answers.ts'
import { editReply, writeReply } from '../../server/replies/replies.ts'
import { questionOf, replyOf } from './item.ts'
import { onePost, ownPost, readableById } from './one.ts'
import { type ApiRoute, openRoute, route } from './route.ts'
import { itemKinds, Question, Reply } from './shapes.ts'
import { audience, oneOf, text, uri } from './words.ts'

const NewReply = Type.Object({
  inReplyTo: uri('The address of what it answers'),
  body: text('Markdown, up to 10,000 characters'),
  kind: Type.Optional(oneOf(['answer', 'reply'], 'Both are kept alike: what stands under a question can be accepted')),
  audience: Type.Optional(
    audience(
      ['world', 'unlisted', 'local', 'followers', 'direct', 'community'],
      'Whoever may read what it answers if nothing is said, and never others.'
    )
  )
})
const ChangedReply = Type.Object({ body: text('Markdown, up to 10,000 characters') })

/** What has no parts of its own is given as a reply is. */
const plainKinds = itemKinds.filter((kind) => kind !== 'story' && kind !== 'question')

/** The calls. */
export const replyRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'POST',
    path: '/replies',
    access: 'write',
    does: 'Answers something that you can read, from here or from elsewhere.',
    body: NewReply,
    gives: { status: 201, shape: Reply },
    async handle({ viewer, body: { inReplyTo, body, audience } }) {
      const input = { inReplyTo, body, ...(audience && { audience }) }
      return replyOf(context, viewer, await writeReply(context, viewer, input))
    }
  }),
  openRoute({
    method: 'GET',
    path: '/replies/:id',
    does: 'Gives one reply.',
    gives: { status: 200, shape: Reply },
    handle: async ({ viewer, params }) =>
      replyOf(context, viewer, onePost(await readableById(context, viewer, params.id!), plainKinds))
  }),
  route({
    method: 'PATCH',
    path: '/replies/:id',
    access: 'write',
    does: 'Changes a reply of yours.',
    body: ChangedReply,
    gives: { status: 200, shape: Reply },
    handle: async ({ viewer, body: { body }, params }) =>
      replyOf(context, viewer, await editReply(context, viewer, params.id!, { body }))
  }),
  route({
    method: 'DELETE',
    path: '/replies/:id',
    access: 'write',
    does: 'Withdraws a reply of yours, here and wherever it was sent.',
    gives: { status: 204 },
    async handle({ viewer, params }) {
      await ownPost(context, viewer, params.id!, ['reply'])
      await withdrawPost(context, viewer, params.id!)
    }
  }),
  route({
    method: 'POST',
    path: '/replies/:id/accept',
    access: 'write',
    does: 'Accepts a reply as an answer: for the asker, and for the author of the story asked about. Gives the question.',
    gives: { status: 200, shape: Question },
    handle: async ({ viewer, params }) => questionOf(context, viewer, await acceptAnswer(context, viewer, params.id!))
  }),
  route({
    method: 'DELETE',
    path: '/replies/:id/accept',
    access: 'write',
    does: 'Takes an acceptance back. Gives the question.',
    gives: { status: 200, shape: Question },
    handle: async ({ viewer, params }) => questionOf(context, viewer, await unacceptAnswer(context, viewer, params.id!))
  })
]
