/** The collections of actors and posts, paged by key. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../../server/actors/actors.store.ts'
import { withRole } from '../../server/communities/communities.store.ts'
import { pinnedBy } from '../../server/featured/featured.store.ts'
import { featuredTopics } from '../../server/featured/featured.ts'
import { countFollowersOf, listFollowers, listFollowing } from '../../server/follows/follows.store.ts'
import { instancesOf } from '../../server/moderation/instances.store.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import type { Page } from '../../server/store/page.ts'
import type { Federation } from '../context.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { acceptedIn, countsOf, countThread } from '../objects/around.store.ts'
import { contextDocument, contextUri } from '../objects/conversation.ts'
import { moderatorsDocument } from '../objects/group.ts'
import { hashtagOf } from '../objects/tags.ts'
import { featuredOf } from '../outbox/featured.ts'
import { countOutbox, outboxPage } from '../outbox.store.ts'
import { answerNothing, answerWith } from './answer.ts'
import { interestPage, type Listed, repliesPage, threadPage } from './collections.store.ts'
import { activityNow, findActor, findPost } from './finding.ts'
import { type CollectionAsked, collection, collectionPage, readAsked } from './page.ts'
import type { SignedBy } from './reader.ts'

type OfActor = (federation: Federation, actor: Actor, asked: CollectionAsked) => Promise<JsonObject>
type OfPost = (federation: Federation, whole: WholePost, asked: CollectionAsked) => Promise<JsonObject | undefined>

/** Adds the collections' routes. Machines alone ask for them, so they need no `Accept`. */
export function collectionRoutes(app: FastifyInstance, federation: Federation, signedBy: SignedBy): void {
  const openToAll = federation.context.config.federationMode === 'open'
  for (const [name, write] of Object.entries(ofActors)) {
    const answer = async (request: FastifyRequest, reply: FastifyReply) => {
      const actor = await findActor(federation, request)
      if (!actor || actor.deleted || actor.blocked) return answerNothing(reply, actor?.deleted ? 410 : 404)
      if (name === 'moderators' && actor.type !== 'Group') return answerNothing(reply)
      return answerWith(reply, await write(federation, actor, readAsked(request)), openToAll)
    }
    app.get(`/actors/:id/${name}`, answer)
    app.get(`/actor/${name}`, answer)
  }
  for (const [name, write] of Object.entries(ofPosts)) {
    const answer = async (request: FastifyRequest, reply: FastifyReply) => {
      const found = await findPost(federation, signedBy, request)
      if (!found || 'withdrawn' in found) return answerNothing(reply, found ? 410 : 404)
      const document = await write(federation, found.post, readAsked(request))
      return document ? answerWith(reply, document, openToAll && found.open) : answerNothing(reply, 404)
    }
    for (const noun of ['stories', 'questions', 'replies', 'posts', 'recipes']) app.get(`/${noun}/:id/${name}`, answer)
  }
}

const ofActors: Record<string, OfActor> = {
  async outbox(federation, actor, asked) {
    const { read } = federation.context.store
    const id = actor.outbox ?? `${actor.uri}/outbox`
    if (!asked.page) return ordered(id, await countOutbox(read, actor.id))
    const page = await outboxPage(read, actor.id, asked)
    const items = await Promise.all(page.rows.map((activity) => activityNow(federation, activity)))
    const bare = items.flatMap((item) => {
      if (!item) return []
      // The page has one context for all, under which the proofs would not hold.
      const { '@context': _context, proof: _proof, ...rest } = item
      return [rest]
    })
    return collectionPage(id, 'OrderedCollection', asked, bare, page)
  },

  async followers(federation, actor, asked) {
    const { read } = federation.context.store
    const id = actor.followersUri ?? `${actor.uri}/followers`
    if (!asked.page) return ordered(id, await countFollowersOf(read, actor.id))
    const page = await listFollowers(read, actor.id, { after: asked.after })
    return collectionPage(id, 'OrderedCollection', asked, await shownOf(federation, page), page)
  },

  async following(federation, actor, asked) {
    const id = `${actor.uri}/following`
    if (!asked.page) return ordered(id, actor.following)
    const page = await listFollowing(federation.context.store.read, actor.id, { after: asked.after })
    return collectionPage(id, 'OrderedCollection', asked, await shownOf(federation, page), page)
  },

  async featured({ context }, actor) {
    const orderedItems = (await pinnedBy(context.store.read, actor.id, undefined)).map(({ post }) => post.uri)
    // All in one, as ids: Mastodon reads the first page only, and passes over what is embedded and no Note.
    return { id: featuredOf(actor), type: 'OrderedCollection', totalItems: orderedItems.length, orderedItems }
  },

  async moderators({ context }, actor) {
    return moderatorsDocument(actor, await withRole(context.store.read, actor.id, 'coordinator'))
  },

  async featuredTags({ context }, actor) {
    const items = (await featuredTopics(context, actor)).map((topic) => hashtagOf(context.config.origin, topic))
    return { id: `${actor.uri}/featuredTags`, type: 'Collection', totalItems: items.length, items }
  }
}

const ordered = (id: string, totalItems: number) => collection(id, 'OrderedCollection', totalItems, `${id}?page=true`)

/** The addresses of those on a page whom a person let in, or whose server; strangers are counted, not shown. */
async function shownOf({ context }: Federation, { rows }: Page<{ actor: Actor }>): Promise<string[]> {
  const servers = await instancesOf(
    context.store.read,
    rows.map(({ actor }) => actor.host)
  )
  const trustOf = (actor: Actor) =>
    actor.trust ?? servers.find(({ host }) => host === actor.host)?.trust ?? ('unknown' as const)
  const shown = ({ actor }: { actor: Actor }) =>
    actor.local || context.config.unknownServers === 'show' || ['network', 'known'].includes(trustOf(actor))
  return rows.filter(shown).map(({ actor }) => actor.uri)
}

const ofPosts: Record<string, OfPost> = {
  async replies({ context }, { post }, asked) {
    const { read } = context.store
    const id = `${post.uri}/replies`
    const page = await repliesPage(read, post.id, { after: asked.after })
    const first = collectionPage(id, 'Collection', asked, urisOf(page), page)
    // Mastodon reads the first page where it stands in the collection: one request less for each thread.
    return asked.page ? first : collection(id, 'Collection', (await countsOf(read, post.id)).replies, first)
  },

  async likes({ context }, { post }, asked) {
    const { read } = context.store
    const id = `${post.uri}/likes`
    if (!asked.page) return collection(id, 'Collection', (await countsOf(read, post.id)).likes, `${id}?page=true`)
    const page = await interestPage(read, post.id, ['like', 'reaction'], asked)
    return collectionPage(id, 'Collection', asked, urisOf(page), page)
  },

  async shares({ context }, { post }, asked) {
    const { read } = context.store
    const id = `${post.uri}/shares`
    if (!asked.page) return collection(id, 'Collection', (await countsOf(read, post.id)).shares, `${id}?page=true`)
    const page = await interestPage(read, post.id, ['share'], asked)
    return collectionPage(id, 'Collection', asked, urisOf(page), page)
  },

  async context({ context }, whole, asked) {
    const { read } = context.store
    const { thread } = whole.post
    // Only its owner can speak for a conversation (FEP-7888); of others' we have no more than a part.
    if (whole.post.context && whole.post.context !== contextUri(whole.post)) return undefined
    if (!asked.page) {
      const [totalItems, accepted] = await Promise.all([countThread(read, thread), acceptedIn(read, thread)])
      return contextDocument(whole, { totalItems, accepted })
    }
    const page = await threadPage(read, thread, { after: asked.after })
    return collectionPage(contextUri(whole.post), 'OrderedCollection', asked, urisOf(page), page)
  }
}

const urisOf = ({ rows }: Page<Listed>): JsonValue[] => rows.map(({ uri }) => uri)
