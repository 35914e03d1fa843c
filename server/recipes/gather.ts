/** Puts a draft together from a story and its accepted answers: each passage in the section where it seems to belong. */
import { newKey } from '../../schema/columns.ts'
import type { Context } from '../context.ts'
import { acceptedFor, readPosts, readThread, type WholePost } from '../posts/posts.store.ts'
import { textOf } from '../text/sanitise.ts'
import { most, type Passage, type RecipeLine, type RecipeSection } from './lines.ts'
import { type Found, hashOf, passagesIn, placeOf } from './passages.ts'

/** A post whose words are used, and what it is called in the margin. */
export interface Origin {
  whole: WholePost
  what: string
}

export interface Gathered {
  lines: RecipeLine[]
  origins: Origin[]
}

/** The lines, with the posts that they come from; of answers those that `reader` may read. */
export async function gather(context: Context, story: WholePost, reader: string): Promise<Gathered> {
  const answers = await acceptedUnder(context, story, reader)
  const origins = [{ whole: story, what: 'Story' }, ...answers.map(({ whole, what }) => ({ whole, what }))]
  const lines = [
    ...linesOfStory(story),
    ...answers.flatMap(({ whole, question }) =>
      passagesIn(whole.post.html).map((found) => lineOf(whole, found.text, placeOf(found, question)))
    )
  ]
  const head: RecipeLine[] = [
    { id: 'title', section: 'title', text: story.post.title ?? '', sources: [], rev: 1 },
    { id: 'summary', section: 'summary', text: story.post.summary ?? '', sources: [], rev: 1 }
  ]
  return { lines: [...head, ...lines.slice(0, most.lines)], origins }
}

function linesOfStory(whole: WholePost): RecipeLine[] {
  const { post, story } = whole
  const put = (html: string, section?: RecipeSection) =>
    passagesIn(html).map((found: Found) => lineOf(whole, found.text, section ?? placeOf(found)))
  const fact = (text: string | null | undefined, section: RecipeSection, label = '') =>
    text ? [lineOf(whole, label + text, section, text)] : []
  return [
    ...fact(story?.cost, 'cost'),
    ...fact(story?.evidence, 'evidence'),
    ...fact(story?.saving, 'evidence', 'Saving: '),
    ...put(post.html),
    ...put(story?.wentWellHtml ?? '', 'well'),
    ...put(story?.wentBadlyHtml ?? '', 'badly')
  ]
}

/** A line with the passage that it was taken from. */
export function lineOf({ post }: WholePost, text: string, section: RecipeSection, words = text): RecipeLine {
  return { id: newKey(), section, text, sources: [passageOf(post, words)], rev: 1 }
}

/** Words of a post as a source; the hash is of all that the post says now, so that a later change shows. */
export const passageOf = ({ uri, html }: WholePost['post'], words: string): Passage => ({
  uri,
  words,
  hash: hashOf(textOf(html))
})

async function acceptedUnder(context: Context, story: WholePost, reader: string) {
  const db = context.store.read
  const thread = await readThread(db, story.post.thread, { actor: reader })
  const questions = new Map(thread.filter(({ question }) => question?.answered).map((row) => [row.post.id, row]))
  const accepted = await acceptedFor(db, [...questions.keys()])
  const ids = [...new Set(accepted.map(({ answer }) => answer))]
  const byId = new Map((await readPosts(db, ids, { actor: reader })).map((row) => [row.post.id, row]))
  const seen = new Set<string>()
  return accepted.flatMap(({ answer, question }) => {
    const whole = byId.get(answer)
    const asked = questions.get(question)
    if (!whole || !asked || seen.has(answer)) return []
    seen.add(answer)
    return [
      { whole, question: asked.post.title ?? '', what: `Answer to ${asked.author.name || asked.author.username}` }
    ]
  })
}
