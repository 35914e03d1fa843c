/** `services import`: the local government service list, beyond the few that come with the server. */
import { importServices } from '../../server/council/services.ts'
import { type Command, readArgs } from './command.ts'
import { readFile } from './file.ts'

export const servicesImport: Command = {
  name: 'services import',
  usage: 'FILE',
  does: 'takes in the local government service list (LGSL) as CSV',
  async run(context, args, out) {
    const { positionals } = readArgs(args, {}, 1)
    const services = await importServices(context, readFile(positionals[0]!))
    out.answer({ services }, `${services} services were taken in.`)
  }
}
