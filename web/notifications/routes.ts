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
  cited: 'put your words into a recipe',
  move: 'moved here, and you follow them here now',
  step: 'says where their council is with your story',
  used: 'built on your story',
  still: 'asks you: is this story still true?',
  buddy: 'asks you to read a draft before others do',
  invited: 'asks you to work on a recipe',
  checked: 'has looked at your draft',
  first: 'thanks you: this is your first story for the world',
  thanks: 'thanks you for your first story',
  worth: 'tells you: two other councils have replicated your story. It is practice worth repeating',
  offered: 'asked something that you may know',
  passed: 'thinks that you would know this',
  round: 'asks you: questions about a story are waiting for somebody to go back with them',
  unanswered: 'asked something that nobody has answered in three working days',
  nominated: 'tells you: somebody has sent a nomination',
  consent: 'tells you: a nominee has answered',
  'taken-back': 'asks you to withdraw this: whoever it is about takes their yes back',
  read: 'tells you: whoever your story is about has read it',
  assigned: 'asks you to record a story',
  due: 'reminds you: a story is due to be recorded',
  review: 'reminds you: a decision about a server is due for review',
  proposal: 'asks you: a decision needs a second person',
  hold: 'reminds you: a legal hold is due to be looked at again',
  action: 'tells you: the moderators decided something about your account',
  decided: 'tells you: something decided about your account has changed',
  appeal: 'asks you: somebody appealed against a decision',
  report: 'answers your report'
}

/** Where those lead that are about no post. */
const told: Partial<Record<string, { path: string; text: string }>> = {
  nominated: { path: '/nominations', text: 'See the nominations' },
  consent: { path: '/nominations', text: 'See the nominations' },
  assigned: { path: '/assignments', text: 'See your assignments' },
  due: { path: '/assignments', text: 'See your assignments' },
  review: { path: '/moderation/servers?review=due', text: 'See what is due' },
  proposal: { path: '/moderation/proposals', text: 'See what is proposed' },
  hold: { path: '/moderation/holds', text: 'See the holds' },
  action: { path: '/account/actions', text: 'Read what was decided, and how to appeal' },
  decided: { path: '/account/actions', text: 'Read what was decided' },
  appeal: { path: '/moderation/appeals', text: 'See the appeals that wait' },
  round: { path: '/rounds', text: 'See the follow-up rounds' },
  report: { path: '/report/mine', text: 'See what became of your reports' }
}

/** What is told of a post leads to a page below its own. */
const below: Partial<Record<string, string>> = {
  still: '/still',
  buddy: '/check',
  checked: '/check',
  invited: '/edit',
  read: '/nominee'
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

function shown({ notification, post, filtered }: WholeNotification, by: PersonView) {
  const readable = post && post.audience !== 'withdrawn' ? post : undefined
  return {
    by,
    did: did[notification.kind] ?? 'did something',
    at: notification.created,
    isNew: notification.read === null,
    ...told[notification.kind],
    ...(readable && {
      path: pathOf({ post: readable }) + (below[notification.kind] ?? ''),
      text: filtered ? `Filtered: ${filtered}` : shorten(readable.title ?? textOf(readable.html), 160)
    })
  }
}
