/** Add and Remove: an actor puts a post on top of their page, or a topic beside it, or takes it down from there. */

import type { Actor } from '../../server/actors/actors.store.ts'
import { addPin, dropPin } from '../../server/featured/featured.store.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { keepTopics, topicIn } from '../featured.ts'
import { idOf, type JsonObject } from '../json.ts'
import { fetchPost } from './create.ts'
import { type Listener, objectId, sameOrigin } from './incoming.ts'

/** A post is pinned: it is fetched if it is not here, and stands first on the actor's page. A topic stands beside. */
export const onAdded: Listener = async (federation, { json, actor }) => {
  const topic = topicIn(json.object)
  if (topic) return isFeatured(json, actor) ? keepTopics(federation, actor, (before) => [...before, topic]) : undefined
  const uri = objectId(json)
  if (!uri || !isFeatured(json, actor) || !sameOrigin(uri, actor.uri)) return
  const post = await fetchPost(federation, uri, 'fetched')
  if (post) await federation.context.store.write((tx) => addPin(tx, actor.id, post))
}

/** A post is pinned no longer, or a topic stands there no longer. */
export const onRemoved: Listener = async (federation, { json, actor }) => {
  const { context } = federation
  const topic = topicIn(json.object)
  if (topic)
    return isFeatured(json, actor)
      ? keepTopics(federation, actor, (before) => before.filter((one) => one !== topic))
      : undefined
  const uri = objectId(json)
  const found = uri && isFeatured(json, actor) ? await anyPost(context.store.read, { uri }) : undefined
  if (found) await context.store.write((tx) => dropPin(tx, actor.id, found.post.id))
}

/** Whether this is about the actor's own list of pinned posts, and no other collection. */
const isFeatured = (json: JsonObject, actor: Actor) =>
  actor.featuredUri !== null && idOf(json.target) === actor.featuredUri
