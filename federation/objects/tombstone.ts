/** What stands where something was withdrawn. */
import type { Post } from '../../server/posts/posts.store.ts'
import type { JsonObject } from '../json.ts'

/** The Tombstone of a post (ActivityStreams 2.0); tells that it was here, and nothing of what it said. */
export const tombstoneOf = (post: Pick<Post, 'uri' | 'kind' | 'withdrawn'>): JsonObject => ({
  type: 'Tombstone',
  id: post.uri,
  formerType: post.kind === 'story' || post.kind === 'recipe' ? 'Article' : post.kind === 'poll' ? 'Question' : 'Note',
  ...(post.withdrawn && { deleted: post.withdrawn.toISOString() })
})
