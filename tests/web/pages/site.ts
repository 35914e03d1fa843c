/** The reading part of the site as a Fastify instance, with people who are signed in and servers that have sent things. */
import formbody from '@fastify/formbody'
import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify'
import type { JsonObject } from '../../../federation/json.ts'
import type { Actor } from '../../../server/actors/actors.store.ts'
import { ensureCouncil } from '../../../server/council/ensure.ts'
import { setUpCouncil } from '../../../server/council/setup.ts'
import { createMember } from '../../../server/members/members.ts'
import { findSession, startSession } from '../../../server/members/sessions.ts'
import type { Viewer } from '../../../server/members/viewer.ts'
import { errors } from '../../../server/plugins/errors.ts'
import { limits } from '../../../server/plugins/limits.ts'
import { security } from '../../../server/plugins/security.ts'
import { session } from '../../../server/plugins/session.ts'
import type { Reach } from '../../../server/posts/receive.ts'
import { adoptionRoutes } from '../../../web/adoption/routes.ts'
import { stepRoutes } from '../../../web/buddy/routes.ts'
import { communityRoutes } from '../../../web/communities/routes.ts'
import { councilRoutes } from '../../../web/councils/routes.ts'
import { draftRoutes } from '../../../web/drafts/routes.ts'
import { embedRoutes } from '../../../web/embed/routes.ts'
import { homeRoutes } from '../../../web/home/routes.ts'
import { interestRoutes } from '../../../web/interest/routes.ts'
import { drawTrouble } from '../../../web/layout/trouble.ts'
import { makePages } from '../../../web/pages.ts'
import { peopleRoutes } from '../../../web/people/routes.ts'
import { pollRoutes } from '../../../web/polls/routes.ts'
import { postRoutes } from '../../../web/posts/routes.ts'
import { questionRoutes } from '../../../web/questions/routes.ts'
import { quoteRoutes } from '../../../web/quotes/routes.ts'
import { recipeRoutes } from '../../../web/recipes/routes.ts'
import { replyRoutes } from '../../../web/replies/routes.ts'
import { reviewRoutes } from '../../../web/reviews/routes.ts'
import { searchRoutes } from '../../../web/search/routes.ts'
import { shareRoutes } from '../../../web/share/routes.ts'
import { similarRoutes } from '../../../web/similar/routes.ts'
import { storyRoutes } from '../../../web/stories/routes.ts'
import { topicRoutes } from '../../../web/topics/routes.ts'
import { createViews } from '../../../web/views.ts'
import { makeTestContext, type TestContext } from '../../help/context.ts'
import { remoteActor, remotePost } from './elsewhere.ts'

export interface SignedIn {
  viewer: Viewer
  cookie: string
  csrf: string
}

export interface Site {
  context: TestContext
  app: FastifyInstance
  /** A member, signed in. */
  person(handle: string, name?: string, role?: string): Promise<SignedIn>
  get(path: string, as?: SignedIn, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  /** Sends a form, as the browser of somebody signed in would. */
  post(path: string, fields: Record<string, string>, as: SignedIn): Promise<LightMyRequestResponse>
  /** An actor of another server, as its document says. */
  actor(document: JsonObject): Promise<Actor>
  /** A post of another server, through the reading of its document; gives its id. */
  receive(author: Actor, document: JsonObject, reach?: Reach): Promise<string>
  close(): Promise<void>
}

const reading = [
  ...[homeRoutes, storyRoutes, questionRoutes, replyRoutes, postRoutes],
  adoptionRoutes,
  ...[
    draftRoutes,
    pollRoutes,
    quoteRoutes,
    recipeRoutes,
    shareRoutes,
    embedRoutes,
    similarRoutes,
    reviewRoutes,
    stepRoutes
  ],
  ...[interestRoutes, peopleRoutes, communityRoutes, councilRoutes, topicRoutes, searchRoutes]
]

/** Makes one, set up as Aldermere. */
export async function makeSite(): Promise<Site> {
  const context = await makeTestContext()
  await ensureCouncil(context)
  await setUpCouncil(context, { name: 'Aldermere Borough Council', handle: 'aldermere' })
  const app = Fastify({
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true }
  }) as unknown as FastifyInstance
  const pages = makePages(context, createViews())
  await app.register(limits())
  await app.register(security(context.config))
  await app.register(formbody)
  await app.register(session(context))
  await app.register(errors(context, drawTrouble(pages)))
  for (const part of reading) await app.register(part(context, pages))
  const cookieOf = (as: SignedIn | undefined) => (as ? { cookie: as.cookie } : {})
  return {
    context,
    app,
    async person(handle, name = `${handle[0]!.toUpperCase()}${handle.slice(1)} Rees`, role = 'practitioner') {
      const email = `${handle}@aldermere.example`
      const { member } = await createMember(context, { handle, name, email, role })
      const secret = await context.store.write((tx) => startSession(context, tx, member.id))
      const found = (await findSession(context, secret))!
      return { viewer: found.viewer, csrf: found.csrf, cookie: `folkmoot=${secret}` }
    },
    get: (url, as, headers) => app.inject({ url, headers: { accept: 'text/html', ...cookieOf(as), ...headers } }),
    post: (url, fields, as) =>
      app.inject({
        method: 'POST',
        url,
        headers: { ...cookieOf(as), 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
        payload: new URLSearchParams({ _csrf: as.csrf, ...fields }).toString()
      }),
    actor: (document) => remoteActor(context, document),
    receive: (author, document, reach) => remotePost(context, author, document, reach),
    async close() {
      await app.close()
      await context.close()
    }
  }
}

/** A whole story as typed. */
export const storyFields = (title: string, more: Record<string, string> = {}) => ({
  title,
  summary: `${title}, told in two sentences. It is about libraries.`,
  body: 'We moved a table. #libraries',
  wentWell: `People came earlier to ${title}.`,
  wentBadly: `There was no room for ${title}.`,
  topics: 'housing',
  audience: 'world',
  ...more
})

/** The path that a redirect leads to, below our origin. */
export const led = (response: LightMyRequestResponse) => String(response.headers.location)
