/** Answers who a handle or an address of ours is (RFC 7033), and what others may do from their own server (FEP-3b86). */
import { type Actor, actorByHandle, actorById, actorByUri } from '../server/actors/actors.store.ts'
import type { Context } from '../server/context.ts'
import { readSetting } from '../server/council/settings.store.ts'
import { councilOf, formerHandles } from '../server/council/settings.ts'
import type { JsonObject } from './json.ts'
import { serverActorUri } from './software.ts'

const intent = 'https://w3id.org/fep/3b86/'

/** The actor of ours that a resource names: `acct:user@host`, an actor's or a profile's address, or the server itself. */
export async function findResource(context: Context, resource: string): Promise<Actor | undefined> {
  const { store, config } = context
  if (/^https?:\/\//i.test(resource)) {
    const server = resource === config.origin || resource === `${config.origin}/`
    const uri = server ? serverActorUri(config.origin) : resource
    const byUri = ours(await actorByUri(store.read, uri))
    if (byUri) return byUri
    const page = ['/@', '/communities/'].map((path) => config.origin + path).find((path) => resource.startsWith(path))
    const found = page ? await called(context, resource.slice(page.length)) : undefined
    return page?.endsWith('/') && found?.type !== 'Group' ? undefined : found
  }
  // The last @ parts the two: the server's own name holds its host, even with a port.
  const [, user, host = ''] = /^(?:acct:)?@?(.+)@([^@]+)$/i.exec(resource) ?? []
  const hosts = [config.handleHost, new URL(config.origin).host]
  if (!user || !hosts.includes(host.toLowerCase())) return undefined
  if (hosts.includes(user.toLowerCase())) return ours(await actorByUri(store.read, serverActorUri(config.origin)))
  return called(context, user)
}

async function called(context: Context, username: string): Promise<Actor | undefined> {
  if (!/^[a-z0-9_.-]{1,64}$/i.test(username)) return undefined
  const { store, config } = context
  const found = ours(await actorByHandle(store.read, username, config.handleHost))
  if (found) return found
  const former = (await readSetting<string[]>(store.read, formerHandles)) ?? []
  // Who knows the council by the name it had before still finds it.
  return former.includes(username.toLowerCase()) ? actorById(store.read, (await councilOf(context)).actor) : undefined
}

const ours = (actor: Actor | undefined) => (actor?.local ? actor : undefined)

/** The JRD of an actor; of its links only those of the relations in `rels`, where any are given. */
export function describe(context: Context, actor: Actor, rels: string[] = []): JsonObject {
  const { origin, handleHost } = context.config
  const links = linksOf(origin, actor)
  return {
    subject: `acct:${actor.username}@${handleHost}`,
    aliases: [actor.url, actor.uri],
    links: rels.length === 0 ? links : links.filter(({ rel }) => rels.includes(String(rel)))
  }
}

function linksOf(origin: string, actor: Actor): JsonObject[] {
  const self = { type: 'application/activity+json', href: actor.uri }
  const known = [
    { rel: 'self', ...self },
    { rel: 'http://webfinger.net/rel/profile-page', type: 'text/html', href: actor.url }
  ]
  // FEP-d556: the actor of the server as such.
  if (actor.type === 'Application') return [...known, { rel: 'https://www.w3.org/ns/activitystreams#Service', ...self }]
  const page = `${origin}/authorize_interaction?uri=`
  return [
    ...known,
    { rel: 'http://ostatus.org/schema/1.0/subscribe', template: `${page}{uri}` },
    { rel: `${intent}Follow`, template: `${page}{object}&act=follow` },
    { rel: `${intent}Like`, template: `${page}{object}&act=like` },
    { rel: `${intent}Announce`, template: `${page}{object}&act=share` },
    { rel: `${intent}Create`, template: `${page}{inReplyTo}&act=reply` },
    { rel: `${intent}Object`, template: `${page}{object}` }
  ]
}
