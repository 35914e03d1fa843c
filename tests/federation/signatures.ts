/** Checks signatures and proofs with Node's own crypto, as a peer that shares no code with us would. */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { base58 } from '@scure/base'
import type { Actor } from '../../server/actors/actors.store.ts'
import type { Delivery, Doc } from '../help/peer.ts'

const sha256 = (text: string) => createHash('sha256').update(text)
const rsaKey = (actor: Actor) => createPublicKey(actor.publicKeys.find(({ pem }) => pem)!.pem!)

/** Which way a delivery is signed. */
export const schemeOf = ({ headers }: Delivery) => (headers['signature-input'] ? 'rfc9421' : 'cavage')

/** Whether a delivery is signed by the actor's RSA key in the way it says, and covers what it must. */
export function isSignedBy(delivery: Delivery, actor: Actor, origin: string): boolean {
  return schemeOf(delivery) === 'cavage' ? cavage(delivery, actor) : messageSignature(delivery, actor, origin)
}

function cavage({ headers, path, bytes }: Delivery, actor: Actor): boolean {
  const fields = Object.fromEntries(
    [...String(headers.signature).matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name!, value!])
  )
  const names = fields.headers!.split(' ')
  const covered = ['(request-target)', 'host', 'date', 'digest', 'content-type'].every((name) => names.includes(name))
  const text = names
    .map((name) => `${name}: ${name === '(request-target)' ? `post ${path}` : headers[name]}`)
    .join('\n')
  const digest = headers.digest === `SHA-256=${sha256(bytes).digest('base64')}`
  const known = actor.publicKeys.some(({ id }) => id === fields.keyId)
  return covered && digest && known && checks(rsaKey(actor), text, fields.signature!)
}

function messageSignature({ headers, path, bytes }: Delivery, actor: Actor, origin: string): boolean {
  const [, parameters = ''] = /^\w+=(\(.*)$/.exec(String(headers['signature-input'])) ?? []
  const names = [.../^\(([^)]*)\)/.exec(parameters)![1]!.matchAll(/"([^"]+)"/g)].map(([, name]) => name!)
  const covered = ['@method', '@target-uri', 'content-digest'].every((name) => names.includes(name))
  const { host, pathname } = new URL(path, origin)
  const derived: Record<string, string> = {
    '@method': 'POST',
    '@target-uri': `${origin}${path}`,
    '@authority': host,
    '@path': pathname
  }
  const lines = names.map((name) => `"${name}": ${derived[name] ?? headers[name]}`)
  const text = [...lines, `"@signature-params": ${parameters}`].join('\n')
  const [, signature = ''] = /:([^:]+):/.exec(String(headers.signature)) ?? []
  const digest = headers['content-digest'] === `sha-256=:${sha256(bytes).digest('base64')}:`
  const known = actor.publicKeys.some(({ id }) => parameters.includes(`keyid="${id}"`))
  return covered && digest && known && checks(rsaKey(actor), text, signature)
}

const checks = (key: KeyObject, text: string, signature: string) =>
  verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64'))

/** Whether a document holds a proof of its own by the actor's Ed25519 key (FEP-8b32, eddsa-jcs-2022). */
export function isProvenBy(document: Doc, actor: Actor): boolean {
  const { proof, ...rest } = document
  const { proofValue, ...options } = proof as Doc
  const multibase = actor.publicKeys.find(({ id }) => id === options.verificationMethod)?.multibase
  if (!multibase || options.cryptosuite !== 'eddsa-jcs-2022' || !/:\d\dZ$/.test(options.created)) return false
  const raw = base58.decode(multibase.slice(1)).subarray(2)
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw])
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  const bytes = Buffer.concat([sha256(canonical(options)).digest(), sha256(canonical(rest)).digest()])
  return verify(null, bytes, key, base58.decode(String(proofValue).slice(1)))
}

/** RFC 8785 for what JSON holds here: keys in order of their code units, no spaces. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`
}
