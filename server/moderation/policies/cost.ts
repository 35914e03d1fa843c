/** What a policy about a server would cost, before anybody applies it: counted from what ties us to it. */
import type { Context } from '../../context.ts'
import { hostAndAbove } from '../instances.store.ts'
import * as counting from './cost.store.ts'

/** What ties us to a server and those below it. */
export interface Cost {
  /** People there who are known here. */
  people: number
  /** Follows of ours by people there, and of people there by ours. */
  followers: number
  following: number
  /** Members of our communities from there, once for each community. */
  members: number
  /** Conversations between there and here. */
  conversations: number
  /** What they said that shows on our pages; questions among it. */
  posts: number
  questions: number
  /** Answers from there that were accepted. */
  accepted: number
  /** Quotes, by ours of them and by them of ours. */
  quotes: number
  /** What waits for a person. */
  waiting: number
}

export const noCost: Cost = {
  ...{ people: 0, followers: 0, following: 0, members: 0, conversations: 0, posts: 0 },
  ...{ questions: 0, accepted: 0, quotes: 0, waiting: 0 }
}

/** Whether nothing ties us to it. */
export const isNoRelation = (cost: Cost) => Object.values(cost).every((n) => n === 0)

/** How much more a person should look at one than at another. */
export const weightOf = (cost: Cost) =>
  cost.accepted * 50 +
  (cost.followers + cost.following + cost.members) * 20 +
  cost.conversations * 10 +
  cost.quotes * 5 +
  cost.posts

const parts: [keyof Cost, counting.Counting][] = [
  ['people', counting.people],
  ['followers', counting.followers],
  ['following', counting.following],
  ['members', counting.members],
  ['conversations', counting.conversations],
  ['posts', counting.postsFrom],
  ['questions', counting.questionsFrom],
  ['accepted', counting.accepted],
  ['quotes', counting.quoted],
  ['quotes', counting.quoting]
]

/** What a policy about this server would cost. */
export async function costOf(context: Context, host: string): Promise<Cost> {
  const { read } = context.store
  const [actorsThere, heldThere] = await Promise.all([counting.actorsThere(read, host), counting.heldThere(host)])
  const [counted, waiting] = await Promise.all([
    Promise.all(parts.map(([, count]) => count(read, actorsThere))),
    counting.waiting(read, heldThere)
  ])
  const cost = { ...noCost }
  for (const [n, rows] of counted.entries()) for (const row of rows) cost[parts[n]![0]] += row.n
  for (const row of waiting) cost.waiting += row.n
  return cost
}

/**
 * What ties us to every server, gathered also for each domain above it: the cost of a policy about any name at all is what
 * stands here, or nothing. One query for each kind of tie, however long a list is compared with it.
 */
export async function allCosts(context: Context): Promise<Map<string, Cost>> {
  const { read } = context.store
  const [decided, waiting, counted] = await Promise.all([
    counting.decidedHosts(read),
    counting.waiting(read, undefined),
    Promise.all(parts.map(([, count]) => count(read, undefined)))
  ])
  const settled = new Set(decided.map((row) => row.host))
  const costs = new Map<string, Cost>()
  const add = (part: keyof Cost, rows: counting.CountedAt[]) => {
    for (const { host, n } of rows) {
      // What was decided for a host itself stands, whatever is decided above it.
      for (const name of settled.has(host) ? [host] : hostAndAbove(host)) {
        const cost = costs.get(name) ?? { ...noCost }
        cost[part] += n
        costs.set(name, cost)
      }
    }
  }
  for (const [n, rows] of counted.entries()) add(parts[n]![0], rows)
  add('waiting', waiting)
  return costs
}

/** The same as a sentence for a proposal: "It ends 2 follows and touches 1 conversation." Empty when nothing ties us. */
export function costSentence({ followers, following, members, conversations, accepted, posts }: Cost): string {
  const told = (n: number, one: string) => (n > 0 ? [`${n.toLocaleString('en-GB')} ${n === 1 ? one : `${one}s`}`] : [])
  const parts = [
    ...told(followers + following, 'follow'),
    ...told(members, 'membership'),
    ...told(conversations, 'conversation'),
    ...told(accepted, 'accepted answer'),
    ...told(posts, 'post')
  ]
  if (parts.length === 0) return ''
  const last = parts.pop()
  return `It cuts ${parts.length > 0 ? `${parts.join(', ')} and ` : ''}${last}.`
}
