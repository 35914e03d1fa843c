/**
 * FIRES datasets (https://fires.fedimod.org, protocol reference of 2025) as lists of policies. A `Dataset` names its
 * `endpoints.snapshot`, an OrderedCollection of the latest change about each entity, and `endpoints.changes`, all changes in
 * order; the snapshot links to the changes since it was made. A change is an `Advisory` (an early notice, which proposes
 * nothing), a `Recommendation` with its `recommendedPolicy` (accept, filter, reject or drop) and `recommendedFilters`, a
 * `Retraction` or a `Tombstone`. The reference server writes `entity: {type, value}` and `recommended_policy` where the
 * documents say `entityKind`, `entityKey` and `recommendedPolicy`; both are read.
 */
import type { Severity } from '../../../schema/policies.ts'
import { plainLine } from '../../text/sanitise.ts'
import { type ListEntry, mostLines, type ReadList, readListedHost } from './csv.ts'

type Change = Record<string, unknown>

const policies: Record<string, Severity> = { accept: 'allow', filter: 'limit', reject: 'suspend', drop: 'suspend' }

/** What a snapshot recommends. `labelled` gives a label's words by its address. Later items about one entity win nothing. */
export function readSnapshot(items: unknown[], labelled: (uri: string) => string | undefined): ReadList {
  const list: ReadList = { entries: [], wrong: [] }
  const seen = new Set<string>()
  for (const [n, item] of items.entries()) {
    if (!isChange(item)) continue
    const { kind, key } = entityOf(item)
    if (kind !== 'domain') continue
    const host = readListedHost(key)
    if (typeof host !== 'string') {
      list.wrong.push({ line: n + 1, text: plainLine(key, 120), why: host.why })
      continue
    }
    // The newest stands first.
    if (seen.has(host) || list.entries.length >= mostLines) continue
    seen.add(host)
    const entry = item.type === 'Recommendation' && readRecommendation(host, item, labelled)
    if (entry) list.entries.push(entry)
  }
  return list
}

/** The labels that a snapshot names, each once. */
export const labelsIn = (items: unknown[]): string[] => [
  ...new Set(items.flatMap((item) => listOfTexts(item, 'labels')))
]

function readRecommendation(
  host: string,
  item: Change,
  labelled: (uri: string) => string | undefined
): ListEntry | undefined {
  const said = item.recommendedPolicy ?? item.recommended_policy
  const severity = typeof said === 'string' ? policies[said.toLowerCase()] : undefined
  if (!severity) return undefined
  const filters = [...listOfTexts(item, 'recommendedFilters'), ...listOfTexts(item, 'recommended_filters')]
  const names = (word: RegExp) => filters.some((filter) => word.test(filter))
  const [rejectMedia, rejectReports] = [names(/media/i), names(/report/i)]
  // A filter of media or reports alone limits nothing else.
  const only = severity === 'limit' && filters.length > 0 && filters.every((filter) => /media|report/i.test(filter))
  const words = listOfTexts(item, 'labels').flatMap((uri) => labelled(uri) ?? [])
  const comment = plainLine([text(item.comment), words.join(', ')].filter(Boolean).join('. '), 1_000)
  return { host, severity: only ? 'none' : severity, rejectMedia, rejectReports, obfuscate: false, comment }
}

function entityOf(item: Change): { kind: string; key: string } {
  const entity = isChange(item.entity) ? item.entity : {}
  const kind = text(item.entityKind) || text(item.entity_kind) || text(entity.type)
  return { kind: kind.toLowerCase(), key: text(item.entityKey) || text(item.entity_key) || text(entity.value) }
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')
const isChange = (value: unknown): value is Change =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function listOfTexts(item: unknown, name: string): string[] {
  const value = isChange(item) ? item[name] : undefined
  return [value].flat().filter((one): one is string => typeof one === 'string')
}
