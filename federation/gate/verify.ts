/** Verifies a signature with a key we already hold: Fedify's verifier, and Node's own crypto for what that leaves out. */
import { verify } from 'node:crypto'
import { type KeyCache, verifyRequestDetailed } from '@fedify/fedify/sig'
import { CryptographicKey } from '@fedify/vocab'
import type { ActorKey } from './keys.ts'
import { headerOf, type SignedRequest } from './request.ts'
import type { SignatureFields } from './signature-header.ts'

/**
 * Whether a request that passed the transport checks was signed with this key. Says nothing about whose key it is, nor
 * about time and digest, which those checks have judged. `protocol` is that of our own origin, as peers see it, for
 * RFC 9421 signs whole URLs. Never throws, never touches the network.
 */
export async function verifySignature(
  request: SignedRequest,
  signature: SignatureFields,
  key: ActorKey,
  protocol = 'https:'
): Promise<boolean> {
  try {
    const url = `${protocol}//${headerOf(request, 'host')?.toLowerCase()}${request.path}`
    if (signature.scheme === 'rfc9421') {
      const ours = ['@query', '@request-target'].some((name) => signature.covered.includes(name))
      return ours ? verifyRfc9421(request, signature, key, url) : await verifyByFedify(request, signature, key, url)
    }
    return isPlainCavage(request, signature, key, url)
      ? await verifyByFedify(request, signature, key, url)
      : verifyCavage(request, signature, key)
  } catch {
    return false
  }
}

/** What Fedify's draft-cavage verifier covers: RSA, a signed Date, a path without query, no expiry by another clock. */
function isPlainCavage(request: SignedRequest, signature: SignatureFields, key: ActorKey, url: string): boolean {
  const { covered, expires, keyId } = signature
  const plain = key.kind === 'rsa' && signature.algorithm !== 'ed25519' && expires === undefined
  return plain && covered.includes('date') && !keyId.includes(',') && new URL(url).pathname === request.path
}

async function verifyByFedify(
  request: SignedRequest,
  signature: SignatureFields,
  key: ActorKey,
  url: string
): Promise<boolean> {
  const held = cryptographicKey(key)
  const keyCache: KeyCache = { get: async () => held, set: async () => undefined }
  const { method, headers, body } = request
  const asked = new Request(url, {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    ...(method !== 'GET' && method !== 'HEAD' && { body: new Uint8Array(body) })
  })
  const result = await verifyRequestDetailed(asked, {
    spec: signature.scheme,
    keyCache,
    documentLoader: refuseToFetch,
    contextLoader: refuseToFetch,
    timeWindow: false
  })
  return result.verified
}

/** After a mismatch Fedify would look the key up anew; that is the gate's decision, not the verifier's. */
async function refuseToFetch(): Promise<never> {
  throw new Error('The verifier fetches nothing')
}

function cryptographicKey({ id, owner, kind, key }: ActorKey): CryptographicKey {
  const algorithm = kind === 'rsa' ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } : 'Ed25519'
  const publicKey = key.toCryptoKey(algorithm, true, ['verify']) as CryptoKey
  return new CryptographicKey({ id: new URL(id), owner: new URL(owner), publicKey })
}

/** draft-cavage-12 with a query (signed or not: both are sent), with `(created)` in place of Date, or with Ed25519. */
function verifyCavage(request: SignedRequest, signature: SignatureFields, key: ActorKey): boolean {
  const targets = new Set([request.path, request.path.split('?', 1)[0]])
  return [...targets].some((target) => {
    const lines = signature.covered.map((name) => {
      if (name === '(request-target)') return `${name}: ${request.method.toLowerCase()} ${target}`
      if (name === '(created)') return `${name}: ${present(signature.created)}`
      if (name === '(expires)') return `${name}: ${present(signature.expires)}`
      return `${name}: ${present(headerOf(request, name))}`
    })
    return verifyBytes(lines.join('\n'), signature, key)
  })
}

/** RFC 9421 with components that Fedify 2.3 derives otherwise than the RFC (sections 2.2.5 and 2.2.7). */
function verifyRfc9421(request: SignedRequest, signature: SignatureFields, key: ActorKey, url: string): boolean {
  const { protocol, host, pathname, search } = new URL(url)
  const derived: Record<string, string> = {
    '@method': request.method.toUpperCase(),
    '@target-uri': url,
    '@authority': host,
    '@scheme': protocol.slice(0, -1),
    '@request-target': request.path,
    '@path': pathname,
    '@query': search || '?'
  }
  const lines = signature.covered.map((name) => {
    if (name.includes(';')) throw new Error('components with parameters are not read')
    return `"${name}": ${present(name.startsWith('@') ? derived[name] : headerOf(request, name))}`
  })
  return verifyBytes([...lines, `"@signature-params": ${present(signature.parameters)}`].join('\n'), signature, key)
}

function present(value: string | number | undefined): string | number {
  if (value === undefined) throw new Error('the signature covers what is not there')
  return value
}

function verifyBytes(text: string, { algorithm, signature }: SignatureFields, { kind, key }: ActorKey): boolean {
  const named = algorithm === undefined || algorithm === 'hs2019' ? kind : algorithm === 'ed25519' ? 'ed25519' : 'rsa'
  return named === kind && verify(kind === 'rsa' ? 'sha256' : null, Buffer.from(text), key, signature)
}
