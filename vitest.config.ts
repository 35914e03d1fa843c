/** How the tests run: real databases and servers, so one file at a time is kept apart by folders and ports of its own. */
import { defineConfig } from 'vitest/config'
import { dialect } from './schema/columns.ts'

/** These keep nothing beyond their own file, so that what they import is imported once for many of them. */
const together = ['store', 'unit', 'web', 'federation'].map((folder) => `tests/${folder}/**/*.test.ts`)

/** What measures the memory of its own process. */
const alone = 'tests/web/uploads.test.ts'

/** What asks nothing of the database that others do not ask, or knows none: once is enough. */
const anyDatabase = [
  ...['fuzz', 'federation-md', 'gate/exhaustion', 'gate/property'].map((name) => `tests/federation/${name}.test.ts`),
  ...['encode', 'patience', 'uploads'].map((name) => `tests/web/${name}.test.ts`)
]
const exclude = dialect === 'postgres' ? anyDatabase : []

export default defineConfig({
  test: {
    // On PostgreSQL much of the time is waiting for it; elsewhere files start servers and browsers beside themselves.
    ...{ testTimeout: 30_000, hookTimeout: 60_000, pool: 'forks', maxWorkers: dialect === 'postgres' ? 3 : 2 },
    projects: [
      { extends: true, test: { name: 'together', include: together, exclude: [alone, ...exclude], isolate: false } },
      { extends: true, test: { name: 'apart', include: ['tests/**/*.test.ts'], exclude: together } },
      { extends: true, test: { name: 'alone', include: [alone], exclude } }
    ]
  }
})
