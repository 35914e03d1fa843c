/** The public form for nominations, and the page on which its sender confirms it. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { Invalid, NotFound } from '../../server/errors.ts'
import { consentWords } from '../../server/nominations/consent-words.ts'
import { linkPath, nominationOf } from '../../server/nominations/links.ts'
import { nominationById } from '../../server/nominations/nominations.store.ts'
import { confirmNomination, disownNomination, maySee, nominate } from '../../server/nominations/nominations.ts'
import { addressKey } from '../../server/plugins/limits.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { madeNow, timeFault } from '../report/form-time.ts'
import { kindWords } from './words.ts'

const fields = ['kind', 'title', 'who', 'place', 'why', 'name', 'email', 'nominee', 'made', 'website'] as const
type Values = Record<(typeof fields)[number], string>
type One = { Params: { secret: string } }

const tooOften = 'Several nominations came from your network already. Wait a little before the next.'
const private_ = { meta: { robots: 'noindex' } }

/** `/nominate`, `/nominate/sent`, `/nominate/confirm/:secret`. */
export const nominateRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get('/nominate', async (request, reply) =>
      draw(context, pages, request, reply, { ...(typed({}, fields) as Values), made: madeNow(context) })
    )

    app.post('/nominate', async (request, reply) => {
      const values = typed(request.body, fields)
      app.limits.nominations.need(addressKey(request.ip), tooOften)
      // A field that nobody sees is filled in by programs only; they are told nothing of it.
      if (values.website !== '') return reply.redirect('/nominate/sent', 303)
      const late = timeFault(context, values.made)
      const fault = late && { ...late, field: 'why' }
      const { made, website: _website, ...input } = values
      const kept = fault ? new Invalid([fault]) : await orFaults(() => nominate(context, input))
      if (!(kept instanceof Invalid)) return reply.redirect('/nominate/sent', 303)
      const again = fault?.text.startsWith('This page') ? madeNow(context) : made
      return draw(context, pages, request, reply, { ...values, made: again }, kept)
    })

    app.get('/nominate/sent', async (request, reply) =>
      pages.send(request, reply, 'nominations/sent.njk', { title: 'Look into your mail' }, private_)
    )

    // Opening a link changes nothing, since programs that look at mail open them too.
    app.get<One>('/nominate/confirm/:secret', async (request, reply) => {
      const found = await foundBy(context, request.params.secret)
      const done = found.state !== 'unconfirmed'
      const { name } = await councilOf(context)
      const data = {
        title: done ? 'Thank you' : 'One more step',
        done,
        action: linkPath(context, 'confirm', found.id),
        said: done ? undefined : { ...found, kindName: kindWords[found.kind] },
        agree: found.kind === 'myself' ? consentWords(name) : undefined
      }
      return pages.send(request, reply, 'nominations/confirm.njk', data, private_)
    })

    app.post<One>('/nominate/confirm/:secret', async (request, reply) => {
      const found = await foundBy(context, request.params.secret)
      const { act } = typed(request.body, ['act'])
      if (act === 'disown' || act === 'never') {
        await disownNomination(context, found.id, act === 'never')
        const data = { title: 'It is deleted', never: act === 'never' }
        return pages.send(request, reply, 'nominations/disowned.njk', data, private_)
      }
      const { id, kind } = await confirmNomination(context, found.id)
      return reply.redirect(linkPath(context, kind === 'myself' ? 'consent' : 'confirm', id), 303)
    })
  }

async function foundBy(context: Context, secret: string) {
  const id = nominationOf(context, 'confirm', secret)
  const found = id && (await nominationById(context.store.read, id))
  if (!found) throw new NotFound('This link is too old, or was never ours. You can send the nomination again.')
  return found
}

function draw(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  values: Values,
  problem?: Invalid
) {
  const board = request.viewer !== undefined && maySee(request.viewer)
  const data = { title: 'Who should tell their story?', values, board, ...shownFaults(problem) }
  const meta = {
    url: `${context.config.origin}/nominate`,
    description: 'Tell us of something that works, or that went wrong in a way others can learn from.'
  }
  return pages.send(request, reply, 'nominations/form.njk', data, { status: problem ? 422 : 200, meta })
}
