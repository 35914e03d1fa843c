/** People, councils, communities and the server itself as documents. */
import type { Actor } from '../../server/actors/actors.store.ts'
import { communityById } from '../../server/communities/communities.store.ts'
import type { Context } from '../../server/context.ts'
import { findCouncil } from '../../server/council/settings.ts'
import { type Picture, pictureById } from '../../server/media/media.store.ts'
import { escapeHtml } from '../../server/text/sanitise.ts'
import type { JsonObject } from '../json.ts'
import { groupPart } from './group.ts'

/** The document of an actor of ours. Keys: RSA first, which everybody reads, then Ed25519 (FEP-521a). */
export function actorDocument(actor: Actor, origin: string, picture?: Picture, council?: string): JsonObject {
  const server = actor.type === 'Application'
  return {
    type: actor.type,
    id: actor.uri,
    url: actor.url,
    preferredUsername: actor.username,
    // FEP-2c59: spares others a look-up where the handle is on another host.
    webfinger: `${actor.username}@${actor.host}`,
    name: actor.name,
    summary: actor.summary,
    published: (actor.published ?? actor.created).toISOString(),
    inbox: actor.inbox,
    outbox: actor.outbox ?? `${actor.uri}/outbox`,
    followers: actor.followersUri ?? `${actor.uri}/followers`,
    following: `${actor.uri}/following`,
    featured: actor.featuredUri ?? `${actor.uri}/featured`,
    featuredTags: `${actor.uri}/featuredTags`,
    endpoints: { sharedInbox: actor.sharedInbox ?? `${origin}/inbox` },
    manuallyApprovesFollowers: actor.locked,
    discoverable: actor.discoverable && !server,
    indexable: actor.discoverable && !server,
    // Whose pages may name this actor as their author (`fediverse:creator`).
    attributionDomains: [new URL(origin).host],
    attachment: fieldsOf(actor, council),
    ...(picture && { icon: imageOf(origin, picture) }),
    ...(picture && actor.type === 'Organization' && { image: imageOf(origin, picture) }),
    ...(actor.profile.skills?.length && { 'schema:knowsAbout': actor.profile.skills }),
    ...(actor.alsoKnownAs.length > 0 && { alsoKnownAs: actor.alsoKnownAs }),
    ...(actor.movedTo && { movedTo: actor.movedTo }),
    ...keysOf(actor)
  }
}

/** The same with the actor's picture, if there is one. */
export async function actorDocumentOf(context: Context, given: Actor): Promise<JsonObject> {
  const actor = given.blocked ? bare(given) : given
  const picture = actor.avatar ? await pictureById(context.store.read, actor.avatar) : undefined
  const council = actor.type === 'Person' ? (await findCouncil(context))?.name : undefined
  const community = actor.type === 'Group' ? await communityById(context.store.read, actor.id) : undefined
  return {
    ...actorDocument(actor, context.config.origin, picture, council),
    ...(community && groupPart(actor, community.parts.closed !== null)),
    // Mastodon hides the account and its posts until an Update without it.
    ...(actor.blocked && { suspended: true })
  }
}

/** Of one that is suspended, no more than that there is one. */
const bare = (actor: Actor): Actor => ({
  ...actor,
  ...{ name: actor.username, summary: '', profile: {}, fields: [], avatar: null, discoverable: false }
})

/** A picture drawn anew by us: never SVG, which Mastodon does not show. */
const imageOf = (origin: string, { id, mediaType, width, height, alt }: Picture): JsonObject => ({
  type: 'Image',
  mediaType,
  url: `${origin}/media/${id}`,
  width,
  height,
  ...(alt !== '' && { name: alt })
})

function fieldsOf({ profile, fields }: Actor, council: string | undefined): JsonObject[] {
  const own = [
    { name: 'Role', value: profile.role },
    { name: 'Team', value: profile.team },
    { name: 'Council', value: council }
  ].flatMap(({ name, value }) => (value ? [{ name, value: escapeHtml(value) }] : []))
  return [...own, ...fields].map(({ name, value }) => ({ type: 'PropertyValue', name, value }))
}

function keysOf({ uri, publicKeys }: Actor): JsonObject {
  const rsa = publicKeys.flatMap(({ id, pem }) => (pem ? [{ id, owner: uri, publicKeyPem: pem }] : []))
  const multikeys = publicKeys.flatMap(({ id, multibase }) =>
    multibase ? [{ id, type: 'Multikey', controller: uri, publicKeyMultibase: multibase }] : []
  )
  return { ...(rsa[0] && { publicKey: rsa[0] }), assertionMethod: multikeys }
}
