/** The documents that other servers may fetch, at the same addresses as the pages for people. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { actorById } from '../../server/actors/actors.store.ts'
import { followByUri } from '../../server/follows/follows.store.ts'
import type { Federation } from '../context.ts'
import { actorDocumentOf } from '../objects/actor.ts'
import { documentOf } from '../objects/document.ts'
import { tombstoneOf } from '../objects/tombstone.ts'
import { followDocument } from '../outbox/follow.ts'
import { activityByUri } from '../outbox.store.ts'
import { vouchesRoute } from '../vouches.ts'
import { answerNothing, answerWith } from './answer.ts'
import { authorizationRoutes } from './authorizations.ts'
import { collectionRoutes } from './collections.ts'
import { activityNow, findActor, findPost, mayHave } from './finding.ts'
import { admission, readerOf, type SignedBy } from './reader.ts'
import { synchronisationRoute } from './synchronisation.ts'

export { acceptConstraint } from './accept.ts'
export type { SignedBy } from './reader.ts'

type Answer = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

/**
 * The documents and collections of ours. `signedBy` proves who signed a request; it is asked only when that matters. The
 * server's own actor is readable by everyone, so that two servers that want signatures do not wait for each other.
 */
export function documentRoutes(
  federation: Federation,
  { signedBy }: { signedBy: SignedBy } = { signedBy: async () => undefined }
): FastifyPluginAsync {
  const answers = answering(federation, signedBy)
  const constraints = { accept: 'activity' }
  return async (app) => {
    app.get('/actor', { constraints }, answers.actor)
    await app.register(async (guarded) => {
      guarded.addHook('preHandler', admission(federation, signedBy))
      guarded.get('/actors/:id', { constraints }, answers.actor)
      guarded.get('/@:handle', { constraints }, answers.actor)
      guarded.get('/communities/:handle', { constraints }, answers.community)
      for (const noun of ['stories', 'questions', 'replies', 'posts', 'recipes'])
        guarded.get(`/${noun}/:id`, { constraints }, answers.post)
      guarded.get('/activities/:id', { constraints }, answers.activity)
      guarded.get('/follows/:id', { constraints }, answers.follow)
      collectionRoutes(guarded, federation, signedBy)
      vouchesRoute(guarded, federation, signedBy)
      synchronisationRoute(guarded, federation, signedBy)
      authorizationRoutes(guarded, federation)
    })
  }
}

function answering(
  federation: Federation,
  signedBy: SignedBy
): Record<'actor' | 'community' | 'post' | 'activity' | 'follow', Answer> {
  const { context } = federation
  const { origin, federationMode } = context.config
  const openToAll = federationMode === 'open'
  return {
    async actor(request, reply) {
      const actor = await findActor(federation, request)
      if (!actor || actor.deleted) return answerNothing(reply, actor ? 410 : 404)
      const open = openToAll || actor.type === 'Application'
      return answerWith(reply, await actorDocumentOf(context, actor), open)
    },

    async community(request, reply) {
      const actor = await findActor(federation, request)
      if (actor?.type !== 'Group' || actor.deleted) return answerNothing(reply)
      return answerWith(reply, await actorDocumentOf(context, actor), openToAll)
    },

    async post(request, reply) {
      const found = await findPost(federation, signedBy, request)
      if (!found) return answerNothing(reply)
      if ('withdrawn' in found) return answerWith(reply, tombstoneOf(found.withdrawn.post), openToAll, 410)
      return answerWith(reply, await documentOf(context, found.post), openToAll && found.open)
    },

    async activity(request, reply) {
      const { id } = request.params as { id: string }
      const uri = `${origin}/activities/${id}`
      const activity = /^[0-9a-f-]{1,64}$/.test(id) ? await activityByUri(context.store.read, uri) : undefined
      if (!activity) return answerNothing(reply)
      if (!activity.open) {
        const reader = await readerOf(federation, signedBy, request)
        if (!reader || !(await mayHave(federation, activity, reader))) return answerNothing(reply)
      }
      const document = await activityNow(federation, activity)
      return document ? answerWith(reply, document, openToAll && activity.open) : answerNothing(reply)
    },

    async follow(request, reply) {
      const { id } = request.params as { id: string }
      const uri = `${origin}/follows/${id}`
      const follow = /^[0-9a-f]{32}$/.test(id) ? await followByUri(context.store.read, uri) : undefined
      const follower = follow && (await actorById(context.store.read, follow.follower))
      const followed = follow && (await actorById(context.store.read, follow.followed))
      if (!follower || !followed) return answerNothing(reply)
      return answerWith(reply, followDocument(uri, follower, followed), openToAll)
    }
  }
}
