/** The media store on disk and in a bucket: the same few things, streamed, in parts, and nothing under another name. */
import { createHash, createHmac } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig, WrongSetting } from '../../server/config.ts'
import { type MediaFiles, openMediaFiles } from '../../server/media/files.ts'

const folder = mkdtempSync(join(tmpdir(), 'folkmoot-files-'))
const name = (n: number, ending = 'mp4') => `${n.toString(16).padStart(32, '0')}.${ending}`
const secret = 'a/secret+with=signs'

let s3: Server
let bucket: Map<string, { bytes: Buffer; type: string }>
let refused: string[]
let stores: Record<string, MediaFiles>
let url: string

beforeAll(async () => {
  bucket = new Map()
  refused = []
  s3 = createServer(
    (request, response) =>
      void answer(request).then(({ status, headers, body }) => response.writeHead(status, headers).end(body))
  )
  await new Promise<void>((done) => s3.listen(0, '127.0.0.1', done))
  const { port } = s3.address() as { port: number }
  url = `s3+http://KEY:${encodeURIComponent(secret)}@127.0.0.1:${port}/clips?region=eu-west-2&prefix=aldermere/`
  stores = {
    folder: openMediaFiles({ mediaStore: `file:${join(folder, 'media')}` }),
    bucket: openMediaFiles({ mediaStore: url })
  }
})
afterAll(() => {
  s3.close()
  s3.closeAllConnections()
  rmSync(folder, { recursive: true, force: true })
})

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** Signature Version 4 as Amazon writes it down, made here without the library that signs. */
function isSigned({ method, url: target, headers }: IncomingMessage): boolean {
  const found =
    /^AWS4-HMAC-SHA256 Credential=KEY\/(\d{8})\/eu-west-2\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? ''
    )
  if (!found) return false
  const [, day = '', names = '', signature] = found
  const { pathname, searchParams } = new URL(target!, 'http://x')
  const query = [...searchParams]
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&')
  const signed = names
    .split(';')
    .map((one) => `${one}:${String(headers[one]).trim()}\n`)
    .join('')
  const canonical = [
    method,
    pathname,
    query,
    signed,
    names,
    headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD'
  ].join('\n')
  const scope = `${day}/eu-west-2/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n')
  const key = ['eu-west-2', 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, day))
  return names.includes('host') && hmac(key, text).toString('hex') === signature
}

async function answer(
  request: IncomingMessage
): Promise<{ status: number; headers: Record<string, string>; body?: string | Buffer }> {
  const { pathname, searchParams } = new URL(request.url!, 'http://x')
  const body = await buffer(request)
  if (!isSigned(request)) {
    refused.push(`${request.method} ${request.url}`)
    return { status: 403, headers: {}, body: '<Error><Message>Signature &amp; key differ</Message></Error>' }
  }
  const key = pathname.replace(/^\/clips\/?/, '')
  const kept = bucket.get(key)
  if (request.method === 'PUT') {
    bucket.set(key, { bytes: body, type: request.headers['content-type']! })
    return { status: 200, headers: {} }
  }
  if (request.method === 'DELETE') {
    bucket.delete(key)
    return { status: 204, headers: {} }
  }
  if (key === '') {
    const all = [...bucket.keys()].filter((one) => one.startsWith(searchParams.get('prefix') ?? '')).sort()
    const from = Number(searchParams.get('continuation-token') ?? 0)
    const more = all.length > from + 2 ? `<NextContinuationToken>${from + 2}</NextContinuationToken>` : ''
    const entries = all
      .slice(from, from + 2)
      .map((one) => `<Contents><Key>${one}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>`)
    return { status: 200, headers: {}, body: `<ListBucketResult>${entries.join('')}${more}</ListBucketResult>` }
  }
  if (!kept) return { status: 404, headers: {}, body: '<Error><Code>NoSuchKey</Code></Error>' }
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')
  return range
    ? { status: 206, headers: {}, body: kept.bytes.subarray(Number(range[1]), Number(range[2]) + 1) }
    : { status: 200, headers: {}, body: kept.bytes }
}

describe.each(['folder', 'bucket'])('in a %s', (where) => {
  const files = () => stores[where]!
  const read = async (stream: Readable | undefined) => stream && (await buffer(stream))

  test('bytes and files are kept, opened whole and in part, listed, and removed', async () => {
    const path = join(folder, 'arrived')
    const clip = Buffer.from('a clip of many bytes')
    writeFileSync(path, clip)
    await files().put(name(1), { path }, 'video/mp4')
    expect(existsSync(path)).toBe(false)
    await files().put(name(2, 'webp'), Buffer.from('a picture'), 'image/webp')
    await files().put(name(3), Buffer.from('third'), 'video/mp4')
    expect(await read(await files().open(name(1)))).toEqual(clip)
    expect(await read(await files().open(name(1), { start: 2, end: 5 }))).toEqual(Buffer.from('clip'))
    const listed: string[] = []
    for await (const one of files().list()) {
      expect(one.modified.getTime()).toBeGreaterThan(0)
      listed.push(one.name)
    }
    expect(listed.sort()).toEqual([name(1), name(2, 'webp'), name(3)])
    await files().put(name(3), Buffer.from('anew'), 'video/mp4')
    expect(await read(await files().open(name(3)))).toEqual(Buffer.from('anew'))
    for (let twice = 0; twice < 2; twice++) await files().remove(name(1))
    expect(await files().open(name(1))).toBeUndefined()
    expect(await files().check()).toMatch(where === 'folder' ? folder : /^http:\/\/127\.0\.0\.1:\d+\/clips$/)
  })

  test('no name leads elsewhere', async () => {
    for (const odd of ['../secret-key', 'a/b.mp4', `${name(1)}/..`, '', 'x.mp4', `${name(1).slice(0, 32)}.mp4?x`]) {
      expect(await files().open(odd), odd).toBeUndefined()
      await expect(files().put(odd, Buffer.from('x'), 'video/mp4')).rejects.toThrow('no name')
      await expect(files().remove(odd)).rejects.toThrow('no name')
    }
  })
})

test('every request to the bucket was signed, below its prefix; a wrong key is told', async () => {
  expect(refused).toEqual([])
  expect([...bucket.keys()].every((key) => key.startsWith('aldermere/'))).toBe(true)
  const stranger = openMediaFiles({ mediaStore: url.replace('KEY:a', 'KEY:b') })
  await expect(stranger.put(name(4), Buffer.from('x'), 'video/mp4')).rejects.toThrow('403 (Signature & key differ)')
  await expect(stranger.open(name(2, 'webp'))).rejects.toThrow('403')
  await expect(stranger.check()).rejects.toThrow('403')
})

test('a full disk leaves no half file behind', async () => {
  const files = openMediaFiles({ mediaStore: `file:${join(folder, 'full')}` })
  await expect(files.put(name(1), { path: join(folder, 'not there') }, 'video/mp4')).rejects.toThrow('ENOENT')
  expect(readdirSync(join(folder, 'full'))).toEqual([])
})

test('MEDIA_STORE and the limits are read strictly', () => {
  const settings = (more: Record<string, string>) =>
    readConfig({ SECRET_KEY: 'x'.repeat(32), DATA_DIR: folder, ...more }, folder)
  expect(settings({})).toMatchObject({ mediaStore: `file:${join(folder, 'media')}`, largestClip: 250_000_000 })
  expect(settings({ MEDIA_STORE: 'file:./pictures' }).mediaStore).toBe(`file:${join(folder, 'pictures')}`)
  expect(settings({ CLIP_MAX_MB: '10', MEDIA_QUOTA_MB: '7' })).toMatchObject({
    largestClip: 10_000_000,
    quotaCouncil: 7_000_000
  })
  for (const wrong of ['s3://host/bucket', 's3://k:s@host/', 's3://k:s@host', 'ftp://k:s@host/b', 'media'])
    expect(() => settings({ MEDIA_STORE: wrong }), wrong).toThrow(WrongSetting)
  for (const wrong of ['0', '-1', 'many', '1.5']) expect(() => settings({ CLIP_MAX_MB: wrong })).toThrow('CLIP_MAX_MB')
})
