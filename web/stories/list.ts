/** The list of stories, narrowed to what went badly, to a state, or to a topic. */
import type { FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { type ListAsked, listPosts } from '../../server/posts/posts.store.ts'
import { staleBefore } from '../../server/reviews/still.ts'
import { storyStates } from '../../server/stories/stories.ts'
import { topicOf } from '../../server/text/markdown.ts'
import { listMeta } from '../meta.ts'
import { pageAsked, pageLinks, queryText, withQuery } from '../paging.ts'
import { lookingFor, presentPosts } from '../present.ts'

const headings = {
  idea: 'Ideas not tried yet',
  trying: 'Being tried now',
  embedded: 'Part of how councils work',
  stopped: 'Stopped, and why'
}

/** The data of stories/list.njk, and the page's head. */
export async function storyList(context: Context, request: FastifyRequest) {
  const badly = queryText(request.query, 'badly') === '1'
  const worth = queryText(request.query, 'worth') === '1'
  const still = queryText(request.query, 'still') === '1'
  const state = storyStates.find((one) => one === queryText(request.query, 'state'))
  const topic = topicOf(queryText(request.query, 'topic'))
  const asked: ListAsked = {
    ...pageAsked(request.query),
    kinds: ['story'],
    ...(badly && { badly }),
    ...(worth && { worth }),
    ...(still && { checkedSince: staleBefore(context.clock(), context.config.reviewMonths) }),
    ...(state && { state }),
    ...(topic && { topic })
  }
  const page = await listPosts(context.store.read, lookingFor(request.viewer), asked)
  const kept = {
    badly: badly ? '1' : undefined,
    worth: worth ? '1' : undefined,
    still: still ? '1' : undefined,
    state,
    topic
  }
  const narrowed = state
    ? headings[state]
    : badly
      ? 'What went badly'
      : worth
        ? 'Practice worth repeating'
        : still
          ? 'Still true'
          : 'Stories'
  const heading = topic ? `${narrowed}: #${topic}` : narrowed
  const { shortName } = await councilOf(context)
  const feeds = [
    { title: 'Stories', href: '/feeds/stories.atom' },
    { title: 'What went badly', href: '/feeds/went-badly.atom' }
  ]
  const about = `Practice stories at ${shortName} and other councils: what went well and what went badly.`
  return {
    data: {
      title: heading,
      heading,
      items: await presentPosts(context, request.viewer, page.rows),
      filter: { ...(badly && { badly }), ...(worth && { worth }), ...(still && { still }), ...(state && { state }) },
      pages: pageLinks('/stories', page, kept)
    },
    meta: listMeta(context, withQuery('/stories', kept), about, { feeds })
  }
}
