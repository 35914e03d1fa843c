/** At the top of which pages a post stands, or could be put by the viewer. */
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { pinsAmong } from '../../server/featured/featured.store.ts'
import { mayPin, pages } from '../../server/featured/featured.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import type { ItemView } from '../item.ts'

/** The posts that are pinned, on one's own page and on the council's. */
export type PinsOf = Record<(typeof pages)[number], Set<string>>

/** Reads, in one query, which of these posts are pinned where the viewer may pin; nothing for who may pin none of them. */
export async function readPins(context: Context, viewer: Viewer | undefined, rows: WholePost[]): Promise<PinsOf> {
  const may = viewer ? rows.filter((row) => pages.some((page) => mayPin(viewer, row, page))) : []
  if (!viewer || may.length === 0) return { me: new Set(), council: new Set() }
  const council = (await councilOf(context)).actor
  const ids = may.map(({ post }) => post.id)
  const found = await pinsAmong(context.store.read, [viewer.actor.id, council], ids)
  const on = (actor: string) => new Set(found.filter((pin) => pin.actor === actor).map((pin) => pin.post))
  return { me: on(viewer.actor.id), council: on(council) }
}

/** What the viewer may do with one post. */
export const pinsOf = (viewer: Viewer, row: WholePost, pinned: PinsOf): NonNullable<ItemView['mine']>['pins'] =>
  pages.flatMap((page) => (mayPin(viewer, row, page) ? [{ page, pinned: pinned[page].has(row.post.id) }] : []))
