/** The same column vocabulary on SQLite; `columns.ts` checks that the two offer the same names. */
import { integer, sqliteTable, text as sqliteText } from 'drizzle-orm/sqlite-core'

export const dialect = 'sqlite' as 'postgres' | 'sqlite'
export { index, primaryKey, uniqueIndex } from 'drizzle-orm/sqlite-core'
export const table = sqliteTable
/** Free text. */
export const text = (name: string) => sqliteText(name)
/** A whole number. */
export const count = (name: string) => integer(name)
/** A primary key that the database counts up. */
export const serial = (name: string) => integer(name).primaryKey({ autoIncrement: true })
/** true or false. */
export const flag = (name: string) => integer(name, { mode: 'boolean' })
/** A point in time, to the millisecond, as a Date. */
export const moment = (name: string) => integer(name, { mode: 'timestamp_ms' })
/** A value kept as JSON. */
export const json = (name: string) => sqliteText(name, { mode: 'json' })
