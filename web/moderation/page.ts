/** What every page of moderation shares: who may open it, the ways around, and what was just done. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Refused } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { countReports } from '../../server/moderation/reports.store.ts'
import { needViewer } from '../guard.ts'
import type { Pages } from '../pages.ts'
import { wasDone } from '../told.ts'
import { bannerOf, undoOf } from './banner.ts'

/** The moderator who asks. Throws SignInNeeded, or Refused for everybody else. */
export function needModerator(request: FastifyRequest): Viewer {
  const viewer = needViewer(request)
  if (!viewer.can('moderate')) throw new Refused('Only moderators of this server may do this.')
  return viewer
}

export type Place =
  | 'queue'
  | 'rules'
  | 'servers'
  | 'lists'
  | 'settings'
  | 'reports'
  | 'accounts'
  | 'deliveries'
  | 'holds'
  | 'log'

/** Answers with a page of moderation. */
export async function sendModeration(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  template: string,
  data: { title: string; place: Place },
  status = 200
): Promise<FastifyReply> {
  const reports = await countReports(context.store.read)
  const banner = status === 200 && wasDone(context, request, reply) ? bannerOf(request.query) : undefined
  const all = { ...data, openReports: reports, ...(banner && { banner, undo: undoOf(request.query) }) }
  return pages.send(request, reply, `moderation/${template}`, all, { status, meta: { robots: 'noindex' } })
}
