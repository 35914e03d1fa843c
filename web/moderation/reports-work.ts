/** Working on a report: who sees to it, notes, its posts, the other server, others like it, and opening it again. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { actOnPost } from '../../server/moderation/accounts/posts.ts'
import {
  assignReport,
  closeDuplicates,
  needReport,
  noteReport,
  stageReport,
  tellTheirServer,
  undoClose
} from '../../server/moderation/reports/handle.ts'
import { idIn } from '../find.ts'
import { orFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { isKey } from '../paging.ts'
import { type Done, withBanner } from './banner.ts'
import { needModerator } from './page.ts'
import { sendReport } from './reports-one.ts'

const path = '/moderation/reports'
const fields = ['assignee', 'stage', 'note', 'reason', 'forwardWords', 'post', 'kind', 'postReason', 'words'] as const
type Values = Record<(typeof fields)[number], string>
/** What each form does; gives how many, where that is told. */
type Work = (by: string, id: string, values: Values, request: FastifyRequest) => Promise<unknown>

/** What is posted to `/moderation/reports/:id/…`. */
export const reportWorkRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    const work = (name: string, done: Done, does: Work) =>
      app.post(`${path}/:id/${name}`, async (request, reply) => answer(request, reply, done, does))

    async function answer(request: FastifyRequest, reply: FastifyReply, done: Done, does: Work) {
      const { actor } = needModerator(request)
      const id = idIn(request)
      const values = typed(request.body, fields)
      await needReport(context, id)
      const result = await orFaults(() => does(actor.id, id, values, request))
      if (result instanceof Invalid) return sendReport(context, pages, request, reply, { values, problem: result })
      return reply.redirect(withBanner(`${path}/${id}`, done, typeof result === 'number' ? result : 1), 303)
    }

    work('take', 'report-changed', (by, id) => assignReport(context, by, id, by))
    work('assign', 'report-changed', (by, id, { assignee }) => assignReport(context, by, id, assignee || null))
    work('stage', 'report-changed', (by, id, { stage }) => stageReport(context, by, id, stage))
    work('note', 'report-noted', (by, id, { note }) => noteReport(context, by, id, note))
    work('reopen', 'report-reopened', (by, id, { reason }) => undoClose(context, by, id, reason))
    work('duplicates', 'report-duplicates', (by, id) => closeDuplicates(context, by, id))
    work('forward', 'report-forwarded', (by, id, { forwardWords }, request) =>
      tellTheirServer(context, by, id, { words: forwardWords, objects: chosen(request.body) })
    )
    work('post', 'acted', async (_by, id, { post, kind, postReason, words }, request) => {
      if (!isKey(post)) throw new Invalid([{ field: 'post', text: 'Choose a post' }])
      const input = { kind, reason: postReason, words, report: id }
      const mapped = await orFaults(() => actOnPost(context, needModerator(request), post, input))
      if (mapped instanceof Invalid)
        throw new Invalid(
          mapped.faults.map((fault) => (fault.field === 'reason' ? { ...fault, field: 'postReason' } : fault))
        )
    })
  }

/** The checkboxes that were ticked. */
function chosen(body: unknown): string[] {
  const given = ((body ?? {}) as Record<string, unknown>).objects
  return [given].flat().filter((one): one is string => typeof one === 'string')
}
