/**
 * What the rest of the code may do with the database: read anywhere, write only inside a transaction. Both databases are
 * seen through drizzle's PostgreSQL types, cut down to what SQLite can do too.
 */
import type { ExtractTablesWithRelations } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import type * as schema from '../../schema/index.ts'

type Whole = PgDatabase<PgQueryResultHKT, typeof schema, ExtractTablesWithRelations<typeof schema>>

/** Reads. */
export type Reader = Pick<Whole, 'select' | 'selectDistinct' | '$with' | 'with' | '$count'>
/** Reads and writes, inside one transaction. */
export type Writer = Reader & Pick<Whole, 'insert' | 'update' | 'delete'>

export interface Store {
  /** Reads outside a transaction. */
  readonly read: Reader
  /** Runs one transaction: all of it is kept, or, if `work` throws, none of it. `work` must not wait for the network. */
  write<Result>(work: (tx: Writer) => Promise<Result>): Promise<Result>
  /** Calls `listener` after each transaction that was kept. */
  onWrite(listener: () => void): void
  /** Brings the tables up to date. */
  migrate(): Promise<void>
  /** Throws when the database cannot be written. */
  check(): Promise<void>
  /** The plan of a query, for the test that every list has an index; SQLite only. */
  explain(query: { toSQL(): { sql: string; params: unknown[] } }): string[]
  close(): Promise<void>
}
