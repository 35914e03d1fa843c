/** How far servers and actors are trusted, as kept in the database. */
import { and, asc, count, eq, gt, inArray, isNull, like, ne, or, type SQL } from 'drizzle-orm'
import { actors, follows, instances, type Trust } from '../../schema/index.ts'
import { recountInterestOf } from '../interest/interest.store.ts'
import { recountVotesOf } from '../polls/polls.store.ts'
import { recountRepliesOf } from '../posts/posts.store.ts'
import type { Reader, Writer } from '../store/store.ts'

export type Instance = typeof instances.$inferSelect

/** A host and the domains above it: a block of `example.com` holds for `a.example.com`. */
export function hostAndAbove(host: string): string[] {
  const [name = '', port] = host.toLowerCase().split(':')
  if (port || /^[\d.]+$|^\[/.test(name)) return [host.toLowerCase()]
  const parts = name.split('.')
  return parts
    .slice(0, -1)
    .map((_, n) => parts.slice(n).join('.'))
    .concat(parts.length === 1 ? [name] : [])
}

/** What was decided on this host, or else on the nearest domain above it that is limited or blocked. */
export async function trustOfHost(db: Reader, host: string): Promise<Instance | undefined> {
  const names = hostAndAbove(host)
  const rows = await db.select().from(instances).where(inArray(instances.host, names))
  const own = rows.find((row) => row.host === names[0])
  const above = rows.filter((row) => row !== own && (row.trust === 'blocked' || row.trust === 'limited'))
  const worst = above.find((row) => row.trust === 'blocked') ?? above[0]
  return own && own.trust !== 'unknown' ? own : (worst ?? own)
}

/** Notes that a server exists, leaving its trust as it is; true when nobody has asked yet what it is. */
export async function meetInstance(tx: Writer, host: string): Promise<boolean> {
  const [met] = await tx.insert(instances).values({ host }).onConflictDoNothing().returning({ host: instances.host })
  if (met) return true
  const [row] = await tx.select({ described: instances.described }).from(instances).where(eq(instances.host, host))
  return row?.described === null
}

/** Sets how far a server is trusted, and marks its actors so that lists leave the blocked out. */
export async function setInstanceTrust(tx: Writer, host: string, trust: Trust, reason: string): Promise<void> {
  await tx
    .insert(instances)
    .values({ host, trust, reason })
    .onConflictDoUpdate({ target: instances.host, set: { trust, reason } })
  const there = and(
    eq(actors.local, false),
    or(eq(actors.host, host), like(actors.host, `%.${host}`), like(actors.uri, `http%://${host}/%`))
  )
  if (trust === 'blocked') {
    await tx.update(actors).set({ blocked: true }).where(there)
    const gone = tx.select({ id: actors.id }).from(actors).where(there)
    await tx.delete(follows).where(or(inArray(follows.follower, gone), inArray(follows.followed, gone)))
  } else {
    // Who was blocked by name stays blocked.
    await tx
      .update(actors)
      .set({ blocked: false })
      .where(and(there, or(isNull(actors.trust), ne(actors.trust, 'blocked'))))
  }
  await recount(tx, there)
}

/** Brings the counts on posts up to date where these actors are, or are no longer, left out. */
async function recount(tx: Writer, whose: SQL | undefined) {
  await recountInterestOf(tx, whose)
  await recountRepliesOf(tx, whose)
  await recountVotesOf(tx, whose)
}

/** Sets what is known of a server's software. */
export async function describeInstance(
  tx: Writer,
  host: string,
  facts: { software?: string; name?: string },
  at: Date
): Promise<void> {
  const row = { software: facts.software ?? null, name: facts.name ?? null, described: at }
  await tx
    .insert(instances)
    .values({ host, ...row })
    .onConflictDoUpdate({ target: instances.host, set: row })
}

/** Sets how far one actor is trusted; null is as its server. */
export async function setActorTrust(tx: Writer, uri: string, trust: Trust | null): Promise<void> {
  const one = and(eq(actors.uri, uri), eq(actors.local, false))
  await tx
    .update(actors)
    .set({ trust, blocked: trust === 'blocked' })
    .where(one)
  await recount(tx, one)
}

/** One page of servers by name. */
export const listInstances = (db: Reader, trust: Trust | undefined, after = '', size = 100) =>
  db
    .select()
    .from(instances)
    .where(and(trust ? eq(instances.trust, trust) : undefined, gt(instances.host, after)))
    .orderBy(asc(instances.host))
    .limit(size)

/** The hosts that are blocked. */
export async function blockedHosts(db: Reader): Promise<string[]> {
  return (await db.select({ host: instances.host }).from(instances).where(eq(instances.trust, 'blocked'))).map(
    (row) => row.host
  )
}

/** Several servers by host. */
export async function instancesOf(db: Reader, hosts: string[]): Promise<Instance[]> {
  return hosts.length === 0
    ? []
    : db
        .select()
        .from(instances)
        .where(inArray(instances.host, [...new Set(hosts)]))
}

/** How many servers we have met. */
export async function countInstances(db: Reader): Promise<number> {
  const [row] = await db.select({ n: count() }).from(instances)
  return row?.n ?? 0
}
