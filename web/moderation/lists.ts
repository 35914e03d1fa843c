/** Lists of policies: subscribing, taking in a file, and what each would do, applied only by choice. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { largestList } from '../../server/moderation/policies/csv.ts'
import { exportAllowed, exportPolicies } from '../../server/moderation/policies/export.ts'
import { allLists, countEntries, type PolicyList } from '../../server/moderation/policies/lists.store.ts'
import {
  importList,
  needList,
  readSubscription,
  removeList,
  severities,
  subscribe
} from '../../server/moderation/policies/lists.ts'
import { shownFaults, typed } from '../form.ts'
import { fileIn, takeLists } from '../media/upload.ts'
import type { Pages } from '../pages.ts'
import { withBanner } from './banner.ts'
import { needModerator, sendModeration } from './page.ts'

const fields = ['name', 'url', 'kind', 'severity', 'priority', 'excludes'] as const
const none = { name: '', url: '', kind: 'csv', severity: 'suspend', priority: '100', excludes: '' }
const importFields = ['name', 'severity', 'pasted'] as const
const noImport = { name: '', severity: 'suspend', pasted: '' }

/** The words of a severity. */
export const severityWords = { suspend: 'Block', limit: 'Limit', none: 'Only what it leaves out', allow: 'Let in' }

export const listPath = ({ id }: Pick<PolicyList, 'id'>) => `/moderation/lists/${id}`

/** `/moderation/lists`, taking in a file, and saving what is in force. */
export const listRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get('/moderation/lists', (request, reply) => sendLists(request, reply, none))

    app.post('/moderation/lists', async (request, reply) => {
      const { actor } = needModerator(request)
      const values = typed(request.body, fields)
      try {
        const list = await subscribe(context, actor.id, readSubscription(values))
        await context.remote.refreshList(list.id)
        return reply.redirect(withBanner(listPath(list), 'list-kept'), 303)
      } catch (error) {
        if (!(error instanceof Invalid)) throw error
        return sendLists(request, reply, values, error)
      }
    })

    app.post<{ Params: { id: string } }>('/moderation/lists/:id/refresh', async (request, reply) => {
      const list = await needList(context, request.params.id)
      await context.remote.refreshList(list.id)
      return reply.redirect(withBanner(listPath(list), 'list-read'), 303)
    })

    app.post<{ Params: { id: string } }>('/moderation/lists/:id/remove', async (request, reply) => {
      await removeList(context, needModerator(request).actor.id, request.params.id)
      return reply.redirect(withBanner('/moderation/lists', 'list-removed'), 303)
    })

    app.get('/moderation/servers/export.csv', async (_request, reply) =>
      sendCsv(reply, 'policies.csv', await exportPolicies(context))
    )
    app.get('/moderation/servers/allowed.csv', async (_request, reply) =>
      sendCsv(reply, 'allowed.csv', await exportAllowed(context))
    )

    async function sendLists(
      request: FastifyRequest,
      reply: FastifyReply,
      values: Record<(typeof fields)[number], string>,
      problem?: Invalid
    ) {
      const [lists, counts] = await Promise.all([allLists(context.store.read), countEntries(context.store.read)])
      const of = (id: string, state: string) => counts.find((row) => row.list === id && row.state === state)?.n ?? 0
      const data = {
        place: 'lists' as const,
        title: 'Lists of policies',
        lists: lists.map((list) => ({
          ...list,
          path: listPath(list),
          open: of(list.id, 'open'),
          applied: of(list.id, 'applied')
        })),
        severities: severityChoices,
        values,
        ...shownFaults(problem)
      }
      return sendModeration(context, pages, request, reply, 'lists.njk', data, problem ? 422 : 200)
    }
  }

const severityChoices = severities.map((value) => ({ value, text: severityWords[value] }))

const sendCsv = (reply: FastifyReply, name: string, text: string) =>
  reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'private, no-store')
    .send(text)

/** `/moderation/lists/import`: a form with a file. */
export const importRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    await takeLists(app)
    app.get('/moderation/lists/import', (request, reply) => sendImport(request, reply, noImport))
    app.post('/moderation/lists/import', async (request, reply) => {
      const { actor } = needModerator(request)
      const values = typed(request.body, importFields)
      try {
        const severity = severities.find((one) => one === (values.severity || 'suspend')) ?? 'suspend'
        const bytes = fileIn(request.body, 'file') ?? values.pasted
        if (bytes.length === 0) throw new Invalid([{ field: 'file', text: 'Choose a file, or paste its lines' }])
        if (bytes.length > largestList) throw new Invalid([{ field: 'file', text: 'Choose a file of 10 MB or less' }])
        const list = await importList(context, actor.id, { name: values.name || 'A list', severity, bytes })
        return reply.redirect(withBanner(listPath(list), 'list-kept'), 303)
      } catch (error) {
        if (!(error instanceof Invalid)) throw error
        return sendImport(request, reply, values, error)
      }
    })

    async function sendImport(request: FastifyRequest, reply: FastifyReply, values: object, problem?: Invalid) {
      const more = { values, severities: severityChoices, ...shownFaults(problem) }
      const data = { place: 'lists' as const, title: 'Take in a list', ...more }
      return sendModeration(context, pages, request, reply, 'import.njk', data, problem ? 422 : 200)
    }
  }
