/** Pages of questions: the list, asking, one question with its answers, changing and withdrawing one's own. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { withdrawPost } from '../../server/posts/withdraw.ts'
import { askQuestion, editQuestion, ownQuestion } from '../../server/questions/questions.ts'
import { findPost, idIn } from '../find.ts'
import { orFaults } from '../form.ts'
import { needViewer } from '../guard.ts'
import { keepPages, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { queryText } from '../paging.ts'
import { presentPosts } from '../present.ts'
import { type QuestionValues, questionForm, questionInput, questionTyped, questionValues } from './form.ts'
import { questionList, questionPage } from './question.ts'

/** `/questions` and all below it. */
export const questionRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)
    const form = async (
      request: FastifyRequest,
      reply: FastifyReply,
      given: { values: QuestionValues; id?: string; problem?: Invalid }
    ) => {
      const data = await questionForm(context, needViewer(request), given)
      const status = given.problem ? 422 : 200
      return sendPage(pages, request, reply, 'questions/form.njk', data, { robots: 'noindex' }, { status })
    }

    app.get('/questions', async (request, reply) => {
      const { data, meta } = await questionList(context, request)
      return sendPage(pages, request, reply, 'questions/list.njk', data, meta)
    })

    app.get('/questions/new', async (request, reply) => {
      needViewer(request)
      const title = queryText(request.query, 'title')
      return form(request, reply, { values: { ...questionTyped({ title }), about: queryText(request.query, 'about') } })
    })

    app.post('/questions', async (request, reply) => {
      const viewer = needViewer(request)
      const values = questionTyped(request.body)
      const kept = await orFaults(() => askQuestion(context, viewer, questionInput(values)))
      if (kept instanceof Invalid) return form(request, reply, { values, problem: kept })
      return reply.redirect(`/questions/${kept.post.id}`, 303)
    })

    app.get('/questions/:id', async (request, reply) => {
      const found = await findPost(context, request, ['question'])
      const { data, meta } = await questionPage(context, request, found)
      return sendPage(pages, request, reply, 'questions/question.njk', data, meta)
    })

    app.get('/questions/:id/edit', async (request, reply) => {
      const question = await ownQuestion(context, needViewer(request), idIn(request))
      return form(request, reply, { id: question.post.id, values: questionValues(question) })
    })

    app.post('/questions/:id/edit', async (request, reply) => {
      const viewer = needViewer(request)
      const question = await ownQuestion(context, viewer, idIn(request))
      const { id } = question.post
      const values = { ...questionTyped(request.body), about: questionValues(question).about }
      const kept = await orFaults(() => editQuestion(context, viewer, id, questionInput(values)))
      if (kept instanceof Invalid) return form(request, reply, { id, values, problem: kept })
      return reply.redirect(`/questions/${id}`, 303)
    })

    app.get('/questions/:id/withdraw', async (request, reply) => {
      const viewer = needViewer(request)
      const question = await ownQuestion(context, viewer, idIn(request))
      const [item] = await presentPosts(context, viewer, [question])
      const action = `/questions/${question.post.id}/withdraw`
      const data = { title: 'Withdraw this question?', what: 'question', item, action }
      return sendPage(pages, request, reply, 'stories/withdraw.njk', data, { robots: 'noindex' })
    })

    app.post('/questions/:id/withdraw', async (request, reply) => {
      const viewer = needViewer(request)
      await ownQuestion(context, viewer, idIn(request))
      await withdrawPost(context, viewer, idIn(request))
      return reply.redirect('/home', 303)
    })
  }
