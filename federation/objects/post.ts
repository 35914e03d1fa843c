/** What stories, questions and replies have in common as documents. */
import { isForAnyone } from '../../server/posts/audience.ts'
import type { JsonObject } from '../json.ts'
import { serverActorUri, software } from '../software.ts'
import type { Told } from './around.ts'
import { attachmentOf } from './attachments.ts'
import { publicUri } from './context.ts'
import { membersUri } from './group.ts'
import { policyPart, quotePart, quoteTag } from './quote.ts'
import { hashtagOf, mentionOf } from './tags.ts'

/** To whom something is addressed; Mastodon reads the audience from which of the two lists holds what. */
export type Addressed = { to: string[]; cc: string[] }

/** Where a post goes, by its audience as its author chose it, and to the communities in which it stands (FEP-1b12). */
export function addressOf(told: Pick<Told, 'post' | 'author' | 'named' | 'communities'>): Addressed {
  const { post, author, named, communities = [] } = told
  const followers = author.followersUri ?? `${author.uri}/followers`
  const people = named.filter(({ id }) => !communities.some((group) => group.id === id)).map((actor) => actor.uri)
  const groups = communities.map(({ uri }) => uri)
  const members = communities.flatMap((group) => membersUri(group) ?? [])
  switch (post.visibility) {
    case 'public':
      return { to: [publicUri, ...groups], cc: [followers, ...members, ...people] }
    case 'unlisted':
      return { to: [followers, ...groups], cc: [publicUri, ...members, ...people] }
    case 'community':
      return { to: [...groups, ...members], cc: people }
    case 'followers':
      return { to: [followers], cc: people }
    default:
      return { to: people, cc: [] }
  }
}

/** The community that a post is for; Lemmy and NodeBB read one. */
export const audiencePart = ({ post, communities }: Pick<Told, 'post' | 'communities'>): JsonObject => {
  const [first] = isForAnyone(post.visibility) || post.visibility === 'community' ? (communities ?? []) : []
  return first ? { audience: first.uri } : {}
}

/** Whether anyone may read a post. */
export const isOpen = (post: Told['post']) => post.audience === 'public' || post.audience === 'unlisted'

/** The part that every object has. Its name, content and type come from its noun. */
export function commonPart(told: Told): JsonObject {
  const { post, author, origin, counts, updated } = told
  const quote = quotePart(told.quote)
  const tag = [
    ...post.topics.map((topic) => hashtagOf(origin, topic)),
    ...told.named.map(mentionOf),
    ...(told.quote && 'quote' in quote ? [quoteTag(told.quote)] : [])
  ]
  return {
    id: post.uri,
    url: post.url,
    attributedTo: author.uri,
    ...addressOf(told),
    ...audiencePart(told),
    published: (post.published ?? post.created).toISOString(),
    ...(updated && { updated: updated.toISOString() }),
    ...(post.inReplyTo && { inReplyTo: post.inReplyTo }),
    // A thread from a server that knows no contexts gets one of ours for our part of it.
    context: post.context ?? `${post.uri}/context`,
    ...((post.sensitive || author.sensitive) && { sensitive: true }),
    tag,
    ...(post.attachments.length > 0 && { attachment: post.attachments.map(attachmentOf) }),
    replies: collectionOf(`${post.uri}/replies`, counts.replies),
    likes: collectionOf(`${post.uri}/likes`, counts.likes),
    shares: collectionOf(`${post.uri}/shares`, counts.shares),
    // Without this nobody may quote it in Mastodon (FEP-044f).
    interactionPolicy: policyPart(post, author),
    ...quote,
    generator: { type: 'Application', id: serverActorUri(origin), name: software.title }
  }
}

/** The content, also by its language where that is known. */
export const contentPart = (content: string, language: string | null): JsonObject => ({
  content,
  ...(language && { contentMap: { [language]: content } })
})

/** The title, also by its language. */
export const namePart = (name: string, language: string | null): JsonObject => ({
  name,
  ...(language && { nameMap: { [language]: name } })
})

/** A collection as it stands inside an object: its true size, and where to read it. */
export const collectionOf = (id: string, totalItems: number): JsonObject => ({
  id,
  type: 'Collection',
  totalItems,
  first: `${id}?page=true`
})
