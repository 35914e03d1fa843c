/** Runs the steps of a check one after another, counts what passed and failed, and ends with the one line that tells. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'

export interface Step {
  name: string
  command: string[]
  environment?: Record<string, string>
  /** A vitest run: its own counts are taken, instead of one for the step. */
  tests?: boolean
}

/** What Node has compiled once need not be compiled again for each file of tests. */
const compiled = resolve('node_modules/.cache/compiled')

/** Runs all steps, also after one fails, and exits: 0 when everything passed. */
export function runSteps(steps: Step[]): never {
  const folder = mkdtempSync(join(tmpdir(), 'folkmoot-steps-'))
  let passed = 0
  let failed = 0
  const faults: string[] = []
  for (const [n, step] of steps.entries()) {
    console.log(`\n── ${step.name}`)
    const report = join(folder, `${n}.json`)
    const [command, ...args] = step.tests
      ? [...step.command, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
      : step.command
    const env = { NODE_COMPILE_CACHE: compiled, ...process.env, ...step.environment }
    const { status } = spawnSync(command!, args, { stdio: 'inherit', env })
    const counts = step.tests ? countsIn(report) : { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 }
    // A run that broke outside any test is a failure too.
    const broken = status !== 0 && counts.failed === 0 ? 1 : 0
    passed += counts.passed
    failed += counts.failed + broken
    const named = step.tests ? faultsIn(report) : []
    if (status !== 0) faults.push(...(named.length > 0 ? named : ['see above']).map((text) => `${step.name}: ${text}`))
  }
  // Again at the end, where whoever reads only the last lines finds it.
  if (faults.length > 0) console.log(`\nWhat failed:\n${faults.join('\n')}`)
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}

interface Report {
  numPassedTests: number
  numFailedTests: number
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[]
  }[]
}

const read = (report: string) => JSON.parse(readFileSync(report, 'utf8')) as Report

function countsIn(report: string): { passed: number; failed: number } {
  if (!existsSync(report)) return { passed: 0, failed: 1 }
  const { numPassedTests, numFailedTests } = read(report)
  return { passed: numPassedTests, failed: numFailedTests }
}

/** Each test that failed, with its file and the beginning of why. */
function faultsIn(report: string): string[] {
  if (!existsSync(report)) return []
  return read(report).testResults.flatMap(({ name, status, message, assertionResults }) => {
    const tests = assertionResults.filter((one) => one.status === 'failed')
    const texts = tests.map((one) => `${one.fullName}\n    ${(one.failureMessages[0] ?? '').slice(0, 400)}`)
    if (status === 'failed' && tests.length === 0) texts.push(message.slice(0, 400))
    return texts.map((text) => `${relative(process.cwd(), name)} ${text}`)
  })
}
