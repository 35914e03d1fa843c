/** What the databases' errors mean, told alike for both. */

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '')
const causeOf = (error: unknown): unknown => (error as { cause?: unknown } | null)?.cause

/** Tells whether a write failed because the row is there already. */
export function isDuplicate(error: unknown): boolean {
  const code = codeOf(error)
  if (code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') return true
  const cause = causeOf(error)
  return cause != null && isDuplicate(cause)
}

/** Tells whether the database could not be used just now, so that the same request may succeed later. */
export function isBusy(error: unknown): boolean {
  const code = codeOf(error)
  if (/^(SQLITE_(BUSY|LOCKED|FULL|IOERR)|53|57|08|ECONNREFUSED|CONNECTION_|40001|40P01)/.test(code)) return true
  const cause = causeOf(error)
  return cause != null && isBusy(cause)
}
