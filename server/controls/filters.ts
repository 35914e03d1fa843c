/** Finds in posts the words, phrases and topics that somebody filters: whole words, whatever their case and accents. */
import { fold, joins } from '../moderation/rules/fold.ts'
import { buildPhrases } from '../moderation/rules/phrases.ts'
import type { Looking, Post, WholePost } from '../posts/whole.store.ts'
import type { Reader } from '../store/store.ts'
import { textOf } from '../text/sanitise.ts'
import { type Filter, filtersOf } from './controls.store.ts'

/** A post with as many of its parts as are at hand. */
type Said = { post: Post } & Partial<Pick<WholePost, 'story'>>

/** The filter that a post falls under, one that hides it before one that folds it; undefined when there is none. */
export type Sieve = (said: Said) => Filter | undefined

const nothing: Sieve = () => undefined

/** Makes ready what somebody filters; their own words are never filtered. */
export async function sieveOf(db: Reader, looking: Looking): Promise<Sieve> {
  if (!looking || looking.elsewhere) return nothing
  const own = await filtersOf(db, looking.actor)
  if (own.length === 0) return nothing
  const sieve = makeSieve(own)
  return (said) => (said.post.author === looking.actor ? undefined : sieve(said))
}

/** The posts of a list that no filter of whoever is looking hides; those to be folded stay. */
export async function withoutFiltered<Row extends Said>(db: Reader, looking: Looking, rows: Row[]): Promise<Row[]> {
  if (rows.length === 0) return rows
  const sieve = await sieveOf(db, looking)
  return sieve === nothing ? rows : rows.filter((row) => sieve(row)?.act !== 'hide')
}

/** The posts that no filter of whoever is looking catches at all: for words that stand inside something else. */
export async function withoutFolded<Row extends Said>(db: Reader, looking: Looking, rows: Row[]): Promise<Row[]> {
  if (rows.length === 0) return rows
  const sieve = await sieveOf(db, looking)
  return sieve === nothing ? rows : rows.filter((row) => !sieve(row))
}

/** Makes a sieve of filters, the most severe first. */
export function makeSieve(filters: Filter[]): Sieve {
  const ordered = filters.toSorted((a, b) => Number(b.act === 'hide') - Number(a.act === 'hide'))
  const phrases = ordered.map(({ kind, words }) => (kind === 'words' ? fold(words).trim() : ''))
  const machine = buildPhrases(phrases)
  const topics = new Map<string, number>()
  ordered.forEach(({ kind, words }, n) => {
    const topic = fold(words)
    if (kind === 'topic' && !topics.has(topic)) topics.set(topic, n)
  })
  return (said) => {
    let first = Number.POSITIVE_INFINITY
    for (const topic of said.post.topics) first = Math.min(first, topics.get(fold(topic)) ?? first)
    const text = fold(wordsOf(said))
    machine.find(text, (n, start, end) => {
      if (n < first && standsAlone(text, start, end)) first = n
    })
    return ordered[first]
  }
}

/** Whether what was found is whole words: a phrase that begins or ends with a sign joins on to nothing there. */
const standsAlone = (text: string, start: number, end: number) =>
  !(joins(text, start) && joins(text, start - 1)) && !(joins(text, end - 1) && joins(text, end))

/** All that a reader would see of it in words. */
function wordsOf({ post, story }: Said): string {
  return [
    post.title,
    post.warning,
    post.summary,
    textOf(post.html),
    story && textOf(story.wentWellHtml),
    story && textOf(story.wentBadlyHtml),
    ...post.attachments.map(({ alt }) => alt),
    ...(post.poll?.options.map(({ text }) => text) ?? []),
    ...post.topics.map((topic) => `#${topic}`)
  ]
    .filter(Boolean)
    .join('\n')
}
