/** Proves in the document itself that it is by its actor, so that it can be passed on and checked anywhere (FEP-8b32). */
import { createHash } from 'node:crypto'
import { base58 } from '@scure/base'
import canonical from 'json-canon'
import type { KeyPair } from '../server/actors/keys.ts'
import type { JsonObject, JsonValue } from './json.ts'

const hash = (value: unknown) => createHash('sha256').update(canonical(value)).digest()

/**
 * Gives the document with an `eddsa-jcs-2022` proof by an Ed25519 key. `created` is cut to whole seconds: some peers
 * print fractions of a second anew, and then the proof would no longer hold.
 */
export async function prove(document: JsonObject, pair: KeyPair, created: Date): Promise<JsonObject> {
  const options: JsonObject = {
    '@context': document['@context'] as JsonValue,
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-jcs-2022',
    created: created.toISOString().replace(/\.\d+Z$/, 'Z'),
    verificationMethod: pair.id,
    proofPurpose: 'assertionMethod'
  }
  const bytes = Buffer.concat([hash(options), hash(document)])
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, bytes))
  return { ...document, proof: { ...options, proofValue: `z${base58.encode(signature)}` } }
}
