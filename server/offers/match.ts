/** Who here may know the answer to a question, the likeliest first, and why. */
import type { OfferWhy } from '../../schema/offers.ts'
import type { Context } from '../context.ts'
import type { WholePost } from '../posts/posts.store.ts'
import { tellingWords } from '../similar/words.ts'
import { textOf } from '../text/sanitise.ts'
import { type Askable, askablePeople, refusalsOf } from './offers.store.ts'
import { type WrittenOn, type WrittenWith, writtenOn, writtenWith } from './written.store.ts'

/** Somebody who may know. */
export interface Knowing {
  person: Askable
  why: OfferWhy
  score: number
}

/** What a question is about. */
interface Subject {
  topics: Set<string>
  words: string[]
  stems: Set<string>
}

/** One word whatever its ending. */
const stemOf = (word: string) => (word.length > 5 ? word.slice(0, Math.max(4, word.length - 3)) : word)
const wordsIn = (text: string) => tellingWords(text)

/** People who may know, without who asked; nobody for whom nothing speaks. */
export async function peopleWhoKnow(context: Context, { post, author }: WholePost): Promise<Knowing[]> {
  const db = context.store.read
  const words = tellingWords(post.title ?? '', textOf(post.html))
  const subject = { topics: new Set(post.topics), words, stems: new Set(words.map(stemOf)) }
  const [people, onTopic, withWords] = await Promise.all([
    askablePeople(db),
    writtenOn(db, post.topics),
    writtenWith(db, words)
  ])
  const able = people.filter(({ actor, choices }) => actor.id !== author.id && !choices.paused)
  const refused = await refusalsOf(
    db,
    able.map(({ actor }) => actor.id)
  )
  const byTopic = Map.groupBy(onTopic, (row) => row.author)
  const byWords = Map.groupBy(withWords, (row) => row.author)
  return able
    .flatMap((person): Knowing[] => {
      const { id } = person.actor
      const not = refused.get(id) ?? new Set<string>()
      const grounds = [
        bySkill(person, subject, not),
        bySubject(byTopic.get(id) ?? [], not),
        byOwnWords(byWords.get(id) ?? [], subject, not)
      ].filter((one) => one !== undefined)
      const score = grounds.reduce((sum, one) => sum + one.score, 0)
      return score === 0 ? [] : [{ person, score, why: Object.assign({}, ...grounds.map((one) => one.why).reverse()) }]
    })
    .toSorted((a, b) => b.score - a.score || (a.person.actor.id < b.person.actor.id ? -1 : 1))
}

interface Ground {
  why: OfferWhy
  score: number
}

/** A skill or a topic of their profile, which they show because they chose to. */
function bySkill({ actor: { profile } }: Askable, subject: Subject, not: Set<string>): Ground | undefined {
  const skill = [...(profile.skills ?? []), ...(profile.topics ?? [])].find((one) => {
    const term = one.toLowerCase()
    const parts = wordsIn(one)
    if (not.has(term) || parts.length === 0) return false
    const named = subject.topics.has(term.replaceAll(/\s+/g, '')) || parts.some((part) => subject.topics.has(part))
    return named || parts.every((part) => subject.stems.has(stemOf(part)))
  })
  return skill === undefined ? undefined : { why: { skill }, score: 3 }
}

/** What they wrote on one of its topics. */
function bySubject(rows: WrittenOn[], not: Set<string>): Ground | undefined {
  const [latest, ...more] = rows.filter(({ topic }) => !not.has(topic))
  if (!latest) return undefined
  return { why: { topic: latest.topic, post: latest.post }, score: 2 + Math.min(3, more.length) * 0.5 }
}

/** What they wrote with its words; of three or more, one in common is chance. */
function byOwnWords(rows: WrittenWith[], { words }: Subject, not: Set<string>): Ground | undefined {
  const wanted = words.filter((word) => !not.has(word))
  const least = words.length < 3 ? 1 : 2
  let best: { shared: string[]; post: string } | undefined
  for (const row of rows) {
    const stems = new Set((`${row.title}\n${row.body}`.toLowerCase().match(/[\p{L}\p{N}]{2,40}/gu) ?? []).map(stemOf))
    const shared = wanted.filter((word) => stems.has(stemOf(word)))
    if (shared.length >= least && shared.length > (best?.shared.length ?? 0)) best = { shared, post: row.post }
  }
  if (!best) return undefined
  return { why: { words: best.shared.slice(0, 3), post: best.post }, score: 0.5 + best.shared.length * 0.5 }
}
