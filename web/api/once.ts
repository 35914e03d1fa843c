/**
 * Does a call once, however often a program with a bad connection sends it: the header Idempotency-Key names the call,
 * and within a day the same call gets the same answer (draft-ietf-httpapi-idempotency-key-header).
 */
import { createHash } from 'node:crypto'
import type { Context } from '../../server/context.ts'
import { Problem } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { beginCall, endCall, findCall, forgetCall } from './once.store.ts'

const day = 24 * 3_600_000
/** After this a call that never ended, because the server stopped, may be made again. */
const atWork = 60_000
const purpose = 'idempotency'
const hash = (text: string) => createHash('sha256').update(text).digest('hex')

/** What a call is, besides its key. */
export interface Call {
  key: string
  /** Method, path and body together: the same key for another call is a mistake. */
  content: string
}

/** Runs `act` unless it ran before; gives its answer, and whether that is the one from before. */
export async function once(
  context: Context,
  viewer: Viewer,
  call: Call,
  act: () => Promise<unknown>
): Promise<{ answer: unknown; again: boolean }> {
  if (call.key.length > 255) throw new Problem(400, 'An Idempotency-Key has 255 characters or fewer.')
  const { store, secrets } = context
  const key = `call:${viewer.member.id}:${hash(call.key)}`
  const fingerprint = hash(call.content)
  const now = context.clock()
  const later = (milliseconds: number) => new Date(now.getTime() + milliseconds)
  if (!(await store.write((tx) => beginCall(tx, key, { fingerprint }, now, later(atWork))))) {
    const before = await findCall(store.read, key)
    if (before && before.fingerprint !== fingerprint)
      throw new Problem(422, 'This Idempotency-Key was used for another call. Choose a new one.')
    if (before?.sealed === undefined) throw new Problem(409, 'This call is still at work. Ask again in a moment.', 2)
    return { answer: JSON.parse(secrets.open(purpose, before.sealed)), again: true }
  }
  try {
    const answer = await act()
    const sealed = secrets.seal(purpose, JSON.stringify(answer ?? null))
    await store.write((tx) => endCall(tx, key, { fingerprint, sealed }, later(day)))
    return { answer, again: false }
  } catch (error) {
    await store.write((tx) => forgetCall(tx, key))
    throw error
  }
}
