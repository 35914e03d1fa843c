/** The tree of who learned from whom, in the words of pages and of its picture. */
import type { StoryState } from '../../schema/stories.ts'
import type { Tree, TreeNode } from '../../server/adoption/tree.ts'
import type { Context } from '../../server/context.ts'
import { shortNameOf } from '../../server/council/codes.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { shorten, textOf } from '../../server/text/sanitise.ts'
import type { PersonView } from '../item.ts'
import { peopleFrom } from '../present/people.ts'
import { pathOf } from '../present.ts'
import { monthOf } from '../words.ts'

export interface NodeView {
  id: string
  path: string
  /** The council, or who wrote it where there is none. */
  name: string
  by: PersonView
  /** "adopted it, July 2026". */
  state: string
  /** What was changed, or else what it is called. */
  words: string
  language?: string
  /** It is the story on whose page the tree stands. */
  here: boolean
  children: NodeView[]
}

const did: Record<StoryState, string> = {
  idea: 'thinks of it',
  trying: 'is trying it',
  embedded: 'adopted it',
  stopped: 'stopped'
}

/** The nodes of a tree as they are drawn, the first one at the top. */
export async function treeView(context: Context, tree: Tree, found: WholePost): Promise<NodeView> {
  const person = await peopleFrom(context, authorsIn(tree.root))
  const view = ({ whole, children }: TreeNode, first: boolean): NodeView => {
    const { post, story, author } = whole
    const by = person(author)
    const name = by.from === 'here' ? by.council : by.council && shortNameOf(by.council)
    return {
      id: post.id,
      path: pathOf(whole),
      name: name || by.name,
      by,
      state: `${stateOf(whole, first && !tree.above)}, ${monthOf(post.published ?? post.created)}`,
      words: shorten(story?.changed || post.title || textOf(post.html, 120), 140),
      ...(post.language && !/^en\b/i.test(post.language) && { language: post.language }),
      here: post.id === found.post.id,
      children: children.map((child) => view(child, false))
    }
  }
  return view(tree.root, true)
}

function stateOf({ post, story }: WholePost, first: boolean): string {
  if (post.kind === 'recipe') return 'wrote the recipe'
  if (first) return story?.state === 'stopped' ? 'started it, and stopped' : 'started it'
  return story?.state ? did[story.state] : 'did it, too'
}

const authorsIn = ({ whole, children }: TreeNode): WholePost['author'][] => [
  whole.author,
  ...children.flatMap(authorsIn)
]

/** The tree in one sentence for each story, for those who cannot see the picture. */
export function treeInWords(root: NodeView): string {
  const lines = (node: NodeView, from?: string): string[] => [
    `${node.name} ${node.state}${from ? `, learned from ${from}` : ''}: ${node.words}.`,
    ...node.children.flatMap((child) => lines(child, node.name))
  ]
  return lines(root).join(' ')
}
