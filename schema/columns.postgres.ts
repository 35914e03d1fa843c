/** The column vocabulary on PostgreSQL; its types are the ones all query code sees. */
import { boolean, integer, jsonb, pgTable, text as pgText, timestamp } from 'drizzle-orm/pg-core'

export const dialect = 'postgres' as 'postgres' | 'sqlite'
export { index, primaryKey, uniqueIndex } from 'drizzle-orm/pg-core'
export const table = pgTable
/** Free text. */
export const text = (name: string) => pgText(name)
/** A whole number. */
export const count = (name: string) => integer(name)
/** A primary key that the database counts up. */
export const serial = (name: string) => integer(name).primaryKey().generatedAlwaysAsIdentity()
/** true or false. */
export const flag = (name: string) => boolean(name)
/** A point in time, to the millisecond, as a Date. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })
/** A value kept as JSON. */
export const json = (name: string) => jsonb(name)
