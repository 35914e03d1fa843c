/** How a route answers with a page: every template is given the council, who looks, and the time. */

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../server/context.ts'
import { type Council, findCouncil } from '../server/council/settings.ts'
import { mostWaiting } from '../server/moderation/counts.store.ts'

/** Who looks, as templates see them. */
export interface WebViewer {
  signedIn: boolean
  /** The token that every form carries as `_csrf`; for a visitor, reading it sets a cookie. */
  readonly csrf: string
  /** The actor's id; empty for a visitor. */
  id: string
  name: string
  handle: string
  /** Their own page. */
  path: string
  avatar?: string
  publisher: boolean
  moderator: boolean
  admin: boolean
  /** How many things wait in the moderators' queue; 0 for others. */
  waiting: number | string
}

export interface PageOptions {
  status?: number
  /** For the head of the page: description, canonical address, the same in other forms … */
  meta?: object
}

export interface Pages {
  /** Answers with a page drawn from a template of web/. */
  send(
    request: FastifyRequest,
    reply: FastifyReply,
    template: string,
    data: object,
    options?: PageOptions
  ): Promise<FastifyReply>
}

/** What draws: `createViews` of views.ts. */
export interface Drawer {
  render(template: string, data: object): string
}

/** Makes {@link Pages}. `waiting` counts what waits for a moderator. */
export function makePages(context: Context, views: Drawer, waiting: () => Promise<number> = async () => 0): Pages {
  return {
    async send(request, reply, template, data, { status, meta } = {}) {
      const council = await councilView(context)
      const viewer = await viewerOf(request, waiting)
      // Nothing else makes sense before the council has a name; what went wrong is told all the same.
      const first = viewer.admin && !council.setUp && !/^(setup|sign-in)\//.test(template) && (status ?? 200) < 400
      if (first) return reply.redirect('/setup', 303)
      const { origin, handleHost, sourceUrl } = context.config
      const now = context.clock()
      const page = {
        ...data,
        council,
        viewer,
        meta: meta ?? {},
        now,
        origin,
        handleHost,
        sourceUrl,
        address: request.url
      }
      const html = views.render(template, page)
      if (status !== undefined) reply.status(status)
      // A page may hold what only this reader may see, and forms that only this reader may send.
      if (!reply.hasHeader('cache-control')) {
        reply.header('cache-control', viewer.signedIn ? 'private, no-store' : 'private, no-cache')
      }
      return reply.type('text/html; charset=utf-8').send(html)
    }
  }
}

/** The council as templates see it; on the very first moments there may be none. */
async function councilView(
  context: Context
): Promise<Partial<Council> & Pick<Council, 'name' | 'shortName' | 'setUp'>> {
  return (await findCouncil(context)) ?? { name: 'Folkmoot', shortName: 'Folkmoot', setUp: true }
}

const short = (n: number) => (n > mostWaiting ? `${mostWaiting.toLocaleString('en-GB')}+` : n)

async function viewerOf(request: FastifyRequest, waiting: () => Promise<number>): Promise<WebViewer> {
  const { viewer } = request
  const moderator = viewer?.can('moderate') ?? false
  return {
    // A getter, so that pages without a form set no cookie.
    get csrf() {
      return request.csrf
    },
    signedIn: viewer !== undefined,
    id: viewer?.actor.id ?? '',
    name: viewer?.actor.name ?? '',
    handle: viewer?.actor.username ?? '',
    path: viewer ? `/@${viewer.actor.username}` : '',
    ...(viewer?.actor.avatar && { avatar: `/media/${viewer.actor.avatar}` }),
    publisher: viewer?.can('publish') ?? false,
    moderator,
    admin: viewer?.can('administer') ?? false,
    waiting: moderator ? short(await waiting()) : 0
  }
}
