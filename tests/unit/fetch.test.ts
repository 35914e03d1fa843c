/** Fetching documents: believed from their own address, under their own type, and from nowhere else. */

import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { discover } from '../../federation/discover.ts'
import { FetchFailed, type Fetching, fetchDocument, isActivityType } from '../../federation/fetch.ts'
import { openNetwork } from '../../federation/network/network.ts'
import { listen, type Peer, startPeer, stop } from '../federation/gate/help.ts'
import { ACTIVITY, rsaKeys, signingKey } from '../federation/gate/signing.ts'

const signer = { keyId: 'https://ours.example/actor#main-key', privateKey: signingKey(rsaKeys()) }
const LD = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
let peer: Peer
let other: Peer
let fetching: Fetching

beforeAll(async () => {
  peer = await startPeer()
  other = await startPeer()
  const network = openNetwork({ allowPrivateOrigins: [peer.origin, other.origin], userAgent: 'test' })
  fetching = { network, signer, specs: { get: async () => undefined, set: async () => undefined } }
})

beforeEach(() => {
  for (const one of [peer, other]) {
    one.pages.clear()
    one.asked.length = 0
  }
})

afterAll(async () => {
  await fetching.network.close()
  await peer.close()
  await other.close()
})

function serve(path: string, type: string, body: string, status = 200, headers: Record<string, string> = {}): void {
  peer.pages.set(path, (_req, res) => res.writeHead(status, { 'content-type': type, ...headers }).end(body))
}

async function codeOf(url: string, kind: 'any' | 'actor' = 'any'): Promise<string> {
  try {
    return (await fetchDocument(fetching, url, { kind })).url
  } catch (error) {
    return error instanceof FetchFailed ? error.code : `threw ${error}`
  }
}

const note = (path: string): string =>
  JSON.stringify({ id: peer.origin + path, type: 'Note', summary: null, content: 'x' })

describe('fetchDocument', () => {
  test.each([ACTIVITY, `${ACTIVITY}; charset=utf-8`, LD, `${LD}; charset=utf-8`])('takes %s', async (type) => {
    serve('/n', type, note('/n'))
    const { document, url } = await fetchDocument(fetching, `${peer.origin}/n`)
    expect(url).toBe(`${peer.origin}/n`)
    expect(document).toEqual({ id: `${peer.origin}/n`, type: 'Note', content: 'x' })
  })

  test('asks signed, for both types', async () => {
    let headers: Record<string, unknown> = {}
    peer.pages.set('/n', (req, res) => {
      headers = req.headers
      res.writeHead(200, { 'content-type': ACTIVITY }).end(note('/n'))
    })
    await fetchDocument(fetching, `${peer.origin}/n`)
    expect(headers.accept).toBe(`${ACTIVITY}, ${LD}`)
    expect(headers.signature).toContain('keyId="https://ours.example/actor#main-key"')
  })

  test.each([
    'application/json',
    'application/ld+json',
    'application/ld+json; profile="https://example.org"',
    'text/html',
    'text/plain',
    'image/png',
    ''
  ])('refuses %s', async (type) => {
    serve('/n', type, note('/n'))
    expect(await codeOf(`${peer.origin}/n`)).toBe('not-activitypub')
  })

  test.each([
    [410, 'gone'],
    [404, 'not-found'],
    [401, 'refused'],
    [403, 'refused'],
    [406, 'refused'],
    [202, 'refused'],
    [408, 'unreachable'],
    [429, 'unreachable'],
    [500, 'unreachable'],
    [503, 'unreachable']
  ])('an answer of %d is %s', async (status, code) => {
    serve('/n', ACTIVITY, note('/n'), status)
    expect(await codeOf(`${peer.origin}/n`)).toBe(code)
    await fetchDocument(fetching, `${peer.origin}/n`).catch((error) => expect(error.status).toBe(status))
  })

  test('what is no document', async () => {
    for (const body of ['', '[]', '"x"', '{', '{}', '{"id":7}', '{"id":"none"}', '['.repeat(50_000)]) {
      serve('/n', ACTIVITY, body)
      expect(await codeOf(`${peer.origin}/n`)).toBe('not-activitypub')
    }
    serve('/n', ACTIVITY, `{"a":"${'a'.repeat(2 << 20)}"}`)
    expect(await codeOf(`${peer.origin}/n`)).toBe('refused')
  })

  test('a page of the same origin leads to its id, once', async () => {
    serve('/@a', ACTIVITY, note('/users/a'))
    serve('/users/a', ACTIVITY, note('/users/a'))
    expect(await codeOf(`${peer.origin}/@a`)).toBe(`${peer.origin}/users/a`)
    serve('/users/a', ACTIVITY, note('/users/b'))
    serve('/users/b', ACTIVITY, note('/users/b'))
    expect(await codeOf(`${peer.origin}/@a`)).toBe('mismatch')
  })

  test('an id of another origin is refused, and not asked', async () => {
    serve('/n', ACTIVITY, JSON.stringify({ id: `${other.origin}/n`, type: 'Note' }))
    expect(await codeOf(`${peer.origin}/n`)).toBe('mismatch')
    expect(other.asked).toEqual([])
  })

  test('a fragment names a part, which the whole is not', async () => {
    serve('/users/a', ACTIVITY, note('/users/a'))
    expect((await fetchDocument(fetching, `${peer.origin}/users/a#main-key`)).url).toBe(`${peer.origin}/users/a`)
  })

  test('redirects within the origin are followed, signed anew, three of them', async () => {
    const signatures = new Set<unknown>()
    for (let hop = 0; hop < 6; hop++) {
      peer.pages.set(`/hop${hop}`, (req, res) => {
        signatures.add(req.headers.signature)
        res.writeHead(302, { location: `/hop${hop + 1}` }).end()
      })
    }
    serve('/hop6', ACTIVITY, note('/hop6'))
    expect(await codeOf(`${peer.origin}/hop3`)).toBe(`${peer.origin}/hop6`)
    expect(signatures.size).toBe(3)
    expect(await codeOf(`${peer.origin}/hop2`)).toBe('refused')
  })

  test('redirects to another origin are refused, and not asked', async () => {
    for (const location of [
      `${other.origin}/n`,
      'https://127.0.0.1/',
      'file:///etc/passwd',
      'https://u:p@example.org/'
    ]) {
      serve('/n', ACTIVITY, '', 302, { location })
      expect(await codeOf(`${peer.origin}/n`)).toBe('refused')
    }
    expect(other.asked).toEqual([])
  })

  test.each([
    '',
    'none',
    'http://127.0.0.1:1/',
    'https://[::1]/',
    'ftp://example.org/',
    'https://u:p@example.org/',
    'javascript:1',
    'https://localhost/'
  ])('refuses the address "%s"', async (url) => expect(await codeOf(url)).toBe('refused'))

  test('a server that is away is unreachable', async () => {
    peer.pages.set('/cut', (req) => req.socket.destroy())
    expect(await codeOf(`${peer.origin}/cut`)).toBe('unreachable')
  })

  test('actors have a type and an inbox', async () => {
    const page = (more: object): void => serve('/a', ACTIVITY, JSON.stringify({ id: `${peer.origin}/a`, ...more }))
    page({ type: 'Person', inbox: `${peer.origin}/a/inbox` })
    expect(await codeOf(`${peer.origin}/a`, 'actor')).toBe(`${peer.origin}/a`)
    page({ type: ['Service', 'x'], inbox: `${peer.origin}/a/inbox` })
    expect(await codeOf(`${peer.origin}/a`, 'actor')).toBe(`${peer.origin}/a`)
    for (const more of [{ type: 'Note', inbox: 'x' }, { type: 'Person' }, { type: 'Person', inbox: {} }, {}]) {
      page(more)
      expect(await codeOf(`${peer.origin}/a`, 'actor')).toBe('not-activitypub')
    }
  })
})

test('isActivityType', () => {
  expect(isActivityType('Application/Activity+JSON;charset=utf-8')).toBe(true)
  expect(isActivityType('application/ld+json; charset=utf-8; profile="x https://www.w3.org/ns/activitystreams"')).toBe(
    true
  )
  expect(isActivityType('application/ld+json;profile=https://www.w3.org/ns/activitystreams')).toBe(true)
  for (const type of [null, undefined, '', 'application/activity+jsonx', 'text/html; application/activity+json']) {
    expect(isActivityType(type)).toBe(false)
  }
})

describe('discover', () => {
  const find = (path = '/page') => discover(fetching.network, peer.origin + path)

  test('the address itself when it answers as ActivityPub', async () => {
    serve('/page', ACTIVITY, note('/page'))
    expect(await find()).toBe(`${peer.origin}/page`)
  })

  test('the Link header, among others', async () => {
    const link = `<https://a.example/feed>; rel="alternate"; type="application/rss+xml", <${other.origin}/n>; rel="alternate"; type="${ACTIVITY}"`
    serve('/page', 'text/html', '', 200, { link })
    expect(await find()).toBe(`${other.origin}/n`)
    expect(other.asked).toEqual([])
  })

  test.each([
    ['Mastodon', `<link href='/users/a/1' rel='alternate' type='application/activity+json'>`],
    [
      'after a feed',
      `<link rel="alternate" type="application/rss+xml" href="/feed"><LINK REL="alternate" TYPE="${ACTIVITY}" HREF="/users/a/1" />`
    ],
    [
      'with the profile',
      `<link rel="alternate me" type="application/ld+json; profile=&quot;https://www.w3.org/ns/activitystreams&quot;" href=/users/a/1>`
    ],
    [
      'over lines, after a comment',
      `<!-- <link rel="alternate" type="${ACTIVITY}" href="/wrong"> -->\n<link\n rel=alternate\n type=${ACTIVITY}\n href="/users/a/1">`
    ]
  ])('a <link> as written: %s', async (_name, head) => {
    serve('/page', 'text/html; charset=utf-8', `<!doctype html><html><head><title>x</title>${head}</head></html>`)
    expect(await find()).toBe(`${peer.origin}/users/a/1`)
  })

  test('nothing where there is nothing to find', async () => {
    const link = `<link rel="alternate" type="${ACTIVITY}" href="/n">`
    serve('/page', 'text/plain', link)
    expect(await find()).toBeUndefined()
    serve('/page', 'text/html', `<link rel="alternate" type="${ACTIVITY}" href="javascript:alert(1)">`)
    expect(await find()).toBeUndefined()
    serve('/page', 'text/html', `<link rel="stylesheet" type="${ACTIVITY}" href="/n"><link rel="alternate" href="/n">`)
    expect(await find()).toBeUndefined()
    serve('/page', 'text/html', `${'x'.repeat(300_000)}${link}`)
    expect(await find()).toBeUndefined()
  })

  test.each(['<!--', '<link ', '<link rel=', '<link rel="', '<link a ', '<', '<link\n\n\n', "<link x='"])(
    'a page of nothing but "%s" is read quickly',
    async (piece) => {
      serve('/page', 'text/html', piece.repeat(Math.floor(1_000_000 / piece.length)))
      const started = performance.now()
      expect(await find()).toBeUndefined()
      expect(performance.now() - started).toBeLessThan(500)
    }
  )

  test('a hostile Link header is read quickly', async () => {
    for (const piece of ['<a>;', '<a>; b="', '<', '<a>; rel=alternate;', ';a=b']) {
      serve('/page', 'text/html', '', 200, { link: piece.repeat(Math.floor(12_000 / piece.length)) })
      const started = performance.now()
      expect(await find()).toBeUndefined()
      expect(performance.now() - started).toBeLessThan(500)
    }
  })

  test('fails as fetching does', async () => {
    await expect(find('/none')).rejects.toMatchObject({ code: 'not-found' })
    const gone = createServer()
    const origin = await listen(gone)
    await stop(gone)
    await expect(discover(fetching.network, origin)).rejects.toMatchObject({ code: 'refused' })
  })
})
