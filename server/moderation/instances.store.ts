/** How far servers and actors are trusted, as kept in the database. */
import {
  and,
  asc,
  count,
  eq,
  gt,
  inArray,
  isNull,
  ne,
  notInArray,
  or,
  type SQL,
  type SQLWrapper,
  sql
} from 'drizzle-orm'
import { actors, follows, instances, type Trust } from '../../schema/index.ts'
import { recountWorthOf } from '../adoption/replications.store.ts'
import { recountFollows } from '../follows/follows.store.ts'
import { recountInterestOf } from '../interest/interest.store.ts'
import { recountVotesOf } from '../polls/polls.store.ts'
import { recountRepliesOf } from '../posts/posts.store.ts'
import type { Reader, Writer } from '../store/store.ts'
import { bumpRevision } from './revision.ts'

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

/** The column ends in this text: LIKE, with what it would read as a wildcard taken as it stands. */
const like = (column: SQLWrapper, before: string, host: string, after = '') =>
  sql`${column} like ${`${before}${host.replace(/[\\%_]/g, '\\$&')}${after}`} escape '\\'`

/** Hosts below a domain. */
export const isBelow = (column: SQLWrapper, host: string) => like(column, '%.', host)

/** The actors of a server and of those below it, save those for whose server something else was decided. */
export async function actorsAt(db: Reader, host: string): Promise<SQL | undefined> {
  const own = await db
    .select({ host: instances.host })
    .from(instances)
    .where(and(isBelow(instances.host, host), ne(instances.trust, 'unknown')))
  const others = own.map((row) => row.host)
  return and(
    eq(actors.local, false),
    or(eq(actors.host, host), isBelow(actors.host, host), like(actors.uri, 'http%://', host, '/%')),
    others.length > 0 ? notInArray(actors.host, others) : undefined
  )
}

/** Sets how far a server is trusted, and marks its actors so that lists leave the blocked out. */
export async function setInstanceTrust(tx: Writer, host: string, trust: Trust, reason: string): Promise<void> {
  await tx
    .insert(instances)
    .values({ host, trust, reason })
    .onConflictDoUpdate({ target: instances.host, set: { trust, reason } })
  await bumpRevision(tx)
  const there = await actorsAt(tx, host)
  if ((await trustOfHost(tx, host))?.trust === 'blocked') {
    await tx.update(actors).set({ blocked: true }).where(there)
    await endFollows(tx, there)
  } else {
    // Who was blocked by name stays blocked, and so does whom their own server suspended.
    await tx
      .update(actors)
      .set({ blocked: sql`${actors.suspended}` })
      .where(and(there, or(isNull(actors.trust), ne(actors.trust, 'blocked'))))
  }
  await recount(tx, there)
}

/** Sets how far servers are trusted that nothing ties us to: none of their people is known here. At most 500. */
export async function keepInstances(tx: Writer, rows: { host: string; trust: Trust; reason: string }[]): Promise<void> {
  await tx
    .insert(instances)
    .values(rows)
    .onConflictDoUpdate({
      target: instances.host,
      set: { trust: sql.raw('excluded.trust'), reason: sql.raw('excluded.reason') }
    })
  await bumpRevision(tx)
}

async function endFollows(tx: Writer, there: SQL | undefined) {
  const gone = tx.select({ id: actors.id }).from(actors).where(there)
  const ended = await tx
    .delete(follows)
    .where(or(inArray(follows.follower, gone), inArray(follows.followed, gone)))
    .returning({ follower: follows.follower, followed: follows.followed })
  await tx.update(actors).set({ followers: 0, following: 0 }).where(there)
  await recountFollows(tx, [...new Set(ended.flatMap((one) => [one.follower, one.followed]))])
}

/** Brings the counts on posts up to date where these actors are, or are no longer, left out. */
async function recount(tx: Writer, whose: SQL | undefined) {
  await recountInterestOf(tx, whose)
  await recountRepliesOf(tx, whose)
  await recountVotesOf(tx, whose)
  await recountWorthOf(tx, whose, new Date())
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
    .set({ trust, blocked: trust === 'blocked' ? true : sql`${actors.suspended}` })
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

/** Every server about which something was decided. */
export const decidedInstances = (db: Reader) =>
  db
    .select({ host: instances.host, trust: instances.trust })
    .from(instances)
    .where(inArray(instances.trust, ['network', 'known', 'limited', 'blocked']))

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
