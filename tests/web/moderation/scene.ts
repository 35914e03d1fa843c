/** The moderators' pages over a real database, with people of every role and things that wait, put there as the gate would. */
import formbody from '@fastify/formbody'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Role } from '../../../schema/members.ts'
import type { Context } from '../../../server/context.ts'
import { ensureCouncil } from '../../../server/council/ensure.ts'
import { setUpCouncil } from '../../../server/council/setup.ts'
import { createMember } from '../../../server/members/members.ts'
import { startSession } from '../../../server/members/sessions.ts'
import { makeViewer, type Viewer } from '../../../server/members/viewer.ts'
import { countUpTo } from '../../../server/moderation/counts.store.ts'
import { unknownRule } from '../../../server/moderation/gate.ts'
import { addHeld } from '../../../server/moderation/held.store.ts'
import { errors } from '../../../server/plugins/errors.ts'
import { limits } from '../../../server/plugins/limits.ts'
import { security } from '../../../server/plugins/security.ts'
import { session } from '../../../server/plugins/session.ts'
import { drawTrouble } from '../../../web/layout/trouble.ts'
import { moderationRoutes } from '../../../web/moderation/routes.ts'
import { makePages } from '../../../web/pages.ts'
import { createViews } from '../../../web/views.ts'
import { makeTestContext, type TestContext } from '../../help/context.ts'
import { Browser } from '../../help/site.ts'
import { remoteActor } from '../pages/elsewhere.ts'

export interface Scene {
  context: TestContext
  app: FastifyInstance
  /** A browser of nobody, or of somebody with this role who is signed in. */
  browser(role?: Role): Promise<Browser>
  /** Somebody with this role. */
  viewer(role: Role): Promise<Viewer>
  close(): Promise<void>
}

/** Opens it. */
export async function openScene(): Promise<Scene> {
  const context = await makeTestContext()
  await ensureCouncil(context)
  await setUpCouncil(context, { name: 'Aldermere Borough Council', handle: 'aldermere' })
  const app = Fastify({
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true }
  }) as unknown as FastifyInstance
  const pages = makePages(context, createViews(), () => countUpTo(context.store.read))
  await app.register(limits())
  await app.register(security(context.config))
  await app.register(formbody)
  await app.register(session(context))
  await app.register(errors(context, drawTrouble(pages)))
  await app.register(moderationRoutes(context, pages))
  const made = new Map<Role, Viewer>()
  const viewer = async (role: Role) => {
    const known = made.get(role)
    if (known) return known
    const input = { handle: `the-${role}`, name: `Ruth ${role}`, email: `${role}@aldermere.example`, role }
    const { member, actor } = await createMember(context, input)
    const one = makeViewer(member, actor)
    made.set(role, one)
    return one
  }
  return {
    context,
    app,
    viewer,
    async browser(role) {
      const browser = new Browser(app, context.config.origin)
      if (!role) return browser
      const { member } = await viewer(role)
      const secret = await context.store.write((tx) => startSession(context, tx, member.id))
      browser.cookies.set('folkmoot', secret)
      return browser
    },
    async close() {
      await app.close()
      await context.close()
    }
  }
}

let n = 0

export interface Waits {
  by?: string
  host?: string
  type?: string
  words?: string
  about?: string
  object?: Record<string, unknown>
  /** How long ago it came in, in milliseconds. */
  ago?: number
}

/** Puts something into the queue, with the row of its author; gives its id. */
export async function wait(context: Context, given: Waits = {}): Promise<string> {
  const { by = 'finn', host = 'busstop.example', type = 'Create', words = 'The kettle rota nearly ended us.' } = given
  const actor = `https://${host}/users/${by}`
  const uri = `${actor}/statuses/${++n}`
  await remoteActor(context, { id: actor, preferredUsername: by, name: by.charAt(0).toUpperCase() + by.slice(1) })
  const note = { type: 'Note', id: uri, attributedTo: actor, content: `<p>${words}</p>`, inReplyTo: given.about }
  const object = type === 'Create' ? { ...note, ...given.object } : given.about
  const at = context.clock().getTime()
  const id = await context.store.write((tx) =>
    addHeld(tx, {
      ...{ uri: `${uri}/activity`, type, actor, host, path: 'inbox', summary: words, state: 'waiting' },
      activity: { id: `${uri}/activity`, type, actor, object } as Record<string, unknown>,
      object: type === 'Create' ? uri : (given.about ?? null),
      about: given.about ?? null,
      ...{ reason: `${host} is not yet known here`, rule: unknownRule, matched: `server ${host}` },
      created: new Date(at - (given.ago ?? 0)),
      expires: new Date(at + 30 * 86_400_000)
    })
  )
  return id!
}
