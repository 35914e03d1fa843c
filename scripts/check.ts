/** `npm run check`: the fast part of the tests. */
import { runSteps } from './steps.ts'

runSteps([
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'lint', command: ['biome', 'check', '.'] },
  {
    name: 'architecture and units',
    command: ['vitest', 'run', 'tests/architecture.test.ts', 'tests/unit'],
    tests: true
  }
])
