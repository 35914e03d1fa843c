/** Runs the steps of a check one after another, counts what passed and failed, and ends with the one line that tells. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Step {
  name: string
  command: string[]
  environment?: Record<string, string>
  /** A vitest run: its own counts are taken, instead of one for the step. */
  tests?: boolean
}

/** Runs all steps, also after one fails, and exits: 0 when everything passed. */
export function runSteps(steps: Step[]): never {
  const folder = mkdtempSync(join(tmpdir(), 'folkmoot-steps-'))
  let passed = 0
  let failed = 0
  for (const [n, step] of steps.entries()) {
    console.log(`\n── ${step.name}`)
    const report = join(folder, `${n}.json`)
    const [command, ...args] = step.tests
      ? [...step.command, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
      : step.command
    const { status } = spawnSync(command!, args, { stdio: 'inherit', env: { ...process.env, ...step.environment } })
    const counts = step.tests ? countsIn(report) : { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 }
    // A run that broke outside any test is a failure too.
    const broken = status !== 0 && counts.failed === 0 ? 1 : 0
    passed += counts.passed
    failed += counts.failed + broken
  }
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}

function countsIn(report: string): { passed: number; failed: number } {
  if (!existsSync(report)) return { passed: 0, failed: 1 }
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8')) as {
    numPassedTests: number
    numFailedTests: number
  }
  return { passed: numPassedTests, failed: numFailedTests }
}
