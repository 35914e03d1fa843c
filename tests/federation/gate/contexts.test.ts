/** What a document's contexts and keys may say, and what they may not. */
import { describe, expect, test } from 'vitest'
import { checkContexts } from '../../../federation/gate/contexts.ts'
import { parseDocument } from '../../../federation/json.ts'

const AS = 'https://www.w3.org/ns/activitystreams'

function check(document: unknown): string | undefined {
  const parsed = parseDocument(Buffer.from(JSON.stringify(document)))
  if (!parsed.ok) throw new Error(parsed.reason)
  return checkContexts(parsed.document)
}

const withContext = (context: unknown): unknown => ({
  '@context': [AS, context],
  id: 'https://a.example/1',
  type: 'Like'
})

describe('lets in what servers send', () => {
  test.each([
    ['no context (old PeerTube)', undefined],
    ['one string', AS],
    ['ActivityStreams not first (GoToSocial)', ['https://gotosocial.org/ns', AS]],
    ['the sender’s own context only (Mbin)', 'https://mbin.example/contexts'],
    [
      'a litepub of its own (Pleroma)',
      [AS, 'https://pleroma.example/schemas/litepub-0.1.jsonld', { '@language': 'und' }]
    ],
    ['contexts nobody carries (PeerTube, Funkwhale)', [AS, 'https://schema.org', 'https://funkwhale.audio/ns']],
    ['a language (GNU social)', [AS, { '@language': 'en-GB' }]],
    ['a term called undefined (Misskey)', [AS, { undefined: 'https://m.example/ns#undefined', toot: null }]]
  ])('%s', (_name, context) => {
    expect(check({ ...(context !== undefined && { '@context': context }), type: 'Like' })).toBeUndefined()
  })

  test('Mastodon’s inline context', () => {
    const context = {
      manuallyApprovesFollowers: 'as:manuallyApprovesFollowers',
      toot: 'http://joinmastodon.org/ns#',
      featured: { '@id': 'toot:featured', '@type': '@id' },
      alsoKnownAs: { '@id': 'as:alsoKnownAs', '@type': '@id' },
      movedTo: { '@id': 'as:movedTo', '@type': '@id' },
      schema: 'http://schema.org#',
      PropertyValue: 'schema:PropertyValue',
      value: 'schema:value',
      Hashtag: 'as:Hashtag',
      sensitive: 'as:sensitive',
      focalPoint: { '@container': '@list', '@id': 'toot:focalPoint' },
      quote: { '@id': 'https://w3id.org/fep/044f#quote', '@type': '@id' }
    }
    expect(check(withContext(context))).toBeUndefined()
  })

  test('Pixelfed’s and Mobilizon’s odd definitions', () => {
    const capabilities = { announce: { '@type': '@id' }, like: { '@type': '@id' }, reply: { '@type': '@id' } }
    expect(check(withContext({ pixelfed: 'http://pixelfed.org/ns#', capabilities }))).toBeUndefined()
    const location = { '@id': 'sc:location', '@type': 'sc:Place' }
    expect(check(withContext({ sc: 'http://schema.org#', location, address: { '@id': 'sc:address' } }))).toBeUndefined()
  })

  test('core terms defined as what they are', () => {
    const context = {
      id: '@id',
      type: '@type',
      actor: { '@id': 'as:actor', '@type': '@id' },
      contentMap: { '@id': 'as:content', '@container': '@language' },
      orderedItems: { '@id': 'as:items', '@type': '@id', '@container': '@list' },
      inbox: { '@id': 'ldp:inbox', '@type': '@id' },
      owner: 'sec:owner',
      to: `${AS}#to`,
      '@version': 1.1,
      '@protected': true
    }
    expect(check(withContext(context))).toBeUndefined()
  })

  test('prefixed keys that are no core terms (Friendica, Smithereen, Mobilizon)', () => {
    const keys = { 'diaspora:guid': 'x', 'vcard:bday': '1990-01-01', 'as:sensitive': true, 'ical:status': 'CONFIRMED' }
    expect(check({ '@context': AS, type: 'Like', ...keys })).toBeUndefined()
  })

  test('objects with a context of their own (NodeBB, BookWyrm)', () => {
    const object = { '@context': [AS, { Hashtag: 'as:Hashtag' }], type: 'Note', contentMap: { en: 'x' } }
    expect(check({ '@context': AS, type: 'Create', object })).toBeUndefined()
  })
})

describe('refuses terms that are renamed', () => {
  test.each([
    ['actor made something else', { actor: 'https://evil.example/ns#ignored' }],
    ['actor swapped with object', { actor: 'as:object' }],
    ['actor taken away', { actor: null }],
    ['actor taken away in a definition', { actor: { '@id': null } }],
    ['another name for actor', { boss: 'as:actor' }],
    ['another name, spelt out', { boss: `${AS}#actor` }],
    ['another name, in a definition', { boss: { '@id': 'as:actor', '@type': '@id' } }],
    ['another name by term', { boss: 'actor' }],
    ['another name by a prefix of one’s own', { x: `${AS}#`, boss: 'x:actor' }],
    ['another name by a prefix that ends in mid-word', { x: 'as:ac', boss: 'x:tor' }],
    ['another name for a keyword', { boss: '@type' }],
    ['another name for @graph', { boss: '@graph' }],
    ['the prefix as itself', { as: 'https://evil.example/ns#' }],
    ['a type made another', { Create: 'as:Delete' }],
    ['another name for a type', { Nice: 'as:Delete' }],
    ['the key’s owner', { owner: 'sec:controller' }],
    ['a reversed term', { boss: { '@reverse': 'as:actor' } }],
    ['a scoped context', { thing: { '@id': 'https://a.example/t', '@context': { actor: 'as:object' } } }],
    ['nesting', { actor: { '@id': 'as:actor', '@nest': 'boss' } }],
    ['@vocab', { '@vocab': 'https://evil.example/ns#' }],
    ['@base', { '@base': 'https://victim.example/' }],
    ['@import', { '@import': 'https://evil.example/c.jsonld' }],
    ['@propagate', { '@propagate': false }]
  ])('%s', (_name, context) => {
    expect(check(withContext(context))).toBeTypeOf('string')
  })

  test('in an embedded object, under a context further out', () => {
    expect(check({ '@context': AS, type: 'Create', object: { '@context': { actor: 'as:object' } } })).toBeTypeOf(
      'string'
    )
    const context = [AS, { x: `${AS}#` }]
    expect(check({ '@context': context, type: 'Create', object: { tag: [{ 'x:attributedTo': 'v' }] } })).toBeTypeOf(
      'string'
    )
  })
})

describe('refuses keys that only other readers see', () => {
  test.each([
    ['as:actor'],
    ['as:object'],
    [`${AS}#object`],
    ['https://w3id.org/security#owner'],
    ['http://example.org/anything'],
    ['sec:publicKey'],
    ['ldp:inbox'],
    ['@graph'],
    ['@included'],
    ['@reverse'],
    ['@id'],
    ['@type']
  ])('%s', (key) => {
    expect(check({ '@context': AS, type: 'Create', [key]: 'https://victim.example/u' })).toBeTypeOf('string')
    expect(check({ '@context': AS, type: 'Create', object: { tag: [{ [key]: [] }] } })).toBeTypeOf('string')
  })

  test('contexts that are neither address nor definitions', () => {
    expect(check({ '@context': 7, type: 'Like' })).toBeTypeOf('string')
    expect(check({ '@context': [AS, [[[7]]]], type: 'Like' })).toBeTypeOf('string')
    expect(check({ '@context': Array(100).fill({ a: 'b:c' }), type: 'Like' })).toBeTypeOf('string')
  })

  test('definitions that go round in circles come to an end', () => {
    expect(check(withContext({ a: 'b:x', b: 'a:y', c: 'c', d: 'd:d' }))).toBeUndefined()
  })
})
