/** What a reporter was given to record, and the page on which a nominee tells it by themselves (S4). */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid, NotFound, Refused } from '../../server/errors.ts'
import { tellOwn } from '../../server/nominations/assign.ts'
import { hasAgreed, nominationForNominee } from '../../server/nominations/consent.ts'
import { linkPath, nominationOf } from '../../server/nominations/links.ts'
import { listNominations, type Nomination } from '../../server/nominations/nominations.store.ts'
import { maySee } from '../../server/nominations/nominations.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, pageLinks } from '../paging.ts'
import { stateName } from './words.ts'

type One = { Params: { secret: string } }
const fields = ['title', 'summary', 'wentWell', 'wentBadly'] as const
type Values = Record<(typeof fields)[number], string>

/** `/assignments`, `/nominations/tell/:secret`. */
export const assignmentRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get('/assignments', async (request, reply) => {
      const viewer = needViewer(request)
      if (!maySee(viewer)) throw new Refused('Assignments are for reporters and coordinators.')
      const asked = { ...pageAsked(request.query), assignee: viewer.actor.id }
      const page = await listNominations(context.store.read, asked)
      const now = context.clock()
      const rows = page.rows.map(({ id, title, place, state, due, way }) => ({
        path: `/nominations/${id}`,
        title: title || 'A nomination that has ended',
        stateName: stateName(state),
        late: state === 'assigned' && due !== null && due < now,
        open: state === 'assigned',
        ...{ place, due, way }
      }))
      const data = { title: 'Your assignments', rows, pages: pageLinks('/assignments', page) }
      return pages.send(request, reply, 'nominations/assignments.njk', data)
    })

    app.get<One>('/nominations/tell/:secret', async (request, reply) => {
      const found = await foundBy(context, request.params.secret)
      const values: Values = found.told ?? { title: found.title, summary: '', wentWell: '', wentBadly: '' }
      return draw(context, pages, request, reply, found, values)
    })

    app.post<One>('/nominations/tell/:secret', async (request, reply) => {
      const found = await foundBy(context, request.params.secret)
      const values = typed(request.body, fields)
      const kept = await orFaults(() => tellOwn(context, found.id, values))
      if (kept instanceof Invalid) return draw(context, pages, request, reply, found, values, kept)
      return reply.redirect(`${linkPath(context, 'tell', found.id)}?kept=yes`, 303)
    })
  }

async function foundBy(context: Context, secret: string): Promise<Nomination> {
  const id = nominationOf(context, 'tell', secret)
  const found = id && (await nominationForNominee(context, id))
  if (!found || !hasAgreed(found)) throw new NotFound()
  return found
}

function draw(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  found: Nomination,
  values: Values,
  problem?: Invalid
) {
  const data = {
    title: 'Tell it in your own words',
    action: linkPath(context, 'tell', found.id),
    consent: linkPath(context, 'consent', found.id),
    closed: found.state === 'drafted' || found.state === 'published',
    kept: !problem && found.told !== null && (request.query as { kept?: string }).kept === 'yes',
    values,
    ...shownFaults(problem)
  }
  const options = { status: problem ? 422 : 200, meta: { robots: 'noindex' } }
  return pages.send(request, reply, 'nominations/tell.njk', data, options)
}
