/** Reporting something, which needs no account, and seeing what became of it (M6). */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { type Actor, actorByUri } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { Invalid, NotFound } from '../../server/errors.ts'
import { houseRulesOf } from '../../server/moderation/house-rules.ts'
import { reportPath } from '../../server/moderation/reports/link.ts'
import { makeReport } from '../../server/moderation/reports.ts'
import { addressKey } from '../../server/plugins/limits.ts'
import { readPost } from '../../server/posts/posts.store.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { queryText } from '../paging.ts'
import { kindItems } from './choices.ts'
import { madeNow, timeFault } from './form-time.ts'
import { stateRoutes } from './state.ts'

const fields = ['uri', 'words', 'category', 'forward', 'houseRule', 'email', 'made', 'website'] as const
type Values = Record<(typeof fields)[number], string>

/** `/report?uri=…`, `/report/mine`, `/reports/:token`. */
export const reportRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    await app.register(stateRoutes(context, pages))

    app.get('/report', async (request, reply) => {
      const about = await reported(context, request, queryText(request.query, 'uri'))
      const values = { ...(typed({}, fields) as Values), uri: about.uri, made: madeNow(context) }
      return draw(context, pages, request, reply, about, values)
    })

    app.post('/report', async (request, reply) => {
      const values = typed(request.body, fields)
      const about = await reported(context, request, values.uri)
      app.limits.reports.need(
        addressKey(request.ip),
        'You have sent several reports already. Wait a little before the next.'
      )
      // A field that nobody sees is filled in by programs only; they are told nothing of it.
      if (values.website !== '') return reply.redirect('/report/thanks', 303)
      const fault = request.viewer ? undefined : timeFault(context, values.made)
      const made = fault ? new Invalid([fault]) : await orFaults(() => take(context, request, about, values))
      if (made instanceof Invalid) {
        const again = fault?.text.startsWith('This page') ? { ...values, made: madeNow(context) } : values
        return draw(context, pages, request, reply, about, again, made)
      }
      return reply.redirect(`${reportPath(context, made)}?sent=yes`, 303)
    })
  }

function take(context: Context, request: FastifyRequest, about: Reported, values: Values): Promise<string> {
  const { category, houseRule, email, words } = values
  // An address that gets too many letters is sent none; that nobody learns whose it is, nothing is said of it.
  const mayMail =
    email.trim() !== '' && request.server.limits.signInByEmail.take(`report ${email.trim().toLowerCase()}`) === 0
  return makeReport(
    context,
    {
      ...(request.viewer && { reporter: request.viewer.actor.uri }),
      ...(category && { category }),
      ...(category === 'rule' && houseRule && { houseRule }),
      target: about.target,
      objects: about.objects,
      words
    },
    { forward: values.forward === 'yes', ...(mayMail && { email }) }
  )
}

interface Reported {
  uri: string
  name: string
  target: string
  objects: string[]
  /** The server that may be told too: of somebody elsewhere, and by people here only. */
  host?: string
}

/** What is reported, as the reporter may read it. */
async function reported(context: Context, request: FastifyRequest, uri: string): Promise<Reported> {
  const { read } = context.store
  const elsewhere = (actor: Actor) => (request.viewer && !actor.local ? { host: actor.host } : {})
  const post = await readPost(read, { uri }, request.viewer && { actor: request.viewer.actor.id })
  if (post)
    return {
      uri,
      name: post.post.title ?? `what ${post.author.name} wrote`,
      target: post.author.uri,
      objects: [uri],
      ...elsewhere(post.author)
    }
  const actor = await actorByUri(read, uri)
  if (!actor || (!actor.local && !request.viewer && actor.trust !== 'known' && actor.trust !== 'network'))
    throw new NotFound()
  return { uri, name: actor.name, target: uri, objects: [], ...elsewhere(actor) }
}

async function draw(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  about: Reported,
  values: Values,
  problem?: Invalid
) {
  const mapped =
    problem &&
    new Invalid(problem.faults.map((fault) => (fault.field === 'text' ? { ...fault, field: 'words' } : fault)))
  const houseRules = await houseRulesOf(context)
  const data = { title: 'Report something', about, values, kinds: kindItems(), houseRules, ...shownFaults(mapped) }
  // Not through `sendPage`: a visitor's form holds their own token.
  const options = { status: problem ? 422 : 200, meta: { robots: 'noindex' } }
  return pages.send(request, reply, 'report/form.njk', data, options)
}
