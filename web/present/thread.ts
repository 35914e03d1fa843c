/** A conversation as a page shows it: who answered whom, accepted answers first, then in the order things were said. */
import type { Context } from '../../server/context.ts'
import { sieveOf } from '../../server/controls/filters.ts'
import { councilOf } from '../../server/council/settings.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { readThread, type WholePost } from '../../server/posts/posts.store.ts'
import { tombstonesIn } from '../../server/posts/threads.store.ts'
import type { ItemView, ThreadNode } from '../item.ts'
import { acceptedAnswers, lookingFor, presentPosts } from '../present.ts'
import { SafeHtml } from '../safe-html.ts'

/** Replies deeper than this stand beside each other: nobody can follow more, and a phone has no room. */
export const deepest = 6

/** How many posts of a conversation one page holds. */
export const threadSize = 500

export interface Conversation {
  /** The post whose page it is. */
  top: ItemView
  /** What was said under it. */
  replies: ThreadNode[]
  /** How many replies are shown, tombstones not counted. */
  count: number
  /** The key after which there is more. */
  next?: string
}

/** What stands in the tree before it is drawn. */
interface Node {
  item: ItemView
  placed: string
  replies: Node[]
  accepted: boolean
  withdrawn: boolean
}

/** A post with everything said under it, as far as the viewer may read it. */
export async function presentThread(
  context: Context,
  viewer: Viewer | undefined,
  top: WholePost,
  after = ''
): Promise<Conversation> {
  const said = await readThread(context.store.read, top.post.thread, lookingFor(viewer), threadSize, after)
  const sieve = await sieveOf(context.store.read, lookingFor(viewer))
  const wanted = said.filter((row) => sieve(row)?.act !== 'hide')
  const rows = [top, ...wanted.filter((row) => row.post.id !== top.post.id)]
  const accepted = await acceptedAnswers(context, rows)
  const mayAccept = acceptance(viewer, rows)
  const items = await presentPosts(context, viewer, rows, { aboveOf: top.post.id, accepted, mayAccept, sieve })
  const nodes = new Map(rows.map(({ post }, n) => [post.id, nodeOf(items[n]!, post.placed, accepted.has(post.id))]))
  const parents = new Map(rows.map((row) => [row.post.id, row.post.parent]))
  await addTombstones(context, viewer, top.post.thread, nodes, parents)
  join(nodes, parents, top.post.id, top.post.id === top.post.thread)
  const root = nodes.get(top.post.id)!
  const shown = root.replies.filter(isWorthShowing)
  const last = said.length === threadSize ? said[said.length - 1]?.post.placed : undefined
  return { top: items[0]!, replies: inOrder(shown, 1), count: countIn(shown), ...(last && { next: last }) }
}

const nodeOf = (item: ItemView, placed: string, accepted: boolean): Node => ({
  ...{ item, placed, accepted },
  ...{ replies: [], withdrawn: false }
})

/** Puts every post under the one it answers; what answers something that is not here stands directly under the top. */
function join(nodes: Map<string, Node>, parents: Map<string, string | null>, top: string, whole: boolean) {
  for (const [id, node] of nodes) {
    if (id === top || !isUnder(id, parents, nodes, top, whole)) continue
    const parent = parents.get(id)
    const above = (parent && parent !== id && nodes.get(parent)) || nodes.get(top)!
    above.replies.push(node)
  }
}

/** Whether a post was said under the top one, rather than beside or above it; `whole` when the top began it all. */
function isUnder(
  id: string,
  parents: Map<string, string | null>,
  nodes: Map<string, Node>,
  top: string,
  whole: boolean
): boolean {
  let at: string | null | undefined = id
  for (let step = 0; step < threadSize && at && at !== top; step++) {
    const above = parents.get(at)
    // A gap: what stood there is not for this reader, or is on an earlier page.
    if (above && !nodes.has(above)) return whole
    at = above
  }
  return at === top
}

async function addTombstones(
  context: Context,
  viewer: Viewer | undefined,
  thread: string,
  nodes: Map<string, Node>,
  parents: Map<string, string | null>
) {
  const isGap = [...parents.values()].some((parent) => parent && !nodes.has(parent))
  if (!isGap) return
  const { shortName } = await councilOf(context)
  for (const { id, placed, uri, parent } of await tombstonesIn(context.store.read, thread, lookingFor(viewer))) {
    if (nodes.has(id)) continue
    nodes.set(id, { ...nodeOf(tombstone(id, uri, shortName), placed, false), withdrawn: true })
    parents.set(id, parent)
  }
}

/** A tombstone tells where something stood, not who said it. */
function tombstone(id: string, uri: string, council: string): ItemView {
  const author = { uri: '', name: '', handle: '', initials: '', path: '', from: 'here' as const, council }
  const counts = { likes: 0, likesElsewhere: 0, shares: 0, replies: 0 }
  const html = new SafeHtml('')
  return { kind: 'reply', id, uri, path: `/replies/${id}`, html, author, published: new Date(0), topics: [], counts }
}

/** A withdrawn post is only worth a line when somebody answered it. */
const isWorthShowing = (node: Node): boolean => !node.withdrawn || node.replies.some(isWorthShowing)

function inOrder(nodes: Node[], depth: number): ThreadNode[] {
  const sorted = nodes
    .filter(isWorthShowing)
    .sort((a, b) => Number(b.accepted) - Number(a.accepted) || (a.placed < b.placed ? -1 : 1))
  return sorted.flatMap((node) => {
    const replies = inOrder(node.replies, depth + 1)
    const shown = { item: node.item, ...(node.withdrawn && { withdrawn: true }) }
    return depth < deepest ? [{ ...shown, replies }] : [{ ...shown, replies: [] }, ...replies]
  })
}

const countIn = (nodes: Node[]): number =>
  nodes.reduce((sum, node) => sum + (node.withdrawn ? 0 : 1) + countIn(node.replies.filter(isWorthShowing)), 0)

/** Tells which replies the viewer may accept: those under a question of their own, or under their own story. */
function acceptance(viewer: Viewer | undefined, rows: WholePost[]): (row: WholePost) => boolean {
  const byId = new Map(rows.map((row) => [row.post.id, row]))
  const me = viewer?.actor.id
  return (row) => {
    if (!me || row.post.kind === 'question' || row.post.kind === 'story') return false
    let parent = row.post.parent
    for (let step = 0; parent && step < 30; step++) {
      const above = byId.get(parent)
      if (!above) return false
      if (above.post.kind === 'question') return above.author.id === me || byId.get(above.post.thread)?.author.id === me
      parent = above.post.parent
    }
    return false
  }
}
