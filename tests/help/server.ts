/** Real servers for tests: own port, own database, set up as a council, spoken to over HTTP as anyone would. */
import { createServer } from 'node:net'
import { startServer } from '../../server/app.ts'
import { readConfig } from '../../server/config.ts'
import { setUpCouncil } from '../../server/council/setup.ts'
import { createMember } from '../../server/members/members.ts'
import { createToken } from '../../server/members/tokens.ts'
import { scopesOf } from '../../server/members/viewer.ts'
import { openTestStore } from './store.ts'

/** Ports that are free now, each given once. */
export async function freePorts(n: number): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < n) {
    next = next >= 31_999 ? 11_000 : next + 1
    if (await isFree(next)) ports.push(next)
  }
  return ports
}

/** Below the ports that the system gives to connections of its own accord, so that none of them takes one meanwhile. */
let next = 11_000 + Math.floor(Math.random() * 20_000)

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((done) => {
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })
}

/** The answer to a call of the JSON API. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes.
export type Answer = any

export interface Person {
  handle: string
  uri: string
  /** The id of the actor. */
  id: string
  token: string
  /** Calls the JSON API in this person's name; throws when the status is not 2xx. */
  call(method: string, path: string, body?: object): Promise<Answer>
  /** The same, giving the response itself. */
  ask(method: string, path: string, body?: object): Promise<Response>
}

export type TestServer = Awaited<ReturnType<typeof testServer>>

/** Starts one on a port, allowed to speak to the given origins. */
export async function testServer(
  port: number,
  name: string,
  peers: string[] = [],
  environment: Record<string, string> = {}
) {
  const origin = `http://127.0.0.1:${port}`
  const opened = await openTestStore()
  await opened.store.close()
  const config = readConfig(
    {
      ...{ ORIGIN: origin, HOST: '127.0.0.1', PORT: String(port), DATA_DIR: opened.folder, DATABASE_URL: opened.url },
      ...{
        ALLOW_PRIVATE_ORIGINS: peers.join(','),
        LOG_LEVEL: 'silent',
        SECRET_KEY: 'a key that is used for tests and nothing else'
      },
      ...environment
    },
    opened.folder
  )
  const running = await startServer(config)
  const { context } = running
  await setUpCouncil(context, { name: `${name} Borough Council`, handle: name.toLowerCase() })
  const person = async (handle: string, role = 'practitioner'): Promise<Person> => {
    const made = await createMember(context, {
      handle,
      name: `${handle[0]!.toUpperCase()}${handle.slice(1)}`,
      email: `${handle}@${name.toLowerCase()}.example`,
      role
    })
    const { token } = await createToken(context, made.member.id, {
      name: 'test',
      scopes: scopesOf(made.member.role)
    })
    const ask = (method: string, path: string, body?: object) =>
      fetch(`${origin}/api/folkmoot/v1/${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) })
      })
    const call = async (method: string, path: string, body?: object) => {
      const response = await ask(method, path, body)
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
      return text === '' ? undefined : JSON.parse(text)
    }
    return { handle, uri: made.actor.uri, id: made.actor.id, token, call, ask }
  }
  return {
    ...running,
    origin,
    host: `127.0.0.1:${port}`,
    person,
    /** A page as a visitor gets it. */
    page: async (path: string) =>
      (await fetch(path.startsWith('http') ? path : origin + path, { headers: { accept: 'text/html' } })).text(),
    /** A document as another server gets it. */
    document: async (uri: string): Promise<Answer> =>
      (await fetch(uri, { headers: { accept: 'application/activity+json' } })).json(),
    async stop() {
      await running.stop()
      await opened.close().catch(() => {})
    }
  }
}

/** Tries until `look` gives something, at most for `seconds`; gives it. */
export async function until<Result>(
  look: () => Promise<Result | undefined | false | null> | Result | undefined | false | null,
  seconds = 15
): Promise<Result> {
  const end = Date.now() + seconds * 1000
  let last: unknown
  for (;;) {
    try {
      const found = await look()
      if (found) return found
      last = undefined
    } catch (error) {
      last = error
    }
    if (Date.now() > end)
      throw new Error(`It did not happen within ${seconds} s.${last ? ` ${(last as Error).message}` : ''}`)
    await new Promise((done) => setTimeout(done, 50))
  }
}
