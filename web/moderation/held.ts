/** One held item: in its conversation, why it waits, who wrote it, and what each choice would do. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Conflict, Invalid, NotFound } from '../../server/errors.ts'
import { countHeld, type HeldItem, heldById } from '../../server/moderation/held.store.ts'
import { nextWaiting, postsByUris } from '../../server/moderation/waiting.store.ts'
import { readPost } from '../../server/posts/posts.store.ts'
import { idIn } from '../find.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { lookingFor, presentPosts } from '../present.ts'
import { withBanner } from './banner.ts'
import { decideOne, readDecision } from './decide.ts'
import { sendDecided } from './decided.ts'
import { authorFacts, serverFacts } from './facts.ts'
import { needModerator, sendModeration } from './page.ts'
import { sendersOf } from './people.ts'
import { article, oneLine, readSaid } from './said.ts'
import { since, wayOf } from './words.ts'

interface Given {
  values: { act: string; reason: string }
  problem?: Invalid
}

/** `/moderation/held/:id`. */
export const heldRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
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
        await decideOne(context, actor.id, chosen.act, id, chosen.reason)
        const next = await nextWaiting(context.store.read, id)
        return reply.redirect(withBanner(next ? `/moderation/held/${next.id}` : '/moderation', chosen.act), 303)
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
    countHeld(context.store.read)
  ])
  const said = readSaid(item, 20_000)
  const held = `, held ${since(item.created, context.clock())}`
  const lead = `${article(said.noun)} from`.replace(/^a/, 'A')
  const data = {
    place: 'queue' as const,
    title: `${lead} ${person.name}${held}`,
    item: { id: item.id, host: item.host, created: item.created, expires: item.expires },
    why: { rule: oneLine(item.rule), reason: oneLine(item.reason), matched: oneLine(item.matched ?? 'No words') },
    about: oneLine(item.about ?? ''),
    said,
    person,
    lead,
    held,
    above,
    way: wayOf(item.path),
    author,
    server,
    total,
    values,
    ...shownFaults(problem)
  }
  return sendModeration(context, pages, request, reply, 'held.njk', data, problem ? 422 : 200)
}

/** What it answers, below what that conversation began with, as far as both are here and this moderator may read them. */
async function conversation(context: Context, request: FastifyRequest, item: HeldItem) {
  const db = context.store.read
  const { viewer } = request
  const looking = lookingFor(viewer)
  const parent = (await postsByUris(db, item.about ? [item.about] : [], looking)).get(item.about ?? '')
  if (!parent) return []
  const { id, thread } = parent.post
  const root = thread === id ? undefined : await readPost(db, { id: thread }, looking)
  return presentPosts(context, viewer, root ? [root, parent] : [parent])
}
