/** Who you are to the API. */
import type { Context } from '../../server/context.ts'
import { scopesOf } from '../../server/members/viewer.ts'
import { countUnread } from '../../server/notifications/notifications.store.ts'
import { authorOf } from './item.ts'
import { type ApiRoute, route } from './route.ts'
import { Me } from './shapes.ts'

/** The call. */
export const meRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/me',
    access: 'read',
    does: 'Tells who you are and what you may do.',
    gives: { status: 200, shape: Me },
    handle: async ({ viewer }) => ({
      ...authorOf(viewer.actor),
      role: viewer.member.role,
      scopes: viewer.scopes ?? scopesOf(viewer.member.role),
      unread: await countUnread(context.store.read, viewer.actor.id)
    })
  })
]
