/** Quoting: what is quoted, whether its author allows it, and what is said about it. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { Invalid, NotFound, Refused } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { allowedIn } from '../../server/posts/policy.ts'
import { readPost } from '../../server/posts/posts.store.ts'
import { leaveFor, writeQuote } from '../../server/quotes/quotes.ts'
import { textOf } from '../../server/text/sanitise.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import { sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { queryText } from '../paging.ts'
import { policyFields, policyInput } from '../posts/policy.ts'
import { audienceChoice } from '../present/audience.ts'
import { lookingFor, pathOf, presentPosts } from '../present.ts'

const fields = ['of', 'body', 'audience', ...policyFields] as const
type Values = Record<(typeof fields)[number], string>

/** `/quotes/new?of=` and the address of what is to be quoted, and `POST /quotes`. */
export const quoteRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    const form = async (request: FastifyRequest, reply: FastifyReply, values: Values, problem?: Invalid) => {
      const data = await quoteForm(context, needPublisher(request), values, problem)
      const status = problem ? 422 : 200
      return sendPage(pages, request, reply, 'quotes/form.njk', data, { robots: 'noindex' }, { status })
    }

    app.get('/quotes/new', (request, reply) => {
      needPublisher(request)
      return form(request, reply, typed({ of: queryText(request.query, 'of') }, fields))
    })

    app.post('/quotes', async (request, reply) => {
      const viewer = needPublisher(request)
      const values = typed(request.body, fields)
      const { of, body, audience, ...policy } = values
      const input = { object: of, body, audience, policy: policyInput(policy) }
      const kept = await orFaults(() => writeQuote(context, viewer, input))
      if (kept instanceof Invalid) return form(request, reply, values, kept)
      return reply.redirect(pathOf(kept), 303)
    })
  }

function needPublisher(request: FastifyRequest): Viewer {
  const viewer = needViewer(request)
  if (!viewer.can('publish')) throw new Refused()
  return viewer
}

/** The data of quotes/form.njk. Throws NotFound when what is quoted is not here for the viewer. */
async function quoteForm(context: Context, viewer: Viewer, values: Values, problem: Invalid | undefined) {
  const found = await readPost(context.store.read, { uri: values.of }, lookingFor(viewer))
  if (!found || found.post.audience === 'draft') throw new NotFound('What you want to quote is not here.')
  const [item] = await presentPosts(context, viewer, [found])
  const { author, path, kind } = item!
  const { shortName } = await councilOf(context)
  const text = item!.summary ?? textOf(found.post.html, 240)
  return {
    title: `Quote ${author.name}`,
    name: author.name,
    quote: { url: found.post.url, path, kind, title: item!.title ?? `What ${author.name} said`, author, text },
    leave: await leaveFor(context, viewer, found),
    everyone: allowedIn(found.post, 'quote') === 'everyone',
    own: found.author.id === viewer.actor.id,
    audience: audienceChoice(viewer, shortName, ['world', 'unlisted', 'followers'], {
      value: values.audience || 'world'
    }),
    values,
    ...shownFaults(problem)
  }
}
