/** Applies what lists propose, when a person says so: one by one where something ties us to a server, else many at once. */
import type { Context } from '../../context.ts'
import { Invalid, Problem } from '../../errors.ts'
import { keepInstances } from '../instances.store.ts'
import { addDecision } from '../log/decisions.store.ts'
import { type Agreed, needSecond, needsTwo } from '../proposals/ask.ts'
import { trustServer, undoPolicy } from '../trust.ts'
import { allCosts, isNoRelation } from './cost.ts'
import { type Proposal, type Standing, surroundingsOf, trustFor, weigh } from './draft.ts'
import { changeEntries, dropEntries, entriesFor, entriesOf, type PolicyEntry, type PolicyList } from './lists.store.ts'
import { keepPolicies } from './policies.store.ts'

export interface Applied {
  applied: number
  lifted: number
  /** What was left as it is, and why. */
  left: { host: string; why: Standing | string }[]
  /** How many were left, of which `left` names the first. */
  leftOver: number
}

const batch = 500
const named = 200

/** What may be applied without being looked at one by one. */
const inBulk = new Set<Standing>(['new', 'lift'])
/** What a person may choose by its name. */
const byName = new Set<Standing>(['new', 'lift', 'overruled', 'stricter', 'kept'])

/** Applies entries of a list: those of these hosts, or every one that may be applied together with others. */
export async function applyEntries(
  context: Context,
  by: string | null,
  list: PolicyList,
  hosts: string[] | 'all',
  reason: string,
  agreed?: Agreed
): Promise<Applied> {
  const around = await surroundingsOf(context, list, await allCosts(context))
  await needSecondToSuspend(context, { by, list, hosts, reason }, around, agreed)
  const may = hosts === 'all' ? inBulk : byName
  const result: Applied = { applied: 0, lifted: 0, left: [], leftOver: 0 }
  for await (const entries of batches(context, list, hosts)) {
    const proposals = await weigh(context, around, entries)
    const chosen = proposals.filter(({ standing }) => may.has(standing))
    for (const { entry, standing } of proposals) if (!may.has(standing)) leave(result, entry.host, standing)
    // What is in force already needs nobody to look at it again.
    const same = proposals.filter(({ standing }) => standing === 'same')
    await settle(context, list, same)
    const [alone, together] = partition(chosen, (one) => one.entry.gone || !isNoRelation(one.cost))
    for (const one of alone) await applyOne(context, by, list, one, reason, result, agreed)
    await applyMany(context, by, list, together, reason)
    result.applied += together.length
  }
  return result
}

/** Where blocking needs two persons, so does applying a list that blocks: all of it is one proposal. */
async function needSecondToSuspend(
  context: Context,
  asked: { by: string | null; list: PolicyList; hosts: string[] | 'all'; reason: string },
  around: Awaited<ReturnType<typeof surroundingsOf>>,
  agreed: Agreed | undefined
): Promise<void> {
  if (agreed || !(await needsTwo(context, 'suspend'))) return
  const { by, list, hosts, reason } = asked
  const may = hosts === 'all' ? inBulk : byName
  let n = 0
  for await (const entries of batches(context, list, hosts))
    for (const { entry, standing, now } of await weigh(context, around, entries))
      if (may.has(standing) && !entry.gone && entry.severity === 'suspend' && now !== 'blocked') n++
  if (n === 0) return
  const says = `Apply what the list ${list.name} proposes, which blocks ${n === 1 ? 'a server' : `${n} servers`}`
  const body = { list: list.id, hosts }
  await needSecond(context, { kind: 'suspend', by, target: `list ${list.id}`, says, reason, body })
}

function leave(result: Applied, host: string, why: string) {
  result.leftOver++
  if (result.left.length < named) result.left.push({ host, why })
}

async function* batches(context: Context, list: PolicyList, hosts: string[] | 'all'): AsyncGenerator<PolicyEntry[]> {
  const { read } = context.store
  if (hosts !== 'all') {
    for (let from = 0; from < hosts.length; from += batch)
      yield (await entriesFor(read, list.id, hosts.slice(from, from + batch))).filter((row) => row.state !== 'applied')
    return
  }
  for (let after = ''; ; ) {
    const rows = await entriesOf(read, list.id, 'open', after, batch)
    if (rows.length > 0) yield rows
    if (rows.length < batch) return
    after = rows.at(-1)!.host
  }
}

const termsOf = (list: PolicyList, entry: PolicyEntry) => ({
  publicReason: entry.comment,
  obfuscate: entry.obfuscate,
  rejectMedia: entry.rejectMedia,
  rejectReports: entry.rejectReports,
  list: list.id
})

async function applyOne(
  context: Context,
  by: string | null,
  list: PolicyList,
  { entry, now }: Proposal,
  reason: string,
  result: Applied,
  agreed: Agreed | undefined
) {
  try {
    const why = reason || `From the list ${list.name}`
    if (entry.gone) await undoPolicy(context, by, entry.host, reason || `No longer on the list ${list.name}`)
    else
      await trustServer(context, by, entry.host, trustFor(entry.severity, now), why, termsOf(list, entry), {}, agreed)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return leave(result, entry.host, (error instanceof Invalid && error.faults[0]?.text) || error.message)
  }
  await context.store.write((tx) =>
    entry.gone ? dropEntries(tx, list.id, [entry.host]) : changeEntries(tx, list.id, [entry.host], { state: 'applied' })
  )
  if (entry.gone) result.lifted++
  else result.applied++
}

/** Servers that nothing ties us to: no follow ends and no post goes, so that one transaction and one decision do. */
async function applyMany(
  context: Context,
  by: string | null,
  list: PolicyList,
  proposals: Proposal[],
  reason: string
): Promise<void> {
  if (proposals.length === 0) return
  const now = context.clock()
  const why = reason || `From the list ${list.name}`
  const hosts = proposals.map(({ entry }) => entry.host)
  await context.store.write(async (tx) => {
    await keepInstances(
      tx,
      proposals.map(({ entry, now: trust }) => ({
        host: entry.host,
        trust: trustFor(entry.severity, trust),
        reason: why
      }))
    )
    await keepPolicies(
      tx,
      proposals.map(({ entry, now: trust }) => ({
        ...termsOf(list, entry),
        ...{ host: entry.host, by, review: null, reminded: null, restorable: null, created: now },
        ...{ before: trust, beforeReason: '' }
      }))
    )
    await changeEntries(tx, list.id, hosts, { state: 'applied' })
    const tally = Object.fromEntries(
      [...Map.groupBy(proposals, ({ entry }) => entry.severity)].map(([severity, some]) => [severity, some.length])
    )
    await addDecision(tx, {
      by,
      act: 'list applied',
      target: list.url ?? list.name,
      reason: why,
      detail: { tally, hosts }
    })
  })
}

async function settle(context: Context, list: PolicyList, proposals: Proposal[]) {
  const [gone, held] = partition(proposals, (one) => one.entry.gone)
  if (proposals.length === 0) return
  await context.store.write(async (tx) => {
    await dropEntries(tx, list.id, gone.map(hostOf))
    await changeEntries(tx, list.id, held.map(hostOf), { state: 'passed' })
  })
}

const hostOf = ({ entry }: Proposal) => entry.host

/** Passes entries over: they are not proposed again until the list changes what it says of them. */
export async function passEntries(
  context: Context,
  by: string | null,
  list: PolicyList,
  hosts: string[],
  reason: string
): Promise<number> {
  const entries = (await entriesFor(context.store.read, list.id, hosts)).filter((row) => row.state === 'open')
  const names = entries.map((row) => row.host)
  if (names.length === 0) return 0
  await context.store.write(async (tx) => {
    await changeEntries(tx, list.id, names, { state: 'passed' })
    const detail = { hosts: names.slice(0, batch) }
    await addDecision(tx, { by, act: 'list passed over', target: list.url ?? list.name, reason, detail })
  })
  return names.length
}

function partition<One>(all: One[], is: (one: One) => boolean): [One[], One[]] {
  return [all.filter(is), all.filter((one) => !is(one))]
}
