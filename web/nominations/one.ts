/** One nomination: what was said, what happened with it, and what to do next. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { openAddress } from '../../server/nominations/addresses.ts'
import { assignNomination, markOffered, markRecorded } from '../../server/nominations/assign.ts'
import { assignable, type Nomination, stepsOf } from '../../server/nominations/nominations.store.ts'
import { askByCoordinator, dismissNomination, seenNomination } from '../../server/nominations/nominations.ts'
import { beginDraft } from '../../server/nominations/write-up.ts'
import { anyPost, readPost } from '../../server/posts/posts.store.ts'
import { idIn } from '../find.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import type { Pages } from '../pages.ts'
import { readByOf } from './read-by.ts'
import { recordingsView } from './recordings.ts'
import { kindWords, stateName, stepWords } from './words.ts'

/** `/nominations/:id` and what is done there. */
export const nominationRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get('/nominations/:id', async (request, reply) => draw(context, pages, request, reply))

    app.post('/nominations/:id/ask', async (request, reply) => {
      const viewer = needViewer(request)
      const { nominee } = typed(request.body, ['nominee'])
      const done = await orFaults(() => askByCoordinator(context, viewer, idIn(request), nominee))
      if (done instanceof Invalid) return draw(context, pages, request, reply, { values: { nominee }, problem: done })
      return reply.redirect(`/nominations/${idIn(request)}`, 303)
    })

    app.post('/nominations/:id/dismiss', async (request, reply) => {
      await dismissNomination(context, needViewer(request), idIn(request))
      return reply.redirect(`/nominations/${idIn(request)}`, 303)
    })

    app.post('/nominations/:id/assign', async (request, reply) => {
      const viewer = needViewer(request)
      const values = typed(request.body, ['to', 'way', 'due', 'offer'])
      const done = await orFaults(() => assignNomination(context, viewer, idIn(request), values))
      if (done instanceof Invalid) return draw(context, pages, request, reply, { values, problem: done })
      return reply.redirect(`/nominations/${idIn(request)}`, 303)
    })

    for (const [act, work] of [
      ['recorded', markRecorded],
      ['offered', markOffered]
    ] as const)
      app.post(`/nominations/:id/${act}`, async (request, reply) => {
        await work(context, needViewer(request), idIn(request))
        return reply.redirect(`/nominations/${idIn(request)}`, 303)
      })

    app.post('/nominations/:id/draft', async (request, reply) => {
      const post = await beginDraft(context, needViewer(request), idIn(request))
      return reply.redirect(`/stories/${post}/edit`, 303)
    })
  }

interface Shown {
  values: Record<string, string>
  problem?: Invalid
}

async function draw(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  { values, problem }: Shown = { values: {} }
) {
  const viewer = needViewer(request)
  const found = await seenNomination(context, viewer, idIn(request))
  const history = await stepsOf(context.store.read, found.id)
  const may = mayDo(viewer, found)
  const people = may.assign || found.assignee ? await assignable(context.store.read) : []
  const data = {
    title: found.title || 'A nomination that has ended',
    n: {
      ...found,
      path: `/nominations/${found.id}`,
      kindName: kindWords[found.kind],
      stateName: stateName(found.state),
      ended: found.state === 'declined'
    },
    addresses: viewer.can('coordinate') ? addressesOf(context, found) : undefined,
    story: await storyOf(context, viewer, found),
    readBy: await readByFor(context, viewer, found),
    sent: await recordingsView(context, found.id, `/nominations/${found.id}/media`),
    steps: history.map(({ step, by }) => ({
      by: by?.name,
      did: stepWords(step.kind),
      words: step.words,
      when: step.created
    })),
    may,
    assignee: people.find(({ id }) => id === found.assignee)?.name,
    people: [
      { value: '', text: 'Choose' },
      ...people.map(({ username, name }) => ({ value: username, text: `${name} (@${username})` }))
    ],
    values,
    ...shownFaults(problem)
  }
  return pages.send(request, reply, 'nominations/one.njk', data, { status: problem ? 422 : 200 })
}

const mayDo = (viewer: Viewer, { state, assignee, offer, offerDone }: Nomination) => ({
  assign: viewer.can('coordinate') && ['consented', 'assigned'].includes(state),
  recorded: state === 'assigned' && (assignee === viewer.actor.id || viewer.can('coordinate')),
  offered: viewer.can('coordinate') && offer !== '' && !offerDone,
  ask: viewer.can('coordinate') && state === 'new',
  dismiss: viewer.can('coordinate') && ['new', 'asked', 'consented'].includes(state),
  draft: viewer.can('publish') && ['consented', 'assigned', 'recorded'].includes(state)
})

const addressesOf = (context: Context, found: Nomination) => ({
  nominator: openAddress(context, found.nominatorMail),
  nominee: openAddress(context, found.nomineeMail)
})

/** The story that came of it, where this viewer may read it. */
async function storyOf({ store }: Context, viewer: Viewer, { post }: Nomination) {
  const whole = post ? await readPost(store.read, { id: post }, { actor: viewer.actor.id }) : undefined
  return whole && { path: `/stories/${whole.post.id}`, title: whole.post.title ?? 'The story' }
}

/** Whether the nominee has read the story; `mine` for its author, who may ask them to. */
async function readByFor(context: Context, viewer: Viewer, { state, post }: Nomination) {
  const whole = post && state === 'drafted' ? await anyPost(context.store.read, { id: post }) : undefined
  const view = whole && whole.post.audience !== 'withdrawn' ? await readByOf(context, whole) : undefined
  return view && { view, mine: whole?.author.id === viewer.actor.id }
}
