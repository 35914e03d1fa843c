/** What happened with what one wrote. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import {
  countUnread,
  listNotifications,
  markRead,
  type WholeNotification
} from '../../server/notifications/notifications.store.ts'
import { shorten, textOf } from '../../server/text/sanitise.ts'
import { backTo, needViewer } from '../guard.ts'
import type { PersonView } from '../item.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, pageLinks } from '../paging.ts'
import { presentPeople } from '../present/people.ts'
import { pathOf } from '../present.ts'

const did: Record<string, string> = {
  follow: 'follows you',
  like: 'finds this useful',
  share: 'showed this to their followers',
  reply: 'replied to you',
  question: 'asked you a question',
  mention: 'named you',
  accepted: 'accepted your answer',
  answered: 'answered your question',
  move: 'moved here, and you follow them here now'
}

/** `/notifications`; reading them marks them as read. */
export const notificationRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get('/notifications', async (request, reply) => {
      const viewer = needViewer(request)
      const page = await listNotifications(context.store.read, viewer.actor.id, pageAsked(request.query))
      const people = await presentPeople(
        context,
        page.rows.map((row) => row.by)
      )
      const items = page.rows.map((row, n) => shown(row, people[n]!))
      const unread = await countUnread(context.store.read, viewer.actor.id)
      const data = { title: 'What happened', items, unread, pages: pageLinks('/notifications', page) }
      return pages.send(request, reply, 'notifications/list.njk', data)
    })

    app.post('/notifications/read', async (request, reply) => {
      const viewer = needViewer(request)
      await context.store.write((tx) => markRead(tx, viewer.actor.id, context.clock()))
      return reply.redirect(backTo((request.body as { back?: string } | null)?.back, '/notifications'), 303)
    })
  }

function shown({ notification, post }: WholeNotification, by: PersonView) {
  const readable = post && post.audience !== 'withdrawn' ? post : undefined
  return {
    by,
    did: did[notification.kind] ?? 'did something',
    at: notification.created,
    isNew: notification.read === null,
    ...(readable && { path: pathOf({ post: readable }), text: shorten(readable.title ?? textOf(readable.html), 160) })
  }
}
