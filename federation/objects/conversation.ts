/** A conversation as a collection with an owner (FEP-7888), who alone may say what it holds and which answers are accepted. */
import type { WholePost } from '../../server/posts/posts.store.ts'
import type { JsonObject } from '../json.ts'
import type { Answer } from './around.store.ts'
import { answersPart } from './question.ts'

/** The address of the conversation that begins with a post of ours. */
export const contextUri = (post: WholePost['post']) => `${post.uri}/context`

/** The OrderedCollection, as it is embedded and as it is fetched. */
export const contextDocument = (
  { post, author }: Pick<WholePost, 'post' | 'author'>,
  { totalItems, accepted }: { totalItems: number; accepted: Answer[] }
): JsonObject => ({
  id: contextUri(post),
  type: 'OrderedCollection',
  attributedTo: author.uri,
  totalItems,
  first: `${contextUri(post)}?page=true`,
  ...answersPart(accepted.map((answer) => answer.uri))
})
