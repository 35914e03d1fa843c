/** How many there are of what, for NodeInfo. */
import { and, count, eq, gte, inArray, isNull } from 'drizzle-orm'
import { actors, members, posts } from '../schema/index.ts'
import type { Reader } from '../server/store/store.ts'

export interface Usage {
  users: { total: number; activeMonth: number; activeHalfyear: number }
  localPosts: number
  localComments: number
}

const day = 86_400_000

/** True counts, as of `now`: people who can sign in, those seen lately, what they said to everyone. */
export async function usageOf(db: Reader, now: Date): Promise<Usage> {
  const seenSince = async (days: number) => {
    const since = gte(members.seen, new Date(now.getTime() - days * day))
    const [row] = await db
      .select({ n: count() })
      .from(members)
      .where(and(isNull(members.disabled), since))
    return row?.n ?? 0
  }
  const [people] = await db
    .select({ n: count() })
    .from(actors)
    .where(and(eq(actors.local, true), eq(actors.type, 'Person'), isNull(actors.deleted)))
  const said = await db
    .select({ kind: posts.kind, n: count() })
    .from(posts)
    .where(and(eq(posts.local, true), inArray(posts.audience, ['public', 'unlisted'])))
    .groupBy(posts.kind)
  const sum = (replies: boolean) =>
    said.filter(({ kind }) => (kind === 'reply') === replies).reduce((total, { n }) => total + n, 0)
  return {
    users: { total: people?.n ?? 0, activeMonth: await seenSince(30), activeHalfyear: await seenSince(180) },
    localPosts: sum(false),
    localComments: sum(true)
  }
}
