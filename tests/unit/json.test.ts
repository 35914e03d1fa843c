/** Reading untrusted JSON: what a document may not do to us, and the shapes it may come in. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  boolOf,
  dateOf,
  hrefOf,
  idOf,
  idsOf,
  type JsonObject,
  listOf,
  numberOf,
  parseDocument,
  textOf,
  typesOf
} from '../../federation/json.ts'

function parsed(text: string): JsonObject {
  const result = parseDocument(Buffer.from(text))
  if (!result.ok) throw new Error(result.reason)
  return result.document
}

describe('parseDocument', () => {
  test('refuses 50 000 levels quickly, and 33, but takes 32', () => {
    const started = performance.now()
    expect(parseDocument(Buffer.from('['.repeat(50_000)))).toEqual({ ok: false, reason: 'nested too deep' })
    expect(parseDocument(Buffer.from(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`)).ok).toBe(false)
    expect(performance.now() - started).toBeLessThan(100)
    const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
    expect(parseDocument(Buffer.from(nested(33))).ok).toBe(false)
    expect(parseDocument(Buffer.from(nested(32))).ok).toBe(true)
  })

  test('does not count brackets inside strings', () => {
    expect(parsed(JSON.stringify({ a: `\\"${'[{'.repeat(100)}` })).a).toHaveLength(202)
  })

  test.each(['"text"', '[]', 'null', '1', 'true', '', '{', '{"a":1}x', '{"a":\u00b5}'])('refuses %s', (text) => {
    expect(parseDocument(Buffer.from(text)).ok).toBe(false)
  })

  test('refuses bytes that are not UTF-8, and takes a byte order mark', () => {
    expect(parseDocument(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])).ok).toBe(false)
    expect(parsed('\ufeff{"a":1}')).toEqual({ a: 1 })
  })

  test('drops nulls everywhere but inside contexts', () => {
    const document = parsed(
      '{"@context":[null,{"actor":null}],"id":"x","to":[null,"a"],"contentMap":{"en":null,"de":"b"},"tag":[{"id":null}]}'
    )
    expect(document).toEqual({
      '@context': [null, { actor: null }],
      id: 'x',
      to: ['a'],
      contentMap: { de: 'b' },
      tag: [{}]
    })
  })

  test('keeps a document from reaching the prototype', () => {
    const document = parsed(
      '{"__proto__":{"actor":"x"},"object":{"__proto__":{"id":"y"},"constructor":{"prototype":{"z":1}}}}'
    )
    expect(document.actor).toBeUndefined()
    expect(Object.keys(document)).toEqual(['object'])
    expect(({} as Record<string, unknown>).z).toBeUndefined()
  })

  test('drops what databases refuse: NUL, lone surrogates, numbers without end', () => {
    expect(parsed('{"a":"x\\u0000y","b":"\\ud800","c":1e999,"d\\u0000":1}')).toEqual({ a: 'xy', b: '\ufffd', d: 1 })
  })
})

describe('readers', () => {
  test('idOf takes a string, an object, or a list of exactly one', () => {
    expect(idOf('a')).toBe('a')
    expect(idOf({ id: 'a' })).toBe('a')
    expect(idOf([{ id: 'a' }])).toBe('a')
    expect(idOf(['a', 'b'])).toBeUndefined()
    expect(idOf([['a']])).toBeUndefined()
    expect(idOf('x'.repeat(3000))).toBeUndefined()
    expect(idOf('')).toBeUndefined()
  })

  test('idsOf takes PeerTube’s two authors, drops the rest, and cuts long lists', () => {
    expect(idsOf([{ type: 'Person', id: 'a' }, { type: 'Group', id: 'b' }, 'a', 7, {}])).toEqual(['a', 'b'])
    expect(idsOf(Array.from({ length: 10_000 }, (_, index) => `id${index}`))).toHaveLength(200)
    expect(idsOf('one')).toEqual(['one'])
  })

  test('hrefOf prefers the HTML page among Links, and takes http(s) only', () => {
    const links = [
      { type: 'Link', mediaType: 'application/x-mpegURL', href: 'https://t.example/v.m3u8' },
      { type: 'Link', mediaType: 'text/html', href: 'https://t.example/v' }
    ]
    expect(hrefOf(links)).toBe('https://t.example/v')
    expect(hrefOf({ type: 'Image', url: 'https://t.example/i.png' })).toBe('https://t.example/i.png')
    expect(hrefOf({ type: 'Image', url: { type: 'Link', href: 'https://t.example/i.png' } })).toBe(
      'https://t.example/i.png'
    )
    expect(hrefOf('https://t.example/a')).toBe('https://t.example/a')
    expect(hrefOf(['javascript:alert(1)', 'data:text/html,x', 'https://t.example/b'])).toBe('https://t.example/b')
  })

  test.each([
    ['2026-08-01T10:00:00Z', '2026-08-01T10:00:00.000Z'],
    ['2026-08-01T10:00:00.123456Z', '2026-08-01T10:00:00.123Z'],
    ['2026-08-01T10:00:00.5+02:00', '2026-08-01T08:00:00.500Z'],
    ['2026-08-01T10:00:00-0330', '2026-08-01T13:30:00.000Z'],
    ['2026-08-01T10:00:00', '2026-08-01T10:00:00.000Z'],
    ['2026-08-01 10:00', '2026-08-01T10:00:00.000Z'],
    ['2026-08-01', '2026-08-01T00:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z']
  ])('dateOf reads %s', (text, iso) => {
    expect(dateOf(text)?.toISOString()).toBe(iso)
  })

  test.each([
    '2026-02-30',
    '2026-13-01',
    '2026-08-01T25:00Z',
    'yesterday',
    '1722500000',
    '+275760-09-13T00:00:00Z',
    ''
  ])('dateOf refuses %s', (text) => expect(dateOf(text)).toBeUndefined())

  test('the others are as tolerant', () => {
    expect(textOf(['a', 'b'])).toBe('a')
    expect(textOf({ '@value': 'a', '@language': 'en' })).toBe('a')
    expect(typesOf({ type: ['Note', 7, 'Page'] })).toEqual(['Note', 'Page'])
    expect(numberOf('12.5')).toBe(12.5)
    expect(numberOf('1e9')).toBeUndefined()
    expect(boolOf('true')).toBe(true)
    expect(boolOf(1)).toBeUndefined()
    expect(listOf(undefined)).toEqual([])
  })

  test('none of them throws on anything', () => {
    const readers = [idOf, idsOf, textOf, listOf, typesOf, hrefOf, dateOf, numberOf, boolOf]
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        for (const reader of readers) reader(value)
        for (const reader of readers) reader({ id: value, url: value, href: value, type: value })
        parseDocument(Buffer.from(JSON.stringify(value)))
      }),
      { numRuns: 300 }
    )
  })
})
