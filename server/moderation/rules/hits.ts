/** Notes that rules matched: at once and durably, since each may have to be explained a year later by its number. */
import type { Context } from '../../context.ts'
import type { Hit } from './compile.ts'
import { addHits } from './rules.store.ts'

/** Days for which each hit is listed; its number stays. */
export const hitDays = 30

/** What was matched: whose it is, and which way it came. */
export interface Matched {
  actor: string
  host: string
  uri: string
  path: string
}

/** Notes each hit once. */
export async function noteHits(context: Context, hits: Hit[], { actor, host, uri, path }: Matched): Promise<void> {
  if (hits.length === 0) return
  const rows = hits.map(({ rule, field, matched }) => ({
    ...{ rule: rule.id, version: rule.version, field, matched, actor, host, uri, path }
  }))
  await context.store.write((tx) => addHits(tx, rows))
}
