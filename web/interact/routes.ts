/** Taking part from elsewhere: a visitor is taken to their own server, and ours are brought back here from others'. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { actorById, actorByUri } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { Invalid, NotFound, Problem } from '../../server/errors.ts'
import { addressKey } from '../../server/plugins/limits.ts'
import { contentPolicy } from '../../server/plugins/security.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { queryText } from '../paging.ts'
import { arrive } from './arrive.ts'

type Act = 'follow' | 'reply' | 'like' | 'share' | 'object'

const words: Record<Act, { title: string; button: string }> = {
  follow: { title: 'Follow from your own server', button: 'Go there and follow' },
  reply: { title: 'Answer or ask from your own server', button: 'Go there and write' },
  like: { title: 'Say that it is useful, from your own server', button: 'Go there' },
  share: { title: 'Share it from your own server', button: 'Go there and share' },
  object: { title: 'Ask from your own server', button: 'Go there and write' }
}

const isAct = (text: string): text is Act => Object.hasOwn(words, text)

/** `/interact` for visitors, `/authorize_interaction` for our own people (OStatus, FEP-3b86). */
export const interactRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get('/interact', async (request, reply) => {
      const asked = await readAsked(context, queryText(request.query, 'uri'), queryText(request.query, 'act'))
      return draw(pages, request, reply, { ...asked, handle: '' })
    })

    app.post('/interact', async (request, reply) => {
      const fields = typed(request.body, ['uri', 'act', 'handle'])
      const asked = await readAsked(context, fields.uri, fields.act)
      try {
        app.limits.lookups.need(addressKey(request.ip))
        return reply.redirect(await templateAt(context, fields.handle, asked), 303)
      } catch (error) {
        if (!(error instanceof Problem) || error.status === 503) throw error
        const problem = new Invalid([{ field: 'handle', text: error.message }])
        return draw(pages, request, reply, {
          ...asked,
          handle: fields.handle,
          problem,
          status: error.status === 404 ? 422 : error.status
        })
      }
    })

    app.get('/authorize_interaction', (request, reply) => arrive(context, pages, request, reply))
  }

interface Asked {
  uri: string
  act: Act
  /** What it is about, in words. */
  about: string
}

/** Only what is ours can be asked about, so that nobody is led astray through us; without an address it is the council. */
async function readAsked(context: Context, uri: string, act: string): Promise<Asked> {
  if (uri === '') {
    const council = await actorById(context.store.read, (await councilOf(context)).actor)
    return { uri: council!.uri, act: 'object', about: council!.name }
  }
  const actor = await actorByUri(context.store.read, uri)
  const post = actor ? undefined : await anyPost(context.store.read, { uri })
  const open = actor?.local ? !actor.deleted : post && ['public', 'unlisted'].includes(post.post.audience)
  if (!open) throw new NotFound()
  const about = actor?.name ?? post?.post.title ?? `what ${post?.author.name} wrote`
  return { uri, act: isAct(act) ? act : 'object', about }
}

async function templateAt(context: Context, handle: string, { uri, act }: Asked): Promise<string> {
  const bare = handle.trim().replace(/^acct:/, '')
  if (!/^@?[^@\s/]+@[^@\s/]+$/.test(bare))
    throw new Problem(422, 'Give your whole handle, such as @maddy@tidepool.example')
  const template = await context.remote.interactionTemplate(bare, act)
  if (!template)
    throw new NotFound(
      'That account was not found, or its server has no page for this. Copy the address instead, and search for it there.'
    )
  const target = template.replace('{uri}', encodeURIComponent(uri))
  const url = URL.canParse(target) ? new URL(target) : undefined
  const safe =
    url?.protocol === 'https:' || (url !== undefined && context.config.allowPrivateOrigins.includes(url.origin))
  if (!safe) throw new Problem(422, 'That server gave no safe address to go to.')
  return url.href
}

function draw(
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  given: Asked & { handle: string; problem?: Invalid; status?: number }
) {
  // The form leads to the visitor's own server, which can be any.
  reply.header('content-security-policy', contentPolicy('https: http:'))
  const { title, button } = words[given.act]
  const data = {
    title,
    button,
    about: given.about,
    values: { uri: given.uri, act: given.act, handle: given.handle },
    ...shownFaults(given.problem)
  }
  // Not through `sendPage`: the form holds this visitor's own token.
  const options = { status: given.status ?? 200, meta: { robots: 'noindex' } }
  return pages.send(request, reply, 'interact/interact.njk', data, options)
}
