/** "Has this been tried?": stories like what somebody means to do, from here and every council known here, those that went badly first. */
import type { Context } from '../context.ts'
import { postsInOrder } from '../posts/lists.store.ts'
import type { Looking, WholePost } from '../posts/posts.store.ts'
import { sharingWords } from './similar.store.ts'
import { tellingWords } from './words.ts'

export interface SimilarAsked {
  title: string
  /** More of what they wrote: the summary. */
  more?: string
  /** The story that they are writing, which is like itself. */
  besides?: string
  size?: number
}

/** How much a story must share, as a part of what the best does. */
const near = 0.4

/** Up to `size` stories, 6 unless said: those that were stopped first, then by how well they fit. */
export async function similarStories(context: Context, looking: Looking, asked: SimilarAsked): Promise<WholePost[]> {
  const words = tellingWords(asked.title, asked.more)
  const hits = await sharingWords(context.store.read, looking, words, asked.besides ? { besides: asked.besides } : {})
  const fitting = enough(hits, words).slice(0, asked.size ?? 6)
  const rows = await postsInOrder(
    context.store.read,
    fitting.map(({ id }) => id),
    looking
  )
  return rows.toSorted((a, b) => badness(b) - badness(a))
}

/** What stopped went worst; what tells of no bad half comes last. */
const badness = ({ story }: WholePost) => (story?.state === 'stopped' ? 2 : story?.toldBadly ? 1 : 0)

/**
 * Those that share enough, the best first. Of three words or more one in common is chance, unless there is nothing better
 * and it stands in the title.
 */
function enough<Hit extends { rank: number; title: string; body: string }>(hits: Hit[], words: string[]): Hit[] {
  const shared = hits.map((hit) => {
    const { title, all } = inCommon(hit, words)
    return { hit, title, all, score: title + all }
  })
  // The order of equals stays as the database ranks them.
  shared.sort((a, b) => b.score - a.score)
  const least = (shared[0]?.score ?? 0) * near
  const close = shared.filter(({ score, all }) => score >= least && (words.length < 3 || all > 1))
  const kept = close.length > 0 ? close : shared.filter(({ title }) => title > 0)
  return kept.map(({ hit }) => hit)
}

/** How many of the words stand in it, and in its title, whatever their endings. */
function inCommon({ title, body }: { title: string; body: string }, words: string[]) {
  const [head, text] = [title.toLowerCase(), `${title}\n${body}`.toLowerCase()]
  const stems = words.map((word) => (word.length > 5 ? word.slice(0, Math.max(4, word.length - 3)) : word))
  return {
    title: stems.filter((stem) => head.includes(stem)).length,
    all: stems.filter((stem) => text.includes(stem)).length
  }
}
