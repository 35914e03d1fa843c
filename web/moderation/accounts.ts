/** Accounts about which something is in force, and finding any account by its handle or address. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { type Actor, actorByHandle, actorById, actorByUri } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { countAppeals, listActive } from '../../server/moderation/accounts/actions.store.ts'
import type { Pages } from '../pages.ts'
import { isKey, pageAsked, queryText, withQuery } from '../paging.ts'
import { peopleFrom } from '../present/people.ts'
import { appealRoutes } from './accounts-appeals.ts'
import { oneAccountRoutes } from './accounts-one.ts'
import { sendModeration } from './page.ts'
import { actWords } from './reports-words.ts'

const path = '/moderation/accounts'

/** `/moderation/accounts`, `/moderation/appeals` and all below them. */
export const accountModerationRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    await app.register(oneAccountRoutes(context, pages))
    await app.register(appealRoutes(context, pages))

    app.get(path, async (request, reply) => {
      const typed = queryText(request.query, 'handle').trim()
      const found = typed ? await findAccount(context, typed) : undefined
      if (found) return reply.redirect(`${path}/${found.id}`, 303)
      return sendList(request, reply, typed)
    })

    async function sendList(request: FastifyRequest, reply: FastifyReply, typed: string) {
      const { read } = context.store
      const { after } = pageAsked(request.query)
      const [page, appeals] = await Promise.all([listActive(read, { after }), countAppeals(read)])
      const person = await peopleFrom(
        context,
        page.rows.map(({ actor }) => actor)
      )
      const fault = typed ? { text: 'Nobody known here has this handle or address' } : undefined
      const data = {
        place: 'accounts' as const,
        title: 'Accounts',
        actions: page.rows.map(({ action, actor }) => ({
          person: person(actor),
          path: `${path}/${actor.id}`,
          what: actWords[action.kind] ?? action.kind,
          when: action.created,
          ...(action.ends && { ends: action.ends })
        })),
        ...{ appeals, typed },
        ...(after && { first: path }),
        ...(page.next && { next: withQuery(path, { after: page.next }) }),
        errors: fault ? [{ field: 'handle', ...fault }] : [],
        fault: fault ? { handle: fault } : {}
      }
      return sendModeration(context, pages, request, reply, 'accounts.njk', data, fault ? 422 : 200)
    }
  }

/** Somebody by handle, address or our key of them. */
export async function findAccount({ store, config }: Context, typed: string): Promise<Actor | undefined> {
  const asked: unknown = typed
  if (isKey(asked)) return actorById(store.read, asked)
  if (typed.includes('://')) return actorByUri(store.read, typed)
  const [username = '', host] = typed.replace(/^@/, '').toLowerCase().split('@')
  return actorByHandle(store.read, username, host ?? config.handleHost)
}
