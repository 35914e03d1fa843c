/** `follow`: somebody of ours follows somebody anywhere. */
import { makeFederation } from '../../federation/federation.ts'
import { makeRemoteWorld } from '../../federation/remote.ts'
import { actorById } from '../../server/actors/actors.store.ts'
import { NotFound } from '../../server/errors.ts'
import { followActor } from '../../server/follows/follows.ts'
import { type Command, need, readArgs } from './command.ts'
import { needMember } from './user.ts'

export const follow: Command = {
  name: 'follow',
  usage: 'HANDLE|URL --as HANDLE',
  does: 'follows an account or a council in the name of somebody here; the running server sends it',
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { as: { type: 'string' } }, 1)
    const { actor } = await needMember(context, need(values.as, 'as'))
    const federation = await makeFederation(context)
    try {
      const target = await makeRemoteWorld(federation).findActor(positionals[0]!)
      const followed = target ? await actorById(context.store.read, target) : undefined
      if (!followed)
        throw new NotFound(`Nobody was found at “${positionals[0]}”: check the handle, and that their server answers.`)
      const { state } = await followActor(context, actor.id, followed.id)
      out.answer(
        { uri: followed.uri, state },
        `${state === 'accepted' ? 'Following' : 'Asked to follow'} ${followed.name}.`
      )
    } finally {
      await federation.close()
    }
  }
}
