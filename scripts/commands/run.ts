/** Finds the command that was asked for, opens what it needs, and turns what goes wrong into one line. */
import { existsSync } from 'node:fs'
import type { Config } from '../../server/config.ts'
import { type Context, type Log, makeContext } from '../../server/context.ts'
import { Problem } from '../../server/errors.ts'
import { makeMail } from '../../server/mail.ts'
import { Proposed } from '../../server/moderation/proposals/ask.ts'
import { isBusy } from '../../server/store/errors.ts'
import { appliedMigrations, knownMigrations } from '../../server/store/migrations.ts'
import { openStore } from '../../server/store/open.ts'
import type { Store } from '../../server/store/store.ts'
import { type Command, type Out, WrongUse } from './command.ts'
import { reportUnreachable } from './doctor.ts'
import { commands } from './index.ts'

/** Runs one command; gives the exit status: 3 when it was proposed, and waits for a second person. */
export async function runCommand(config: Config, argv: string[]): Promise<number> {
  const json = argv.includes('--json')
  const words = argv.filter((word) => word !== '--json')
  const command = findCommand(words)
  if (!command) return explainUse(words)
  let status = 0
  const out: Out = {
    answer: (document, text) => console.log(json ? JSON.stringify(document) : text),
    fail: () => {
      status = 1
    }
  }
  let store: Store | undefined
  try {
    const args = words.slice(command.name.split(' ').length)
    if (await command.alone?.(config, args, out)) return status
    const context = await open(config, command)
    store = context.store
    await command.run(context, args, out)
  } catch (error) {
    status = error instanceof Proposed ? 3 : 1
    if (error instanceof Proposed && json) console.log(JSON.stringify({ proposal: error.proposal.id }))
    const line = oneLine(config, command, error)
    if (command.name === 'doctor' && !store) reportUnreachable(line, out)
    else console.error(line)
  } finally {
    await store?.close()
  }
  return status
}

/** The command that begins like this; of two that fit, the longer. */
const findCommand = (words: string[]): Command | undefined =>
  commands
    .toSorted((a, b) => b.name.length - a.name.length)
    .find(({ name }) => name === words.slice(0, name.split(' ').length).join(' '))

function explainUse(words: string[]): number {
  const list = commands.map(({ name, usage, does }) => `  ${`${name} ${usage}`.trim()}\n      ${does}`).join('\n')
  const help = words.length === 0 || /^(-h|--help|help)$/.test(words[0]!)
  if (help) console.log(`npm run folkmoot -- COMMAND [--json]\n\n${list}`)
  else console.error(`There is no command “${words.slice(0, 2).join(' ')}”: run \`folkmoot help\` for the list.`)
  return help ? 0 : 2
}

async function open(config: Config, command: Command): Promise<Context> {
  const store = await openStore(config.databaseUrl)
  try {
    // Only an empty database is made ready here: a newer one waits for the server's restart, which copies it first.
    const applied = await appliedMigrations(store.read)
    if (applied === 0) await store.migrate()
    else if (applied !== knownMigrations() && command.name !== 'doctor') {
      throw new Problem(
        503,
        'The database is of another version of Folkmoot. Restart the server, which brings it up to date.'
      )
    }
    return makeContext({ config, store, clock: () => new Date(), log, mail: makeMail(config, log) })
  } catch (error) {
    await store.close()
    throw error
  }
}

const complain = (_detail: object, message: string) => console.error(message)
const log: Log = { error: complain, warn: complain, info: () => {}, debug: () => {} }

/** What is wrong and how to mend it, in one line; what nobody expected comes whole. */
function oneLine(config: Config, { name, usage }: Command, error: unknown): string {
  if (error instanceof WrongUse)
    return `folkmoot ${name}: ${error.message}. Use it like this: ${`${name} ${usage}`.trim()}`
  if (error instanceof Problem) return error.message
  const code = (error as { code?: string }).code ?? ''
  const message = (error as Error).message
  if (/^SQLITE_(CANTOPEN|READONLY|NOTADB)/.test(code) || /^E(ACCES|ROFS|NOTDIR|ISDIR)$/.test(code)) {
    const place = existsSync(config.dataDir) ? 'check who may write it' : 'make the folder, or set another DATA_DIR'
    return `The data at ${config.dataDir} cannot be used (${message}): ${place}.`
  }
  if (/^(ECONNREFUSED|ENOTFOUND|ETIMEDOUT|CONNECT_TIMEOUT|28P01|28000|3D000)$/.test(code))
    return `DATABASE_URL: the database cannot be reached (${message || code}).`
  if (isBusy(error)) return 'The database is busy: try again in a moment.'
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
