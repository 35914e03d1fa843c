/** What stories, questions and replies have in common as documents. */
import type { JsonObject } from '../json.ts'
import { serverActorUri, software } from '../software.ts'
import type { Told } from './around.ts'
import { publicUri } from './context.ts'
import { policyPart, quotePart, quoteTag } from './quote.ts'
import { hashtagOf, mentionOf } from './tags.ts'

/** To whom something is addressed; Mastodon reads the audience from which of the two lists holds what. */
export type Addressed = { to: string[]; cc: string[] }

/** Where a post goes, by its audience as its author chose it. */
export function addressOf({ post, author, named }: Pick<Told, 'post' | 'author' | 'named'>): Addressed {
  const followers = author.followersUri ?? `${author.uri}/followers`
  const people = named.map((actor) => actor.uri)
  switch (post.visibility) {
    case 'public':
      return { to: [publicUri], cc: [followers, ...people] }
    case 'unlisted':
      return { to: [followers], cc: [publicUri, ...people] }
    case 'followers':
      return { to: [followers], cc: people }
    default:
      return { to: people, cc: [] }
  }
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
    published: (post.published ?? post.created).toISOString(),
    ...(updated && { updated: updated.toISOString() }),
    ...(post.inReplyTo && { inReplyTo: post.inReplyTo }),
    // A thread from a server that knows no contexts gets one of ours for our part of it.
    context: post.context ?? `${post.uri}/context`,
    ...(post.sensitive && { sensitive: true }),
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

const types = { image: 'Image', video: 'Video', audio: 'Audio', link: 'Link' }

/** A picture or clip; Mastodon takes the alternative text from `summary`, others from `name`. */
function attachmentOf({ kind, url, mediaType, alt }: Told['post']['attachments'][number]): JsonObject {
  const described = alt === '' ? {} : { name: alt, summary: alt }
  const where: JsonObject = kind === 'link' ? { href: url } : { url }
  return { type: types[kind], ...where, ...(mediaType && { mediaType }), ...described }
}
