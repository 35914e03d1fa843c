/** Three councils, each a process of its own behind a tap: Aldermere and Hexley on SQLite, Thornbeck on PostgreSQL. */
import { startPostgres } from '../../scripts/with-postgres.ts'
import type { Doc } from '../help/peer.ts'
import { command, dataFolder, run, type Started } from '../help/process.ts'
import { type Answer, freePorts, until } from '../help/server.ts'
import { type Delivery, startTap, type Tap } from './tap.ts'

export const publicUri = 'https://www.w3.org/ns/activitystreams#Public'
const accept = 'application/activity+json'
/** How long anything may take between two servers on a slow machine, in seconds. */
const patience = 25

/** The parts of a story that a test says nothing of. */
export const parts = {
  summary: 'Four small lorries instead of two large ones, for lanes where the big ones could not turn.',
  body: 'We walked **every lane** with the crews first.',
  wentWell: 'Narrow lanes are served for the first time.',
  wentBadly: 'Two lorries were too few in December.'
}

export type Person = ReturnType<typeof makePerson>
export type Council = Awaited<ReturnType<typeof makeCouncil>>
export type World = Awaited<ReturnType<typeof makeWorld>>

/** Somebody of a council, by their bearer token and by the cookie of their browser. */
function makePerson(origin: string, given: { handle: string; uri: string; token: string; cookie: string }) {
  const ask = (method: string, path: string, body?: object) =>
    fetch(`${origin}/api/folkmoot/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${given.token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) })
    })
  const call = async (method: string, path: string, body?: object): Promise<Answer> => {
    const response = await ask(method, path, body)
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  const browse = (path: string, init: RequestInit = {}) =>
    fetch(new URL(path, origin), {
      redirect: 'manual',
      ...init,
      headers: { accept: 'text/html', cookie: given.cookie }
    })
  const page = async (path: string) => (await browse(path)).text()
  const object = (uri: string) => call('GET', `object?uri=${encodeURIComponent(uri)}`)
  /** What is at this address, fetched from there if it has to be, once `fits` is true of it. */
  const looksUp = (uri: string, fits: (item: Answer) => unknown = () => true): Promise<Answer> =>
    until(async () => {
      const item = await object(uri)
      return fits(item) && item
    }, patience)
  const status = async (uri: string) => (await ask('GET', `object?uri=${encodeURIComponent(uri)}`)).status
  return {
    ...given,
    ask,
    call,
    page,
    object,
    status,
    /** What is for everyone, once it came by itself to this person's server: what `fits` gives of it. */
    sees: async (uri: string, fits: (item: Answer) => unknown = () => true): Promise<Answer> => {
      const address = `${origin}/api/folkmoot/v1/object?uri=${encodeURIComponent(uri)}`
      // Nothing is fetched for a visitor.
      await until(async () => (await fetch(address)).ok, patience)
      return looksUp(uri, fits)
    },
    looksUp,
    /** Once it is gone for this person. */
    misses: (uri: string) => until(async () => (await status(uri)) === 404 || (await status(uri)) === 410, patience),
    /** The page of something from anywhere as this person's own server shows it, once `fits` is true of it. */
    reads: async (uri: string, fits: (html: string) => boolean = () => true): Promise<string> =>
      until(async () => {
        const html = await page((await object(uri)).page)
        return fits(html) && html
      }, patience),
    /** Sends a form, as a browser does after it was shown the page. */
    async form(path: string, fields: Record<string, string>): Promise<Response> {
      const csrf = /name="_csrf" value="([^"]+)"/.exec(await page('/account'))?.[1] ?? ''
      return browse(path, { method: 'POST', body: new URLSearchParams({ _csrf: csrf, ...fields }) })
    }
  }
}

interface Asked {
  name: string
  /** That which others see, and that on which its process listens. */
  ports: number[]
  origins: string[]
  handles: string[]
  database?: string
  /** Takes what ends it, also where it never comes to be ready. */
  ends: (() => unknown)[]
}

async function makeCouncil({ name, ports: [port, behind], origins, handles, database, ends }: Asked) {
  const origin = `http://127.0.0.1:${port}`
  const data = dataFolder()
  const others = origins.filter((one) => one !== origin).join(',')
  const secret = { SECRET_KEY: `the key of ${name} that is used for tests alone` }
  const settings = {
    ...{ ORIGIN: origin, HOST: '127.0.0.1', ALLOW_PRIVATE_ORIGINS: others, ...secret },
    ...(database && { DATABASE_URL: database })
  }
  ends.push(() => data.remove())
  const tap: Tap = await startTap(port!, behind!)
  ends.push(() => tap.stop())
  const prepared = run('tests/three-servers/prepare.ts', [name, ...handles], { ...settings, DATA_DIR: data.folder })
  if ((await prepared.ended) !== 0) throw new Error(prepared.output())
  const people = JSON.parse(prepared.output().trim().split('\n').at(-1)!).map((one: Answer) => makePerson(origin, one))
  const logs: (() => string)[] = []
  let process: Started | undefined
  const start = async () => {
    const own = { PORT: String(behind), DATA_DIR: data.folder, LOG_LEVEL: 'warn' }
    const started = run('server/start.ts', [], { ...settings, ...own })
    process = started
    logs.push(started.output)
    const over = started.ended.then(() => Promise.reject(new Error(started.output())))
    await Promise.race([over, until(() => /is ready at/.test(started.output()), 90)])
    over.catch(() => {})
  }
  ends.push(async () => {
    process?.process.kill('SIGKILL')
    await process?.ended
  })
  await start()
  return {
    ...{ name, origin, host: `127.0.0.1:${port}`, handle: `@${name.toLowerCase()}@127.0.0.1:${port}`, tap },
    people: people as Person[],
    start,
    /** Ends the process, as an operator does. */
    async stop() {
      process?.process.kill('SIGTERM')
      await process?.ended
    },
    command: (...args: string[]) => command(data.folder, behind!, args, settings),
    /** What it complained of that is its own fault: errors, and work that failed for a reason that nobody expected. */
    complaints: () =>
      logs.flatMap((log) =>
        log()
          .split('\n')
          .filter((line) => /"level":(50|60)|a job failed/.test(line))
      ),
    /** A document as another server gets it that does not sign. */
    document: async (uri: string): Promise<Answer> => (await fetch(uri, { headers: { accept } })).json(),
    statusOf: async (uri: string, kind = accept) => (await fetch(uri, { headers: { accept: kind } })).status,
    /** A page as a visitor gets it. */
    page: async (path: string) => (await fetch(new URL(path, origin), { headers: { accept: 'text/html' } })).text(),
    /** What came in by the inboxes and fits. */
    got: (fits: (body: Doc) => boolean): Delivery[] => tap.deliveries.filter(({ body }) => fits(body)),
    /** Waits for the first that fits. */
    receives: (fits: (body: Doc) => boolean): Promise<Delivery> =>
      until(() => tap.deliveries.find(({ body, status }) => status < 300 && fits(body)), patience),
    /** How many follow somebody of this council, or whom they follow. */
    count: async (uri: string, of: 'followers' | 'following') =>
      ((await (await fetch(`${uri}/${of}`, { headers: { accept } })).json()) as Answer).totalItems as number
  }
}

/** Starts all of it: each council trusts the others as its peers. */
export async function makeWorld() {
  const ports = await freePorts(6)
  const origins = [0, 2, 4].map((n) => `http://127.0.0.1:${ports[n]}`)
  const pair = (n: number) => ports.slice(n, n + 2)
  const ends: Asked['ends'] = []
  // The last to begin is the first to end.
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  const base = { origins, ends }
  const making = Promise.all([
    makeCouncil({ ...base, name: 'Aldermere', ports: pair(0), handles: ['ruth', 'nia', 'ifor', 'dora'] }),
    startPostgres().then((postgres) => {
      ends.unshift(() => postgres.stop())
      const handles = ['moira', 'gwil', 'tess']
      return makeCouncil({ ...base, name: 'Thornbeck', ports: pair(2), handles, database: postgres.url })
    }),
    makeCouncil({ ...base, name: 'Hexley', ports: pair(4), handles: ['carys', 'owen', 'ifor'] })
  ])
  const [aldermere, thornbeck, hexley] = await making.catch(async (error) => {
    await stop()
    throw error
  })
  const all = [aldermere, thornbeck, hexley]
  const trust = (by: Council, about: Council, state: string) =>
    by.people[0]!.call('PUT', `moderation/domains/${encodeURIComponent(about.host)}`, { state, reason: 'for the test' })
  for (const by of all) for (const about of all) if (by !== about) await trust(by, about, 'network')
  const [ruth, nia, ifor, dora] = aldermere.people as [Person, Person, Person, Person]
  const [moira, gwil, tess] = thornbeck.people as [Person, Person, Person]
  const [carys, owen, iforAtHexley] = hexley.people as [Person, Person, Person]
  return {
    ...{ aldermere, thornbeck, hexley, all, trust },
    ...{ ruth, nia, ifor, dora, moira, gwil, tess, carys, owen, iforAtHexley },
    /** Somebody follows somebody elsewhere; done once both sides know. */
    async follow(by: Person, whom: { uri: string } | string) {
      const { target: uri } = await by.call('POST', 'follows', { target: typeof whom === 'string' ? whom : whom.uri })
      await until(async () => {
        const page = await (await fetch(`${uri}/followers?page=true`, { headers: { accept } })).json()
        return (page as Answer).orderedItems.includes(by.uri)
      }, patience)
    },
    stop
  }
}

/** The id of what an activity is about. */
export const idOf = (body: Doc): string => (typeof body.object === 'string' ? body.object : body.object?.id)
/** An activity of this type about this object, also by the actor named. */
export const isAbout = (type: string, uri: string, actor?: string) => (body: Doc) =>
  body.type === type && idOf(body) === uri && (!actor || body.actor === actor)
/** A Group's Announce of an activity of this type about this object. */
export const passesOn = (type: string, uri: string) => (body: Doc) =>
  body.type === 'Announce' && body.object?.type === type && idOf(body.object) === uri

/** Waits for anything that might still come, where it must not. */
export const settle = () => new Promise((done) => setTimeout(done, 600))
export { until }
