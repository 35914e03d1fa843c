/** What the author's own council announced, as councils do with all that their people say: it counts as no share. */
import type { Context } from '../../server/context.ts'
import { sharesByCouncils } from '../../server/interest/announced.store.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'

/** The ids of these posts that were announced so. */
export async function announcedOf(context: Context, rows: WholePost[]): Promise<Set<string>> {
  const hosts = new Map(rows.filter(({ post }) => post.shares > 0).map(({ post, author }) => [post.id, author.host]))
  if (hosts.size === 0) return new Set()
  const shares = await sharesByCouncils(context.store.read, [...hosts.keys()])
  return new Set(shares.filter(({ post, host }) => hosts.get(post) === host).map(({ post }) => post))
}
