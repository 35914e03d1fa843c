/** To whom a received post is addressed, and which of our people it names. */
import type { Audience } from '../../schema/posts.ts'
import { type Actor, actorByUri } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { hrefOf, idsOf, isObject, type JsonObject, listOf, textOf, typesOf } from '../json.ts'
import { publicUri } from './context.ts'

const everyone = new Set([publicUri, 'as:Public', 'Public'])

/** Of ours, no more than this many are told by one post. */
const mostNamed = 50

/** Of Groups, no more than this many are looked at in one post. */
const mostGroups = 5

/** Public in `to`, unlisted in `cc`; else for the author's followers, or only for those named. */
export function readVisibility(document: JsonObject, author: Pick<Actor, 'uri' | 'followersUri'>): Audience {
  const [to, cc] = [idsOf(document.to), idsOf(document.cc)]
  if (to.some((uri) => everyone.has(uri))) return 'public'
  if (cc.some((uri) => everyone.has(uri))) return 'unlisted'
  return [...to, ...cc].some((uri) => areFollowers(uri, author)) ? 'followers' : 'direct'
}

/**
 * The same, and `community` for what is for a Group's followers and for nobody else, where that Group is known here. A
 * message to a Group alone is for those who look after it, not for all its people.
 */
export async function visibilityOf(
  context: Context,
  document: JsonObject,
  author: Pick<Actor, 'uri' | 'followersUri'>
): Promise<Audience> {
  const visibility = readVisibility(document, author)
  if (visibility !== 'direct') return visibility
  const lists = [...idsOf(document.to), ...idsOf(document.cc)].filter((uri) => uri.endsWith('/followers'))
  for (const list of lists.slice(0, mostGroups)) {
    const group = await actorByUri(context.store.read, list.slice(0, -'/followers'.length))
    if (group?.type === 'Group' && (group.followersUri ?? list) === list) return 'community'
  }
  return 'direct'
}

/** Some actors do not tell where their followers are listed (Lemmy, NodeBB): then the usual address counts. */
const areFollowers = (uri: string, { uri: author, followersUri }: Pick<Actor, 'uri' | 'followersUri'>) =>
  followersUri ? uri === followersUri : uri.startsWith(`${author.replace(/\/$/, '')}/`) && /\/followers\/?$/.test(uri)

/** The ids of our own actors that a post is sent to or mentions; `localActors` gives them for addresses. */
export async function readNamed(
  context: Context,
  document: JsonObject,
  localActors: (uris: string[]) => Promise<string[]> = (uris) => idsOfOurs(context, uris)
): Promise<string[]> {
  const mentioned = listOf(document.tag).flatMap((tag) =>
    isObject(tag) && typesOf(tag).includes('Mention') ? [hrefOf(tag.href) ?? textOf(tag.href) ?? ''] : []
  )
  const uris = new Set([...idsOf(document.to), ...idsOf(document.cc), ...mentioned])
  return localActors([...uris])
}

/** Only addresses of our own origin can be ours, so that a long list of strangers costs nothing. */
async function idsOfOurs(context: Context, uris: string[]): Promise<string[]> {
  const ours = uris.filter((uri) => uri.startsWith(`${context.config.origin}/`)).slice(0, mostNamed)
  const found = await Promise.all(ours.map((uri) => actorByUri(context.store.read, uri)))
  return found.filter((actor) => actor?.local && !actor.deleted).map((actor) => actor!.id)
}
