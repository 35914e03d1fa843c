/**
 * The store on SQLite: one connection that reads, one that writes.
 *
 * Transactions wait for each other in this process and not in SQLite, whose own wait would stop the event loop that the
 * other transaction needs. Between processes (the admin command beside the server) SQLite's short wait remains.
 */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import * as schema from '../../schema/index.ts'
import { inTurn } from './in-turn.ts'
import { once } from './once.ts'
import type { Reader, Store, Writer } from './store.ts'

const migrations = fileURLToPath(new URL('../../schema/migrations/sqlite', import.meta.url))

/** Opens the file that `url` (`file:PATH`) names, and makes it and its folder when they are not there. */
export function open(url: string): Store {
  const file = url.replace(/^file:(\/\/)?/, '')
  mkdirSync(dirname(file), { recursive: true })
  const writing = connect(file)
  const reading = connect(file, { readonly: true })
  const writer = drizzle(writing, { schema })
  const oneAtATime = inTurn()
  const listeners: (() => void)[] = []
  return {
    read: drizzle(reading, { schema }) as unknown as Reader,
    onWrite: (listener) => void listeners.push(listener),
    async write(work) {
      const result = await once(() => oneAtATime(() => transaction(writing, () => work(writer as unknown as Writer))))
      for (const listener of listeners) listener()
      return result
    },
    async migrate() {
      const before = schemaVersion(writing)
      if (before > 0 && before < migrationCount()) copyFileSync(file, `${file}.before-migration-${before}`)
      // drizzle rebuilds tables by dropping them; with foreign keys on, that would erase their children.
      writing.pragma('foreign_keys = off')
      migrate(writer, { migrationsFolder: migrations })
      const orphans = writing.pragma('foreign_key_check') as unknown[]
      if (orphans.length > 0) throw new Error(`The migration left ${orphans.length} rows without their parents.`)
      writing.pragma('foreign_keys = on')
    },
    async check() {
      await oneAtATime(async () => writing.exec('begin immediate; rollback'))
    },
    explain(query) {
      const { sql, params } = query.toSQL()
      const bound = params.map((value) =>
        value instanceof Date ? value.getTime() : value === true ? 1 : value === false ? 0 : value
      )
      const rows = reading.prepare(`explain query plan ${sql}`).all(...bound) as { detail: string }[]
      return rows.map((row) => row.detail)
    },
    async close() {
      reading.close()
      writing.pragma('optimize')
      writing.close()
    }
  }
}

async function transaction<Result>(connection: Database.Database, work: () => Promise<Result>): Promise<Result> {
  connection.exec('begin immediate')
  try {
    const result = await work()
    connection.exec('commit')
    return result
  } catch (error) {
    if (connection.inTransaction) connection.exec('rollback')
    throw error
  }
}

function connect(file: string, options: Database.Options = {}) {
  const connection = new Database(file, { timeout: 2_000, ...options })
  if (!options.readonly) connection.pragma('journal_mode = wal')
  connection.pragma('foreign_keys = on')
  // FULL: what was answered 2xx survives a power cut, not only a kill.
  connection.pragma('synchronous = full')
  return connection
}

function schemaVersion(connection: Database.Database): number {
  const known = connection.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get()
  return known ? (connection.prepare('select count(*) as n from __drizzle_migrations').get() as { n: number }).n : 0
}

function migrationCount(): number {
  let n = 0
  while (existsSync(`${migrations}/meta/${String(n).padStart(4, '0')}_snapshot.json`)) n++
  return n
}
