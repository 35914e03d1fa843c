/** Short permanent addresses for what stands here: made when first asked for, and never given to anything else. */
import { randomInt } from 'node:crypto'
import type { Context } from '../context.ts'
import type { WholePost } from '../posts/posts.store.ts'
import { addCode, codeOf, postOfCode } from './short-links.store.ts'

/** Lower-case letters and digits that cannot be taken for each other when read aloud or from paper. */
const alphabet = '23456789abcdefghjkmnpqrstuvwxyz'
const length = 6
const form = new RegExp(`^[${alphabet}]{${length}}$`)

/** Whether something of ours may have a short address: stories, questions and recipes that others can open. */
export const mayHaveShortLink = ({ post }: Pick<WholePost, 'post'>): boolean =>
  post.local &&
  ['story', 'question', 'recipe'].includes(post.kind) &&
  ['public', 'unlisted', 'local'].includes(post.audience)

/** The short code of a post, the same each time. */
export async function shortCode(context: Context, post: string): Promise<string> {
  for (;;) {
    const known = await codeOf(context.store.read, post)
    if (known) return known
    const code = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
    await context.store.write((tx) => addCode(tx, code, post))
  }
}

/** The whole short address of a code. */
export const shortAddress = (context: Pick<Context, 'config'>, code: string): string =>
  `${context.config.origin}/s/${code}`

/** The id of the post to which a code leads, however it was typed; undefined when it leads nowhere. */
export async function findShort(context: Context, typed: string): Promise<string | undefined> {
  const code = typed.toLowerCase()
  return form.test(code) ? postOfCode(context.store.read, code) : undefined
}
