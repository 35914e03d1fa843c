/** Quotes by the API. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { withdrawPost } from '../../server/posts/withdraw.ts'
import { quoteOf } from '../../server/quotes/quotes.store.ts'
import { writeQuote } from '../../server/quotes/quotes.ts'
import { replyOf } from './item.ts'
import { ownPost } from './one.ts'
import { type ApiRoute, route } from './route.ts'
import { Quote } from './shapes.ts'
import { audience, text, uri } from './words.ts'

const NewQuote = Type.Object({
  object: uri('The address of what you quote'),
  body: text('What you say about it, as Markdown, up to 10,000 characters'),
  audience: Type.Optional(audience(['world', 'unlisted', 'followers'], 'The world if nothing is said.'))
})

/** The calls. */
export const quoteRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'POST',
    path: '/quotes',
    access: 'write',
    does: 'Quotes something that everyone may read, if its author allows it; from elsewhere leave is asked for.',
    body: NewQuote,
    gives: { status: 201, shape: Quote },
    handle: async ({ viewer, body }) => quotedOf(context, viewer, await writeQuote(context, viewer, body))
  }),
  route({
    method: 'DELETE',
    path: '/quotes/:id',
    access: 'write',
    does: 'Withdraws a quoting post of yours, here and wherever it was sent.',
    gives: { status: 204 },
    async handle({ viewer, params }) {
      await ownPost(context, viewer, params.id!, ['post'])
      await withdrawPost(context, viewer, params.id!)
    }
  })
]

async function quotedOf(context: Context, viewer: Viewer, row: WholePost) {
  const quote = await quoteOf(context.store.read, row.post.id)
  return {
    ...(await replyOf(context, viewer, row)),
    quote: quote?.quoted ?? '',
    state: quote?.state ?? 'plain'
  }
}
