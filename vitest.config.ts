/** How the tests run: real databases and servers, so one file at a time is kept apart by folders and ports of its own. */
import { defineConfig } from 'vitest/config'

/** These keep nothing beyond their own file, so that what they import is imported once for many of them. */
const together = ['store', 'unit', 'web', 'federation'].map((folder) => `tests/${folder}/**/*.test.ts`)

/** What measures the memory of its own process. */
const alone = 'tests/web/uploads.test.ts'

export default defineConfig({
  test: {
    ...{ testTimeout: 30_000, hookTimeout: 60_000, pool: 'forks', maxWorkers: 2 },
    projects: [
      { extends: true, test: { name: 'together', include: together, exclude: [alone], isolate: false } },
      { extends: true, test: { name: 'apart', include: ['tests/**/*.test.ts'], exclude: together } },
      { extends: true, test: { name: 'alone', include: [alone] } }
    ]
  }
})
