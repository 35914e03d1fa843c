/** Signing with the server's own key, so that a text can be told to be this server's without asking it. */
import { base58 } from '@scure/base'
import { actorById } from '../../actors/actors.store.ts'
import { keyPairsOf } from '../../actors/keys.ts'
import type { Context } from '../../context.ts'
import { findCouncil } from '../../council/settings.ts'
import { Conflict } from '../../errors.ts'

/** A signature with what is needed to check it; `key` and `signature` are in Multibase (base58btc). */
export interface Signed {
  /** The address of the key, as the server's actor lists it. */
  keyId: string
  key: string
  signature: string
}

/** Signs bytes with the Ed25519 key of the server's actor. Throws Conflict before there is a council. */
export async function signAsServer(context: Context, bytes: Uint8Array): Promise<Signed> {
  const council = await findCouncil(context)
  if (!council) throw new Conflict('There is no council yet, and so no key to sign with: set it up first.')
  const [actor, pairs] = await Promise.all([
    actorById(context.store.read, council.serverActor),
    keyPairsOf(context, council.serverActor)
  ])
  const pair = pairs.find(({ algorithm }) => algorithm === 'Ed25519')
  const key = actor?.publicKeys.find(({ id }) => id === pair?.id)?.multibase
  if (!pair || !key) throw new Conflict('The server has no Ed25519 key to sign with.')
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, Uint8Array.from(bytes)))
  return { keyId: pair.id, key, signature: `z${base58.encode(signature)}` }
}

/** Whether the signature is by the key that it names; anything that cannot be read is none. */
export async function isSigned(bytes: Uint8Array, { key, signature }: Pick<Signed, 'key' | 'signature'>) {
  try {
    const raw = base58.decode(key.slice(1))
    if (!key.startsWith('z') || raw[0] !== 0xed || raw[1] !== 0x01 || !signature.startsWith('z')) return false
    const imported = await crypto.subtle.importKey('raw', raw.slice(2), 'Ed25519', true, ['verify'])
    const given = Uint8Array.from(base58.decode(signature.slice(1)))
    return await crypto.subtle.verify('Ed25519', imported, given, Uint8Array.from(bytes))
  } catch {
    return false
  }
}
