/** The leave that our people gave, for whoever checks it (FEP-044f): gone once it was taken back. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { anyPost } from '../../server/posts/posts.store.ts'
import { approvalUri } from '../../server/quotes/approvals.ts'
import { approvalById } from '../../server/quotes/quotes.store.ts'
import type { Federation } from '../context.ts'
import type { JsonObject } from '../json.ts'
import { isOpen } from '../objects/post.ts'
import { authorizationDocument } from '../objects/quote.ts'
import { answerNothing, answerWith } from './answer.ts'

/** Adds `/quote-authorizations/:id`, and `/authorizations/:id` for replies, likes and shares. */
export function authorizationRoutes(app: FastifyInstance, federation: Federation): void {
  const openToAll = federation.context.config.federationMode === 'open'
  for (const noun of ['quote-authorizations', 'authorizations']) {
    app.get(`/${noun}/:id`, async (request, reply) => {
      const document = await documentAt(federation, noun, request)
      return document ? answerWith(reply, document, openToAll) : answerNothing(reply)
    })
  }
}

async function documentAt(
  { context }: Federation,
  noun: string,
  request: FastifyRequest
): Promise<JsonObject | undefined> {
  const { id } = request.params as { id: string }
  const row = /^[0-9a-f]{32}$/.test(id) ? await approvalById(context.store.read, id) : undefined
  if (row?.approval.state !== 'accepted' || row.actor.blocked) return undefined
  const uri = approvalUri(context, row.approval)
  const found = await anyPost(context.store.read, { id: row.approval.post })
  if (!found || !isOpen(found.post) || uri !== `${context.config.origin}/${noun}/${id}`) return undefined
  const parts = { author: found.author.uri, interacting: row.approval.interacting, target: found.post.uri }
  return authorizationDocument(uri, row.approval.kind, parts)
}
