/** What was just done in a community, told once on the page that follows, with the way back where there is one. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { isKey } from '../paging.ts'
import { wasDone } from '../told.ts'

const messages = {
  opened: 'Opened. You are its first member and its coordinator.',
  changed: 'Changed. Everyone who follows it is told.',
  joined: 'You joined. What is said here comes to your home, too.',
  asked: 'Asked. It is on another server, which has to answer first.',
  left: 'You left.',
  closed: 'Closed. What was said here stays.',
  'post-removed': 'Taken out. Its author keeps it, and members elsewhere are told.',
  'post-restored': 'Put back.',
  'member-removed': 'Removed. They cannot join again until you let them.',
  'member-readmitted': 'They may join again.',
  'coordinator-added': 'They are a coordinator now.',
  'coordinator-removed': 'They are a plain member again.'
}

export type Done = keyof typeof messages

/** What a page is given to say it; `undo` is where a button takes it back. */
export interface DoneView {
  text: string
  undo?: string
}

/** An address that tells what was done, and to which post or person. */
export const withDone = (path: string, done: Done, id?: string): string => `${path}?done=${done}${id ? `&n=${id}` : ''}`

/** What was done, when this browser just did it in the community at `path`. */
export function doneIn(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  path: string
): DoneView | undefined {
  if (!request.viewer || !wasDone(context, request, reply)) return undefined
  const { done, n } = request.query as Record<string, unknown>
  if (typeof done !== 'string' || !Object.hasOwn(messages, done)) return undefined
  const undo = isKey(n) ? undoOf(done as Done, path, n) : undefined
  return { text: messages[done as Done], ...(undo && { undo }) }
}

function undoOf(done: Done, path: string, id: string): string | undefined {
  if (done === 'post-removed') return `${path}/posts/${id}/restore`
  if (done === 'member-removed') return `${path}/members/${id}/readmit`
  if (done === 'coordinator-added') return `${path}/members/${id}/coordinator/undo`
  return done === 'coordinator-removed' ? `${path}/members/${id}/coordinator` : undefined
}
