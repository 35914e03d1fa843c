/** Search: people who know come before what was written. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { PostKind } from '../../schema/posts.ts'
import type { Actor } from '../../server/actors/actors.store.ts'
import { peopleKnowing } from '../../server/actors/directory.store.ts'
import type { Context } from '../../server/context.ts'
import { hiddenAmong } from '../../server/controls/hidden.store.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { searchPage } from '../../server/search/search.store.ts'
import { keepPages, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, pageLinks, queryText, withQuery } from '../paging.ts'
import { presentPeople } from '../present/people.ts'
import { lookingFor, presentPosts } from '../present.ts'
import { lookElsewhere } from './elsewhere.ts'

const kindsShown: PostKind[] = ['story', 'question', 'recipe']

/** `/search`. */
export const searchRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)
    app.get('/search', async (request, reply) => {
      const words = queryText(request.query, 'q').trim().slice(0, 200)
      const elsewhere = await lookElsewhere(context, request, words)
      if (elsewhere && 'path' in elsewhere) return reply.redirect(elsewhere.path, 303)
      const data = {
        title: words ? `“${words}” – search` : 'Search',
        q: words,
        ...(elsewhere && { missing: elsewhere.missing }),
        ...(await findings(context, request, words))
      }
      return sendPage(pages, request, reply, 'search/search.njk', data, { robots: 'noindex' })
    })
  }

async function findings(context: Context, request: FastifyRequest, words: string) {
  const { viewer } = request
  const kind = kindsShown.find((one) => one === queryText(request.query, 'kind'))
  const badly = queryText(request.query, 'badly') === '1'
  const { after } = pageAsked(request.query)
  const asked = { words, after, ...(kind && { kinds: [kind] }), ...(badly && { badly }), size: 20 }
  const [page, knowing] = await Promise.all([
    searchPage(context.store.read, lookingFor(viewer), asked),
    after ? [] : whoKnows(context, viewer, words)
  ])
  const kept = { q: words, kind, badly: badly ? '1' : undefined }
  return {
    asked: words !== '',
    filter: { ...(kind && { kind }), ...(badly && { badly }) },
    items: await presentPosts(context, viewer, page.rows),
    people: await presentPeople(context, knowing),
    pages: { ...(after && { newer: withQuery('/search', kept) }), ...pageLinks('/search', page, kept) }
  }
}

/** People who say of themselves that they know about one of these words, those who fit more of them first. */
async function whoKnows(context: Context, viewer: Viewer | undefined, text: string): Promise<Actor[]> {
  const typed = (text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []).filter((word) => !common.has(word)).slice(0, 6)
  // Without their endings, so that "library" finds who knows about libraries.
  const words = typed.map((word) => (word.length > 5 ? word.slice(0, Math.max(5, word.length - 3)) : word))
  if (words.length === 0) return []
  const { read } = context.store
  const found = await peopleKnowing(read, words, 50)
  const ids = found.map(({ id }) => id)
  const hidden = viewer ? await hiddenAmong(read, viewer.actor.id, ids) : new Set()
  const wanted = found.filter(({ id }) => !hidden.has(id))
  const scored = wanted.map((actor) => ({ actor, fit: fitOf(actor, words) }))
  return scored
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit)
    .slice(0, 6)
    .map(({ actor }) => actor)
}

function fitOf({ name, profile }: Actor, words: string[]): number {
  const said = [name, profile.role, profile.team, ...(profile.skills ?? [])].join(' ').toLowerCase()
  return words.filter((word) => said.includes(word)).length
}

/** Words that would fit anybody. */
const common = new Set([
  'and',
  'are',
  'for',
  'from',
  'has',
  'have',
  'how',
  'not',
  'our',
  'the',
  'was',
  'what',
  'who',
  'with',
  'you'
])
