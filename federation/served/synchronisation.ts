/** The followers of an actor on the asking server, for that server alone (FEP-8fcf). */
import type { FastifyInstance } from 'fastify'
import { followersAt } from '../../server/follows/follows.store.ts'
import type { Federation } from '../context.ts'
import { answerNothing, answerWith } from './answer.ts'
import { findActor } from './finding.ts'
import { readerOf, type SignedBy } from './reader.ts'

/** Adds the route; without a good signature it answers 401, as it must not tell who follows whom. */
export function synchronisationRoute(app: FastifyInstance, federation: Federation, signedBy: SignedBy): void {
  app.get('/actors/:id/followers/synchronization', async (request, reply) => {
    const actor = await findActor(federation, request)
    if (!actor || actor.deleted) return answerNothing(reply, actor ? 410 : 404)
    const reader = await readerOf(federation, signedBy, request)
    if (!reader) return answerNothing(reply, 401, 'Sign the request: each server is told of its own people only.')
    const orderedItems = await followersAt(federation.context.store.read, actor.id, new URL(reader.uri).origin)
    const id = `${actor.uri}/followers/synchronization`
    return answerWith(reply, { id, type: 'OrderedCollection', orderedItems }, false)
  })
}
