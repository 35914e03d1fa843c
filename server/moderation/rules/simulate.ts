/**
 * What rules would have done to what really came in (M5). Pure: entries of the inbox log in, numbers and lists out;
 * nothing is changed, sent or noted. {@link simulatePolicy} does the same for a decision about a server.
 */
import type { Condition, Decide, Facts, RuleActions, Said } from '../../../schema/rules.ts'
import { ruledTypes } from './check.ts'
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

/** A decision about a server, as it is tried. */
export interface TriedPolicy {
  host: string
  severity: 'limit' | 'suspend' | 'none'
  rejectMedia?: boolean
  rejectReports?: boolean
  /** Whether requests to follow pass whoever is trusted how far, as this council may have it. */
  followsPass?: boolean
}

/** What a decision about a server would have done: to limit it, to take nothing from it, or to leave media or reports out. */
export function simulatePolicy(policy: TriedPolicy, entries: Iterable<Entry>): Simulated {
  const simulation = beginPolicySimulation(policy)
  for (const entry of entries) simulation.add(entry)
  return simulation.result()
}

/** Begins the simulation of a decision about a server; give it what came in, the oldest first. */
export function beginPolicySimulation(policy: TriedPolicy): Simulation {
  const simulation = beginSimulation(policyRules(policy))
  return {
    add: simulation.add,
    result() {
      const { total, caught } = simulation.result()
      // What attaches nothing would be as it was.
      return { total, caught: caught.filter(({ decide, entry }) => decide || entry.said.media.length > 0) }
    }
  }
}

/** A decision about a server as the rules that do the same, in the order in which they are asked. */
export function policyRules(policy: TriedPolicy): RuleAtWork[] {
  const { host, severity, rejectMedia, rejectReports, followsPass } = policy
  const from: Condition = { on: 'from', domains: [host] }
  const media = rejectMedia ? { stripMedia: true } : {}
  const rule = (actions: RuleActions, ...further: Condition[]): RuleAtWork => ({
    ...{ id: 'policy', name: host, version: 0 },
    body: { match: 'all', conditions: [from, ...further], actions }
  })
  // Reports are stopped only by a rule that names them.
  const reports: Condition = { on: 'type', types: ['Flag'] }
  if (severity === 'suspend') return [rule({ decide: 'reject' }), rule({ decide: 'reject' }, reports)]
  const leftOut = rejectReports ? [rule({ decide: 'reject' }, reports)] : []
  if (severity === 'none') return [...leftOut, ...(rejectMedia ? [rule(media)] : [])]
  // Limited: those whom somebody here follows show to those who do; everything else waits.
  const waits = followsPass ? ruledTypes.filter((type) => type !== 'Follow') : undefined
  const followed: Condition = { on: 'followed', is: true }
  const ofThese: Condition[] = waits ? [{ on: 'type', types: waits }] : []
  return [
    ...leftOut,
    rule({ ...media, decide: 'limit' }, followed, ...ofThese),
    rule({ ...media, decide: 'hold' }, ...ofThese),
    ...(waits ? [] : [rule({ decide: 'hold' }, reports)])
  ]
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
