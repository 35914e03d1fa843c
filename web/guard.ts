/** What a route asks before it acts: that somebody is signed in, and that it leads nobody off this server. */
import type { FastifyRequest } from 'fastify'
import { SignInNeeded } from '../server/errors.ts'
import type { Viewer } from '../server/members/viewer.ts'

/** Who is signed in. Throws {@link SignInNeeded}, which leads to the sign-in page and back. */
export function needViewer(request: FastifyRequest): Viewer {
  if (!request.viewer) throw new SignInNeeded()
  return request.viewer
}

/** A path on this server from what a form or a query says; `otherwise` when it is none, or leads elsewhere. */
export function backTo(text: unknown, otherwise: string): string {
  // One slash only: browsers take `//` and `/\` for the start of a host. Controls are dropped by some, so none may be in.
  if (typeof text !== 'string' || !/^\/(?![/\\])[!-~]*$/.test(text) || text.includes('\\')) return otherwise
  const base = 'https://folkmoot.invalid'
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined
  const path = url?.origin === base ? url.pathname + url.search + url.hash : otherwise
  return path.startsWith('//') ? otherwise : path
}
