/** Following by the API. */
import Type from 'typebox'
import { actorById } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { follow, unfollow } from '../../server/follows/follows.ts'
import { type ApiRoute, route } from './route.ts'
import { Follow } from './shapes.ts'

const Whom = Type.Object({
  target: Type.String({
    description: 'A handle such as @nia@aldermere.example, or the address of an account or a council',
    pattern: '^[^\\s\\u0000]+$',
    maxLength: 2000
  })
})

/** The calls. */
export const followRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'POST',
    path: '/follows',
    access: 'write',
    does: 'Follows somebody; of another server, once it accepts.',
    body: Whom,
    gives: { status: 202, shape: Follow },
    async handle({ viewer, body }) {
      const kept = await follow(context, viewer, body.target)
      const followed = await actorById(context.store.read, kept.followed)
      return { uri: kept.uri, state: kept.state, target: followed!.uri }
    }
  }),
  route({
    method: 'DELETE',
    path: '/follows',
    access: 'write',
    does: 'Stops following somebody. A second time changes nothing.',
    body: Whom,
    gives: { status: 204 },
    async handle({ viewer, body }) {
      await unfollow(context, viewer, body.target)
    }
  })
]
