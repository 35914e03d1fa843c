/** The page on which a colleague reads a draft before others do, and on which its author answers. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { isSent } from '../../server/posts/audience.ts'
import { autonomyOf, wordsSeen } from '../../server/steps/autonomy.ts'
import { answerComment, askBuddy, commentOn, decideCheck, endCheck, readChecks } from '../../server/steps/checks.ts'
import { colleagues } from '../../server/steps/steps.store.ts'
import { idIn } from '../find.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import { sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { presentPeople } from '../present/people.ts'
import { presentPosts } from '../present.ts'

const partWords = {
  title: 'The title',
  summary: 'The summary',
  wentWell: 'What went well',
  wentBadly: 'What went badly',
  body: 'What was done'
}

/** `/stories/:id/check` and what is sent from it. */
export const checkRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    const show = async (request: FastifyRequest, reply: FastifyReply, values: object = {}, problem?: Invalid) => {
      const data = await checkPage(context, needViewer(request), idIn(request))
      const page = { ...data, values, ...shownFaults(problem) }
      const options = { status: problem ? 422 : 200 }
      return sendPage(pages, request, reply, 'buddy/check.njk', page, { robots: 'noindex' }, options)
    }
    /** Does something, and shows the page again: with what is wrong, or as it stands then. */
    const after = async (request: FastifyRequest, reply: FastifyReply, values: object, act: () => Promise<unknown>) => {
      const done = await orFaults(act)
      if (done instanceof Invalid) return show(request, reply, values, done)
      return reply.redirect(`/stories/${idIn(request)}/check`, 303)
    }

    app.get('/stories/:id/check', (request, reply) => show(request, reply))

    app.post('/stories/:id/check', async (request, reply) => {
      const values = typed(request.body, ['buddy', 'note'])
      return after(request, reply, values, () => askBuddy(context, needViewer(request), idIn(request), values))
    })

    app.post('/stories/:id/check/comments', async (request, reply) => {
      const values = typed(request.body, ['part', 'passage', 'comment'])
      return after(request, reply, values, () => commentOn(context, needViewer(request), idIn(request), values))
    })

    app.post('/stories/:id/check/answer', async (request, reply) => {
      const { comment, answer, done } = typed(request.body, ['comment', 'answer', 'done'])
      const said = { answer, done: done === 'yes' }
      return after(request, reply, {}, () => answerComment(context, needViewer(request), idIn(request), comment, said))
    })

    app.post('/stories/:id/check/decide', async (request, reply) => {
      const { decision, seen } = typed(request.body, ['decision', 'seen'])
      const isFine = decision === 'fine'
      return after(request, reply, {}, () => decideCheck(context, needViewer(request), idIn(request), isFine, seen))
    })

    app.post('/stories/:id/check/end', async (request, reply) => {
      const { check } = typed(request.body, ['check'])
      return after(request, reply, {}, () => endCheck(context, needViewer(request), idIn(request), check))
    })
  }

async function checkPage(context: Context, viewer: Viewer, id: string) {
  const { story, isAuthor, checks } = await readChecks(context, viewer, id)
  const [[item], people, others, level] = await Promise.all([
    presentPosts(context, isAuthor ? viewer : undefined, [story]),
    presentPeople(
      context,
      checks.map(({ buddy }) => buddy)
    ),
    isAuthor ? colleagues(context.store.read, viewer.actor.id) : [],
    autonomyOf(context.store.read, viewer.actor.id, viewer.member.role)
  ])
  const open = !isSent(story.post.audience)
  return {
    title: isAuthor ? 'Ask a buddy to read it' : `A draft by ${story.author.name}`,
    item,
    isAuthor,
    open,
    level: isAuthor ? level : 'free',
    seen: wordsSeen(story),
    parts: Object.entries(partWords).map(([value, text]) => ({ value, text })),
    colleagues: [
      { value: '', text: 'Choose' },
      ...others
        .filter(({ role }) => level !== 'sign-off' || ['admin', 'moderator', 'coordinator'].includes(role))
        .map(({ id: value, name }) => ({ value, text: name }))
    ],
    checks: checks.map(({ check, comments, isCurrent }, n) => ({
      ...{
        id: check.id,
        state: check.state,
        note: check.note,
        asked: check.created,
        decided: check.decided,
        isCurrent
      },
      buddy: people[n]!,
      comments: comments.map((one) => ({ ...one, where: partWords[one.part] }))
    }))
  }
}
