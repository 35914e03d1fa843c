/** The guarded network against what reaches inwards, runs on, or fills memory; every answer comes from a real server. */
import { createServer, type RequestListener, type Server } from 'node:http'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FetchOptions, type Network, NetworkRefused, openNetwork } from '../../federation/network/network.ts'
import { listen, stop, tcpCanary } from '../federation/gate/help.ts'

const pages: Record<string, RequestListener> = {}
const asked: string[] = []
let server: Server
let canary: Server
let origin: string
let inside: string
let reached = 0
let network: Network

beforeAll(async () => {
  server = createServer((req, res) => {
    asked.push(`${req.method} ${req.url}`)
    const page = pages[req.url ?? '']
    if (page) page(req, res)
    else res.writeHead(404).end('nothing')
  })
  canary = createServer((_req, res) => {
    reached++
    res.end('secret')
  })
  origin = await listen(server)
  inside = await listen(canary)
  network = openNetwork({ allowPrivateOrigins: [origin], userAgent: 'Folkmoot test' })
})

afterAll(async () => {
  await network.close()
  await stop(server)
  await stop(canary)
})

async function codeOf(url: string, options?: FetchOptions, by = network): Promise<string> {
  try {
    return String((await by.fetch(url, options)).status)
  } catch (error) {
    return error instanceof NetworkRefused ? error.code : `threw ${error}`
  }
}

describe('where it will not go', () => {
  test.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://0.0.0.0/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[fe80::1]/',
    'https://localhost/'
  ])('%s', async (url) => expect(await codeOf(url)).toBe('address'))

  test.each([
    'http://example.org/',
    'http://example.org:80/',
    'https://example.org:8443/',
    'https://example.org:22/',
    'ftp://example.org/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'https://user:pass@example.org/',
    'not a url',
    ''
  ])('%s', async (url) => expect(await codeOf(url)).toBe('scheme'))

  test('another port of a host we may reach, or its twin by name', async () => {
    expect(await codeOf(inside)).toBe('scheme')
    expect(await codeOf(inside.replace('127.0.0.1', 'localhost'))).toBe('scheme')
    expect(await codeOf(origin.replace('http:', 'https:'))).toBe('scheme')
    expect(reached).toBe(0)
  })

  test('a redirect inwards from a server we may reach', async () => {
    for (const [path, location] of [
      ['/to-inside', inside],
      ['/to-literal', 'https://127.0.0.1/'],
      ['/to-mapped', 'https://[::ffff:7f00:1]/'],
      ['/to-file', 'file:///etc/passwd']
    ] as const) {
      pages[path] = (_req, res) => res.writeHead(302, { location }).end()
      expect(['address', 'scheme']).toContain(await codeOf(origin + path))
    }
    expect(reached).toBe(0)
  })

  test('a name that answers with a private address, alone or among public ones', async () => {
    const touched = await tcpCanary()
    const names: Record<string, { address: string; family: number }[]> = {
      'alone.test': [{ address: '127.0.0.1', family: 4 }],
      'six.test': [{ address: '::1', family: 6 }],
      'mapped.test': [{ address: '::ffff:127.0.0.1', family: 6 }],
      'localhost.': [{ address: '127.0.0.1', family: 4 }],
      'none.test': []
    }
    const guarded = openNetwork({
      allowPrivateOrigins: [],
      userAgent: 'test',
      lookup: async (name) => names[name] ?? []
    })
    for (const name of Object.keys(names)) expect(await codeOf(`https://${name}/`, {}, guarded)).toBe('address')
    expect(touched.count()).toBe(0)
    await guarded.close()
    await touched.close()
  })

  test('DNS rebinding: a name is looked up once for each connection, and what that look-up says is judged', async () => {
    const touched = await tcpCanary()
    const port = new URL(origin).port
    let turns = 0
    const lookup = async () => {
      turns++
      return [{ address: '127.0.0.1', family: 4 }]
    }
    const guarded = openNetwork({ allowPrivateOrigins: [`http://rebind.test:${port}`], userAgent: 'test', lookup })
    pages['/once'] = (_req, res) => res.end('ok')
    // One look-up, whose own answer the socket got: there is no second to slip something else into.
    expect(await codeOf(`http://rebind.test:${port}/once`, {}, guarded)).toBe('200')
    expect(turns).toBe(1)
    // The name was harmless a moment ago; where it is not allowed to be private, this answer is refused at connect time.
    expect(await codeOf('https://rebind.test/', { timeoutMs: 500 }, guarded)).toBe('address')
    expect(turns).toBe(2)
    expect(touched.count()).toBe(0)
    await guarded.close()
    await touched.close()
  })

  test('an allowed private origin resolves through the same injected look-up', async () => {
    const port = new URL(origin).port
    const lookup = async () => [{ address: '127.0.0.1', family: 4 }]
    const open = openNetwork({ allowPrivateOrigins: [`http://peer.test:${port}`], userAgent: 'test', lookup })
    pages['/named'] = (_req, res) => res.end('ok')
    expect(await codeOf(`http://peer.test:${port}/named`, {}, open)).toBe('200')
    expect(await codeOf('https://peer.test/named', {}, open)).toBe('address')
    await open.close()
  })
})

describe('how much and how long', () => {
  const mebibyte = Buffer.alloc(1 << 20, 'a')

  test('takes exactly the limit and not a byte more', async () => {
    pages['/full'] = (_req, res) => res.end(mebibyte)
    pages['/over'] = (_req, res) => res.end(Buffer.concat([mebibyte, Buffer.from('b')]))
    expect((await network.fetch(`${origin}/full`)).body).toHaveLength(1 << 20)
    expect(await codeOf(`${origin}/over`)).toBe('too-large')
    expect(await codeOf(`${origin}/full`, { maxBytes: 10 })).toBe('too-large')
  })

  test('cuts an endless document', async () => {
    pages['/endless'] = (_req, res) => {
      const more = (): void => {
        while (res.write(mebibyte)) if (res.destroyed) return
        res.once('drain', more)
      }
      more()
    }
    expect(await codeOf(`${origin}/endless`)).toBe('too-large')
  })

  test('cuts bombs as they unpack', async () => {
    const zeros = Buffer.alloc(64 << 20)
    pages['/gzip'] = (_req, res) => res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(zeros))
    pages['/br'] = (_req, res) => res.writeHead(200, { 'content-encoding': 'br' }).end(brotliCompressSync(zeros))
    expect(await codeOf(`${origin}/gzip`)).toBe('too-large')
    expect(await codeOf(`${origin}/br`)).toBe('too-large')
  })

  test('unpacks what honest servers pack, and refuses the rest', async () => {
    const text = Buffer.from('hello '.repeat(100))
    const packed = { gzip: gzipSync(text), deflate: deflateSync(text), br: brotliCompressSync(text) }
    for (const [coding, body] of Object.entries(packed)) {
      pages[`/${coding}`] = (_req, res) => res.writeHead(200, { 'content-encoding': coding }).end(body)
      expect((await network.fetch(`${origin}/${coding}`)).body.equals(text)).toBe(true)
    }
    for (const coding of ['gzip, gzip', 'compress', 'zstd', 'x'.repeat(1000)]) {
      pages['/odd'] = (_req, res) => res.writeHead(200, { 'content-encoding': coding }).end(gzipSync(gzipSync(text)))
      expect(await codeOf(`${origin}/odd`)).toBe('unreachable')
    }
    pages['/broken'] = (_req, res) => res.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip')
    expect(await codeOf(`${origin}/broken`)).toBe('unreachable')
    pages['/empty'] = (_req, res) => res.writeHead(202, { 'content-encoding': 'gzip' }).end()
    expect(await codeOf(`${origin}/empty`)).toBe('202')
  })

  test('gives up on what hangs or drips, in total time', async () => {
    pages['/hang'] = () => undefined
    pages['/drip'] = (_req, res) => {
      const drip = setInterval(() => res.write('a'), 20)
      res.on('close', () => clearInterval(drip))
    }
    for (const path of ['/hang', '/drip']) {
      const started = performance.now()
      expect(await codeOf(origin + path, { timeoutMs: 250 })).toBe('timeout')
      expect(performance.now() - started).toBeLessThan(2_000)
    }
  })

  test('counts redirects, and the time for all of them together', async () => {
    for (let hop = 0; hop < 5; hop++) {
      pages[`/hop${hop}`] = (_req, res) => res.writeHead(301, { location: `/hop${hop + 1}` }).end()
    }
    pages['/hop5'] = (_req, res) => res.end('there')
    pages['/loop'] = (_req, res) => setTimeout(() => res.writeHead(302, { location: '/loop' }).end(), 120)
    const answer = await network.fetch(`${origin}/hop2`)
    expect([answer.status, answer.url, answer.redirected]).toEqual([200, `${origin}/hop5`, true])
    expect(await codeOf(`${origin}/hop1`)).toBe('redirect')
    expect(await codeOf(`${origin}/loop`)).toBe('redirect')
    expect(await codeOf(`${origin}/loop`, { redirects: 10, timeoutMs: 300 })).toBe('timeout')
    expect(await codeOf(`${origin}/hop1`, { redirects: 0 })).toBe('301')
  })

  test('does not follow a redirected POST', async () => {
    asked.length = 0
    expect(await codeOf(`${origin}/hop0`, { method: 'POST', body: 'x' })).toBe('301')
    expect(asked).toEqual(['POST /hop0'])
  })

  test('opens at most eight sockets to one origin', async () => {
    let open = 0
    let most = 0
    pages['/slow'] = (_req, res) => {
      most = Math.max(most, ++open)
      setTimeout(() => {
        open--
        res.end('x')
      }, 30)
    }
    const all = await Promise.all(Array.from({ length: 40 }, () => codeOf(`${origin}/slow`)))
    expect(new Set(all)).toEqual(new Set(['200']))
    expect(most).toBe(8)
  })
})

describe('what it sends and gives', () => {
  test('body, headers, name, and the answer’s', async () => {
    pages['/echo'] = (req, res) => {
      const chunks: Buffer[] = []
      req.on('data', (chunk) => chunks.push(chunk))
      req.on('end', () => {
        res.writeHead(201, { 'x-agent': req.headers['user-agent'], 'set-cookie': ['a=1', 'b=2'] })
        res.end(`${req.method} ${req.headers['x-asked']} ${Buffer.concat(chunks)}`)
      })
    }
    const answer = await network.fetch(`${origin}/echo`, {
      method: 'POST',
      body: 'hello',
      headers: { 'X-Asked': 'yes' }
    })
    expect(answer.status).toBe(201)
    expect(answer.body.toString()).toBe('POST yes hello')
    expect(answer.headers.get('x-agent')).toBe('Folkmoot test')
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect((await network.fetch(`${origin}/full`, { method: 'HEAD' })).body).toHaveLength(0)
  })

  test('a signature is not carried to another origin', async () => {
    let seen: Record<string, unknown> = {}
    const other = createServer((req, res) => {
      seen = req.headers
      res.end()
    })
    const elsewhere = await listen(other)
    const both = openNetwork({ allowPrivateOrigins: [origin, elsewhere], userAgent: 'test' })
    pages['/away'] = (_req, res) => res.writeHead(307, { location: elsewhere }).end()
    await both.fetch(`${origin}/away`, {
      headers: { Signature: 's', Authorization: 'a', Cookie: 'c', Accept: 'text/html' }
    })
    expect(seen.accept).toBe('text/html')
    expect(seen.signature ?? seen.authorization ?? seen.cookie).toBeUndefined()
    await both.close()
    await stop(other)
  })

  test('a server that is away is unreachable, not an exception of another kind', async () => {
    const gone = createServer()
    const away = await listen(gone)
    await stop(gone)
    const alone = openNetwork({ allowPrivateOrigins: [away], userAgent: 'test' })
    expect(await codeOf(away, {}, alone)).toBe('unreachable')
    pages['/cut'] = (req) => req.socket.destroy()
    expect(await codeOf(`${origin}/cut`)).toBe('unreachable')
    expect(await codeOf(`${origin}/full`, { headers: { 'bad name': 'x' } })).toBe('unreachable')
    await alone.close()
  })

  test('knows the origin of a host in a handle', () => {
    expect(network.originOf('Example.org')).toBe('https://example.org')
    expect(network.originOf(new URL(origin).host)).toBe(origin)
  })
})
