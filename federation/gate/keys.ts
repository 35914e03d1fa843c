/** Finds the public keys an actor's own document lists; no key is ever believed on another document's word. */
import { createPublicKey, type KeyObject } from 'node:crypto'
import { base58 } from '@scure/base'
import { idOf, isObject, type JsonObject, type JsonValue, listOf, textOf } from '../json.ts'

export interface ActorKey {
  id: string
  /** The actor. */
  owner: string
  kind: 'rsa' | 'ed25519'
  key: KeyObject
}

const MAX_KEYS = 10
const MAX_PEM = 16_384
const ED25519_MULTICODEC = [0xed, 0x01]
/** The fixed beginning of an Ed25519 key in SPKI form (RFC 8410). */
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex')

/**
 * The keys in `publicKey` (PEM, SPKI or PKCS#1; one or several) and `assertionMethod` (FEP-521a Multikey, Ed25519) of
 * an actor. Left out: keys without id, keys that name another owner than this actor, links to keys, and keys that are
 * broken, weak (RSA below 2048 bits) or costly.
 */
export function publicKeysOf(actor: JsonObject): ActorKey[] {
  const owner = idOf(actor.id)
  if (owner === undefined) return []
  const pem = listOf(actor.publicKey)
    .slice(0, MAX_KEYS)
    .map((entry) => read(entry, owner, 'owner', pemKey))
  const multi = listOf(actor.assertionMethod)
    .slice(0, MAX_KEYS)
    .map((entry) => read(entry, owner, 'controller', multikey))
  return [...pem, ...multi].filter((key) => key !== undefined)
}

function read(
  entry: JsonValue,
  owner: string,
  claim: string,
  keyOf: (entry: JsonObject) => KeyObject
): ActorKey | undefined {
  if (!isObject(entry)) return undefined
  const id = textOf(entry.id)
  // An absent claim is nobody's; the actor's document holds the key, and that is what counts.
  if (id === undefined || id === '' || (claim in entry && idOf(entry[claim]) !== owner)) return undefined
  try {
    const key = keyOf(entry)
    const kind = kindOf(key)
    return kind && { id, owner, kind, key }
  } catch {
    return undefined
  }
}

function pemKey(entry: JsonObject): KeyObject {
  const pem = textOf(entry.publicKeyPem) ?? ''
  // Node would also take a certificate or a private key for a public one.
  if (pem.length > MAX_PEM || !/^\s*-----BEGIN (RSA )?PUBLIC KEY-----/.test(pem)) throw new Error('not a public key')
  return createPublicKey(`${pem.trim()}\n`)
}

function multikey(entry: JsonObject): KeyObject {
  const text = textOf(entry.publicKeyMultibase) ?? ''
  if (!text.startsWith('z') || text.length > 64) throw new Error('not base58btc')
  const bytes = base58.decode(text.slice(1))
  if (bytes.length !== 34 || ED25519_MULTICODEC.some((byte, at) => bytes[at] !== byte)) throw new Error('not Ed25519')
  return createPublicKey({ key: Buffer.concat([ED25519_SPKI, bytes.subarray(2)]), format: 'der', type: 'spki' })
}

function kindOf(key: KeyObject): ActorKey['kind'] | undefined {
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519'
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  const usable = modulusLength >= 2048 && modulusLength <= 8192 && publicExponent > 2n && publicExponent < 1n << 33n
  return key.asymmetricKeyType === 'rsa' && usable ? 'rsa' : undefined
}
