/**
 * Picks the database dialect, once per process, from DATABASE_URL; table files import their columns from here and never
 * name a dialect themselves.
 */
import { randomUUID } from 'node:crypto'
import * as postgres from './columns.postgres.ts'
import * as sqlite from './columns.sqlite.ts'

const vocabulary = { ...sqlite } satisfies Record<keyof typeof postgres, unknown>
const chosen = /^postgres(ql)?:/.test(process.env.DATABASE_URL ?? '')
  ? postgres
  : (vocabulary as unknown as typeof postgres)

export const { dialect, table, text, count, serial, flag, moment, json, index, uniqueIndex, primaryKey } = chosen

/** A primary key that sorts by time of creation (UUIDv7 without dashes, 32 hex digits). */
export const key = () =>
  text('id')
    .primaryKey()
    .$defaultFn(() => newKey())
/** When the row was made. */
export const created = () =>
  moment('created_at')
    .notNull()
    .$defaultFn(() => new Date())

let lastTime = 0
let sequence = 0

/** Makes a new key from 48 bits of time (`at`, in milliseconds), a counter, and chance. */
export function newKey(at = Date.now()): string {
  sequence = at === lastTime ? sequence + 1 : 0
  lastTime = at
  const time = at.toString(16).padStart(12, '0')
  const order = (0x7000 + (sequence & 0xfff)).toString(16)
  return time + order + randomUUID().replaceAll('-', '').slice(16)
}
