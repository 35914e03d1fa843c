/** What the collections of a post list, as kept in the database; blocked authors are left out. */
import { and, asc, desc, eq, gt, inArray, lt } from 'drizzle-orm'
import { actors, type InterestKind, interests, posts } from '../../schema/index.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../../server/store/page.ts'
import type { Reader } from '../../server/store/store.ts'

/** One row of a collection: its key for paging, and the address that stands in the list. */
export interface Listed {
  key: string
  uri: string
}

/** One page of the open replies directly under a post, oldest first. */
export const repliesPage = (db: Reader, post: string, asked: PageAsked) => saidPage(db, { parent: post }, asked)

/** One page of everything open in a conversation, oldest first. */
export const threadPage = (db: Reader, thread: string, asked: PageAsked) => saidPage(db, { thread }, asked)

type Which = { parent: string } | { thread: string }

async function saidPage(db: Reader, which: Which, asked: PageAsked): Promise<Page<Listed>> {
  const size = pageSize(asked)
  const rows = await saidQuery(db, which, asked, size)
  return cutPage(rows, { after: asked.after }, size, (row) => row.key)
}

/** The query behind {@link repliesPage} and {@link threadPage}. */
export const saidQuery = (db: Reader, which: Which, asked: PageAsked, size: number) =>
  db
    .select({ key: posts.placed, uri: posts.uri })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(
      and(
        'parent' in which ? eq(posts.parent, which.parent) : eq(posts.thread, which.thread),
        inArray(posts.audience, ['public', 'unlisted']),
        eq(actors.blocked, false),
        asked.after ? gt(posts.placed, asked.after) : undefined
      )
    )
    .orderBy(asc(posts.placed))
    .limit(size + 1)

/** One page of the activities by which interest was shown in a post, newest first. */
export async function interestPage(
  db: Reader,
  post: string,
  kinds: InterestKind[],
  asked: PageAsked
): Promise<Page<Listed>> {
  const size = pageSize(asked)
  const rows = await interestQuery(db, post, kinds, asked, size)
  return cutPage(rows, { after: asked.after }, size, (row) => row.key)
}

/** The query behind {@link interestPage}. */
export const interestQuery = (db: Reader, post: string, kinds: InterestKind[], asked: PageAsked, size: number) =>
  db
    .select({ key: interests.id, uri: interests.uri })
    .from(interests)
    .innerJoin(actors, eq(actors.id, interests.actor))
    .where(
      and(
        eq(interests.post, post),
        inArray(interests.kind, kinds),
        eq(actors.blocked, false),
        asked.after ? lt(interests.id, asked.after) : undefined
      )
    )
    .orderBy(desc(interests.id))
    .limit(size + 1)
