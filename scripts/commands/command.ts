/** What a command is, how it reads what follows it, and how it answers. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import type { Config } from '../../server/config.ts'
import type { Context } from '../../server/context.ts'

/** Where a command puts its answer: as one JSON document with --json, else as text. */
export interface Out {
  answer(document: object, text: string): void
  /** Makes the exit status 1 although the command answered: a check that found something. */
  fail(): void
}

export interface Command {
  /** One or two words: `user create`. */
  name: string
  /** What follows the name: `--handle H --name N`. */
  usage: string
  /** What it does, in a few words. */
  does: string
  run(context: Context, args: string[], out: Out): Promise<void>
  /** Does it without opening the database, where that can be; false when it must be opened. */
  alone?(config: Config, args: string[], out: Out): Promise<boolean>
}

/** What follows the command cannot be understood; told with the command's usage. */
export class WrongUse extends Error {}

/** Reads what follows a command. Throws {@link WrongUse}. */
export function readArgs<const Options extends ParseArgsOptionsConfig>(
  args: string[],
  options: Options,
  positionals = 0
) {
  const parsed = (() => {
    try {
      return parseArgs({ args, options, allowPositionals: true, strict: true })
    } catch (error) {
      // Node explains at length; its first sentence names the option.
      throw new WrongUse((error as Error).message.split(/\. |\n/, 1)[0])
    }
  })()
  if (parsed.positionals.length < positionals) throw new WrongUse('something is missing')
  if (parsed.positionals.length > positionals) throw new WrongUse(`“${parsed.positionals[positionals]}” is too much`)
  return parsed
}

/** The value of an option that must be there. Throws {@link WrongUse}. */
export function need(value: string | undefined, option: string): string {
  if (value === undefined || value.trim() === '') throw new WrongUse(`--${option} is missing`)
  return value
}

/** Lines of a table, its columns as wide as what they hold. */
export function tableOf(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd()
    )
    .join('\n')
}
