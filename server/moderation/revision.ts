/**
 * What the gate goes by (rules, trust of servers) is compiled once and kept in memory; a number in the database tells every
 * process when to compile again. The process that changes something notices after its commit, the others within a second.
 */
import type { Context } from '../context.ts'
import type { Writer } from '../store/store.ts'
import { raiseRevision, readRevision } from './revision.store.ts'

/** How long a number that was read is believed, in milliseconds. */
const believed = 1_000
/** A transaction of this process that counted a change may be kept for this long after it did. */
const longest = 60_000

/** When a transaction of this process last counted a change. */
let lastBump = Number.NEGATIVE_INFINITY

interface Seen {
  revision: number
  at: number
  stale: boolean
  asking: Promise<number> | undefined
}
const seen = new WeakMap<Context, Seen>()

/** Counts a change to what the gate goes by; call it in the transaction that makes the change. */
export async function bumpRevision(tx: Writer): Promise<void> {
  await raiseRevision(tx)
  lastBump = performance.now()
}

/** The number of changes that this process goes by: at most a second old, and never older than its own last change. */
export async function revisionOf(context: Context): Promise<number> {
  const known = seen.get(context) ?? watch(context)
  if (!known.stale && performance.now() - known.at < believed) return known.revision
  if (known.asking && !known.stale) return known.asking
  known.stale = false
  const asked = performance.now()
  const asking = readRevision(context.store.read).then((revision) => {
    known.revision = Math.max(known.revision, revision)
    known.at = asked
    return known.revision
  })
  known.asking = asking
  try {
    return await asking
  } catch (error) {
    known.stale = true
    throw error
  } finally {
    if (known.asking === asking) known.asking = undefined
  }
}

function watch(context: Context): Seen {
  const known: Seen = { revision: 0, at: Number.NEGATIVE_INFINITY, stale: true, asking: undefined }
  seen.set(context, known)
  context.store.onWrite(() => {
    if (performance.now() - lastBump < longest) known.stale = true
  })
  return known
}

/**
 * Makes a reader of something compiled from the database: `build` runs at the first use and again after each change that
 * {@link bumpRevision} counted. Keep the result in a constant of the module; each context has its own value.
 */
export function compiled<T>(name: string, build: (context: Context) => Promise<T>): (context: Context) => Promise<T> {
  const kept = new WeakMap<Context, { revision: number; value: Promise<T> }>()
  return async (context) => {
    // The number is read first: what is built may be newer than it, and is then built once more, but never older.
    const revision = await revisionOf(context)
    const known = kept.get(context)
    if (known && known.revision >= revision) return known.value
    const value = build(context)
    kept.set(context, { revision, value })
    value.catch((error) => {
      context.log.error({ err: error, name }, 'could not be compiled from the database')
      if (kept.get(context)?.value === value) kept.delete(context)
    })
    return value
  }
}
