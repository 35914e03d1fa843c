/** Finding people and councils: who publishes here, who knows about something, and which council speaks at a host. */
import { and, asc, count, desc, eq, exists, gt, inArray, isNull, like, or, type SQL, sql } from 'drizzle-orm'
import { actors, follows, instances, type PostKind, posts } from '../../schema/index.ts'
import type { Reader } from '../store/store.ts'
import { unindexed } from '../store/unindexed.ts'
import type { Actor } from './actors.store.ts'

/** The councils whose actors live at these hosts; the one first met when a host has several. */
export async function councilsAt(db: Reader, hosts: string[]): Promise<Map<string, Actor>> {
  const unique = [...new Set(hosts)]
  if (unique.length === 0) return new Map()
  const rows = await councilsAtQuery(db, unique)
  return new Map(rows.reverse().map((row) => [row.host, row]))
}

/** The query behind {@link councilsAt}: by type, since there are a few hundred councils and thousands of people at some hosts. */
export const councilsAtQuery = (db: Reader, hosts: string[]) =>
  db
    .select()
    .from(actors)
    .where(
      and(
        eq(actors.local, false),
        eq(actors.type, 'Organization'),
        inArray(unindexed(actors.host), hosts),
        eq(actors.blocked, false),
        isNull(actors.deleted)
      )
    )
    .orderBy(asc(actors.id))

/** People of ours of whom there is something that whoever is looking may list, oldest member first. */
export const publishingPeople = (db: Reader, member: boolean, after = '', size = 50) =>
  db
    .select()
    .from(actors)
    .where(and(ofPeopleHere(), gt(actors.id, after), hasPublished(db, member)))
    .orderBy(asc(actors.id))
    .limit(size)

const ofPeopleHere = () =>
  and(eq(actors.local, true), eq(actors.type, 'Person'), eq(actors.blocked, false), isNull(actors.deleted))

function hasPublished(db: Reader, member: boolean): SQL {
  const audiences = member ? (['public', 'local'] as const) : (['public'] as const)
  return exists(
    db
      .select({ one: sql`1` })
      .from(posts)
      .where(and(eq(posts.author, actors.id), inArray(posts.audience, [...audiences])))
  )
}

/** People of ours who may be found, and whose name, role, team or skills hold one of these words. */
export const peopleKnowing = (db: Reader, words: string[], size = 6) =>
  db
    .select()
    .from(actors)
    .where(
      and(
        ofPeopleHere(),
        eq(actors.discoverable, true),
        or(
          ...words.map((word) =>
            like(sql`lower(${actors.name} || ' ' || cast(${actors.profile} as text))`, `%${word}%`)
          )
        )
      )
    )
    .orderBy(asc(actors.id))
    .limit(size)

/** How many public posts of each kind these authors have. */
export const countByAuthor = (db: Reader, authors: string[], kinds: PostKind[]) =>
  db
    .select({ author: posts.author, kind: posts.kind, n: count() })
    .from(posts)
    .where(and(inArray(posts.author, authors), eq(posts.audience, 'public'), inArray(posts.kind, kinds)))
    .groupBy(posts.author, posts.kind)

/** Councils elsewhere that are trusted here, or followed by somebody here; the one met last comes first. */
export const councilsKnown = (db: Reader, before = '', size = 50) =>
  db
    .select({ actor: actors, software: instances.software, trust: instances.trust })
    .from(actors)
    .leftJoin(instances, eq(instances.host, actors.host))
    .where(
      and(
        eq(actors.local, false),
        eq(actors.type, 'Organization'),
        eq(actors.blocked, false),
        isNull(actors.deleted),
        before ? sql`${actors.id} < ${before}` : undefined,
        or(trusted(), isFollowed(db))
      )
    )
    .orderBy(desc(actors.id))
    .limit(size)

const trusted = () => {
  const states = ['network', 'known'] as const
  return or(inArray(actors.trust, [...states]), and(isNull(actors.trust), inArray(instances.trust, [...states])))
}

const isFollowed = (db: Reader) =>
  exists(
    db
      .select({ one: sql`1` })
      .from(follows)
      .where(and(eq(follows.followed, actors.id), eq(follows.state, 'accepted')))
  )
