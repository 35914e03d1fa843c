/**
 * What rules would have done to what really came in (M5). Pure: entries of the inbox log in, numbers and lists out;
 * nothing is changed, sent or noted. {@link simulatePolicy} does the same for a decision about a server.
 */
import type { Decide, Facts, Said } from '../../../schema/rules.ts'
import { compileRules, type RuleAtWork } from './compile.ts'

/** One thing that came in, as the log kept it. */
export interface Entry {
  id: string
  uri: string
  object: string | null
  type: string
  actor: string
  host: string
  path: string
  verdict: string
  said: Omit<Said, 'type'>
  facts: Facts
  created: Date
}

/** One that rules would have caught. */
export interface Caught {
  entry: Entry
  decide: Decide | undefined
  labels: string[]
  stripMedia: boolean
  sensitive: boolean
  /** By which rule, where, and on what words. */
  rule: string
  field: string
  matched: string
}

export interface Simulated {
  /** How many came in. */
  total: number
  caught: Caught[]
}

export interface Simulation {
  add(entry: Entry): void
  result(): Simulated
}

/** Begins a simulation; give it entries from the oldest to the newest, so that rates are as they were. */
export function beginSimulation(rules: RuleAtWork[]): Simulation {
  const machine = compileRules(rules)
  const rates = countRates(rules)
  const caught: Caught[] = []
  let total = 0
  return {
    add(entry) {
      total++
      const { actor, host, facts, created: now } = entry
      const rate = rates(entry)
      const said: Said = { ...entry.said, type: entry.type }
      const { hits, decider, marks } = machine.judge({ said, actor, host, facts, now, rate })
      const [first] = hits
      if (!first) return
      const { rule, field, matched } = decider ?? first
      caught.push({
        ...{ entry, decide: decider?.rule.body.actions.decide, labels: marks.labels?.map((one) => one.text) ?? [] },
        ...{ stripMedia: marks.stripMedia ?? false, sensitive: marks.sensitive ?? false },
        ...{ rule: rule.name, field, matched }
      })
    },
    result: () => ({ total, caught })
  }
}

/** What rules, in this order, would have done. */
export function simulate(rules: RuleAtWork[], entries: Iterable<Entry>): Simulated {
  const simulation = beginSimulation(rules)
  for (const entry of entries) simulation.add(entry)
  return simulation.result()
}

/** What a decision about a server would have done: to limit it, to take nothing from it, or to fetch no media. */
export function simulatePolicy(
  policy: { host: string; severity: 'limit' | 'suspend' | 'none'; rejectMedia?: boolean },
  entries: Iterable<Entry>
): Simulated {
  return simulate([policyRule(policy)], entries)
}

/** A decision about a server as the rule that does the same. */
export function policyRule(policy: {
  host: string
  severity: 'limit' | 'suspend' | 'none'
  rejectMedia?: boolean
}): RuleAtWork {
  const decide = ({ limit: 'limit', suspend: 'reject', none: undefined } as const)[policy.severity]
  const actions = { ...(decide && { decide }), ...(policy.rejectMedia && { stripMedia: true }) }
  const body = { match: 'all' as const, conditions: [{ on: 'from' as const, domains: [policy.host] }], actions }
  return { id: 'policy', name: policy.host, version: 0, body }
}

/** Counts what came of each author and server within the windows that the rules ask about. */
function countRates(rules: RuleAtWork[]) {
  const asked = rules.flatMap(({ body }) => body.conditions).filter((one) => one.on === 'rate')
  const windows = new Map(asked.map(({ of, minutes }) => [`${of} ${minutes}`, { of, minutes }]))
  const times = new Map<string, number[]>()
  return (entry: Entry) => {
    const now = entry.created.getTime()
    const counts = new Map<string, number>()
    for (const [name, { of, minutes }] of windows) {
      const key = `${name} ${of === 'actor' ? entry.actor : entry.host}`
      const list = times.get(key) ?? []
      let gone = 0
      while (gone < list.length && list[gone]! < now - minutes * 60_000) gone++
      if (gone > 0) list.splice(0, gone)
      list.push(now)
      times.set(key, list)
      counts.set(name, list.length)
    }
    return (of: 'actor' | 'host', minutes: number) => counts.get(`${of} ${minutes}`) ?? 1
  }
}
