/** Rules that would do more than anybody wants: against ourselves, against all peer councils, or against each other. */
import type { Condition, Decide, RuleBody, Said } from '../../../schema/rules.ts'
import type { Context } from '../../context.ts'
import { Invalid } from '../../errors.ts'
import { listInstances } from '../instances.store.ts'
import { compileRules } from './compile.ts'
import { withAbove } from './domains.ts'
import { fold } from './fold.ts'
import type { Rule } from './rules.store.ts'

const doing: Record<Decide, string> = { hold: 'hold', limit: 'limit', reject: 'reject' }
const decided: Record<Decide, string> = { hold: 'holds', limit: 'limits', reject: 'rejects' }

/** Throws Invalid, with why, for a rule against our own server or against every peer council. */
export async function refuseDanger(context: Context, body: RuleBody): Promise<void> {
  const ours = new Set([new URL(context.config.origin).host, context.config.handleHost].flatMap(withAbove))
  body.conditions.forEach((condition, at) => {
    if (condition.on !== 'from' && condition.on !== 'link') return
    const own = condition.domains.find((domain) => ours.has(domain))
    if (!own || (condition.on === 'link' && !body.actions.decide)) return
    const text =
      condition.on === 'from'
        ? `${own} is this server itself, or a domain above it`
        : `${own} leads to this server: whoever answers us with a link to what we said would be stopped`
    throw new Invalid([{ field: `condition-${at + 1}`, text }])
  })
  const { decide } = body.actions
  if (!decide) return
  const peers = await peersStopped(context, body)
  if (peers === undefined) return
  // To let one server wait, by its name, is a decision like any other, also where it is the only peer.
  if (decide === 'hold' && peers === 1 && body.conditions.some(({ on }) => on === 'from')) return
  const whom =
    peers === 0 ? 'any peer council' : peers === 1 ? 'the one peer council that you have' : `all ${peers} peer councils`
  const text = `This would ${doing[decide]} ordinary posts from ${whom}. Narrow it down, for example to people who are not known`
  throw new Invalid([{ field: 'condition-1', text }])
}

/** Whether the rule catches ordinary posts of every peer council: how many these are, 0 when there is none yet. */
async function peersStopped(context: Context, body: RuleBody): Promise<number | undefined> {
  const peers = (await listInstances(context.store.read, 'network', '', 1_000)).map(({ host }) => host)
  const machine = compileRules([{ id: '', name: '', version: 0, body }])
  const facts = { trust: 'network' as const, age: 1_000, first: false, followed: true }
  const catches = (host: string) =>
    ordinary.every((text) => {
      const said: Said = { ...plainPost, texts: [{ field: 'words', text }] }
      const asked = { said, facts, host, actor: `https://${host}/actors/1`, now: context.clock(), rate: () => 1 }
      return machine.judge(asked).decider !== undefined
    })
  const hosts = peers.length > 0 ? peers : ['peer-council.invalid']
  return hosts.every(catches) ? peers.length : undefined
}

const ordinary = ['Thank you, that helped.', 'How did you pay for it?', 'Our first month: forty people came.']
const plainPost: Omit<Said, 'texts'> = {
  ...{ type: 'Create', kind: 'Note', links: [], tagged: [], media: [], language: 'en', mentions: 0, closed: false }
}

/** Rules that ask the same and do something else, or that never get their turn: in sentences. */
export function conflictsOf(
  body: RuleBody,
  others: Pick<Rule, 'id' | 'name' | 'body' | 'enabled'>[],
  id?: string
): string[] {
  const key = keyOf(body)
  const at = others.findIndex((other) => other.id === id)
  return others.flatMap((other, n) => {
    if (other.id === id || !other.enabled) return []
    if (keyOf(other.body) !== key) {
      const before = at < 0 || n < at
      return before && decidesAll(other.body, body)
        ? [`“${other.name}” stands before it and ${decided[other.body.actions.decide!]} all that this one matches.`]
        : []
    }
    const [mine, theirs] = [body.actions.decide, other.body.actions.decide]
    if (mine === theirs) return [`“${other.name}” asks exactly the same. One of the two is enough.`]
    if (!mine || !theirs) return []
    return [
      `“${other.name}” asks exactly the same, and would ${doing[theirs]} what this one would ${doing[mine]}. The one that stands first counts.`
    ]
  })
}

/** Whether one rule decides on whatever another matches, so that the other never gets its turn behind it. */
function decidesAll(one: RuleBody, other: RuleBody): boolean {
  if (!one.actions.decide) return false
  const wide = (condition: Condition) => other.conditions.some((narrow) => covers(condition, narrow))
  if (one.match === 'all' || one.conditions.length === 1)
    return other.match === 'all' || other.conditions.length === 1 ? one.conditions.every(wide) : false
  return other.match === 'all' && one.conditions.some(wide)
}

/** Whether a condition holds wherever another does, as far as that can be told from the two alone. */
function covers(wide: Condition, narrow: Condition): boolean {
  if (wide.on === 'age' && narrow.on === 'age') return narrow.days <= wide.days
  if ((wide.on === 'links' || wide.on === 'mentions') && narrow.on === wide.on) return narrow.atLeast >= wide.atLeast
  const lists = [listOf(wide), listOf(narrow)] as const
  if (wide.on !== narrow.on || !lists[0] || !lists[1]) return sameKey(wide) === sameKey(narrow)
  const all = new Set(lists[0].map((one) => fold(one)))
  return lists[1].every((one) => all.has(fold(one)))
}

function listOf(condition: Condition): string[] | undefined {
  if (condition.on === 'words') return condition.list
  if (condition.on === 'from' || condition.on === 'link') return condition.domains
  return condition.on === 'type' || condition.on === 'media' ? condition.types : undefined
}

/** The same for bodies that ask the same, whatever the order and the case of what they list. */
function keyOf({ match, conditions }: RuleBody): string {
  return `${conditions.length > 1 ? match : ''} ${conditions.map(sameKey).sort().join(' ')}`
}

const sameKey = (condition: Condition): string =>
  JSON.stringify(
    Object.entries(condition)
      .map(([name, value]) => [name, Array.isArray(value) ? value.map((one) => fold(String(one))).sort() : value])
      .sort(([one], [other]) => String(one).localeCompare(String(other)))
  )
