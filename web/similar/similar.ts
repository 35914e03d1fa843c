/** Stories like the one that somebody writes or means to begin, as the form, the step before publishing and `/tried` show them. */
import type { FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { isSent } from '../../server/posts/audience.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { type SimilarAsked, similarStories } from '../../server/similar/similar.ts'
import { readStory } from '../../server/stories/stories.ts'
import { formState } from '../drafts/form.ts'
import { orFaults, typed } from '../form.ts'
import type { ItemView } from '../item.ts'
import { queryText } from '../paging.ts'
import { lookingFor, presentPosts } from '../present.ts'
import { type StoryValues, storyInput } from '../stories/form.ts'

/** What was asked for in a query: `title` and more words as `q`, or these alone. */
export function similarAsked({ query }: FastifyRequest): SimilarAsked {
  const [title, more] = [queryText(query, 'title').trim(), queryText(query, 'q').trim()]
  return title ? { title, more } : { title: more }
}

/** The stories that are like it, as whoever is looking may see them. */
export async function similarItems(
  context: Context,
  viewer: Viewer | undefined,
  asked: SimilarAsked
): Promise<ItemView[]> {
  if (!asked.title) return []
  return presentPosts(context, viewer, await similarStories(context, lookingFor(viewer), asked))
}

/** The data of similar/step.njk. */
export interface Step {
  title: string
  items: ItemView[]
  /** Everything that was typed, to be sent again. */
  kept: Record<string, string>
  action: string
  backAction: string
}

/**
 * What to show before a story goes out for the first time: undefined when there is nothing like it, when something is
 * wrong with it still, or when its author has seen it.
 */
export async function lookFirst(
  context: Context,
  viewer: Viewer,
  body: unknown,
  values: StoryValues,
  story?: WholePost
): Promise<Step | undefined> {
  // A form of ours says so; what a program sends is asked for nothing.
  if (typed(body, ['looked']).looked !== 'no') return undefined
  if (story && isSent(story.post.audience)) return undefined
  const read = await orFaults(() => readStory(context, storyInput(values)))
  if (read instanceof Invalid || !isSent(read.post.audience)) return undefined
  const about = { title: values.title, more: values.summary, ...(story && { besides: story.post.id }) }
  const items = await similarItems(context, viewer, about)
  if (items.length === 0) return undefined
  const { id, ...form } = formState(body)
  const at = story ? `/stories/${story.post.id}` : '/stories'
  const state = Object.entries({ draft: id, ...form }).map(([name, value]) => [name, String(value)])
  return {
    title: 'Has this been tried?',
    items,
    kept: { ...Object.fromEntries(state), ...values },
    action: story ? `${at}/edit` : at,
    backAction: `${at}/preview`
  }
}
