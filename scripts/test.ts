/** `npm test`: everything, on both databases. */
import { runSteps } from './steps.ts'

const bothDatabases = ['tests/store', 'tests/web', 'tests/federation']

runSteps([
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'lint', command: ['biome', 'check', '.'] },
  { name: 'on SQLite', command: ['vitest', 'run'], tests: true },
  {
    name: 'on PostgreSQL',
    command: ['node', 'scripts/with-postgres.ts', 'vitest', 'run', ...bothDatabases],
    tests: true
  }
])
