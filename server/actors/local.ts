/** Makes actors of our own: people, the council, communities, and the server itself. */
import type { ActorType, Profile } from '../../schema/actors.ts'
import { newKey } from '../../schema/columns.ts'
import type { Context } from '../context.ts'
import { readSetting } from '../council/settings.store.ts'
import { formerHandles } from '../council/settings.ts'
import { Invalid } from '../errors.ts'
import { isDuplicate } from '../store/errors.ts'
import type { Writer } from '../store/store.ts'
import { type Actor, addActor, isUsernameTaken } from './actors.store.ts'
import { keepKeyPairs, listedKeys, type NewKeyPair } from './keys.ts'

export interface NewLocalActor {
  type: Exclude<ActorType, 'Service'>
  username: string
  name: string
  /** Sanitised HTML. */
  summary?: string
  profile?: Profile
  /** From `makeKeyPairs`, called before the transaction. */
  keys: NewKeyPair[]
}

/** Names that would pass for the council or the server. Only admins give handles, so the list can be short. */
const reserved = new Set([
  ...[
    'abuse',
    'actor',
    'council',
    'everyone',
    'folkmoot',
    'hostmaster',
    'inbox',
    'new',
    'nobody',
    'official',
    'outbox'
  ],
  ...['postmaster', 'public', 'root', 'security', 'server', 'webmaster']
])

const form = /^[a-z0-9_]+([.-]+[a-z0-9_]+)*$/

/** What is wrong with a username by its form; undefined when nothing is. `council` may have a reserved name. */
export function usernameFault(username: string, council = false): string | undefined {
  if (username === '') return 'Give a handle'
  if (username.length > 30) return 'Use a handle of 30 characters or fewer'
  if (!form.test(username))
    return 'Use only small letters, numbers, and single dots, hyphens or underscores between them in the handle'
  if (!council && reserved.has(username)) return `The handle “${username}” is kept for the server: choose another`
  return undefined
}

const taken = (username: string) =>
  new Invalid([{ field: 'handle', text: `The handle “${username}” is in use, or was once: choose another` }])

/** Throws Invalid for the field `handle` unless the username may be given to somebody new. */
export async function checkUsername(tx: Writer, username: string, council = false): Promise<void> {
  const fault = usernameFault(username, council)
  if (fault) throw new Invalid([{ field: 'handle', text: fault }])
  const former = (await readSetting<string[]>(tx, formerHandles)) ?? []
  if (former.includes(username) || (await isUsernameTaken(tx, username))) throw taken(username)
}

/**
 * Adds an actor of ours. Throws Invalid for the field `handle` when the username cannot be given, and, on a race that the
 * database decides, likewise.
 */
export async function addLocalActor(context: Context, tx: Writer, input: NewLocalActor): Promise<Actor> {
  const { config, clock } = context
  const server = input.type === 'Application'
  // The server's own actor answers to acct:HOST@HOST, which no person can have: it holds dots and perhaps a port.
  const username = server ? config.handleHost : input.username
  if (!server) await checkUsername(tx, username, input.type === 'Organization' || input.username === firstAdmin)
  const id = newKey()
  const uri = server ? `${config.origin}/actor` : `${config.origin}/actors/${id}`
  try {
    const actor = await addActor(tx, {
      id,
      uri,
      url: input.type === 'Group' ? `${config.origin}/communities/${username}` : `${config.origin}/@${username}`,
      type: input.type,
      local: true,
      username,
      host: config.handleHost,
      name: input.name,
      summary: input.summary ?? '',
      profile: input.profile ?? {},
      inbox: `${uri}/inbox`,
      sharedInbox: `${config.origin}/inbox`,
      outbox: `${uri}/outbox`,
      followersUri: `${uri}/followers`,
      featuredUri: `${uri}/featured`,
      publicKeys: listedKeys(uri, input.keys),
      trust: 'network',
      published: clock()
    })
    await keepKeyPairs(context, tx, id, input.keys)
    return actor
  } catch (error) {
    throw isDuplicate(error) ? taken(username) : error
  }
}

/** The handle of the member whom the first start makes; nobody can choose it afterwards, because it is taken. */
export const firstAdmin = 'admin'
