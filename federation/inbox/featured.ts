/** Add and Remove: an actor puts a post on top of their page, or takes it down from there. */

import { recall, remember } from '../memory.store.ts'
import { fetchPost } from './create.ts'
import { type Listener, objectId, sameOrigin } from './incoming.ts'

const most = 20

/** Under which the addresses of an actor's featured posts are remembered. */
export const featuredKey = (actorUri: string) => `featured ${actorUri}`

/** A post is featured: it is fetched if it is not here, and stands first in the actor's list. */
export const onAdded: Listener = async (federation, { json, actor }) => {
  const uri = objectId(json)
  if (!uri || !actor.featuredUri || json.target !== actor.featuredUri || !sameOrigin(uri, actor.uri)) return
  if (!(await fetchPost(federation, uri, 'fetched'))) return
  await change(federation.context, actor.uri, (list) => [uri, ...list.filter((one) => one !== uri)])
}

/** A post is featured no longer. */
export const onRemoved: Listener = async (federation, { json, actor }) => {
  const uri = objectId(json)
  if (!uri || !actor.featuredUri || json.target !== actor.featuredUri) return
  await change(federation.context, actor.uri, (list) => list.filter((one) => one !== uri))
}

async function change(context: Parameters<typeof recall>[0], actorUri: string, act: (list: string[]) => string[]) {
  const before = (await recall<string[]>(context, featuredKey(actorUri))) ?? []
  await remember(context, featuredKey(actorUri), act(before).slice(0, most))
}
