/** Reads subscribed lists of policies from their addresses: CSV, or FIRES datasets. */
import { NotFound } from '../server/errors.ts'
import { largestList, type ReadList, readCsv } from '../server/moderation/policies/csv.ts'
import { labelsIn, readSnapshot } from '../server/moderation/policies/fires.ts'
import type { PolicyList } from '../server/moderation/policies/lists.store.ts'
import { type ListFacts, needList, noteFault, noteUnchanged, takeEntries } from '../server/moderation/policies/lists.ts'
import type { Federation } from './context.ts'
import { isObject, type JsonObject, listOf } from './json.ts'
import { type Answer, NetworkRefused } from './network/network.ts'
import { fetchVouches } from './vouches.ts'

const timeoutMs = 30_000
const jsonTypes = 'application/ld+json, application/activity+json;q=0.9, application/json;q=0.8'
const csvTypes = 'text/csv, text/plain;q=0.9, */*;q=0.1'
/** So many pages of a snapshot and so many labels are fetched. */
const mostPages = 100
const mostLabels = 30

/** A list that cannot be read now, in words for the page of the list. */
class Unreadable extends Error {}

/** The handler of `lists` jobs. */
export async function listJob(federation: Federation, body: Record<string, unknown>): Promise<void> {
  if (typeof body.vouches === 'string') return fetchVouches(federation, body.vouches)
  try {
    await refreshList(federation, String(body.list))
  } catch (error) {
    // Somebody ended the subscription meanwhile.
    if (!(error instanceof NotFound)) throw error
  }
}

/** Reads a list again and compares; what went wrong is kept with the list. Throws NotFound when there is no such list. */
export async function refreshList(federation: Federation, id: string): Promise<void> {
  const { context } = federation
  const list = await needList(context, id)
  if (!list.url) return
  try {
    const found = list.kind === 'fires' ? await readFires(federation, list) : await readListed(federation, list)
    if (found) await takeEntries(context, list, found, found.facts)
    else await noteUnchanged(context, list)
  } catch (error) {
    if (!(error instanceof Unreadable || error instanceof NetworkRefused)) throw error
    await noteFault(context, list, error.message)
  }
}

type Found = ReadList & { facts: ListFacts }

async function readListed(federation: Federation, list: PolicyList): Promise<Found | undefined> {
  const answer = await get(federation, list.url!, csvTypes, list)
  if (answer.status === 304) return undefined
  const read = readCsv(answer.body)
  // An empty page or an error in HTML must not look as if every entry were taken back.
  if (read.entries.length === 0) throw new Unreadable('There is no server in what this address answers.')
  return { ...read, facts: validators(answer) }
}

const validators = ({ headers }: Answer) => ({ etag: headers.get('etag'), modified: headers.get('last-modified') })

async function get(
  { network }: Federation,
  url: string,
  accept: string,
  known?: Pick<PolicyList, 'etag' | 'modified'>
): Promise<Answer> {
  const headers = {
    accept,
    ...(known?.etag && { 'if-none-match': known.etag }),
    ...(known?.modified && { 'if-modified-since': known.modified })
  }
  const answer = await network.fetch(url, { headers, maxBytes: largestList, timeoutMs })
  if (answer.status !== 200 && answer.status !== 304)
    throw new Unreadable(`${new URL(url).host} answered ${answer.status}.`)
  return answer
}

async function getJson(federation: Federation, url: string): Promise<JsonObject> {
  const { body } = await get(federation, url, jsonTypes)
  return parse(body)
}

function parse(body: Buffer): JsonObject {
  try {
    const document: unknown = JSON.parse(body.toString('utf8'))
    if (isObject(document)) return document
  } catch {
    // Told below.
  }
  throw new Unreadable('What this address answers is no FIRES dataset.')
}

/** The dataset's snapshot; undefined when its changes say that it is as before. */
async function readFires(federation: Federation, list: PolicyList): Promise<Found | undefined> {
  if (list.changes && (await isUnchanged(federation, list.changes))) return undefined
  const dataset = await getJson(federation, list.url!)
  const endpoints = isObject(dataset.endpoints) ? dataset.endpoints : {}
  const address = endpoint(list, endpoints.snapshot)
  if (!address) throw new Unreadable('What this address answers is no FIRES dataset with a snapshot.')
  const { items, changes } = await readCollection(federation, list, address)
  const labels = await readLabels(federation, list, labelsIn(items))
  return { ...readSnapshot(items, (uri) => labels.get(uri)), facts: { changes: endpoint(list, changes) ?? null } }
}

/** An address of the dataset's own server: nothing else speaks for it. */
const endpoint = (list: PolicyList, value: unknown) =>
  typeof value === 'string' && URL.canParse(value) && new URL(value).origin === new URL(list.url!).origin
    ? value
    : undefined

async function isUnchanged(federation: Federation, changes: string): Promise<boolean> {
  try {
    const page = await getJson(federation, changes)
    return itemsOf(page).length === 0 && page.totalItems !== undefined
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    // A cursor that is no longer known: the whole snapshot says what is.
    return false
  }
}

const itemsOf = (page: JsonObject) => [...listOf(page.items), ...listOf(page.orderedItems)]

async function readCollection(federation: Federation, list: PolicyList, address: string) {
  const items: unknown[] = []
  let page = await getJson(federation, address)
  const { changes } = page
  for (let n = 0; n < mostPages; n++) {
    items.push(...itemsOf(page))
    const next = endpoint(list, page.next ?? (n === 0 && items.length === 0 ? page.first : undefined))
    if (!next) break
    page = await getJson(federation, next)
  }
  return { items, changes }
}

/** The words of labels (FIRES label `name`); one that cannot be read goes without. */
async function readLabels(federation: Federation, list: PolicyList, uris: string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const uri of uris.flatMap((one) => endpoint(list, one) ?? []).slice(0, mostLabels)) {
    try {
      const { name, nameMap } = await getJson(federation, uri)
      const word = name ?? (isObject(nameMap) ? (nameMap.en ?? Object.values(nameMap)[0]) : undefined)
      if (typeof word === 'string') found.set(uri, word)
    } catch (error) {
      if (!(error instanceof Unreadable || error instanceof NetworkRefused)) throw error
    }
  }
  return found
}
