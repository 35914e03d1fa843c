/** Lists of policies: uploaded, or read from an address each day; kept as drafts that a person applies or passes over. */
import type { Severity } from '../../../schema/policies.ts'
import type { Context } from '../../context.ts'
import { type Fault, Invalid, NotFound } from '../../errors.ts'
import { addDecision } from '../log/decisions.store.ts'
import { type ListEntry, type ReadList, readCsv, readListedHost } from './csv.ts'
import {
  addList,
  changeEntries,
  changeList,
  dropEntries,
  dropList,
  entriesOf,
  keepEntries,
  listById,
  type NewEntry,
  type PolicyEntry,
  type PolicyList
} from './lists.store.ts'

export const severities: Severity[] = ['suspend', 'limit', 'none', 'allow']
const day = 86_400_000
/** So many rows go into one transaction, so that others have their turn. */
const batch = 5_000
/** So many wrong lines are kept for people to read. */
const wrongKept = 200

/** A list by its id. Throws NotFound. */
export async function needList(context: Context, id: string): Promise<PolicyList> {
  const list = /^[0-9a-f]{32}$/.test(id) ? await listById(context.store.read, id) : undefined
  if (!list) throw new NotFound('There is no such list.')
  return list
}

/** Takes in an uploaded list as a draft: nothing is applied. Throws Invalid when nothing in it can be read. */
export async function importList(
  context: Context,
  by: string | null,
  { name, severity, bytes }: { name: string; severity: Severity; bytes: Uint8Array | string }
): Promise<PolicyList> {
  const read = readCsv(bytes)
  if (read.entries.length === 0) {
    const [first] = read.wrong
    const why = first ? ` Line ${first.line}: ${first.why}.` : ''
    throw new Invalid([{ field: 'file', text: `There is no server in this list.${why}` }])
  }
  const list = await context.store.write(async (tx) => {
    const kept = await addList(tx, { name: name.trim().slice(0, 100) || 'A list', kind: 'import', severity, by })
    await addDecision(tx, { by, act: 'list imported', target: kept.name, reason: '', detail: { list: kept.id } })
    return kept
  })
  await takeEntries(context, list, read)
  return needList(context, list.id)
}

export interface Subscription {
  name: string
  url: string
  kind: 'csv' | 'fires'
  severity: Severity
  priority: number
  excludes: string[]
}

/** Reads what a form or a call says of a list. Throws Invalid. */
export function readSubscription(given: {
  name: string
  url: string
  kind: string
  severity: string
  priority: string
  excludes: string
}): Subscription {
  const faults: Fault[] = []
  const url = given.url.trim()
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol) || url.length > 2_000)
    faults.push({ field: 'url', text: 'Give the address of the list, which begins with https://' })
  const kind = given.kind === 'fires' ? 'fires' : 'csv'
  const severity = severities.find((one) => one === (given.severity || 'suspend'))
  if (!severity) faults.push({ field: 'severity', text: 'Choose what an entry means that does not say' })
  const priority = Number(given.priority || '100')
  if (!Number.isInteger(priority) || priority < 1 || priority > 1_000)
    faults.push({ field: 'priority', text: 'Give the order as a whole number from 1 to 1,000' })
  const excludes: string[] = []
  for (const word of given.excludes.split(/[\s,]+/).filter(Boolean)) {
    const host = readListedHost(word)
    if (typeof host === 'string') excludes.push(host)
    else faults.push({ field: 'excludes', text: `“${word.slice(0, 60)}”: ${host.why}` })
  }
  if (excludes.length > 1_000) faults.push({ field: 'excludes', text: 'Leave out 1,000 servers or fewer' })
  if (faults.length > 0) throw new Invalid(faults)
  const name = given.name.trim().slice(0, 100) || new URL(url).host
  return { name, url, kind, severity: severity!, priority, excludes: [...new Set(excludes)] }
}

/** Subscribes to a list; it is read for the first time by the next sweep, or when asked. */
export async function subscribe(context: Context, by: string | null, asked: Subscription): Promise<PolicyList> {
  return context.store.write(async (tx) => {
    const list = await addList(tx, { ...asked, by, next: context.clock() })
    await addDecision(tx, { by, act: 'list added', target: asked.url, reason: '', detail: { list: list.id } })
    return list
  })
}

/** Changes how a list counts: its name, order and what is left out of it. */
export async function changeSubscription(
  context: Context,
  by: string | null,
  list: PolicyList,
  { name, priority, excludes }: Pick<Subscription, 'name' | 'priority' | 'excludes'>
): Promise<void> {
  await context.store.write(async (tx) => {
    await changeList(tx, list.id, { name, priority, excludes })
    const detail = { list: list.id, priority, excludes: excludes.length }
    await addDecision(tx, { by, act: 'list changed', target: list.url ?? list.name, reason: '', detail })
  })
}

/** Ends a subscription or drops an import. The policies that came from it stay. */
export async function removeList(context: Context, by: string | null, id: string): Promise<void> {
  const list = await needList(context, id)
  await context.store.write(async (tx) => {
    await dropList(tx, list.id)
    await addDecision(tx, { by, act: 'list removed', target: list.url ?? list.name, reason: '', detail: { list: id } })
  })
}

/** What reading a list gave, besides what it says. */
export interface ListFacts {
  etag?: string | null
  modified?: string | null
  changes?: string | null
}

/** The list was read and is as before. */
export async function noteUnchanged(context: Context, list: PolicyList): Promise<void> {
  const now = context.clock()
  const next = new Date(now.getTime() + day)
  await context.store.write((tx) => changeList(tx, list.id, { checked: now, next, fault: null }))
}

/** The list could not be read; what it said before stays. */
export async function noteFault(context: Context, list: PolicyList, fault: string): Promise<void> {
  const now = context.clock()
  const next = new Date(now.getTime() + day)
  await context.store.write((tx) => changeList(tx, list.id, { checked: now, next, fault: fault.slice(0, 300) }))
}

/**
 * Compares what a list says now with what it said: new and changed entries wait for a person, and those that are gone
 * propose to lift the policies that came from them.
 */
export async function takeEntries(
  context: Context,
  list: PolicyList,
  { entries, wrong }: ReadList,
  facts: ListFacts = {}
): Promise<void> {
  const before = await allEntries(context, list.id)
  const changed: NewEntry[] = []
  for (const entry of entries) {
    const row = rowOf(list, entry)
    const known = before.get(entry.host)
    before.delete(entry.host)
    if (!known || known.gone || !isSame(known, row)) changed.push(row)
  }
  const left = [...before.values()]
  // Nothing came of these: there is nothing to take back.
  const forgotten = left.filter((row) => row.state !== 'applied' && !row.gone).map((row) => row.host)
  const gone = left.filter((row) => row.state === 'applied').map((row) => row.host)
  for (let from = 0; from < changed.length; from += batch) {
    const some = changed.slice(from, from + batch)
    await context.store.write(async (tx) => {
      await dropEntries(
        tx,
        list.id,
        some.map((row) => row.host)
      )
      await keepEntries(tx, some)
    })
  }
  const now = context.clock()
  await context.store.write(async (tx) => {
    await dropEntries(tx, list.id, forgotten)
    await changeEntries(tx, list.id, gone, { state: 'open', gone: true })
    await changeList(tx, list.id, {
      ...{ checked: now, fault: null, wrong: wrong.slice(0, wrongKept), wrongs: wrong.length },
      ...(changed.length + gone.length + forgotten.length > 0 && { changed: now }),
      next: list.kind === 'import' ? null : new Date(now.getTime() + day),
      ...{ etag: facts.etag ?? null, modified: facts.modified ?? null, changes: facts.changes ?? null }
    })
  })
}

async function allEntries(context: Context, list: string): Promise<Map<string, PolicyEntry>> {
  const found = new Map<string, PolicyEntry>()
  for (let after = ''; ; ) {
    const rows = await entriesOf(context.store.read, list, undefined, after, 2_000)
    for (const row of rows) found.set(row.host, row)
    if (rows.length < 2_000) return found
    after = rows.at(-1)!.host
  }
}

const rowOf = (list: PolicyList, { severity, ...rest }: ListEntry): NewEntry => ({
  ...rest,
  list: list.id,
  severity: severity ?? list.severity,
  state: 'open',
  gone: false
})

const isSame = (known: PolicyEntry, row: NewEntry) =>
  known.severity === row.severity && known.rejectMedia === row.rejectMedia && known.rejectReports === row.rejectReports
