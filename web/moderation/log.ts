/** The decision log: who decided what, about whom, when and why. */
import type { FastifyPluginAsync } from 'fastify'
import { actorsByIds } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { type Decision, listDecisions } from '../../server/moderation/held.store.ts'
import { plainLine } from '../../server/text/sanitise.ts'
import type { PersonView } from '../item.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, pageLinks } from '../paging.ts'
import { presentPeople } from '../present/people.ts'
import { serverPath } from './facts.ts'
import { sendModeration } from './page.ts'
import { peopleByUri } from './people.ts'

const acts: Record<string, string> = {
  released: 'let in',
  rejected: 'rejected',
  'server network': 'took as a peer council',
  'server known': 'trusts from now on',
  'server unknown': 'took back trust in or a limit on',
  'server limited': 'limited',
  'server blocked': 'blocked',
  'actor network': 'trusts as a colleague',
  'actor known': 'trusts from now on',
  'actor unknown': 'lets wait again',
  'actor limited': 'limited',
  'actor blocked': 'blocked',
  'actor as its server': 'judges as their server again',
  'report closed': 'closed a report',
  'delivery retried': 'tried again',
  'delivery dropped': 'dropped'
}

/** `/moderation/log`. */
export const logRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get('/moderation/log', async (request, reply) => {
      const db = context.store.read
      const page = await listDecisions(db, pageAsked(request.query))
      const deciders = await actorsByIds(
        db,
        page.rows.flatMap((row) => row.by ?? [])
      )
      const [views, people] = await Promise.all([
        presentPeople(context, deciders),
        peopleByUri(context, page.rows.flatMap(concerned))
      ])
      const byId = new Map(deciders.map((actor, n) => [actor.id, views[n]!]))
      const data = {
        place: 'log' as const,
        title: 'Decision log',
        entries: page.rows.map((row) => ({ ...entryOf(row, people), by: byId.get(row.by ?? '') })),
        pages: pageLinks('/moderation/log', page)
      }
      return sendModeration(context, pages, request, reply, 'log.njk', data)
    })
  }

/** The actor that a decision is about or touches. */
function concerned({ act, target, detail }: Decision): string[] {
  if (act.startsWith('actor ')) return [target]
  return typeof detail.actor === 'string' ? [detail.actor] : []
}

function entryOf(row: Decision, people: (uri: string) => PersonView) {
  const { act, target, reason, created } = row
  const [whom] = concerned(row)
  const person = whom ? people(whom) : undefined
  const isServer = act.startsWith('server ')
  return {
    act: acts[act] ?? act,
    when: created,
    reason: reason.trim(),
    ...(person && { person }),
    ...(isServer && { server: { host: target, path: serverPath(target) } }),
    ...(!isServer && act !== 'report closed' && { target: plainLine(target, 300) })
  }
}
