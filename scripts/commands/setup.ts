/** `setup`: says who the council is, also before the first start, so that an installation can be scripted. */
import { actorById } from '../../server/actors/actors.store.ts'
import { seedServices } from '../../server/council/services.ts'
import { findCouncil } from '../../server/council/settings.ts'
import { setUpCouncil } from '../../server/council/setup.ts'
import { type Command, need, readArgs } from './command.ts'

export const setup: Command = {
  name: 'setup',
  usage:
    '--name NAME --handle HANDLE [--short-name S] [--gss E10000008] [--region R] [--colour #5b1f47] [--about TEXT]',
  does: 'says who the council is',
  async run(context, args, out) {
    const text = { type: 'string' } as const
    const { values } = readArgs(args, {
      ...{ name: text, handle: text, 'short-name': text, gss: text, region: text, colour: text, about: text }
    })
    // Once it is set up, each part can be changed by itself.
    const before = await findCouncil(context)
    const known = before?.setUp ? before : undefined
    const council = await setUpCouncil(context, {
      name: need(values.name ?? known?.name, 'name'),
      handle: need(values.handle ?? known?.handle, 'handle'),
      shortName: values['short-name'],
      gss: values.gss,
      region: values.region,
      colour: values.colour,
      about: values.about
    })
    await seedServices(context)
    const actor = await actorById(context.store.read, council.actor)
    out.answer(
      { council: { handle: council.handle, uri: actor!.uri } },
      `${council.name} is @${council.handle}@${context.config.handleHost}, at ${actor!.uri}`
    )
  }
}
