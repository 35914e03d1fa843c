/** The pages in a test, without a network: the real plugins and routes, and a browser that keeps cookies and fills forms. */
import formbody from '@fastify/formbody'
import Fastify, { type FastifyInstance, type FastifyPluginAsync, type LightMyRequestResponse } from 'fastify'
import type { Config } from '../../server/config.ts'
import { ensureCouncil } from '../../server/council/ensure.ts'
import { setUpCouncil } from '../../server/council/setup.ts'
import { claimJob, finishJob } from '../../server/jobs/jobs.store.ts'
import { sendLetter } from '../../server/letters.ts'
import type { Person } from '../../server/members/members.store.ts'
import { createMember } from '../../server/members/members.ts'
import { linkLife, newSignInLink } from '../../server/members/sign-in.ts'
import { errors } from '../../server/plugins/errors.ts'
import { limits } from '../../server/plugins/limits.ts'
import { security } from '../../server/plugins/security.ts'
import { session } from '../../server/plugins/session.ts'
import { accountRoutes } from '../../web/account/routes.ts'
import { drawTrouble } from '../../web/layout/trouble.ts'
import { mediaRoutes } from '../../web/media/routes.ts'
import { makePages, type Pages } from '../../web/pages.ts'
import { setupRoutes } from '../../web/setup/routes.ts'
import { signInRoutes } from '../../web/sign-in/routes.ts'
import { createViews } from '../../web/views.ts'
import { makeTestContext, type TestContext } from './context.ts'
import { parseFragment } from './html.ts'

export interface Site {
  app: FastifyInstance
  context: TestContext
  pages: Pages
  /** The link that the first start printed. */
  firstLink: string
  browser(): Browser
  /** A member, signed in with a browser of their own. */
  person(role?: string): Promise<{ person: Person; browser: Browser }>
  /** Sends the letters that wait, as the worker would. */
  sendLetters(): Promise<void>
  close(): Promise<void>
}

/** Opens one; `more` adds routes. */
export async function openSite(
  options: {
    config?: Partial<Config>
    setUp?: boolean
    more?: (site: { app: FastifyInstance; pages: Pages; context: TestContext }) => void
  } = {}
): Promise<Site> {
  const context = await makeTestContext({ config: options.config ?? {} })
  const { signInLink } = await ensureCouncil(context)
  if (options.setUp !== false) await setUpCouncil(context, { name: 'Aldermere Borough Council', handle: 'aldermere' })
  const app: FastifyInstance = Fastify({ bodyLimit: 1 << 20 })
  const pages = makePages(context, createViews())
  await app.register(limits(() => context.clock().getTime()))
  await app.register(security(context.config))
  await app.register(session(context))
  await app.register(errors(context, drawTrouble(pages)))
  await app.register(formbody)
  await app.register(mediaRoutes(context))
  for (const part of [signInRoutes, setupRoutes, accountRoutes]) await app.register(part(context, pages))
  const rest: FastifyPluginAsync = async (scope) => options.more?.({ app: scope, pages, context })
  await app.register(rest)
  await app.ready()
  let n = 0
  return {
    app,
    context,
    pages,
    firstLink: signInLink!,
    browser: () => new Browser(app, context.config.origin),
    async person(role = 'practitioner') {
      const handle = `${role}${++n}`
      const input = { handle, name: `Member ${n}`, email: `${handle}@aldermere.example`, role }
      const person = await createMember(context, input)
      const browser = new Browser(app, context.config.origin)
      await browser.open(await newSignInLink(context, person.member.id, linkLife.letter))
      await browser.press('Sign in')
      return { person, browser }
    },
    async sendLetters() {
      for (;;) {
        const now = context.clock()
        const job = await claimJob(context, 'mail', 'test', now, new Date(now.getTime() + 60_000))
        if (!job) return
        await sendLetter(context, job)
        await context.store.write((tx) => finishJob(tx, job.id))
      }
    },
    async close() {
      await app.close()
      await context.close()
    }
  }
}

type Fields = Record<string, string | string[] | Uint8Array>

/** A browser without JavaScript: follows redirects, keeps cookies, sends the forms that a page holds. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly app: FastifyInstance
  readonly origin: string
  status = 0
  path = ''
  html = ''
  headers: LightMyRequestResponse['headers'] = {}

  constructor(app: FastifyInstance, origin: string) {
    this.app = app
    this.origin = origin
  }

  /** Opens an address and whatever it redirects to. */
  async open(address: string, headers: Record<string, string> = {}): Promise<this> {
    return this.#go('GET', address, undefined, headers)
  }

  /** Fills the form that has this button and presses it; throws when the page has none. */
  async press(button: string, fields: Fields = {}): Promise<this> {
    const form = parseFragment(this.html).find((one) => one.buttons.some(({ text }) => text === button))
    if (!form) throw new Error(`${this.path} has no button “${button}”.`)
    const { name, value } = form.buttons.find(({ text }) => text === button)!
    const filled = { ...form.fields, ...(name && { [name]: value }), ...fields }
    return this.send(form.action || this.path, filled, { multipart: form.multipart })
  }

  /** Posts fields to an address, as a page of ours would unless told otherwise. */
  async send(
    address: string,
    fields: Fields,
    { multipart = false, origin = this.origin }: { multipart?: boolean; origin?: string | null } = {}
  ): Promise<this> {
    const from = origin === null ? {} : { origin }
    if (!multipart) {
      const body = new URLSearchParams(
        Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)]))
      )
      const headers = { ...from, 'content-type': 'application/x-www-form-urlencoded' }
      return this.#go('POST', address, body.toString(), headers)
    }
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) {
      if (value instanceof Uint8Array) body.append(name, new Blob([value.slice()]), 'picture.png')
      else for (const one of [value].flat()) body.append(name, one)
    }
    const request = new Request(this.origin, { method: 'POST', body })
    const headers = { ...from, 'content-type': request.headers.get('content-type')! }
    return this.#go('POST', address, Buffer.from(await request.arrayBuffer()), headers)
  }

  async #go(
    method: 'GET' | 'POST',
    address: string,
    payload: string | Buffer | undefined,
    headers: Record<string, string>
  ): Promise<this> {
    const url = new URL(address, this.origin)
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await this.app.inject({
      method,
      url: url.pathname + url.search,
      headers: { accept: 'text/html', ...(cookie && { cookie }), ...headers },
      ...(payload !== undefined && { payload })
    })
    for (const { name, value, maxAge, expires } of response.cookies) {
      const gone = value === '' || maxAge === 0 || (expires && expires.getTime() < Date.now())
      if (gone) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    const to = response.headers.location
    if (response.statusCode >= 300 && response.statusCode < 400 && typeof to === 'string') {
      if (new URL(to, this.origin).origin !== this.origin) throw new Error(`Led away to ${to}`)
      return this.#go('GET', to, undefined, { accept: 'text/html' })
    }
    Object.assign(this, {
      status: response.statusCode,
      path: url.pathname + url.search,
      html: response.body,
      headers: response.headers
    })
    return this
  }
}
