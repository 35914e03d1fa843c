/** Reporting something, which needs no account (M6). */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { actorByUri } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { Invalid, NotFound } from '../../server/errors.ts'
import { makeReport } from '../../server/moderation/reports.ts'
import { addressKey } from '../../server/plugins/limits.ts'
import { readPost } from '../../server/posts/posts.store.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { queryText } from '../paging.ts'

const categories = [
  { value: 'private', text: 'It tells something private about a person' },
  { value: 'abuse', text: 'It insults or threatens' },
  { value: 'illegal', text: 'It may be against the law' },
  { value: 'spam', text: 'It is advertising' },
  { value: 'wrong', text: 'It is wrong, and could do harm' },
  { value: 'other', text: 'Something else' }
]

/** `/report?uri=…`. */
export const reportRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get('/report', async (request, reply) => {
      const about = await reported(context, request, queryText(request.query, 'uri'))
      return draw(pages, request, reply, about, { uri: about.uri, words: '', category: '' })
    })

    app.post('/report', async (request, reply) => {
      const values = typed(request.body, ['uri', 'words', 'category'])
      const about = await reported(context, request, values.uri)
      app.limits.reports.need(
        addressKey(request.ip),
        'You have sent several reports already. Wait a little before the next.'
      )
      const { category } = values
      const problem = await orFaults(() =>
        makeReport(context, {
          ...(request.viewer && { reporter: request.viewer.actor.uri }),
          ...(category && { category }),
          target: about.target,
          objects: about.objects,
          words: values.words
        })
      )
      if (problem instanceof Invalid) return draw(pages, request, reply, about, values, problem)
      return reply.redirect('/report/thanks', 303)
    })

    app.get('/report/thanks', (request, reply) =>
      pages.send(request, reply, 'report/thanks.njk', { title: 'Thank you' })
    )
  }

interface Reported {
  uri: string
  name: string
  target: string
  objects: string[]
}

/** What is reported, as the reporter may read it. */
async function reported(context: Context, request: FastifyRequest, uri: string): Promise<Reported> {
  const { read } = context.store
  const post = await readPost(read, { uri }, request.viewer && { actor: request.viewer.actor.id })
  if (post)
    return { uri, name: post.post.title ?? `what ${post.author.name} wrote`, target: post.author.uri, objects: [uri] }
  const actor = await actorByUri(read, uri)
  if (!actor || (!actor.local && !request.viewer && actor.trust !== 'known' && actor.trust !== 'network'))
    throw new NotFound()
  return { uri, name: actor.name, target: uri, objects: [] }
}

function draw(
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  about: Reported,
  values: object,
  problem?: Invalid
) {
  const mapped =
    problem &&
    new Invalid(problem.faults.map((fault) => (fault.field === 'text' ? { ...fault, field: 'words' } : fault)))
  const data = { title: 'Report something', about, values, categories, ...shownFaults(mapped) }
  // Not through `sendPage`: a visitor's form holds their own token.
  const options = { status: problem ? 422 : 200, meta: { robots: 'noindex' } }
  return pages.send(request, reply, 'report/form.njk', data, options)
}
