/** One held item: in its conversation, why it waits, who wrote it, and what each choice would do. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Conflict, Invalid, NotFound } from '../../server/errors.ts'
import { countUpTo, mostWaiting } from '../../server/moderation/counts.store.ts'
import { holdsOnHeld } from '../../server/moderation/evidence/preserve.store.ts'
import { type HeldItem, heldById } from '../../server/moderation/held.store.ts'
import { needsTwo } from '../../server/moderation/proposals/ask.ts'
import { choose } from '../../server/moderation/queue.ts'
import { nextWaiting, postsByUris } from '../../server/moderation/waiting.store.ts'
import { readPost, readThread } from '../../server/posts/posts.store.ts'
import { idIn } from '../find.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { queryText, withQuery } from '../paging.ts'
import { lookingFor, presentPosts } from '../present.ts'
import { withBanner } from './banner.ts'
import { readDecision } from './decide.ts'
import { sendDecided } from './decided.ts'
import { authorFacts, serverFacts } from './facts.ts'
import { heldMediaRoutes, mediaView } from './held-media.ts'
import { needModerator, sendModeration } from './page.ts'
import { sendersOf } from './people.ts'
import { article, oneLine, readSaid } from './said.ts'
import { since, upTo, wayOf } from './words.ts'

interface Given {
  values: { act: string; reason: string }
  problem?: Invalid
}

/** `/moderation/held/:id`. */
export const heldRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    await app.register(heldMediaRoutes(context))
    app.get('/moderation/held/:id', async (request, reply) => {
      const item = await heldById(context.store.read, idIn(request))
      if (!item) throw new NotFound('There is no such item in the queue.')
      if (item.state !== 'waiting') return sendDecided(context, pages, request, reply, item.id)
      return sendHeld(context, pages, request, reply, item, { values: { act: '', reason: '' } })
    })

    app.post('/moderation/held/:id', async (request, reply) => {
      const { actor } = needModerator(request)
      const id = idIn(request)
      const values = typed(request.body, ['act', 'reason'])
      const chosen = await orFaults(async () => readDecision(values))
      const item = await heldById(context.store.read, id)
      if (chosen instanceof Invalid && item?.state === 'waiting')
        return sendHeld(context, pages, request, reply, item, { values, problem: chosen })
      try {
        if (chosen instanceof Invalid) return await sendDecided(context, pages, request, reply, id)
        const { choice } = await choose(context, actor.id, chosen.act, [id], chosen.reason)
        const next = await nextWaiting(context.store.read, id)
        const onward = next ? `/moderation/held/${next.id}` : '/moderation'
        return reply.redirect(withBanner(onward, chosen.act, 1, 0, choice), 303)
      } catch (error) {
        if (!(error instanceof Conflict)) throw error
        return sendDecided(context, pages, request, reply, id)
      }
    })
  }

async function sendHeld(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  item: HeldItem,
  { values, problem }: Given
) {
  const { person, actor } = (await sendersOf(context, [item]))(item)
  const [above, author, server, total] = await Promise.all([
    conversation(context, request, item),
    authorFacts(context, item, person, actor),
    serverFacts(context, item.host),
    countUpTo(context.store.read)
  ])
  const said = readSaid(item, 20_000)
  const held = `, held ${since(item.created, context.clock())}`
  const lead = `${article(said.noun)} from`.replace(/^a/, 'A')
  const data = {
    place: 'queue' as const,
    title: `${lead} ${person.name}${held}`,
    item: { id: item.id, host: item.host, created: item.created, expires: item.expires },
    why: {
      ...(item.ruleId && { path: `/moderation/rules/${item.ruleId}` }),
      rule: oneLine(item.rule),
      reason: oneLine(item.reason),
      matched: oneLine(item.matched ?? 'No words')
    },
    about: oneLine(item.about ?? ''),
    holds: await holdLinks(context, item),
    said,
    person,
    lead,
    held,
    above: above.turns,
    others: above.others,
    media: await mediaView(context, item, queryText(request.query, 'media')),
    way: wayOf(item.path),
    author,
    server,
    ...{ total, many: upTo(total, mostWaiting) },
    twoToBlock: await needsTwo(context, 'suspend'),
    values,
    ...shownFaults(problem)
  }
  return sendModeration(context, pages, request, reply, 'held.njk', data, problem ? 422 : 200)
}

/** The holds that cover it, and where one is placed or a bundle is made. */
async function holdLinks(context: Context, item: HeldItem) {
  const target = item.object ?? item.uri
  const on = await holdsOnHeld(context.store.read, item)
  return {
    on: on.map(({ id }) => id),
    place: withQuery('/moderation/holds', { kind: 'item', target }),
    evidence: withQuery('/moderation/evidence', { kind: 'item', target })
  }
}

/** So many other answers to the same are shown beside it. */
const mostOthers = 5

/**
 * What it answers, below what that conversation began with, and what others answered there, as far as all of it is here and
 * this moderator may read it.
 */
async function conversation(context: Context, request: FastifyRequest, item: HeldItem) {
  const db = context.store.read
  const { viewer } = request
  const looking = lookingFor(viewer)
  const parent = (await postsByUris(db, item.about ? [item.about] : [], looking)).get(item.about ?? '')
  if (!parent) return { turns: [], others: [] }
  const { id, thread } = parent.post
  const [root, all] = await Promise.all([
    thread === id ? undefined : readPost(db, { id: thread }, looking),
    readThread(db, thread, looking, 100)
  ])
  const beside = all.filter(({ post }) => post.parent === id).slice(-mostOthers)
  const [turns, others] = await Promise.all([
    presentPosts(context, viewer, root ? [root, parent] : [parent]),
    presentPosts(context, viewer, beside)
  ])
  return { turns, others }
}
