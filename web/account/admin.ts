/** Pages for admins only. */
import type { FastifyRequest } from 'fastify'
import { Refused } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { needViewer } from '../guard.ts'

/** The admin who asks. Throws SignInNeeded, or Refused for everybody else. */
export function needAdmin(request: FastifyRequest): Viewer {
  const viewer = needViewer(request)
  if (!viewer.can('administer')) throw new Refused('Only an admin of this server may do this.')
  return viewer
}
