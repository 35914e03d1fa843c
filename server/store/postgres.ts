/** The store on PostgreSQL: a pool of connections. */
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import * as schema from '../../schema/index.ts'
import { once } from './once.ts'
import type { Reader, Store, Writer } from './store.ts'

const migrations = fileURLToPath(new URL('../../schema/migrations/postgres', import.meta.url))
/** Held while migrating, so that two processes that start together do it once. */
const migrationLock = 7_405_577

/** Opens a pool on the database at `url`. */
export function open(url: string): Store {
  const client = postgres(url, { onnotice: () => {}, max: 10, connect_timeout: 10 })
  const db = drizzle(client, { schema })
  const listeners: (() => void)[] = []
  return {
    read: db as Reader,
    onWrite: (listener) => void listeners.push(listener),
    async write(work) {
      const result = await once(() => db.transaction((tx) => work(tx as Writer)))
      for (const listener of listeners) listener()
      return result
    },
    async migrate() {
      const lock = await client.reserve()
      try {
        await lock`select pg_advisory_lock(${migrationLock})`
        await migrate(db, { migrationsFolder: migrations })
        await lock`select pg_advisory_unlock(${migrationLock})`
      } finally {
        lock.release()
      }
    },
    async check() {
      await client`select 1`
    },
    explain: () => [],
    close: () => client.end({ timeout: 5 })
  }
}
