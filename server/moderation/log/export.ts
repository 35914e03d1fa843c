/** Writes the decision log as lines of JSON that can be kept elsewhere and verified without this server. */
import type { Context } from '../../context.ts'
import { allCheckpoints } from './checkpoints.store.ts'
import { published, signHead } from './checkpoints.ts'
import { chainAll, chained, entriesAfter } from './decisions.store.ts'

/** What the first line of an exported log says that it is. */
export const format = 'folkmoot decision log'

/**
 * The lines: first what it is, where the log ends and its checkpoints, the last of which is signed now; then every entry
 * by number with its hash. Each ends with a line feed.
 */
export async function* exportLog(context: Context): AsyncGenerator<string> {
  const db = context.store.read
  await context.store.write(chainAll)
  const now = await signHead(context)
  const checkpoints = [...(await allCheckpoints(db)).map(published), ...(now ? [now] : [])]
  const head = now ? { sequence: now.sequence, hash: now.hash } : { sequence: 0, hash: '0'.repeat(64) }
  const exported = context.clock().toISOString()
  yield `${JSON.stringify({ format, version: 1, origin: context.config.origin, exported, head, checkpoints })}\n`
  let after = 0
  while (after < head.sequence) {
    const part = await entriesAfter(db, after)
    if (part.length === 0) return
    // What was decided after the end was signed belongs to the next export.
    for (const row of part) if ((row.sequence ?? 0) <= head.sequence) yield `${JSON.stringify(chained(row))}\n`
    after = part.at(-1)!.sequence ?? head.sequence
  }
}
