/** Who learned from whom: the first story that is known, and all that grew from it, as far as whoever is looking may see. */
import type { Context } from '../context.ts'
import type { Looking, WholePost } from '../posts/posts.store.ts'
import { builtOn, type Grown, grown, grownAt } from './replications.store.ts'

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
  /** The first builds on one below it. */
  circle?: true
}

/** The tree in which a story or a recipe stands. Two that name each other as source are no circle: each stands once. */
export async function treeAround(context: Context, looking: Looking, found: WholePost): Promise<Tree> {
  const { read } = context.store
  const { root, above, circle } = await climb(context, looking, await grown(read, found))
  const top: TreeNode = { whole: root, children: [] }
  const placed = new Map([[root.post.uri, top]])
  let level = [root.post.uri]
  let cut = false
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === treeLimits.down || placed.size >= treeLimits.all) {
      cut = (await builtOn(read, level, looking, 1)).length > 0
      break
    }
    const next = (await builtOn(read, level, looking, treeLimits.all)).filter(({ post }) => !placed.has(post.uri))
    const fit = next.slice(0, treeLimits.all - placed.size)
    cut = cut || fit.length < next.length
    for (const one of fit) {
      const node = { whole: one, children: [] }
      placed.get(one.from!)?.children.push(node)
      placed.set(one.post.uri, node)
    }
    level = fit.map(({ post }) => post.uri)
  }
  return { root: top, size: placed.size, ...(above && { above }), cut, ...(circle && { circle }) }
}

/**
 * How many stories build on a story or a recipe, or on a recipe that was made of it, as far as whoever is looking may see;
 * at most 200. `tree` is the one around it.
 */
export async function countBuiltOn(context: Context, looking: Looking, found: WholePost, tree: Tree): Promise<number> {
  const { read } = context.store
  const node = tree.cut || tree.circle ? undefined : nodeIn(tree.root, found.post.uri)
  const direct = node ? node.children.map(({ whole }) => whole) : await builtOn(read, [found.post.uri], looking, 200)
  const recipes = direct.filter(isRecipe).map(({ post }) => post.uri)
  const further = node
    ? node.children.filter(({ whole }) => isRecipe(whole)).flatMap(({ children }) => children.map(({ whole }) => whole))
    : await builtOn(read, recipes, looking, 200)
  return [...direct, ...further].filter((whole) => !isRecipe(whole)).length
}

const isRecipe = ({ post }: WholePost) => post.kind === 'recipe'

function nodeIn(node: TreeNode, uri: string): TreeNode | undefined {
  if (node.whole.post.uri === uri) return node
  for (const child of node.children) {
    const found = nodeIn(child, uri)
    if (found) return found
  }
  return undefined
}

async function climb(
  context: Context,
  looking: Looking,
  start: Grown
): Promise<{ root: Grown; above?: string; circle?: true }> {
  const seen = new Set([start.post.uri])
  let root = start
  for (let step = 0; step < treeLimits.up && root.from; step++) {
    if (seen.has(root.from)) return { root, circle: true }
    const source = await grownAt(context.store.read, root.from, looking)
    if (!source) return { root, above: root.from }
    seen.add(source.post.uri)
    root = source
  }
  return { root }
}
