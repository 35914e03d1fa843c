/** Whether a story is still true, as lists and its page mark it. */
import type { WholePost } from '../../server/posts/posts.store.ts'
import { reviewedLater, staleBefore } from '../../server/reviews/still.ts'
import type { ItemView } from '../item.ts'

/** What is said of it: when it was checked, when that was after it was written or is long ago. */
export function stillView(row: WholePost, now: Date, months: number): NonNullable<ItemView['still']> {
  const { story } = row
  if (story?.untrue) return { untrue: { since: story.untrue, why: story.untrueWhy ?? '' } }
  // What others never said of their stories, their date says.
  const checked = story?.reviewed ?? row.post.edited ?? row.post.published
  if (!checked || row.post.audience === 'draft') return {}
  if (checked < staleBefore(now, months)) return { checked, stale: true }
  return reviewedLater(row) ? { checked } : {}
}
