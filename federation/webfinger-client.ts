/** Asks other servers who a handle is (RFC 7033, as ActivityPub servers use it). */
import { FetchFailed, failFor, failureOf, isActivityType } from './fetch.ts'
import { isObject, type JsonObject, listOf, parseDocument, textOf } from './json.ts'
import type { Answer, Network } from './network/network.ts'

export interface Found {
  /** The id of the actor, for its document to confirm. */
  actor: string
  /** `user@host` as the actor's own server writes it. */
  handle: string
  /** Template with `{uri}` by which this person follows from home (OStatus). */
  subscribe?: string
  /** FEP-3b86 templates by intent, in lower case: `follow`, `like`, `announce`, `create`, `object`. */
  intents: Record<string, string>
}

const SUBSCRIBE = 'http://ostatus.org/schema/1.0/subscribe'
const INTENT = /^https:\/\/w3id\.org\/fep\/3b86\/([a-z]{1,40})$/i
const HANDLE = /^(?:acct:)?@?([^\s@/?#:]{1,128})@([^\s@/?#\\]{1,253})$/i
const MAX_BYTES = 262_144

interface Asked {
  jrd: JsonObject
  user: string
  host: string
}

/**
 * Looks a handle (`@user@host`) up. When the answer's subject is another handle, as with split domains, that one is asked
 * as well and must name itself and the same actor: one hop, no further. A 404 is tried again by way of host-meta
 * (RFC 6415). Throws `FetchFailed`: `not-found` also for what is no handle or has no actor.
 */
export async function lookupHandle(network: Network, handle: string): Promise<Found> {
  const asked = partsOf(handle)
  if (!asked) throw new FetchFailed('not-found', 'not a handle')
  const jrd = await ask(network, asked)
  const subject = partsOf(textOf(jrd.subject) ?? handle)
  if (!subject || same(subject, asked)) return foundIn({ jrd, ...asked })
  const home = await ask(network, subject)
  const again = partsOf(textOf(home.subject) ?? '')
  const found = foundIn({ jrd: home, ...subject })
  if (!again || !same(again, subject) || found.actor !== foundIn({ jrd, ...asked }).actor) {
    throw new FetchFailed('mismatch', `${subject.host} does not confirm ${handle}`)
  }
  return found
}

function partsOf(handle: string): { user: string; host: string } | undefined {
  const [, user, host] = HANDLE.exec(handle.trim()) ?? []
  if (user === undefined || host === undefined || !URL.canParse(`https://${host}`)) return undefined
  const url = new URL(`https://${host}`)
  // Ports are for development; the port of https is dropped by the parser as in the handle.
  return url.pathname === '/' && url.username === '' ? { user, host: url.host } : undefined
}

function same(one: { user: string; host: string }, other: { user: string; host: string }): boolean {
  return one.host === other.host && one.user.toLowerCase() === other.user.toLowerCase()
}

async function ask(network: Network, { user, host }: { user: string; host: string }): Promise<JsonObject> {
  const origin = network.originOf(host)
  const resource = encodeURIComponent(`acct:${user}@${host}`)
  const answer = await get(network, `${origin}/.well-known/webfinger?resource=${resource}`)
  if (answer.status !== 404) return jrdOf(answer)
  const template = await lrddTemplate(network, origin)
  if (template === undefined) throw new FetchFailed('not-found', `no ${user}@${host}`, 404)
  return jrdOf(await get(network, template.replaceAll('{uri}', resource)))
}

function get(network: Network, url: string): Promise<Answer> {
  const headers = { accept: 'application/jrd+json, application/json' }
  return network.fetch(url, { headers, maxBytes: MAX_BYTES }).catch(failFor)
}

function jrdOf(answer: Answer): JsonObject {
  if (answer.status !== 200)
    throw new FetchFailed(failureOf(answer.status), `${answer.url}: ${answer.status}`, answer.status)
  const parsed = parseDocument(answer.body)
  if (!parsed.ok) throw new FetchFailed('not-found', `${answer.url}: ${parsed.reason}`)
  return parsed.document
}

/** The address of WebFinger as host-meta (XML) gives it, for servers that keep it elsewhere. */
async function lrddTemplate(network: Network, origin: string): Promise<string | undefined> {
  const headers = { accept: 'application/xrd+xml' }
  const answer = await network.fetch(`${origin}/.well-known/host-meta`, { headers, maxBytes: 65_536 }).catch(failFor)
  if (answer.status !== 200) return undefined
  for (const [tag] of answer.body.toString().matchAll(/<(?:\w{1,20}:)?Link\s[^<>]{1,4096}>/g)) {
    const template = /\stemplate=["']([^"']{1,2048})["']/.exec(tag)?.[1]?.replaceAll('&amp;', '&')
    if (/\srel=["']lrdd["']/.test(tag) && template?.includes('{uri}')) return template
  }
  return undefined
}

function foundIn({ jrd, user, host }: Asked): Found {
  const links = listOf(jrd.links).filter(isObject)
  const self = links.find((link) => link.rel === 'self' && isActivityType(textOf(link.type)))
  const actor = textOf(self?.href)
  if (actor === undefined || !/^https?:\/\//.test(actor) || !URL.canParse(actor)) {
    throw new FetchFailed('not-found', `${user}@${host} is no actor`)
  }
  const intents: Record<string, string> = {}
  for (const link of links) {
    const intent = INTENT.exec(textOf(link.rel) ?? '')?.[1]?.toLowerCase()
    // The FEP says template; Mastodon's first version said href.
    const template = templateOf(link.template) ?? templateOf(link.href)
    if (intent !== undefined && template !== undefined && !(intent in intents)) intents[intent] = template
  }
  const subscribe = templateOf(links.find((link) => link.rel === SUBSCRIBE)?.template)
  return { actor, handle: `${user}@${host}`, ...(subscribe !== undefined && { subscribe }), intents }
}

/** A template people may be sent to: a web address, nothing that runs. */
function templateOf(value: unknown): string | undefined {
  const template = textOf(value)
  return template !== undefined && /^https?:\/\/[^\s"'<>]{1,2048}$/i.test(template) ? template : undefined
}
