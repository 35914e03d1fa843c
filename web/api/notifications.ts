/** What you were told, by the API: who did what with something of yours. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { listNotifications, markRead, type WholeNotification } from '../../server/notifications/notifications.store.ts'
import { readPosts } from '../../server/posts/posts.store.ts'
import { lookingFor } from '../present.ts'
import { authorsOf, itemsOf } from './item.ts'
import { type ApiRoute, route } from './route.ts'
import { type Item, Notification } from './shapes.ts'
import { pageAsked, pageOf, paging } from './words.ts'

/** The calls. */
export const notificationRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/notifications',
    access: 'read',
    does: 'Lists what you were told, the newest first.',
    query: Type.Object(paging),
    gives: { status: 200, shape: pageOf(Notification) },
    async handle({ viewer, query }) {
      const page = await listNotifications(context.store.read, viewer.actor.id, pageAsked(query))
      return { items: await toldOf(context, viewer, page.rows), next: page.next ?? null }
    }
  }),
  route({
    method: 'POST',
    path: '/notifications/read',
    access: 'write',
    does: 'Marks all that you were told as read.',
    gives: { status: 204 },
    async handle({ viewer }) {
      await context.store.write((tx) => markRead(tx, viewer.actor.id, context.clock()))
    }
  })
]

async function toldOf(context: Context, viewer: Viewer, rows: WholeNotification[]) {
  const ids = rows.flatMap((row) => row.post?.id ?? [])
  // What was withdrawn, or is no longer for the viewer, is not shown by having been told of.
  const readable = await readPosts(context.store.read, [...new Set(ids)], lookingFor(viewer))
  const items = new Map((await itemsOf(context, viewer, readable)).map((item) => [item.id, item]))
  const author = await authorsOf(
    context,
    rows.map(({ by }) => by)
  )
  return rows.map(({ notification, by, post }) => {
    const object: Item | undefined = items.get(post?.id ?? '')
    const about = object ?? by
    return {
      kind: notification.kind,
      id: notification.id,
      uri: about.uri,
      url: about.url,
      ...(object?.title !== undefined && { title: object.title }),
      html: object?.html ?? '',
      author: author(by),
      published: notification.created.toISOString(),
      read: notification.read !== null,
      ...(object && { object })
    }
  })
}
