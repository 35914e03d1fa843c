/** How a document is answered: its type, for whom it may be kept, and what is said when there is none. */
import type { FastifyReply } from 'fastify'
import type { JsonObject } from '../json.ts'
import { withContext } from '../objects/context.ts'

export const documentType = 'application/activity+json; charset=utf-8'

/** Answers with a document. What not everyone may read is kept by nobody on the way. */
export function answerWith(reply: FastifyReply, document: JsonObject, open: boolean, status = 200): FastifyReply {
  const whole = '@context' in document ? document : withContext(document)
  reply
    .code(status)
    .header('content-type', documentType)
    .header('vary', open ? 'Accept' : 'Accept, Signature, Signature-Input')
    .header('cache-control', open ? 'public, max-age=30' : 'private, no-store')
  if (open) reply.header('access-control-allow-origin', '*')
  return reply.send(JSON.stringify(whole))
}

/** Answers that there is nothing; the same for what is not there and for what is not for this reader. */
export function answerNothing(reply: FastifyReply, status = 404, error = 'There is nothing at this address.') {
  return reply.code(status).header('vary', 'Accept').header('cache-control', 'no-store').send({ error })
}
