/** Tokens with which programs act for oneself. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { createToken, listTokens, revokeToken } from '../../server/members/tokens.ts'
import { scopesOf } from '../../server/members/viewer.ts'
import { shownFaults, typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import type { Pages } from '../pages.ts'

const explained = {
  read: 'See what you see',
  write: 'Publish, ask, answer and follow in your name',
  moderate: 'Work through the moderators’ queue',
  admin: 'Change people and settings'
}

/** `/account/tokens`. */
export const tokenRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.addHook('onRequest', async (request) => void needViewer(request))

    app.get('/account/tokens', (request, reply) => show(request, reply, { name: '', scopes: ['read'] }, {}))

    app.post('/account/tokens', async (request, reply) => {
      const { name } = typed(request.body, ['name'])
      const given = (request.body as { scopes?: string | string[] } | undefined)?.scopes
      const scopes = [given ?? []].flat().filter((scope) => typeof scope === 'string')
      try {
        if (scopes.length === 0) throw new Invalid([{ field: 'scopes', text: 'Choose what it may do' }])
        const { token } = await createToken(context, needViewer(request).member.id, { name, scopes })
        // Shown here and never again, and so not by way of another address.
        return show(request, reply, { name: '', scopes: ['read'] }, { token, tokenName: name || 'A program' })
      } catch (error) {
        if (!(error instanceof Invalid)) throw error
        return show(request, reply, { name, scopes }, {}, error)
      }
    })

    app.post<{ Params: { id: string } }>('/account/tokens/:id/revoke', async (request, reply) => {
      await revokeToken(context, needViewer(request).member.id, request.params.id)
      return reply.redirect('/account/tokens', 303)
    })

    async function show(
      request: FastifyRequest,
      reply: FastifyReply,
      values: { name: string; scopes: string[] },
      more: object,
      problem?: Invalid
    ) {
      const { member } = needViewer(request)
      const tokens = await listTokens(context, member.id)
      const choices = scopesOf(member.role).map((value) => ({
        value,
        text: explained[value],
        hint: { text: value },
        checked: values.scopes.includes(value)
      }))
      const data = { title: 'Tokens for programs', values, tokens, choices, ...shownFaults(problem), ...more }
      const options = { status: problem ? 422 : 200, meta: { robots: 'noindex' } }
      return pages.send(request, reply, 'account/tokens.njk', data, options)
    }
  }
