/** Moving: naming other accounts of one's own, and leaving one's followers with one of them. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { actorById } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { moveAccount, setAliases } from '../../server/members/move.ts'
import { shownFaults, typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import type { Pages } from '../pages.ts'

const fields = ['aliases', 'target', 'sure'] as const
type Values = Record<(typeof fields)[number], string>

/** `/account/move`: the names of other accounts, and the move itself. */
export const moveRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.addHook('onRequest', async (request) => void needViewer(request))

    app.get<{ Querystring: { saved?: string } }>('/account/move', (request, reply) =>
      show(request, reply, {}, { saved: request.query.saved === '1' })
    )

    app.post('/account/move/aliases', (request, reply) =>
      tryTo(request, reply, (values) => setAliases(context, needViewer(request), values.aliases.split(/[\s,]+/)))
    )

    app.post('/account/move', (request, reply) =>
      tryTo(request, reply, async (values) => {
        if (values.sure !== 'yes') throw new Invalid([{ field: 'sure', text: 'Say that you want to move' }])
        await moveAccount(context, needViewer(request), values.target)
      })
    )

    async function tryTo(request: FastifyRequest, reply: FastifyReply, act: (values: Values) => Promise<void>) {
      const values = typed(request.body, fields)
      try {
        await act(values)
      } catch (error) {
        if (!(error instanceof Invalid)) throw error
        return show(request, reply, values, {}, error)
      }
      return reply.redirect('/account/move?saved=1', 303)
    }

    async function show(
      request: FastifyRequest,
      reply: FastifyReply,
      given: Partial<Values>,
      more: object,
      problem?: Invalid
    ) {
      const actor = (await actorById(context.store.read, needViewer(request).actor.id))!
      const values = { target: '', aliases: actor.alsoKnownAs.join('\n'), ...given }
      const { movedTo, uri } = actor
      const data = { title: 'Moving', values, uri, ...(movedTo && { movedTo }), ...shownFaults(problem), ...more }
      const options = { status: problem ? 422 : 200, meta: { robots: 'noindex' } }
      return pages.send(request, reply, 'account/move.njk', data, options)
    }
  }
