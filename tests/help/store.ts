/** A fresh, migrated database for each test file: SQLite in a folder of its own, or PostgreSQL where DATABASE_URL says so. */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { dialect } from '../../schema/columns.ts'
import { scratchFolder } from '../../scripts/scratch.ts'
import { openStore } from '../../server/store/open.ts'
import type { Store } from '../../server/store/store.ts'

export interface TestStore {
  store: Store
  /** What DATABASE_URL would be, for a second process. */
  url: string
  /** A folder for the test's files, which goes with it. */
  folder: string
  close(): Promise<void>
}

/** Opens one; `close` leaves nothing behind. */
export async function openTestStore(): Promise<TestStore> {
  const folder = scratchFolder('folkmoot-test-')
  const database = dialect === 'postgres' ? await makeDatabase(process.env.DATABASE_URL!) : undefined
  const url = database?.url ?? `file:${join(folder, 'folkmoot.db')}`
  const store = await openStore(url)
  await store.migrate()
  return {
    store,
    url,
    folder,
    async close() {
      await store.close()
      await database?.drop()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

/** Makes a database with a name of its own on the server of `url`: a copy of one that is migrated once for a whole run. */
async function makeDatabase(url: string) {
  const name = `test_${randomBytes(8).toString('hex')}`
  const own = new URL(url)
  own.pathname = `/${name}`
  await withServer(url, async (server) => {
    await server`select pg_advisory_lock(${templateLock})`
    const [known] = await server`select 1 from pg_database where datname = ${template} and datistemplate`
    if (!known) await makeTemplate(url, server)
    await server`select pg_advisory_unlock(${templateLock})`
    await server.unsafe(`create database ${name} template ${template}`)
  })
  return {
    url: own.href,
    drop: () => withServer(url, (server) => server.unsafe(`drop database ${name} with (force)`))
  }
}

const template = 'folkmoot_template'
/** Held while it is made, so that two processes make it once. */
const templateLock = 7_405_578

async function makeTemplate(url: string, server: postgres.Sql): Promise<void> {
  await server.unsafe(`drop database if exists ${template}`)
  await server.unsafe(`create database ${template} template template0 encoding 'UTF8' locale 'C.UTF-8'`)
  const own = new URL(url)
  own.pathname = `/${template}`
  const store = await openStore(own.href)
  await store.migrate()
  await store.close()
  await server.unsafe(`alter database ${template} is_template true`)
}

async function withServer(url: string, work: (server: postgres.Sql) => Promise<unknown>) {
  const server = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await work(server)
  } finally {
    await server.end()
  }
}
