/** `keys rotate`: new keys for one of our actors, or for all of them. */
import { type Actor, actorByHandle, localActors } from '../../server/actors/actors.store.ts'
import { rotateKeys } from '../../server/actors/keys.ts'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import { type Command, readArgs, WrongUse } from './command.ts'

export const keysRotate: Command = {
  name: 'keys rotate',
  usage: 'HANDLE | --all',
  does: 'gives an account here, or every one and the server itself, new keys; the running server tells who follows it',
  async run(context, args, out) {
    const { values } = readArgs(args, { all: { type: 'boolean' } }, args.includes('--all') ? 0 : 1)
    const actors = values.all ? allOfOurs(context) : named(context, args)
    const rotated: { handle: string; uri: string; keys: string[] }[] = []
    for await (const { id } of actors) {
      const { username, host, uri, publicKeys } = await rotateKeys(context, id)
      rotated.push({ handle: `@${username}@${host}`, uri, keys: publicKeys.map((key) => key.id) })
    }
    out.answer({ rotated }, rotated.map(({ handle }) => `New keys for ${handle}.`).join('\n'))
  }
}

async function* named(context: Context, args: string[]): AsyncGenerator<Actor> {
  const [handle = ''] = readArgs(args, {}, 1).positionals
  const [username = '', host = context.config.handleHost] = handle.replace(/^@/, '').split('@')
  if (username === '') throw new WrongUse('the handle is missing')
  const actor = await actorByHandle(context.store.read, username, host)
  if (!actor?.local || actor.deleted)
    throw new NotFound(`There is no account ${handle} here: \`user list\` names everybody.`)
  yield actor
}

async function* allOfOurs({ store }: Context): AsyncGenerator<Actor> {
  for (const type of ['Application', 'Organization', 'Group', 'Person', 'Service'] as const) {
    for (let after = ''; ; ) {
      const some = await localActors(store.read, type, after)
      yield* some
      if (some.length < 100) break
      after = some.at(-1)!.id
    }
  }
}
