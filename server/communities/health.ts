/** How a community of ours is doing, as an invitation: what waits for somebody, who carries it, and where it is quiet. */
import { type Actor, actorsByIds } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import { withoutFiltered } from '../controls/filters.ts'
import { unhiddenPosts } from '../controls/hidden.store.ts'
import { keyAt } from '../moderation/log/decisions.store.ts'
import type { Looking, WholePost } from '../posts/posts.store.ts'
import type { Community } from './communities.store.ts'
import { answersSince, newcomersSince, questionsSince, saidSince, serversOf } from './health.store.ts'

const day = 86_400_000
const week = 7 * day

/** How many weeks are looked at. */
export const weeksSeen = 8
/** For how long somebody counts as new. */
const newFor = 2 * week
/** With fewer answers, that few people gave them says nothing. */
const tellingAnswers = 6

export interface Health {
  /** How many follow it, and from how many servers they come. */
  members: number
  servers: number
  /** Questions of the last weeks, and how many of them somebody answered. */
  asked: number
  answered: number
  /** The middle time from a question to its first answer, in milliseconds. */
  firstAnswer?: number
  /** How many of the weeks since it was opened had nothing said in them, of {@link weeksSeen} at most. */
  quietWeeks: number
  /** The questions that nobody answered, the oldest first. */
  waiting: { id: string; since: Date }[]
  /** Who answered most, with how often; three at most. */
  carriers: { actor: Actor; answers: number }[]
  /** When as few as one or two people gave half of all answers: how many. */
  half?: 1 | 2
}

/** Looks at a community as somebody may see it. */
export async function healthOf(context: Context, looking: Looking, community: Community): Promise<Health> {
  const db = context.store.read
  const { id } = community.actor
  const now = context.clock().getTime()
  const since = keyAt(new Date(now - weeksSeen * week))
  const [questions, answers, said, [servers]] = await Promise.all([
    questionsSince(db, looking, id, since),
    answersSince(db, looking, id, since),
    saidSince(db, looking, id, since),
    serversOf(db, id)
  ])
  const byQuestion = Map.groupBy(answers, (answer) => answer.question)
  const asked = questions.map((one) => ({ ...one, at: one.asked ?? one.kept }))
  const waiting = asked.filter((one) => !one.accepted && !byQuestion.has(one.id))
  const times = asked.flatMap((one) => {
    const first = (byQuestion.get(one.id) ?? []).map((answer) => (answer.said ?? answer.kept).getTime())
    return first.length > 0 ? [Math.max(0, Math.min(...first) - one.at.getTime())] : []
  })
  const weeks = Math.min(weeksSeen, Math.ceil((now - community.parts.created.getTime()) / week))
  const half = fewest(answers.map((answer) => answer.by))
  return {
    ...{ members: community.actor.followers, servers: servers?.n ?? 0 },
    ...{ asked: asked.length, answered: asked.length - waiting.length },
    ...(times.length > 0 && { firstAnswer: middle(times) }),
    quietWeeks: quietOf(
      said.map((one) => one.id),
      now,
      weeks
    ),
    waiting: waiting
      .map((one) => ({ id: one.id, since: one.at }))
      .sort((a, b) => a.since.getTime() - b.since.getTime()),
    carriers: await carriersOf(context, answers),
    ...(half && { half })
  }
}

/** The posts of these ids, in the same order, as whoever is looking may read them and has not hidden them. */
export async function inOrder(context: Context, looking: Looking, ids: string[]): Promise<WholePost[]> {
  const { read } = context.store
  const rows = await withoutFiltered(read, looking, await unhiddenPosts(read, ids, looking))
  const byId = new Map(rows.map((row) => [row.post.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** Who joined a community of ours in the last two weeks and was neither answered nor named there; twenty at most. */
export function newcomersOf(context: Context, community: string): Promise<{ actor: Actor; joined: Date }[]> {
  const since = keyAt(new Date(context.clock().getTime() - newFor))
  return newcomersSince(context.store.read, community, since, 20)
}

async function carriersOf(context: Context, answers: { by: string }[]): Promise<Health['carriers']> {
  const ranked = countBy(answers.map((answer) => answer.by)).slice(0, 3)
  const actors = await actorsByIds(
    context.store.read,
    ranked.map(([id]) => id)
  )
  const byId = new Map(actors.map((actor) => [actor.id, actor]))
  return ranked.flatMap(([id, n]) => {
    const actor = byId.get(id)
    return actor && !actor.deleted ? [{ actor, answers: n }] : []
  })
}

function countBy(ids: string[]): [string, number][] {
  const counts = [...Map.groupBy(ids, (id) => id)].map(([id, all]): [string, number] => [id, all.length])
  return counts.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
}

function fewest(ids: string[]): 1 | 2 | undefined {
  if (ids.length < tellingAnswers) return undefined
  const [first = 0, second = 0] = countBy(ids).map(([, n]) => n)
  if (first * 2 >= ids.length) return 1
  return (first + second) * 2 >= ids.length ? 2 : undefined
}

function middle(times: number[]): number {
  const sorted = times.toSorted((a, b) => a - b)
  const at = sorted.length >> 1
  return sorted.length % 2 ? sorted[at]! : (sorted[at - 1]! + sorted[at]!) / 2
}

/** How many of the last weeks have none of these keys in them. */
function quietOf(keys: string[], now: number, weeks: number): number {
  const loud = new Set(keys.map((key) => Math.floor((now - Number.parseInt(key.slice(0, 12), 16)) / week)))
  return Array.from({ length: weeks }, (_, n) => n).filter((n) => !loud.has(n)).length
}
