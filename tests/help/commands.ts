/** Administration commands, run in this process with a test's own settings: what they print, and how they end. */
import { expect, vi } from 'vitest'
import { runCommand } from '../../scripts/commands/run.ts'
import { readConfig } from '../../server/config.ts'
import type { TestContext } from './context.ts'

/** `run` gives the status and what was printed; `ask` must succeed, and gives the document of `--json`. */
export function commandsOn(context: () => TestContext) {
  async function run(...args: string[]) {
    const { config, databaseUrl } = context()
    const settings = {
      ...{ DATA_DIR: config.dataDir, DATABASE_URL: databaseUrl, ORIGIN: config.origin, LOG_LEVEL: 'silent' },
      SECRET_KEY: 'a key that is used for tests and for nothing else'
    }
    const said = vi.spyOn(console, 'log').mockImplementation(() => {})
    const complained = vi.spyOn(console, 'error').mockImplementation(() => {})
    try {
      const status = await runCommand(readConfig(settings, config.dataDir), args)
      const text = (spy: typeof said) => spy.mock.calls.map(([line]) => String(line)).join('\n')
      return { status, output: text(said), complaint: text(complained) }
    } finally {
      said.mockRestore()
      complained.mockRestore()
    }
  }
  async function ask(...args: string[]) {
    const { status, output, complaint } = await run(...args, '--json')
    expect(status, complaint).toBe(0)
    return JSON.parse(output)
  }
  return { run, ask }
}
