/** Tells who asks for a document from who asks for the page at the same address. */
import type { IncomingMessage } from 'node:http'

const documents = new Set(['application/activity+json', 'application/ld+json'])
const pages = new Set(['text/html', 'application/xhtml+xml'])

/** What has no page: whoever does not ask for one by name gets the document. */
const withoutPage = /^\/(actor|actors|activities|follows)(\/|\?|$)/

/** Whether the document is wanted at least as much as the page (RFC 9110, section 12.5.1). */
export function wantsDocument(accept: string | undefined, path = '/'): boolean {
  const asked = (accept ?? '').split(',').map(readRange)
  const most = (types: Set<string>) =>
    Math.max(0, ...asked.filter(({ type }) => types.has(type)).map(({ weight }) => weight))
  const [document, page] = [most(documents), most(pages)]
  if (document > 0) return document >= page
  return withoutPage.test(path) && page === 0
}

function readRange(range: string): { type: string; weight: number } {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
  const weight = parameters.map((part) => /^q\s*=\s*([01](?:\.\d{0,3})?)$/.exec(part)?.[1]).find(Boolean)
  return { type, weight: weight === undefined ? 1 : Number(weight) }
}

/**
 * The constraint by which Fastify chooses between a page and a document: routes with `{ accept: 'activity' }` answer
 * those who want the document. To be given to Fastify as `constraints: { accept: acceptConstraint }`.
 */
export const acceptConstraint = {
  validate: () => true,
  name: 'accept',
  mustMatchWhenDerived: false,
  storage() {
    const kept = new Map<string, never>()
    return {
      get: (value: string) => kept.get(value) ?? null,
      set: (value: string, handler: never) => void kept.set(value, handler)
    }
  },
  deriveConstraint: (request: IncomingMessage) =>
    (wantsDocument(request.headers.accept, request.url) ? 'activity' : undefined) as string
}
