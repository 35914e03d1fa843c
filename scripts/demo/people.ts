/** Speaks to a demo server in somebody's name, by the JSON API, as any program would. */
import type { DemoPerson } from './content.ts'
import { type DemoServer, pause } from './servers.ts'

/** What the API says of a post, as far as the demo looks. */
export interface Seen {
  id: string
  uri: string
  /** Its page on the server that was asked. */
  page: string
  answered?: boolean
  accepted?: string[]
  counts: { likes: number; shares: number; replies: number }
  /** Below a question or story, when it is read whole. */
  replies?: Seen[]
}

export interface Voice {
  person: DemoPerson
  server: DemoServer
  /** Calls the API; throws with what it said when it refuses. */
  call<Answer = Seen>(method: string, path: string, body?: object): Promise<Answer>
  /**
   * A story or question as this person's server lists it, or a reply below one; undefined while it has not arrived. Asked
   * of what the server has: asking by the address would make it fetch, and what is shown here is that things are delivered.
   */
  sees(uri: string, below?: string): Promise<Seen | undefined>
}

/** Gives a person a voice by a token of theirs, which can read and write. */
export function voiceOf(server: DemoServer, person: DemoPerson, token: string): Voice {
  const ask = async (method: string, path: string, body?: object) => {
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(`${server.origin}/api/folkmoot/v1/${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) })
      })
      const busy = response.status === 429 || response.status === 503
      if (!busy || attempt > 10) return { status: response.status, text: await response.text() }
      await pause(Number(response.headers.get('retry-after') ?? 1) * 1000)
    }
  }
  return {
    person,
    server,
    async call<Answer = Seen>(method: string, path: string, body?: object) {
      const { status, text } = await ask(method, path, body)
      if (status >= 300) throw new Error(`${server.origin}, ${person.name}: ${method} ${path}: ${status} ${text}`)
      return (text === '' ? undefined : JSON.parse(text)) as Answer
    },
    async sees(uri, below) {
      const get = async <Answer>(path: string) => {
        const { status, text } = await ask('GET', path)
        if (status >= 300) throw new Error(`${server.origin}: GET ${path}: ${status} ${text}`)
        return JSON.parse(text) as Answer
      }
      if (below) {
        const thread = await get<Seen>(`object?uri=${encodeURIComponent(below)}`)
        return thread.replies?.find((reply) => reply.uri === uri)
      }
      const noun = uri.includes('/stories/') ? 'stories' : 'questions'
      const { items } = await get<{ items: Seen[] }>(`${noun}?size=100`)
      return items.find((item) => item.uri === uri)
    }
  }
}

/** Waits until `look` gives something; throws after two minutes, naming what did not come. */
export async function until<Result>(what: string, look: () => Promise<Result | undefined | false>): Promise<Result> {
  const end = Date.now() + 120_000
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`Waited two minutes, and it did not arrive: ${what}.`)
    await pause(150)
  }
}
