/** Tells whether a decision log is whole: nothing changed, taken out, put in, put elsewhere or cut off. */
import { type Chained, entryHash, genesis, type Head } from './chain.ts'
import { type Checkpoint, isGenuine } from './checkpoints.ts'

/** A log to be looked at; where it was read from does not matter. */
export interface LogSource {
  /** Every entry by number, then in any order; each call reads from the beginning. */
  entries(): AsyncIterable<Chained>
  /** The end as the log itself says; undefined when it says none. */
  head?: Head | undefined
  checkpoints: Checkpoint[]
  /** Ids of rows that have no number. */
  unnumbered: string[]
}

export type Wrong = 'changed' | 'removed' | 'added' | 'moved' | 'cut' | 'rewritten' | 'unnumbered' | 'signature'

/** One thing that is wrong, and at which number. */
export interface Finding {
  sequence: number
  wrong: Wrong
  /** A sentence for people. */
  detail: string
}

export interface Verdict {
  ok: boolean
  entries: number
  checkpoints: number
  /** The last entry as found. */
  head: Head
  /** The keys that signed, in Multibase. */
  keys: string[]
  findings: Finding[]
  /** How many more findings there are than are told. */
  more: number
}

/** What the reader knows from elsewhere: the server's key, and ends of the log that were seen before. */
export interface Known {
  key?: string | undefined
  anchors?: Head[]
}

const most = 100

/** Looks at every entry. */
export async function verifyLog(source: LogSource, known: Known = {}): Promise<Verdict> {
  const findings: Finding[] = []
  const found = (sequence: number, wrong: Wrong, detail: string) => findings.push({ sequence, wrong, detail })
  const fixed = await fixedPoints(source, known, found)
  const faulty: Chained[] = []
  let last: Head = { sequence: 0, hash: genesis }
  let entries = 0
  let follows = true
  for await (const entry of source.entries()) {
    entries++
    const { sequence, previous, hash } = entry
    const whole = hash !== '' && safeHash(entry) === hash
    if (!whole) faulty.push(entry)
    if (sequence <= last.sequence) found(sequence, 'added', `Number ${sequence} stands there more than once.`)
    else if (sequence > last.sequence + 1) found(last.sequence + 1, 'removed', gone(last.sequence + 1, sequence - 1))
    else if (previous !== last.hash && whole && follows)
      found(
        sequence,
        'rewritten',
        sequence === 1
          ? 'Number 1 is not the beginning of the log: what came before it was removed.'
          : `Number ${sequence} does not follow from number ${sequence - 1}: one of them was changed or put there, with a hash of its own.`
      )
    const seen = fixed.get(sequence)
    if (whole && seen?.some((one) => one !== hash))
      found(sequence, 'rewritten', `Number ${sequence} is not the entry that the server signed at this place.`)
    if (seen) fixed.delete(sequence)
    last = { sequence: Math.max(sequence, last.sequence), hash }
    // What follows a faulty entry is not at fault itself.
    follows = whole
  }
  for (const one of await tellFaulty(source, faulty)) findings.push(one)
  const end = Math.max(source.head?.sequence ?? 0, ...fixed.keys())
  if (end > last.sequence) found(last.sequence + 1, 'cut', `The end is missing: ${gone(last.sequence + 1, end)}`)
  else if (source.head && last.sequence > source.head.sequence)
    found(
      source.head.sequence + 1,
      'added',
      `The log says that it ends at ${source.head.sequence}: more was put there.`
    )
  else if (source.head && entries > 0 && source.head.hash !== last.hash && faulty.at(-1)?.sequence !== last.sequence)
    found(last.sequence, 'rewritten', `Number ${last.sequence} is not the entry with which the log says that it ends.`)
  for (const id of source.unnumbered)
    found(0, 'unnumbered', `The row ${id} has no number: it was put there past the log.`)
  findings.sort((a, b) => a.sequence - b.sequence)
  return {
    ok: findings.length === 0,
    entries,
    checkpoints: source.checkpoints.length,
    head: last,
    keys: [...new Set(source.checkpoints.map(({ key }) => key))],
    findings: findings.slice(0, most),
    more: Math.max(0, findings.length - most)
  }
}

const gone = (from: number, to: number) =>
  from === to ? `number ${from} was removed.` : `numbers ${from} to ${to} were removed.`

/** The hashes that are known for some numbers: signed ones, and those that the reader brings along. */
async function fixedPoints(
  { checkpoints }: LogSource,
  { key, anchors = [] }: Known,
  found: (sequence: number, wrong: Wrong, detail: string) => void
) {
  const fixed = new Map<number, string[]>()
  const fix = ({ sequence, hash }: Head) => fixed.set(sequence, [...(fixed.get(sequence) ?? []), hash])
  for (const one of checkpoints) {
    if (!(await isGenuine(one)))
      found(
        one.sequence,
        'signature',
        `The checkpoint of ${one.at} at number ${one.sequence} is not signed by its key.`
      )
    else if (key && one.key !== key)
      found(one.sequence, 'signature', `The checkpoint of ${one.at} is signed by another key than yours: ${one.key}`)
    else fix(one)
  }
  for (const one of anchors) fix(one)
  return fixed
}

/** What became of entries whose hash is not theirs: changed, or whole but moved from another place. */
async function tellFaulty(source: LogSource, faulty: Chained[]): Promise<Finding[]> {
  if (faulty.length === 0) return []
  const wanted = new Map(faulty.map(({ previous }) => [previous, 0]))
  wanted.delete(genesis)
  // The entry that each of them followed tells the number that it had.
  for await (const { sequence, hash } of source.entries()) if (wanted.has(hash)) wanted.set(hash, sequence)
  const hashes = new Map(faulty.map((entry) => [entry.hash, entry]))
  return faulty.map((entry) => {
    const { sequence } = entry
    const before = numberBefore(entry, wanted, hashes)
    return before === undefined
      ? { sequence, wrong: 'changed', detail: `Number ${sequence} was changed: its hash is not that of its words.` }
      : { sequence, wrong: 'moved', detail: `Number ${sequence} was moved: it was number ${before}.` }
  })
}

/** The number with which an entry's hash fits; undefined when none does. */
function numberBefore(entry: Chained, places: Map<string, number>, faulty: Map<string, Chained>): number | undefined {
  const followed = entry.previous === genesis ? 0 : (places.get(entry.previous) ?? faulty.get(entry.previous)?.sequence)
  // What it followed may have been moved as well; then its true number is near, or that of another faulty one.
  const tries = [...(followed === undefined ? [] : [followed + 1]), ...[...faulty.values()].map((one) => one.sequence)]
  return tries.slice(0, 1_000).find((sequence) => safeHash({ ...entry, sequence }) === entry.hash)
}

/** The hash of an entry, or nothing when it cannot even be read. */
function safeHash(entry: Chained): string {
  try {
    return entryHash(entry)
  } catch {
    return ''
  }
}
