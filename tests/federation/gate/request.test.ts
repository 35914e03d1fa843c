/** The transport checks by themselves: what is refused before anything is parsed, looked up or fetched. */
import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { checkGet, checkPost, headerPairs, type SignedRequest } from '../../../federation/gate/request.ts'
import { asRequest, bytes, cavage, ed25519Keys, rfc9421, rsaKeys } from './signing.ts'

const url = 'https://ours.example/inbox'
const keyId = 'https://peer.example/users/a#main-key'
const keys = rsaKeys()
const body = bytes({ id: 'https://peer.example/1', type: 'Like', actor: 'https://peer.example/users/a' })
const now = new Date()
const hosts = new Set(['ours.example', 'ap.ours.example'])
const hour = 3_600_000

function status(headers: [string, string][], more: Partial<SignedRequest> = {}): number {
  const result = checkPost({ ...asRequest(url, headers, body), ...more }, { hosts, now })
  return result.ok ? 200 : result.status
}

const plain = { url, keyId, keys, body }
const ago = (ms: number): Date => new Date(now.getTime() - ms)
const seconds = (ms: number): number => Math.floor((now.getTime() - ms) / 1000)

function change(headers: [string, string][], name: string, value: string | undefined): [string, string][] {
  return headers.flatMap((pair): [string, string][] =>
    pair[0] === name ? (value === undefined ? [] : [[name, value]]) : [pair]
  )
}

describe('lets in', () => {
  test.each([
    ['Mastodon', cavage(plain)],
    [
      'Pleroma: content-length, its order',
      cavage({
        ...plain,
        covered: ['(request-target)', 'content-length', 'date', 'digest', 'host'],
        headers: { 'content-length': String(body.length) }
      })
    ],
    ['Misskey: date before host', cavage({ ...plain, covered: ['(request-target)', 'date', 'host', 'digest'] })],
    [
      'microblog.pub: user-agent',
      cavage({
        ...plain,
        covered: ['(request-target)', 'user-agent', 'host', 'date', 'digest', 'content-type'],
        headers: { 'user-agent': 'x' }
      })
    ],
    ['GoToSocial: hs2019', cavage({ ...plain, algorithm: 'hs2019' })],
    [
      'hs2019 with (created)',
      cavage({
        ...plain,
        algorithm: 'hs2019',
        covered: ['(request-target)', '(created)', 'host', 'digest'],
        parameters: `,created=${seconds(0)}`
      })
    ],
    [
      'ld+json with profile',
      cavage({
        ...plain,
        headers: { 'content-type': 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"' }
      })
    ],
    ['a date an hour old', cavage({ ...plain, date: ago(hour) })],
    ['a date an hour ahead', cavage({ ...plain, date: ago(-hour + 1_000) })],
    ['an expiry to come', cavage({ ...plain, parameters: `,expires=${seconds(-60_000)}` })],
    ['RFC 9421', rfc9421(plain)],
    ['RFC 9421 with algorithm', rfc9421({ ...plain, algorithm: 'rsa-v1_5-sha256' })],
    [
      'RFC 9421 by authority and path',
      rfc9421({ ...plain, covered: ['@method', '@authority', '@path', 'content-digest'] })
    ],
    ['RFC 9421 with Ed25519', rfc9421({ ...plain, keys: ed25519Keys(), algorithm: 'ed25519' })],
    ['parameters in another order', reordered()]
  ])('%s', (_name, headers) => expect(status(headers)).toBe(200))

  test('both of our hosts, in any case, with the port of https', () => {
    for (const host of ['OURS.example', 'ours.example:443', 'ap.ours.example']) {
      expect(status(change(cavage(plain), 'host', host))).toBe(200)
    }
  })

  test('several digests, if the one in SHA-256 is there', () => {
    const sha256 = createHash('sha256').update(body).digest('base64')
    expect(status(cavage({ ...plain, headers: { digest: `SHA-512=abc=,sha-256=${sha256}` } }))).toBe(200)
  })
})

describe('421 Host', () => {
  test.each(['elsewhere.example', 'ours.example:8080', 'ours.example.evil.example', '', 'xours.example'])(
    '%s',
    (host) => {
      expect(status(cavage({ ...plain, headers: { host } }))).toBe(421)
    }
  )
  test('missing', () => expect(status(change(cavage(plain), 'host', undefined))).toBe(421))
})

describe('413 and 415', () => {
  test('a body over 1 MiB', () => expect(status(cavage(plain), { body: Buffer.alloc((1 << 20) + 1) })).toBe(413))
  test.each(['application/json', 'text/plain', 'image/png', 'application/activity+jsonx', ''])(
    'content type %s',
    (type) => {
      expect(status(cavage({ ...plain, headers: { 'content-type': type } }))).toBe(415)
    }
  )
  test('no content type', () => expect(status(change(cavage(plain), 'content-type', undefined))).toBe(415))
  test.each(['gzip', 'br', 'identity'])('content coding %s', (coding) => {
    expect(status(cavage({ ...plain, headers: { 'content-encoding': coding } }))).toBe(415)
  })
})

describe('401 the signature', () => {
  const signed = cavage(plain)
  const signature = signed.find(([name]) => name === 'signature')?.[1] ?? ''

  test.each([
    ['is missing', change(signed, 'signature', undefined)],
    ['is garbage', change(signed, 'signature', 'garbage')],
    ['is empty', change(signed, 'signature', '')],
    ['is not base64', change(signed, 'signature', signature.replace(/signature="[^"]+"/, 'signature="!!!"'))],
    ['is not whole base64', change(signed, 'signature', signature.replace(/signature="./, 'signature="'))],
    ['repeats a parameter', change(signed, 'signature', `${signature},keyId="https://evil.example/k"`)],
    ['names no key', change(signed, 'signature', signature.replace(/keyId="[^"]+",/, ''))],
    ['names no headers', change(signed, 'signature', signature.replace(/headers="[^"]+",/, ''))],
    ['is endless', change(signed, 'signature', `${signature},x="${'a'.repeat(10_000)}"`)],
    ['has an unreadable created', cavage({ ...plain, algorithm: 'hs2019', parameters: ',created="soon"' })],
    ['claims hmac', cavage({ ...plain, algorithm: 'hmac-sha256' })],
    ['claims a weak algorithm', cavage({ ...plain, algorithm: 'rsa-sha1' })],
    ['claims none', cavage({ ...plain, algorithm: 'none' })],
    ['covers no target', cavage({ ...plain, covered: ['host', 'date', 'digest'] })],
    ['covers no host', cavage({ ...plain, covered: ['(request-target)', 'date', 'digest'] })],
    ['covers no date', cavage({ ...plain, covered: ['(request-target)', 'host', 'digest'] })],
    ['covers no digest', cavage({ ...plain, covered: ['(request-target)', 'host', 'date'] })],
    [
      'covers an absent header',
      cavage({ ...plain, covered: ['(request-target)', 'host', 'date', 'digest', 'x-none'] })
    ],
    ['covers a header twice', cavage({ ...plain, covered: ['(request-target)', 'host', 'date', 'date', 'digest'] })],
    [
      'uses (created) with rsa',
      cavage({
        ...plain,
        covered: ['(request-target)', '(created)', 'host', 'digest'],
        parameters: `,created=${seconds(0)}`
      })
    ],
    [
      'uses (created) without time',
      cavage({ ...plain, algorithm: 'hs2019', covered: ['(request-target)', '(created)', 'host', 'digest'] })
    ],
    ['has expired', cavage({ ...plain, parameters: `,expires=${seconds(600_000)}` })],
    ['was created too long ago', cavage({ ...plain, algorithm: 'hs2019', parameters: `,created=${seconds(2 * hour)}` })]
  ])('%s', (_name, headers) => expect(status(headers)).toBe(401))
})

describe('401 the date', () => {
  test.each([
    ['is stale', cavage({ ...plain, date: ago(2 * hour) })],
    ['is two days old', cavage({ ...plain, date: ago(48 * hour) })],
    ['is in the future', cavage({ ...plain, date: ago(-2 * hour) })],
    ['cannot be read', cavage({ ...plain, headers: { date: 'yesterday, about noon' } })],
    ['is empty', cavage({ ...plain, headers: { date: '' } })],
    ['is missing', change(cavage(plain), 'date', undefined)]
  ])('%s', (_name, headers) => expect(status(headers)).toBe(401))
})

describe('401 the digest', () => {
  const other = createHash('sha256').update('another body').digest('base64')
  const right = createHash('sha256').update(body).digest('base64')
  test.each([
    ['is missing', change(cavage(plain), 'digest', undefined)],
    ['is of another body', cavage({ ...plain, headers: { digest: `SHA-256=${other}` } })],
    ['is weak', cavage({ ...plain, headers: { digest: `SHA=${createHash('sha1').update(body).digest('base64')}` } })],
    ['is MD5', cavage({ ...plain, headers: { digest: `MD5=${createHash('md5').update(body).digest('base64')}` } })],
    ['is given twice in one line', cavage({ ...plain, headers: { digest: `SHA-256=${right},SHA-256=${other}` } })],
    ['is no base64', cavage({ ...plain, headers: { digest: 'SHA-256=%%%' } })],
    ['is cut short', cavage({ ...plain, headers: { digest: 'SHA-256=AAAA' } })],
    [
      'is in hex',
      cavage({ ...plain, headers: { digest: `SHA-256=${createHash('sha256').update(body).digest('hex')}` } })
    ],
    ['of RFC 9421 is of another body', rfc9421({ ...plain, headers: { 'content-digest': `sha-256=:${other}:` } })],
    ['of RFC 9421 is bare', rfc9421({ ...plain, headers: { 'content-digest': `sha-256=${right}` } })],
    ['of RFC 9421 is missing', change(rfc9421(plain), 'content-digest', undefined)]
  ])('%s', (_name, headers) => expect(status(headers)).toBe(401))

  test('does not fit a body that was changed on the way', () => {
    expect(status(cavage(plain), { body: Buffer.concat([body, Buffer.from(' ')]) })).toBe(401)
  })
})

describe('401 RFC 9421', () => {
  const signed = rfc9421(plain)
  const input = signed.find(([name]) => name === 'signature-input')?.[1] ?? ''
  const value = signed.find(([name]) => name === 'signature')?.[1] ?? ''
  test.each([
    ['no created', rfc9421({ ...plain, created: undefined })],
    ['stale', rfc9421({ ...plain, created: seconds(2 * hour) })],
    ['in the future', rfc9421({ ...plain, created: seconds(-2 * hour) })],
    ['expired', rfc9421({ ...plain, parameters: `;expires=${seconds(600_000)}` })],
    ['no method', rfc9421({ ...plain, covered: ['@target-uri', 'content-digest'] })],
    ['no target', rfc9421({ ...plain, covered: ['@method', '@authority', 'content-digest'] })],
    ['no digest covered', rfc9421({ ...plain, covered: ['@method', '@target-uri'] })],
    [
      'a digest covered in part',
      rfc9421({ ...plain, covered: ['@method', '@target-uri', 'content-digest";key="sha-512'] })
    ],
    ['hmac', rfc9421({ ...plain, algorithm: 'hmac-sha256' })],
    ['an algorithm we do not read', rfc9421({ ...plain, algorithm: 'rsa-pss-sha512' })],
    [
      'two signatures',
      change(
        change(signed, 'signature-input', `${input}, ${input.replace('sig1', 'sig2')}`),
        'signature',
        `${value}, ${value.replace('sig1', 'sig2')}`
      )
    ],
    ['another label', change(signed, 'signature', value.replace('sig1', 'sig2'))],
    ['garbage', change(signed, 'signature-input', 'sig1=()')],
    ['a garbage signature', change(signed, 'signature', 'sig1=:!!!:')],
    ['a parameter twice', change(signed, 'signature-input', `${input};keyid="https://evil.example/k"`)],
    ['a component twice', rfc9421({ ...plain, covered: ['@method', '@method', '@target-uri', 'content-digest'] })]
  ])('%s', (_name, headers) => expect(status(headers)).toBe(401))
})

describe('401 doubled headers', () => {
  test.each(['signature', 'digest', 'date', 'host', 'content-type'])('%s', (name) => {
    const headers = cavage(plain)
    const again = headers.find(([key]) => key === name)
    expect(status(again ? [...headers, [name.toUpperCase(), again[1]]] : [])).toBe(401)
  })
  test.each(['signature-input', 'signature', 'content-digest'])('%s of RFC 9421', (name) => {
    const headers = rfc9421(plain)
    expect(status([...headers, [name, headers.find(([key]) => key === name)?.[1] ?? '']])).toBe(401)
  })
})

describe('signed GETs', () => {
  const get = (headers: [string, string][]): boolean =>
    checkGet(asRequest(url, headers, undefined, 'GET'), { hosts, now }).ok
  test('need no digest, but host, target and time', () => {
    expect(get(cavage({ url, keyId, keys, method: 'GET' }))).toBe(true)
    expect(get(rfc9421({ url, keyId, keys, method: 'GET' }))).toBe(true)
    expect(get(cavage({ url, keyId, keys, method: 'GET', covered: ['(request-target)', 'date'] }))).toBe(false)
    expect(get(cavage({ url, keyId, keys, method: 'GET', covered: ['host', 'date'] }))).toBe(false)
    expect(get(cavage({ url, keyId, keys, method: 'GET', headers: { host: 'victim.example' } }))).toBe(false)
  })
  test('by authority and path must cover the query', () => {
    const page = `${url}?page=2`
    const covered = ['@method', '@authority', '@path']
    const check = (more: string[]) => {
      const headers = rfc9421({ url: page, keyId, keys, method: 'GET', covered: [...covered, ...more] })
      return checkGet(asRequest(page, headers, undefined, 'GET'), { hosts, now }).ok
    }
    expect([check([]), check(['@query'])]).toEqual([false, true])
  })
})

test('a key is never taken for a shared secret', () => {
  // The classic confusion: HMAC keyed with the public key everybody has.
  const headers = cavage({ ...plain, algorithm: 'hmac-sha256' })
  const value = headers.find(([name]) => name === 'signature')?.[1] ?? ''
  const forged = createHmac('sha256', keys.pem).update('anything').digest('base64')
  expect(status(change(headers, 'signature', value.replace(/signature="[^"]+"/, `signature="${forged}"`)))).toBe(401)
})

test('paths that are none', () => {
  for (const path of ['', 'inbox', 'https://evil.example/', '/in box', '/in\tbox']) {
    expect(status(cavage(plain), { path })).toBe(400)
  }
})

test('headerPairs takes Node’s flat list apart', () => {
  expect(headerPairs(['A', '1', 'a', '2'])).toEqual([
    ['A', '1'],
    ['a', '2']
  ])
})

function reordered(): [string, string][] {
  const headers = cavage(plain)
  const value = headers.find(([name]) => name === 'signature')?.[1] ?? ''
  return change(headers, 'signature', (value.match(/\w+="[^"]*"/g) ?? []).toReversed().join(', '))
}
