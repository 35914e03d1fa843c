/** `councils import`: the register of councils, from which the set-up then offers names. */
import { importCouncils } from '../../server/council/councils.ts'
import { type Command, readArgs } from './command.ts'
import { readFile } from './file.ts'

export const councilsImport: Command = {
  name: 'councils import',
  usage: 'FILE',
  does: 'takes in the register of councils as CSV, from the ONS or mySociety',
  async run(context, args, out) {
    const { positionals } = readArgs(args, {}, 1)
    const councils = await importCouncils(context, readFile(positionals[0]!))
    out.answer({ councils }, `${councils} councils were taken in.`)
  }
}
