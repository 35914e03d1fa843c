/** Sessions live on the server: the browser holds a secret whose hash is kept here, and ending one ends it everywhere. */
import type { Context } from '../context.ts'
import { hashOf, newSecret } from '../secrets.ts'
import type { Writer } from '../store/store.ts'
import { addSession, dropSession, dropSessions, liveSession, prolongSession } from './sessions.store.ts'
import { makeViewer, type Viewer } from './viewer.ts'

const day = 24 * 3_600_000
/** How long a session lives after it was last used, in milliseconds. */
export const sessionLife = 14 * day
/** However much it is used, a session ends after this. */
const longestLife = 90 * day

export interface Session {
  viewer: Viewer
  /** What every form of this session carries. */
  csrf: string
}

/** Starts a session; gives the secret for the cookie. Always a new one: what the browser held before counts for nothing. */
export async function startSession(context: Context, tx: Writer, member: string): Promise<string> {
  const secret = newSecret()
  const now = context.clock()
  const expires = new Date(now.getTime() + sessionLife)
  await addSession(tx, { hash: hashOf(secret), member, csrf: newSecret(), expires, created: now })
  return secret
}

/** The session of a secret; undefined when it ended or never was. Being used lets it live on, written once a day. */
export async function findSession(context: Context, secret: string): Promise<Session | undefined> {
  if (secret.length > 100) return undefined
  const now = context.clock()
  const [found] = await liveSession(context.store.read, hashOf(secret), now)
  if (!found) return undefined
  const { session, member, actor } = found
  const until = Math.min(now.getTime() + sessionLife, session.created.getTime() + longestLife)
  if (until - session.expires.getTime() > day) {
    // A database that cannot be written just now need not stop anybody from reading.
    await context.store
      .write((tx) => prolongSession(tx, session.hash, new Date(until)))
      .catch((error) => context.log.warn({ err: error }, 'could not prolong a session'))
  }
  return { viewer: makeViewer(member, actor), csrf: session.csrf }
}

/** Ends the session of a secret. */
export const endSession = (context: Context, secret: string): Promise<void> =>
  context.store.write((tx) => dropSession(tx, hashOf(secret)))

/** Ends every session of a member. */
export const endSessions = (context: Context, member: string): Promise<void> =>
  context.store.write((tx) => dropSessions(tx, member))
