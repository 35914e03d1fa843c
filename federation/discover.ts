/** Finds the ActivityPub document behind a page address that a person typed or pasted. */
import { ACTIVITY_ACCEPT, FetchFailed, failFor, failureOf, isActivityType } from './fetch.ts'
import type { Answer, Network } from './network/network.ts'

/** Alternates stand in the head; a page that hides them further down is not worth the memory. */
const HEAD_CHARACTERS = 262_144
const MAX_LINKS = 500

/**
 * The address of the document for a page: the address itself when it answers as ActivityPub, else its alternate from
 * the `Link` header (RFC 8288) or a `<link rel="alternate">`. One hop: what is found still has to be fetched, and vouches
 * for nothing by itself. Undefined when there is none. Throws `FetchFailed`.
 */
export async function discover(network: Network, url: string): Promise<string | undefined> {
  const headers = { accept: `${ACTIVITY_ACCEPT}, text/html;q=0.1` }
  const answer = await network.fetch(url, { headers }).catch(failFor)
  if (answer.status !== 200) throw new FetchFailed(failureOf(answer.status), `${url}: ${answer.status}`, answer.status)
  if (isActivityType(answer.headers.get('content-type'))) return answer.url
  const found = fromHeader(answer) ?? fromPage(answer)
  if (found === undefined || !URL.canParse(found, answer.url)) return undefined
  const target = new URL(found, answer.url)
  return target.protocol === 'https:' || target.protocol === 'http:' ? target.href : undefined
}

function fromHeader(answer: Answer): string | undefined {
  const header = (answer.headers.get('link') ?? '').slice(0, 8192)
  for (const [, target, parameters] of header.matchAll(
    /<([^<>]{1,2048})>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^",;\s]+))*)/g
  )) {
    const value = (name: string): string | undefined =>
      new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^",;\\s]+))`, 'i')
        .exec(parameters ?? '')
        ?.slice(1)
        .find(Boolean)
    if (isAlternate(value('rel'), value('type'))) return target
  }
  return undefined
}

/** No parser of HTML is at hand here, and none is needed: tags are cut out within bounds, attributes read one by one. */
function fromPage(answer: Answer): string | undefined {
  if (!/^(text\/html|application\/xhtml\+xml)\b/i.test(answer.headers.get('content-type') ?? '')) return undefined
  const page = withoutComments(answer.body.toString('utf8', 0, HEAD_CHARACTERS))
  let links = 0
  for (const [tag] of page.matchAll(/<link\s[^<>]{1,4096}>/gi)) {
    if (++links > MAX_LINKS) return undefined
    const attributes = attributesOf(tag)
    if (isAlternate(attributes.get('rel'), attributes.get('type')))
      return unescapeHtml(attributes.get('href') ?? '') || undefined
  }
  return undefined
}

/** By hand: a pattern would search from every unclosed comment to the end. */
function withoutComments(html: string): string {
  let kept = ''
  for (let at = 0; ; ) {
    const start = html.indexOf('<!--', at)
    if (start < 0) return kept + html.slice(at)
    kept += html.slice(at, start)
    const end = html.indexOf('-->', start + 4)
    if (end < 0) return kept
    at = end + 3
  }
}

function attributesOf(tag: string): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const [, name, double, single, bare] of tag.matchAll(
    /\s([a-z-]{1,40})\s{0,8}=\s{0,8}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi
  )) {
    const key = (name ?? '').toLowerCase()
    if (!attributes.has(key)) attributes.set(key, double ?? single ?? bare ?? '')
  }
  return attributes
}

function isAlternate(rel: string | undefined, type: string | undefined): boolean {
  return (rel ?? '').toLowerCase().split(/\s+/).includes('alternate') && isActivityType(unescapeHtml(type ?? ''))
}

function unescapeHtml(text: string): string {
  return text.replaceAll(/&quot;|&#34;/g, '"').replaceAll(/&#0?38;|&amp;/g, '&')
}
