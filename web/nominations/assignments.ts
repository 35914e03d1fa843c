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
import { drawStory, readingRoutes } from './reading.ts'
import { recordingRoutes, sendingView, tellPath } from './recordings.ts'
import { stateName } from './words.ts'

type One = { Params: { secret: string } }
const fields = ['title', 'summary', 'wentWell', 'wentBadly'] as const
type Values = Record<(typeof fields)[number], string>

/** `/assignments`, `/nominations/tell/:secret` and what is sent there. */
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
      const drawn = await drawStory(context, pages)(request, reply, found)
      return drawn || draw(context, pages, request, reply, found, toldBy(found))
    })

    app.post<One>('/nominations/tell/:secret', async (request, reply) => {
      const found = await foundBy(context, request.params.secret)
      const values = typed(request.body, fields)
      const kept = await orFaults(() => tellOwn(context, found.id, values))
      if (kept instanceof Invalid) return draw(context, pages, request, reply, found, values, kept)
      return reply.redirect(`${tellPath(request)}?kept=words`, 303)
    })

    const findTold = (request: FastifyRequest) => foundBy(context, (request.params as One['Params']).secret)
    await app.register(readingRoutes(context, pages, findTold))
    await app.register(
      recordingRoutes(context, findTold, (request, reply, found, { alt, problem }) =>
        draw(context, pages, request, reply, found, toldBy(found), problem, alt)
      )
    )
  }

const toldBy = (found: Nomination): Values =>
  found.told ?? { title: found.title, summary: '', wentWell: '', wentBadly: '' }

const keptWords: Record<string, string> = {
  words: 'Thank you. We have your words, and read them before anybody else does. You can still change them here.',
  clip: 'Thank you. We have your clip. Nobody but us sees it before it has captions; we write those.',
  picture: 'Thank you. We have your picture.',
  removed: 'It is taken away.'
}

async function foundBy(context: Context, secret: string): Promise<Nomination> {
  const id = nominationOf(context, 'tell', secret)
  const found = id && (await nominationForNominee(context, id))
  if (!found || !hasAgreed(found)) throw new NotFound()
  return found
}

async function draw(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  found: Nomination,
  values: Values,
  problem?: Invalid,
  alt = ''
) {
  const closed = found.state === 'drafted' || found.state === 'published'
  const { kept = '' } = request.query as { kept?: string }
  const data = {
    title: 'Tell it in your own words',
    action: tellPath(request),
    consent: linkPath(context, 'consent', found.id),
    closed,
    readsFirst: found.readsFirst,
    kept: problem || !Object.hasOwn(keptWords, kept) ? undefined : keptWords[kept],
    values,
    alt,
    sent: closed ? undefined : await sendingView(context, found, tellPath(request)),
    ...shownFaults(problem)
  }
  const options = { status: problem ? 422 : 200, meta: { robots: 'noindex' } }
  return pages.send(request, reply, 'nominations/tell.njk', data, options)
}
