/** Signing in by a link sent to one's own address, and signing out. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { findCouncil } from '../../server/council/settings.ts'
import { Gone, Invalid } from '../../server/errors.ts'
import { endSession, findSession } from '../../server/members/sessions.ts'
import { localPath, readSignInLink, requestSignIn, useSignInLink } from '../../server/members/sign-in.ts'
import { addressKey } from '../../server/plugins/limits.ts'
import { giveSession, takeSession } from '../../server/plugins/session.ts'
import { shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'

const meta = { robots: 'noindex' }
type Asking = { Querystring: { back?: string }; Params: { secret: string } }

/** `/sign-in`, `/sign-in/sent`, `/sign-in/link/…`, `/sign-out`. */
export const signInRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get<Asking>('/sign-in', async (request, reply) => {
      const back = localPath(request.query.back)
      if (request.viewer) return reply.redirect(back ?? '/home', 303)
      return sendForm(pages, request, reply, { email: '', back: back ?? '' })
    })

    app.post('/sign-in', async (request, reply) => {
      const { email, back } = typed(request.body, ['email', 'back'])
      const { signInByAddress, signInByEmail } = request.server.limits
      signInByAddress.need(addressKey(request.ip), tooOften)
      signInByEmail.need(email.trim().toLowerCase().slice(0, 254), tooOften)
      try {
        await requestSignIn(context, email, back)
      } catch (error) {
        if (!(error instanceof Invalid)) throw error
        return sendForm(pages, request, reply, { email, back: localPath(back) ?? '' }, error)
      }
      // To an address that says nothing of who asked, so that reloading it asks for nothing.
      return reply.redirect('/sign-in/sent', 303)
    })

    app.get('/sign-in/sent', (request, reply) =>
      pages.send(request, reply, 'sign-in/sent.njk', { title: 'Look into your mail' }, { meta })
    )

    // Mail scanners open links: opening one shows a button, and only the button uses it up.
    app.get<Asking>('/sign-in/link/:secret', async (request, reply) => {
      request.server.limits.linksByAddress.need(addressKey(request.ip), tooOften)
      const person = await readSignInLink(context, request.params.secret)
      if (!person) return sendSpent(pages, request, reply)
      const data = { title: 'Sign in', name: person.actor.name, action: request.url }
      return pages.send(request, reply, 'sign-in/confirm.njk', data, { meta })
    })

    app.post<Asking>('/sign-in/link/:secret', async (request, reply) => {
      request.server.limits.linksByAddress.need(addressKey(request.ip), tooOften)
      try {
        const secret = await useSignInLink(context, request.params.secret, request.session.secret)
        giveSession(context, reply, secret)
        return reply.redirect(await firstPage(context, secret, localPath(request.query.back)), 303)
      } catch (error) {
        if (!(error instanceof Gone)) throw error
        return sendSpent(pages, request, reply)
      }
    })

    app.post('/sign-out', async (request, reply) => {
      if (request.session.secret) await endSession(context, request.session.secret)
      takeSession(context, reply)
      return reply.redirect('/', 303)
    })
  }

const tooOften = 'Too many sign-in links were asked for. Wait a few minutes, then try again.'

/** Where a fresh session begins: what was asked for, or the set-up where that is still to be done. */
async function firstPage(context: Context, secret: string, back: string | undefined): Promise<string> {
  const council = await findCouncil(context)
  const session = await findSession(context, secret)
  if (!council?.setUp && session?.viewer.can('administer')) return '/setup'
  return back ?? '/home'
}

function sendForm(
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  values: { email: string; back: string },
  problem?: Invalid
) {
  const data = { title: 'Sign in', values, ...shownFaults(problem) }
  return pages.send(request, reply, 'sign-in/form.njk', data, { meta, status: problem ? 422 : 200 })
}

const sendSpent = (pages: Pages, request: FastifyRequest, reply: FastifyReply) =>
  pages.send(request, reply, 'sign-in/spent.njk', { title: 'This link does not work any more' }, { meta, status: 410 })
