/** The document of any post of ours, by its noun. */
import type { Context } from '../../server/context.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import type { JsonObject } from '../json.ts'
import { lookAround, type Told } from './around.ts'
import { pollDocument } from './poll.ts'
import { questionDocument } from './question.ts'
import { recipeDocument } from './recipe.ts'
import { replyDocument } from './reply.ts'
import { storyDocument } from './story.ts'

/** The document, without `@context`, for embedding in an activity. */
export function documentFrom(told: Told, now = new Date()): JsonObject {
  if (told.post.kind === 'story') return storyDocument(told)
  if (told.post.kind === 'question') return questionDocument(told)
  if (told.post.kind === 'poll') return pollDocument(told, now)
  if (told.post.kind === 'recipe') return recipeDocument(told)
  return replyDocument(told)
}

/** Reads what stands around a post and writes its document. */
export async function documentOf(context: Context, whole: WholePost): Promise<JsonObject> {
  return documentFrom(await lookAround(context, whole), context.clock())
}
