/** Pages of questions: the list, asking, one question with its answers, changing and withdrawing one's own. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { claimDraft, closeDraft, isOverwriting, keepTyped, openTyped } from '../../server/drafts/drafts.ts'
import { Invalid } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { withdrawPost } from '../../server/posts/withdraw.ts'
import { typedQuestion } from '../../server/questions/draft.ts'
import { askQuestion, editQuestion, ownQuestion } from '../../server/questions/questions.ts'
import { draftPlace } from '../communities/choice.ts'
import { editPath, formState, freshForm, resumedForm, returnedForm } from '../drafts/form.ts'
import { findPost, idIn } from '../find.ts'
import { orFaults, typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import { keepPages, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { queryText } from '../paging.ts'
import { presentPosts } from '../present.ts'
import { type QuestionForm, questionForm, questionInput, questionTyped, questionValues } from './form.ts'
import { questionList, questionPage } from './question.ts'

/** `/questions` and all below it. */
export const questionRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)
    const form = async (request: FastifyRequest, reply: FastifyReply, given: QuestionForm) => {
      const data = await questionForm(context, needViewer(request), given)
      const status = given.problem ? 422 : given.overwrites ? 409 : 200
      return sendPage(pages, request, reply, 'questions/form.njk', data, { robots: 'noindex' }, { status })
    }
    const keep = async (request: FastifyRequest, reply: FastifyReply, viewer: Viewer, id?: string) => {
      const values = questionTyped(request.body)
      if (!`${values.title}${values.body}${values.topics}`.trim()) {
        const problem = new Invalid([{ field: 'title', text: 'Write something first' }])
        return form(request, reply, { values, problem, fields: freshForm() })
      }
      const as = await typedQuestion(context, viewer, questionInput(values))
      const asked = { typed: values, as, ...(id && { post: id }) }
      const { draft } = await keepTyped(context, viewer, formState(request.body), asked)
      return reply.redirect(editPath('questions', draft.post!, draft.apart ? draft.id : undefined), 303)
    }
    const change = async (request: FastifyRequest, reply: FastifyReply, viewer: Viewer, id: string) => {
      const question = await ownQuestion(context, viewer, id)
      const isDraft = question.post.audience === 'draft'
      if (isDraft && isKeeping(request)) return keep(request, reply, viewer, id)
      const values = { ...questionTyped(request.body), about: questionValues(question).about }
      const before = formState(request.body)
      const returned = async () => {
        const fields = await returnedForm(context, before, question)
        return { question, values, fields, unsaved: true }
      }
      if (await isOverwriting(context, viewer, before, question))
        return form(request, reply, { ...(await returned()), overwrites: true })
      const input = questionInput(values)
      const kept = await orFaults(() =>
        isDraft ? askQuestion(context, viewer, input, question) : editQuestion(context, viewer, id, input)
      )
      if (kept instanceof Invalid) return form(request, reply, { ...(await returned()), problem: kept })
      await closeDraft(context, viewer, before, kept)
      return reply.redirect(`/questions/${id}`, 303)
    }

    app.get('/questions', async (request, reply) => {
      const { data, meta } = await questionList(context, request)
      return sendPage(pages, request, reply, 'questions/list.njk', data, meta)
    })

    app.get('/questions/new', async (request, reply) => {
      needViewer(request)
      const title = queryText(request.query, 'title')
      const community = queryText(request.query, 'community')
      const values = { ...questionTyped({ title }), about: queryText(request.query, 'about'), community }
      return form(request, reply, { values, fields: freshForm() })
    })

    app.post('/questions', async (request, reply) => {
      const viewer = needViewer(request)
      if (isKeeping(request)) return keep(request, reply, viewer)
      const values = questionTyped(request.body)
      const fields = formState(request.body)
      const begun = await claimDraft(context, viewer, fields, 'question')
      if (begun) return change(request, reply, viewer, begun)
      const kept = await orFaults(() => askQuestion(context, viewer, questionInput(values)))
      if (kept instanceof Invalid)
        return form(request, reply, {
          values,
          problem: kept,
          fields: await returnedForm(context, fields),
          unsaved: true
        })
      await closeDraft(context, viewer, fields, kept)
      return reply.redirect(`/questions/${kept.post.id}`, 303)
    })

    app.get('/questions/:id', async (request, reply) => {
      const found = await findPost(context, request, ['question'])
      const { data, meta } = await questionPage(context, request, found)
      return sendPage(pages, request, reply, 'questions/question.njk', data, meta)
    })

    app.get('/questions/:id/edit', async (request, reply) => {
      const viewer = needViewer(request)
      const question = await ownQuestion(context, viewer, idIn(request))
      const opened = await openTyped(context, viewer, question, queryText(request.query, 'draft'))
      const community = await draftPlace(context, question.post.id)
      const values = { ...questionValues(question), community, ...opened.draft?.typed }
      const fields = opened.draft ? resumedForm(opened.draft, question) : freshForm(question)
      return form(request, reply, { question, values, fields, opened })
    })

    app.post('/questions/:id/edit', async (request, reply) => {
      return change(request, reply, needViewer(request), idIn(request))
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

/** Whether the button was pressed that keeps a question as a draft. */
const isKeeping = (request: FastifyRequest) => typed(request.body, ['keep']).keep === 'draft'
