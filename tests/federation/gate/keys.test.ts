/** Which keys an actor's document lists, in the ways servers write them. */
import { generateKeyPairSync } from 'node:crypto'
import { base58 } from '@scure/base'
import { describe, expect, test } from 'vitest'
import { publicKeysOf } from '../../../federation/gate/keys.ts'
import type { JsonObject } from '../../../federation/json.ts'
import { ed25519Keys, rsaKeys } from './signing.ts'

const ID = 'https://peer.example/users/a'
const rsa = rsaKeys()
const ed = ed25519Keys()
const raw = Buffer.from(ed.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
const multibase = `z${base58.encode(Buffer.concat([Buffer.from([0xed, 0x01]), raw]))}`

function actor(more: object): JsonObject {
  return { id: ID, type: 'Person', inbox: `${ID}/inbox`, ...more } as JsonObject
}

function pem(more: object = {}): JsonObject {
  return { id: `${ID}#main-key`, owner: ID, publicKeyPem: rsa.pem, ...more }
}

describe('publicKeysOf', () => {
  test.each(['#main-key', '/main-key', '#key', '/#main-key', '/public_key_pem', '', '#publicKey'])(
    'reads a key whose id ends in "%s"',
    (end) => {
      const [key] = publicKeysOf(actor({ publicKey: pem({ id: ID + end }) }))
      expect(key).toMatchObject({ id: ID + end, owner: ID, kind: 'rsa' })
      expect(key?.key.equals(rsa.publicKey)).toBe(true)
    }
  )

  test('reads several keys, keys with and without type, and an embedded owner', () => {
    const keys = [
      pem({ type: 'Key' }),
      pem({ id: `${ID}#second`, owner: { id: ID } }),
      pem({ id: `${ID}#third`, type: 'CryptographicKey' })
    ]
    expect(publicKeysOf(actor({ publicKey: keys })).map((key) => key.id)).toEqual([
      `${ID}#main-key`,
      `${ID}#second`,
      `${ID}#third`
    ])
  })

  test('reads PKCS#1 (Mobilizon, Funkwhale) and Windows line ends', () => {
    const pkcs1 = rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString()
    for (const text of [pkcs1, rsa.pem.replaceAll('\n', '\r\n'), rsa.pem.trim()]) {
      expect(publicKeysOf(actor({ publicKey: pem({ publicKeyPem: text }) }))[0]?.key.equals(rsa.publicKey)).toBe(true)
    }
  })

  test('reads a Multikey (FEP-521a) beside the RSA key', () => {
    const multikey = { id: `${ID}#ed`, type: 'Multikey', controller: ID, publicKeyMultibase: multibase }
    const keys = publicKeysOf(actor({ publicKey: pem(), assertionMethod: [multikey] }))
    expect(keys.map((key) => key.kind)).toEqual(['rsa', 'ed25519'])
    expect(keys[1]?.key.equals(ed.publicKey)).toBe(true)
  })

  test('takes a key that names nobody, since the actor lists it, but none that names another', () => {
    const { owner: _, ...nobody } = pem()
    expect(publicKeysOf(actor({ publicKey: nobody }))).toHaveLength(1)
    for (const owner of [
      'https://peer.example/users/b',
      'https://victim.example/u',
      '',
      7,
      [],
      [ID, 'https://b.example/']
    ]) {
      expect(publicKeysOf(actor({ publicKey: pem({ owner }) }))).toEqual([])
    }
    const multikey = { id: `${ID}#ed`, controller: 'https://victim.example/u', publicKeyMultibase: multibase }
    expect(publicKeysOf(actor({ assertionMethod: multikey }))).toEqual([])
  })

  test.each([
    ['no key', undefined],
    ['a link to a key', `${ID}#main-key`],
    ['a key without id', { owner: ID, publicKeyPem: rsa.pem }],
    ['no PEM', pem({ publicKeyPem: 7 })],
    ['rubbish', pem({ publicKeyPem: '-----BEGIN PUBLIC KEY-----\nrubbish\n-----END PUBLIC KEY-----' })],
    ['a private key', pem({ publicKeyPem: rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }) })],
    ['a huge PEM', pem({ publicKeyPem: rsa.pem + '\n'.repeat(20_000) })],
    ['a weak key', pem({ publicKeyPem: rsaKeys(1024).pem })],
    ['a key for another use', pem({ publicKeyPem: ecPem() })]
  ])('leaves out %s', (_name, publicKey) => {
    expect(publicKeysOf(actor({ ...(publicKey !== undefined && { publicKey }) }))).toEqual([])
  })

  test.each(['', 'z', 'zzzz', `m${multibase}`, `${multibase}1`, `z${'1'.repeat(500)}`, 'z0OIl'])(
    'leaves out the multibase "%s"',
    (publicKeyMultibase) => {
      const assertionMethod = { id: `${ID}#ed`, controller: ID, publicKeyMultibase }
      expect(publicKeysOf(actor({ assertionMethod }))).toEqual([])
    }
  )

  test('reads a few of many', () => {
    expect(publicKeysOf(actor({ publicKey: Array.from({ length: 1_000 }, () => pem()) }))).toHaveLength(10)
  })
})

function ecPem(): string {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return publicKey.export({ type: 'spki', format: 'pem' }).toString()
}
