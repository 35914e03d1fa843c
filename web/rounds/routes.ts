/** Follow-up rounds: the list, making one from a story, and the page on which its questions are answered. */
import { createHash } from 'node:crypto'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Conflict, type Fault, Invalid } from '../../server/errors.ts'
import { readPosts } from '../../server/posts/posts.store.ts'
import {
  listRounds,
  openQuestionsOf,
  openRoundOf,
  questionsOf,
  stepsOfRound,
  type WholeRound
} from '../../server/rounds/rounds.store.ts'
import {
  assignRound,
  dropRound,
  keepAnswer,
  leaveOut,
  makeRound,
  mayFollowUp,
  publishRound,
  roundToWorkOn,
  storyToFollowUp,
  usualDue
} from '../../server/rounds/rounds.ts'
import { idIn } from '../find.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import { keepPages, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { isKey, pageAsked, pageLinks } from '../paging.ts'
import { nameOf } from '../present/people.ts'
import { lookingFor, presentPosts } from '../present.ts'

const robots = { robots: 'noindex' }
/** More than a round can have fields, each a text. */
type Fields = Record<string, unknown>
const textIn = (body: unknown, name: string) => typed(body as Fields, [name])[name] ?? ''
const several = (body: unknown, name: string) => [(body as Fields | null)?.[name] ?? []].flat().map(String)

/** `/rounds` and `/stories/:id/round`. */
export const roundRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)

    app.get('/rounds', async (request, reply) => {
      const viewer = needViewer(request)
      const of = viewer.can('coordinate') || viewer.member.role === 'reporter' ? {} : { of: viewer.actor.id }
      const asked = { ...of, size: 50 }
      const read = context.store.read
      const [open, suggested, published] = await Promise.all([
        listRounds(read, { ...asked, state: 'open' }),
        listRounds(read, { ...asked, state: 'suggested' }),
        listRounds(read, { ...asked, ...pageAsked(request.query), size: 20, state: 'published' })
      ])
      const data = {
        title: 'Follow-up rounds',
        open: open.rows.map(roundView),
        suggested: suggested.rows.map(roundView),
        published: published.rows.map(roundView),
        pages: pageLinks('/rounds', published)
      }
      return sendPage(pages, request, reply, 'rounds/list.njk', data, robots)
    })

    const form = async (request: FastifyRequest, reply: FastifyReply, given?: { values: object; problem: Invalid }) => {
      const viewer = needViewer(request)
      const story = await storyToFollowUp(context, viewer, idIn(request))
      const open = await openQuestionsOf(context.store.read, story.post.id, lookingFor(viewer))
      const [[item], asked, under] = await Promise.all([
        presentPosts(context, viewer, [story]),
        presentPosts(context, viewer, open),
        openRoundOf(context.store.read, story.post.id)
      ])
      const due = usualDue(context, story.post).toISOString().slice(0, 10)
      const data = {
        title: 'Go back with open questions',
        item,
        asked,
        ...(under && { under: under.id }),
        values: given?.values ?? { questions: asked.map(({ id }) => id), assignee: '', due },
        ...shownFaults(given?.problem)
      }
      return sendPage(pages, request, reply, 'rounds/new.njk', data, robots, { status: given ? 422 : 200 })
    }

    app.get('/stories/:id/round', (request, reply) => form(request, reply))

    app.post('/stories/:id/round', async (request, reply) => {
      const viewer = needViewer(request)
      const { assignee, due } = typed(request.body, ['assignee', 'due'])
      const values = { questions: several(request.body, 'questions'), assignee, due }
      const kept = await orFaults(() => makeRound(context, viewer, idIn(request), values))
      if (kept instanceof Invalid) return form(request, reply, { values, problem: kept })
      return reply.redirect(`/rounds/${kept.id}`, 303)
    })

    const show = async (request: FastifyRequest, reply: FastifyReply, body?: unknown, problem?: Invalid) => {
      const viewer = needViewer(request)
      const found = await roundToWorkOn(context, viewer, idIn(request))
      const { read } = context.store
      const asked = await questionsOf(read, found.round.id)
      const [posts, steps] = await Promise.all([
        readPosts(
          read,
          asked.map(({ question }) => question),
          lookingFor(viewer)
        ),
        stepsOfRound(read, found.round.id)
      ])
      const items = new Map((await presentPosts(context, viewer, posts)).map((item) => [item.id, item]))
      const value = (field: string, id: string, kept: string) => (body ? textIn(body, `${field}-${id}`) : kept)
      const data = {
        title: `Follow-up: ${found.story.title ?? 'a story'}`,
        round: roundView(found),
        lines: asked.flatMap((one) => {
          const item = items.get(one.question)
          if (!item) return []
          return {
            ...{ item, reply: one.reply, words: value('words', item.id, one.words) },
            said: value('said', item.id, one.said),
            was: stampOf(one),
            consent: body ? textIn(body, `consent-${item.id}`) === 'yes' : one.consent
          }
        }),
        steps: steps.map(({ step, by }) => ({ act: step.act, at: step.created, ...(by && { by }) })),
        mayAssign: mayFollowUp(viewer, found.story),
        values: { assignee: body ? textIn(body, 'assignee') : '' },
        ...shownFaults(problem)
      }
      return sendPage(pages, request, reply, 'rounds/round.njk', data, robots, { status: problem ? 422 : 200 })
    }

    app.get('/rounds/:id', (request, reply) => show(request, reply))

    app.post('/rounds/:id', async (request, reply) => {
      const viewer = needViewer(request)
      const id = idIn(request)
      const { body } = request
      await roundToWorkOn(context, viewer, id)
      const faults: Fault[] = []
      for (const kept of await questionsOf(context.store.read, id)) {
        const { question } = kept
        const [words, said] = [textIn(body, `words-${question}`), textIn(body, `said-${question}`)]
        const consent = textIn(body, `consent-${question}`) === 'yes'
        const was = textIn(body, `was-${question}`)
        if (was !== '' && was !== stampOf(kept)) {
          // Somebody else typed an answer since this page was opened: what is theirs stays, and what is new is not lost.
          const mine = stampOf({ words, said, consent })
          if (mine === was || mine === stampOf(kept)) continue
          const text = `Somebody has typed an answer meanwhile: “${kept.words}”. Put both together, and save again`
          faults.push({ field: `words-${question}`, text })
          continue
        }
        const done = await orFaults(() => keepAnswer(context, viewer, id, question, { words, said, consent }))
        if (done instanceof Invalid) faults.push(...done.faults)
      }
      if (faults.length > 0) return show(request, reply, body, new Invalid(faults))
      const left = textIn(body, 'leave')
      if (isKey(left)) await leaveOut(context, viewer, id, left)
      if (textIn(body, 'act') !== 'publish') return reply.redirect(`/rounds/${id}`, 303)
      try {
        await publishRound(context, viewer, id)
      } catch (error) {
        if (!(error instanceof Conflict)) throw error
        return show(request, reply, body, new Invalid([{ field: 'act', text: error.message }]))
      }
      return reply.redirect(`/rounds/${id}`, 303)
    })

    app.post('/rounds/:id/assign', async (request, reply) => {
      const viewer = needViewer(request)
      const kept = await orFaults(() => assignRound(context, viewer, idIn(request), textIn(request.body, 'assignee')))
      if (kept instanceof Invalid) return show(request, reply, undefined, kept)
      return reply.redirect(`/rounds/${idIn(request)}`, 303)
    })

    for (const act of ['drop', 'undo'] as const)
      app.post(`/rounds/:id/${act}`, async (request, reply) => {
        await dropRound(context, needViewer(request), idIn(request), act === 'undo')
        return reply.redirect(`/rounds/${idIn(request)}`, 303)
      })
  }

/** Tells one state of an answer from another. */
const stampOf = ({ words, said, consent }: { words: string; said: string; consent: boolean }) =>
  createHash('sha256')
    .update(JSON.stringify([words.trim(), said.trim(), said.trim() !== '' && consent]))
    .digest('base64url')
    .slice(0, 16)

const roundView = ({ round, story, assignee }: WholeRound) => ({
  ...{ id: round.id, path: `/rounds/${round.id}`, state: round.state, due: round.due, answered: round.answered },
  ...(round.published && { published: round.published }),
  ...{ title: story.title ?? 'A story', story: `/stories/${story.id}`, assignee: nameOf(assignee) }
})
