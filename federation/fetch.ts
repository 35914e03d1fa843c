/** Fetches ActivityPub documents, each believed only from its own address and under its own type. */
import { isObject, type JsonObject, parseDocument, typesOf } from './json.ts'
import { type Answer, type Network, NetworkRefused } from './network/network.ts'
import { knock, type Signer, type SpecMemory } from './sign.ts'

export type FetchFailure = 'gone' | 'not-found' | 'refused' | 'unreachable' | 'not-activitypub' | 'mismatch'

export class FetchFailed extends Error {
  readonly code: FetchFailure
  readonly status?: number

  constructor(code: FetchFailure, message: string, status?: number) {
    super(message)
    this.name = 'FetchFailed'
    this.code = code
    if (status !== undefined) this.status = status
  }
}

/** What a fetch needs: the network, in whose name it asks (the server's own actor), and what peers' signatures take. */
export interface Fetching {
  network: Network
  signer: Signer
  specs: SpecMemory
}

export interface Fetched {
  document: JsonObject
  /** The document's id. */
  url: string
}

export const ACTIVITY_ACCEPT =
  'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
const PROFILE = 'https://www.w3.org/ns/activitystreams'
const ACTOR_TYPES = new Set(['Person', 'Organization', 'Group', 'Application', 'Service'])
const REDIRECTS = 3

/**
 * Fetches the document at an address, signed. It must come from the origin asked, under an ActivityPub content type, and
 * its `id` must be the address asked or reached; another id of the same origin is fetched once more there. With kind
 * `actor` it must be one, with an inbox. Throws only `FetchFailed`.
 */
export async function fetchDocument(
  fetching: Fetching,
  url: string,
  { kind = 'any' }: { kind?: 'any' | 'actor' } = {}
): Promise<Fetched> {
  const found = await fetchAt(fetching, url)
  const fetched = isAt(found) ? found : await fetchAt(fetching, found.id)
  if (!isAt(fetched)) throw new FetchFailed('mismatch', `${url} is not the address of what it answers`)
  if (kind === 'actor' && !isActor(fetched.document)) throw new FetchFailed('not-activitypub', `${url} is no actor`)
  return { document: fetched.document, url: fetched.id }
}

interface Found {
  document: JsonObject
  id: string
  asked: string
  reached: string
}

async function fetchAt(fetching: Fetching, url: string): Promise<Found> {
  const { body, url: reached } = await follow(fetching, url)
  const parsed = parseDocument(body)
  if (!parsed.ok) throw new FetchFailed('not-activitypub', `${url}: ${parsed.reason}`)
  const { id } = parsed.document
  if (typeof id !== 'string' || !URL.canParse(id)) throw new FetchFailed('not-activitypub', `${url} has no id`)
  if (new URL(id).origin !== new URL(url).origin) throw new FetchFailed('mismatch', `${url} claims an id elsewhere`)
  return { document: parsed.document, id, asked: url, reached }
}

function isAt({ id, asked, reached }: Found): boolean {
  const href = new URL(id).href
  return href === new URL(asked).href || href === new URL(reached).href
}

/** Follows redirects within the origin, signing each step anew: a signature is good for one address only. */
async function follow({ network, signer, specs }: Fetching, start: string): Promise<Answer> {
  let url = webAddress(start)
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const answer = await knock(network, signer, specs, url, { headers: { accept: ACTIVITY_ACCEPT } }).catch(failFor)
    const location = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null
    if (location === null || !URL.canParse(location, url)) return accepted(answer)
    const next = webAddress(new URL(location, url).href)
    if (next.origin !== url.origin) throw new FetchFailed('refused', `${start} leads to another origin`)
    url = next
  }
  throw new FetchFailed('refused', `${start} leads in circles`)
}

/** Only what the network would take as well, so that nothing on the way there trips over it. */
function webAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw new FetchFailed('refused', 'not a web address')
  }
  return url
}

function accepted(answer: Answer): Answer {
  if (answer.status !== 200)
    throw new FetchFailed(failureOf(answer.status), `${answer.url}: ${answer.status}`, answer.status)
  if (!isActivityType(answer.headers.get('content-type'))) {
    throw new FetchFailed('not-activitypub', `${answer.url} is not served as ActivityPub`)
  }
  return answer
}

/** What an answer other than 200 means for us; 5xx, 408 and 429 say that asking later may help. */
export function failureOf(status: number): FetchFailure {
  if (status === 410) return 'gone'
  if (status === 404) return 'not-found'
  return status >= 500 || status === 408 || status === 429 ? 'unreachable' : 'refused'
}

/** Turns the network's refusals into ours; anything else is a fault of our own and thrown on. */
export function failFor(error: unknown): never {
  if (!(error instanceof NetworkRefused)) throw error
  const away = error.code === 'timeout' || error.code === 'unreachable'
  throw new FetchFailed(away ? 'unreachable' : 'refused', error.message)
}

/**
 * Whether a content type is one of ActivityPub's two (ActivityPub 3.2). Plain JSON is not: it is what uploaded files are
 * served as, and then anybody could speak for the server.
 */
export function isActivityType(header: string | null | undefined): boolean {
  const [type, ...parameters] = (header ?? '').split(';').map((part) => part.trim())
  if (type?.toLowerCase() === 'application/activity+json') return true
  if (type?.toLowerCase() !== 'application/ld+json') return false
  const profile = parameters.map((part) => /^profile\s*=\s*"?([^"]*)"?$/i.exec(part)?.[1]).find(Boolean)
  return profile?.split(/\s+/).includes(PROFILE) ?? false
}

function isActor(document: JsonObject): boolean {
  return (
    isObject(document) && typeof document.inbox === 'string' && typesOf(document).some((type) => ACTOR_TYPES.has(type))
  )
}
