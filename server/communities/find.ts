/** Finds a community by whatever name somebody gives it. */
import { actorByHandle, actorById, actorByUri } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import { NotFound } from '../errors.ts'
import type { Actor } from '../posts/posts.store.ts'
import { type Community, communityById } from './communities.store.ts'

/** A community of ours by its handle, with or without `@` and our host; undefined when there is none. */
export async function communityByHandle(context: Context, handle: string): Promise<Community | undefined> {
  const [, username, host] = /^@?([a-z0-9_.-]{1,128})(?:@([a-z0-9.:-]{1,253}))?$/i.exec(handle.trim()) ?? []
  if (!username || (host && host.toLowerCase() !== context.config.handleHost)) return undefined
  const actor = await actorByHandle(context.store.read, username, context.config.handleHost)
  return actor?.local ? communityById(context.store.read, actor.id) : undefined
}

/**
 * The Group that somebody means, ours or of another server, by id, address or handle; asked of its server when it is not
 * known here. Throws NotFound.
 */
export async function findGroup(context: Context, text: string): Promise<Actor> {
  const { read } = context.store
  const known = /^[0-9a-f]{32}$/.test(text) ? await actorById(read, text) : await actorByUri(read, text)
  const ours = known ?? (await communityByHandle(context, text))?.actor
  // A handle without a host is one of ours, or nobody's.
  const isElsewhere = /^https?:|@?[^@]+@[^@]+$/i.test(text.trim())
  const id = ours?.id ?? (isElsewhere ? await context.remote.findActor(text) : undefined)
  const found = id ? await actorById(read, id) : undefined
  if (found?.type !== 'Group' || found.deleted || found.blocked)
    throw new NotFound(`There is no community at “${text.slice(0, 100)}”.`)
  return found
}
