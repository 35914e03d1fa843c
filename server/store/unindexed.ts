/** Keeps the database from an index that would be the wrong one. */
import { type Column, sql } from 'drizzle-orm'

/** A column of text as an expression with the same value, for which no index fits. */
export const unindexed = <Kind extends Column>(column: Kind): Kind => sql`${column} || ''` as unknown as Kind
