/** Who learned from whom: the first story that is known, and all that grew from it, as far as whoever is looking may see. */
import type { Context } from '../context.ts'
import type { Looking, WholePost } from '../posts/posts.store.ts'
import { builtOn, type Grown, grownAt } from './replications.store.ts'

/** How far it is drawn: steps up to the first story, steps down, and stories in all. */
export const treeLimits = { up: 20, down: 12, all: 200 }

export interface TreeNode {
  whole: WholePost
  children: TreeNode[]
}

export interface Tree {
  root: TreeNode
  /** How many stories and recipes it holds. */
  size: number
  /** The address of what the first one builds on, when that is not here. */
  above?: string
  /** There is more than is drawn. */
  cut: boolean
}

/** The tree in which a story or a recipe stands. Two that name each other as source are no circle: each stands once. */
export async function treeAround(context: Context, looking: Looking, found: WholePost): Promise<Tree> {
  const { read } = context.store
  const start = (await grownAt(read, found.post.uri, looking)) ?? { ...found, from: found.story?.basedOn ?? null }
  const { root, above } = await climb(context, looking, start)
  const top: TreeNode = { whole: root, children: [] }
  const placed = new Map([[root.post.uri, top]])
  let level = [root.post.uri]
  let cut = false
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === treeLimits.down || placed.size >= treeLimits.all) {
      cut = (await builtOn(read, level, looking, 1)).length > 0
      break
    }
    const grown = (await builtOn(read, level, looking, treeLimits.all)).filter(({ post }) => !placed.has(post.uri))
    const fit = grown.slice(0, treeLimits.all - placed.size)
    cut = cut || fit.length < grown.length
    for (const one of fit) {
      const node = { whole: one, children: [] }
      placed.get(one.from!)?.children.push(node)
      placed.set(one.post.uri, node)
    }
    level = fit.map(({ post }) => post.uri)
  }
  return { root: top, size: placed.size, ...(above && { above }), cut }
}

async function climb(context: Context, looking: Looking, start: Grown): Promise<{ root: Grown; above?: string }> {
  const seen = new Set([start.post.uri])
  let root = start
  for (let step = 0; step < treeLimits.up && root.from; step++) {
    if (seen.has(root.from)) return { root }
    const source = await grownAt(context.store.read, root.from, looking)
    if (!source) return { root, above: root.from }
    seen.add(source.post.uri)
    root = source
  }
  return { root }
}
