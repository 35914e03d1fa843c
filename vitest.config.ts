/** How the tests run: real databases and servers, so one file at a time is kept apart by folders and ports of its own. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['tests/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 60_000, pool: 'forks', maxWorkers: 2 }
})
