/** A context for tests: a fresh store, a clock that can be set, letters and log lines kept for looking at. */
import { type Config, readConfig } from '../../server/config.ts'
import { type Context, type Letter, makeContext } from '../../server/context.ts'
import { openTestStore } from './store.ts'

export interface LogLine {
  level: 'error' | 'warn' | 'info' | 'debug'
  detail: object
  message: string
}

export interface TestContext extends Context {
  /** What was sent by mail. */
  letters: Letter[]
  logged: LogLine[]
  /** What DATABASE_URL would be, for a second process. */
  databaseUrl: string
  /** Moves the clock on by so many milliseconds; until then it is the real one. */
  pass(milliseconds: number): void
  close(): Promise<void>
}

/** Makes one; settings may be given, and so may any part of the context. */
export async function makeTestContext(
  overrides: { config?: Partial<Config> } & Partial<Omit<Context, 'config' | 'store' | 'secrets'>> = {}
): Promise<TestContext> {
  const opened = await openTestStore()
  const { config: settings, ...parts } = overrides
  const config: Config = {
    ...readConfig({
      ORIGIN: 'https://aldermere.example',
      DATA_DIR: opened.folder,
      DATABASE_URL: opened.url,
      SECRET_KEY: 'a key that is used for tests and for nothing else',
      LOG_LEVEL: 'silent'
    }),
    ...settings
  }
  const letters: Letter[] = []
  const logged: LogLine[] = []
  const keep = (level: LogLine['level']) => (detail: object, message: string) => {
    logged.push({ level, detail, message })
  }
  let ahead = 0
  const context = makeContext({
    config,
    store: opened.store,
    clock: () => new Date(Date.now() + ahead),
    log: { error: keep('error'), warn: keep('warn'), info: keep('info'), debug: keep('debug') },
    mail: async (letter) => void letters.push(letter),
    ...parts
  })
  return Object.assign(context, {
    letters,
    logged,
    databaseUrl: opened.url,
    pass(milliseconds: number) {
      ahead += milliseconds
    },
    close: () => opened.close()
  })
}
