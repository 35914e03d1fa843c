/** The key pairs by which our actors sign: RSA first, which everybody reads, then Ed25519. */
import { base58 } from '@scure/base'
import type { PublicKey } from '../../schema/actors.ts'
import type { Context } from '../context.ts'
import { NotFound } from '../errors.ts'
import { record } from '../events/record.ts'
import type { Writer } from '../store/store.ts'
import {
  type Actor,
  type ActorKey,
  actorById,
  addKey,
  changeActor,
  keysOf,
  retiredKeysOf,
  retireKeys
} from './actors.store.ts'

export type Algorithm = 'RSASSA-PKCS1-v1_5' | 'Ed25519'

/** A key pair just made, not yet kept. */
export interface NewKeyPair {
  algorithm: Algorithm
  publicKey: JsonWebKey
  privateKey: JsonWebKey
  /** The public half as actors list it: PEM for RSA, Multibase for Ed25519 (FEP-521a). */
  listed: { pem: string } | { multibase: string }
}

/** A key pair ready for signing, with the id by which others find its public half. */
export interface KeyPair extends CryptoKeyPair {
  id: string
  algorithm: Algorithm
}

const purpose = 'actor-keys'
const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }

/** Makes the key pairs of a new actor. Slow (a tenth of a second): call it before the transaction. */
export async function makeKeyPairs(): Promise<NewKeyPair[]> {
  // 2048 bits: signing costs a sixth of 4096, and it is what the fediverse uses.
  const parameters = { ...rsa, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }
  const [first, second] = await Promise.all([
    crypto.subtle.generateKey(parameters, true, ['sign', 'verify']),
    crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']) as Promise<CryptoKeyPair>
  ])
  return [
    { ...(await exported(first)), algorithm: 'RSASSA-PKCS1-v1_5', listed: { pem: await pemOf(first.publicKey) } },
    { ...(await exported(second)), algorithm: 'Ed25519', listed: { multibase: await multibaseOf(second.publicKey) } }
  ]
}

async function exported(pair: CryptoKeyPair) {
  const [publicKey, privateKey] = await Promise.all([
    crypto.subtle.exportKey('jwk', pair.publicKey),
    crypto.subtle.exportKey('jwk', pair.privateKey)
  ])
  return { publicKey, privateKey }
}

async function pemOf(key: CryptoKey): Promise<string> {
  const body = Buffer.from(await crypto.subtle.exportKey('spki', key)).toString('base64')
  return `-----BEGIN PUBLIC KEY-----\n${body.replace(/(.{64})(?!$)/g, '$1\n')}\n-----END PUBLIC KEY-----\n`
}

/** Multibase base58btc of the multicodec for an Ed25519 public key and its 32 bytes. */
async function multibaseOf(key: CryptoKey): Promise<string> {
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', key))
  return `z${base58.encode(Uint8Array.from([0xed, 0x01, ...raw]))}`
}

/** The id of a key, from the address of its actor. */
export const keyIdOf = (actorUri: string, algorithm: Algorithm) =>
  `${actorUri}#${algorithm === 'Ed25519' ? 'ed25519-key' : 'main-key'}`

/** The public halves as the actor lists them. */
export const listedKeys = (actorUri: string, pairs: NewKeyPair[]): PublicKey[] =>
  pairs.map((pair) => ({ id: keyIdOf(actorUri, pair.algorithm), owner: actorUri, ...pair.listed }))

/** Keeps key pairs, the private halves encrypted with SECRET_KEY. */
export async function keepKeyPairs(
  context: Pick<Context, 'secrets'>,
  tx: Writer,
  actor: string,
  pairs: NewKeyPair[]
): Promise<void> {
  for (const { algorithm, publicKey, privateKey } of pairs) {
    const sealed = context.secrets.seal(purpose, JSON.stringify(privateKey))
    await addKey(tx, { actor, algorithm, publicKey, privateKey: sealed })
  }
}

/** Imported keys by the id of their row, which never changes; the oldest leave first. */
const imported = new Map<string, CryptoKeyPair>()
const mostImported = 500

/**
 * The key pairs of one of our actors, RSA first. The rows are read each time, so that a rotation counts at once in every
 * process; only decrypting and importing is remembered. Throws NotFound when the actor is none of ours.
 */
export async function keyPairsOf(context: Pick<Context, 'store' | 'secrets'>, actorId: string): Promise<KeyPair[]> {
  const actor = await actorById(context.store.read, actorId)
  const rows = actor?.local ? await keysOf(context.store.read, actorId) : []
  if (!actor || rows.length === 0) throw new NotFound('This actor has no keys here.')
  const pairs = await Promise.all(rows.map((row) => openPair(context, actor, row)))
  return pairs.sort((a, b) => order(a.algorithm) - order(b.algorithm))
}

/** The RSA key that {@link rotateKeys} put out of use: it signs the Update that tells of the new ones, and nothing else. */
export async function formerKeyOf(
  context: Pick<Context, 'store' | 'secrets'>,
  actorId: string
): Promise<KeyPair | undefined> {
  const actor = await actorById(context.store.read, actorId)
  const rows = actor?.local ? await retiredKeysOf(context.store.read, actorId) : []
  const row = rows.find(({ algorithm }) => algorithm !== 'Ed25519')
  return actor && row && openPair(context, actor, row)
}

async function openPair(context: Pick<Context, 'secrets'>, actor: Actor, row: ActorKey): Promise<KeyPair> {
  const known = imported.get(row.id) ?? remember(row.id, await importPair(context, row))
  return { ...known, id: keyIdOf(actor.uri, row.algorithm), algorithm: row.algorithm }
}

const order = (algorithm: Algorithm) => (algorithm === 'Ed25519' ? 1 : 0)

function remember(id: string, pair: CryptoKeyPair): CryptoKeyPair {
  if (imported.size >= mostImported) imported.delete(imported.keys().next().value!)
  imported.set(id, pair)
  return pair
}

async function importPair(
  context: Pick<Context, 'secrets'>,
  row: { algorithm: Algorithm; publicKey: JsonWebKey; privateKey: string }
): Promise<CryptoKeyPair> {
  const secret = JSON.parse(context.secrets.open(purpose, row.privateKey)) as JsonWebKey
  const kind = row.algorithm === 'Ed25519' ? 'Ed25519' : rsa
  // Extractable, because the delivery library asks for JWKs of both halves.
  const [publicKey, privateKey] = await Promise.all([
    crypto.subtle.importKey('jwk', row.publicKey, kind, true, ['verify']),
    crypto.subtle.importKey('jwk', secret, kind, true, ['sign'])
  ])
  return { publicKey, privateKey }
}

/** How long a key out of use is kept at most, in milliseconds: as long as a delivery is tried. */
export const retiredLife = 7 * 86_400_000

/**
 * Gives one of our actors new keys, at once the only ones that its document lists: what was stolen proves nothing to
 * whoever asks. Followers are told by an Update, signed by the old key, which is the one that they know: Mastodon 4.7
 * takes keys that come otherwise for another person's. Throws NotFound.
 */
export async function rotateKeys(context: Context, actorId: string): Promise<Actor> {
  const pairs = await makeKeyPairs()
  return context.store.write(async (tx) => {
    const actor = await actorById(tx, actorId)
    if (!actor?.local) throw new NotFound('This actor has no keys here.')
    await retireKeys(tx, actorId, context.clock())
    await keepKeyPairs(context, tx, actorId, pairs)
    const changed = await changeActor(tx, actorId, { publicKeys: listedKeys(actor.uri, pairs) })
    await record(context, tx, { kind: 'actor.changed', actor: actorId, subject: actorId, ids: { keys: 'new' } })
    return changed!
  })
}
