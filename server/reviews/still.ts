/** When what a story says counts as checked, and when it was not checked for too long. */
import type { WholePost } from '../posts/posts.store.ts'

/** What was last checked before this moment is stale: some months before `now`. */
export function staleBefore(now: Date, months: number): Date {
  const then = new Date(now)
  then.setUTCMonth(then.getUTCMonth() - months)
  return then
}

/** Writing and checking are one act within this time. */
const together = 60_000

/** When its author said that a story is true, or true no longer, after they wrote or changed it; undefined when never. */
export function reviewedLater({ post, story }: Pick<WholePost, 'post' | 'story'>): Date | undefined {
  const said = [story?.reviewed, story?.untrue]
    .filter((one) => one instanceof Date)
    .sort((a, b) => b.getTime() - a.getTime())[0]
  const written = post.edited ?? post.published
  return said && written && said.getTime() - written.getTime() > together ? said : undefined
}
