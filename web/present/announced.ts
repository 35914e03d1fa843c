/** What the author's own council or a community announced, as they do with all that is said there: it counts as no share. */
import type { Context } from '../../server/context.ts'
import { announcements } from '../../server/interest/announced.store.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'

/** How often these posts were announced so, by id. */
export async function announcedOf(context: Context, rows: WholePost[]): Promise<Map<string, number>> {
  const hosts = new Map(rows.filter(({ post }) => post.shares > 0).map(({ post, author }) => [post.id, author.host]))
  if (hosts.size === 0) return new Map()
  const all = await announcements(context.store.read, [...hosts.keys()])
  const own = all.filter(({ post, host, type }) => type === 'Group' || hosts.get(post) === host)
  return new Map([...Map.groupBy(own, ({ post }) => post)].map(([post, found]) => [post, found.length]))
}
