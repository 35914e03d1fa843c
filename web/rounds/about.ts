/** What a story's page says of follow-up rounds; only one with questions asks the database. */
import type { Context } from '../../server/context.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { publishedRounds } from '../../server/rounds/rounds.store.ts'
import { mayFollowUp } from '../../server/rounds/rounds.ts'
import type { ItemView } from '../item.ts'

/** When questions were answered in rounds, and whether the viewer may begin one. */
export async function followUps(
  context: Context,
  viewer: Viewer | undefined,
  { post }: WholePost,
  questions: ItemView[]
): Promise<{ followUps?: { published: Date | null; answered: number }[]; mayFollowUp?: boolean }> {
  if (!post.local || questions.length === 0) return {}
  const rows = await publishedRounds(context.store.read, post.id)
  const open = questions.some(({ answered }) => !answered)
  return {
    followUps: rows.map(({ published, answered }) => ({ published, answered })),
    ...(viewer && open && { mayFollowUp: mayFollowUp(viewer, post) })
  }
}
