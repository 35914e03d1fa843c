/** Pictures and clips in a bucket of an S3-compatible store, streamed both ways and signed with Signature Version 4. */
import { createReadStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { AwsClient } from 'aws4fetch'
import { Agent, type Dispatcher, request } from 'undici'
import type { MediaFiles } from './file-store.ts'

const limits = { headersTimeout: 30_000, bodyTimeout: 60_000, connections: 16, connect: { timeout: 5_000 } }

/**
 * Opens `s3://KEY:SECRET@HOST/BUCKET?region=…&prefix=…`; with the scheme `s3+http` it speaks plain HTTP, for a store on
 * this machine. The operator chose the host, so it may be a private one.
 */
export function openBucket(store: URL): MediaFiles {
  const bucket = store.pathname.replace(/^\/|\/$/g, '')
  const prefix = store.searchParams.get('prefix') ?? ''
  const origin = `${store.protocol === 's3+http:' ? 'http' : 'https'}://${store.host}`
  const signer = new AwsClient({
    accessKeyId: decodeURIComponent(store.username),
    secretAccessKey: decodeURIComponent(store.password),
    region: store.searchParams.get('region') ?? 'us-east-1',
    service: 's3'
  })
  const agent = new Agent(limits)

  /** The path names the bucket, as every S3-compatible store understands. */
  async function ask(
    method: 'GET' | 'PUT' | 'DELETE',
    name: string,
    more: { headers?: Record<string, string>; body?: Dispatcher.DispatchOptions['body']; query?: string } = {}
  ): Promise<Dispatcher.ResponseData> {
    const url = `${origin}/${bucket}${name && `/${prefix}${name}`}${more.query ?? ''}`
    const signed = await signer.sign(url, { method, headers: more.headers ?? {}, aws: { allHeaders: true } })
    const { host: _, ...headers } = Object.fromEntries(signed.headers)
    return request(url, { method, headers, body: more.body ?? null, dispatcher: agent })
  }

  return {
    async put(name, content, mediaType) {
      const bytes = content instanceof Uint8Array
      const length = bytes ? content.length : (await stat(content.path)).size
      const answer = await ask('PUT', name, {
        headers: { 'content-type': mediaType, 'content-length': String(length) },
        body: bytes ? content : createReadStream(content.path)
      })
      await done(answer, `keep ${name}`)
      if (!bytes) await rm(content.path, { force: true })
    },
    async open(name, range) {
      const answer = await ask('GET', name, range && { headers: { range: `bytes=${range.start}-${range.end}` } })
      if (answer.statusCode === 404) return void (await answer.body.dump())
      if (answer.statusCode !== (range ? 206 : 200)) await done(answer, `open ${name}`)
      return answer.body
    },
    async remove(name) {
      const answer = await ask('DELETE', name)
      if (answer.statusCode === 404) await answer.body.dump()
      else await done(answer, `remove ${name}`)
    },
    async *list() {
      let token = ''
      do {
        const query = new URLSearchParams({ 'list-type': '2', prefix, ...(token && { 'continuation-token': token }) })
        const page = await done(await ask('GET', '', { query: `?${query}` }), 'list the files')
        for (const [, entry = ''] of page.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)) {
          const modified = new Date(inside(entry, 'LastModified'))
          yield { name: inside(entry, 'Key').slice(prefix.length), modified }
        }
        token = inside(page, 'NextContinuationToken')
      } while (token !== '')
    },
    async check() {
      await done(await ask('GET', '', { query: '?list-type=2&max-keys=1' }), 'list the files')
      return `${origin}/${bucket}`
    }
  }
}

/** The text of an answer that went well. */
async function done({ statusCode, body }: Dispatcher.ResponseData, what: string): Promise<string> {
  const text = await body.text()
  if (statusCode >= 200 && statusCode < 300) return text
  const why = inside(text, 'Message') || inside(text, 'Code')
  throw new Error(`The media store refused to ${what}: ${statusCode}${why && ` (${why.slice(0, 200)})`}.`)
}

const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&amp;': '&' }

/** The text of an XML element that holds nothing else. */
const inside = (xml: string, tag: string) =>
  (new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1] ?? '').replace(
    /&\w+;/g,
    (entity) => entities[entity] ?? entity
  )
