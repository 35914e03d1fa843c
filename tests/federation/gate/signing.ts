/** Keys and signatures made with nothing but Node, every part of them open to change, as a forger would. */
import { createHash, createSign, generateKeyPairSync, type KeyObject, sign as signBytes } from 'node:crypto'
import { signRequest } from '@fedify/fedify/sig'
import type { SignedRequest } from '../../../federation/gate/request.ts'
import type { Scheme } from '../../../federation/gate/signature-header.ts'

export const ACTIVITY = 'application/activity+json'

export interface Keys {
  privateKey: KeyObject
  publicKey: KeyObject
  pem: string
}

export function rsaKeys(modulusLength = 2048): Keys {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength })
  return { privateKey, publicKey, pem: publicKey.export({ type: 'spki', format: 'pem' }).toString() }
}

export function ed25519Keys(): Keys {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { privateKey, publicKey, pem: publicKey.export({ type: 'spki', format: 'pem' }).toString() }
}

export function signingKey({ privateKey }: Keys): CryptoKey {
  return privateKey.toCryptoKey({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, true, ['sign']) as CryptoKey
}

export interface SignOptions {
  url: string
  keyId: string
  keys: Keys
  method?: string
  body?: Buffer
  date?: Date
  /** What is covered, in order; what Mastodon covers unless told. */
  covered?: string[]
  algorithm?: string
  headers?: Record<string, string>
  /** What comes after the known parameters of the Signature header. */
  parameters?: string
  /** The target as it is signed, when not the real one. */
  target?: string
}

/** Signs by draft-cavage-12 with nothing but Node, every part of it open to change. */
export function cavage(options: SignOptions): [string, string][] {
  const { url, keyId, keys, body, date = new Date(), algorithm = 'rsa-sha256', parameters = '' } = options
  const method = options.method ?? 'POST'
  const { host, pathname, search } = new URL(url)
  const headers: Record<string, string> = { host, date: date.toUTCString() }
  if (body) headers['content-type'] = ACTIVITY
  if (body) headers.digest = `SHA-256=${createHash('sha256').update(body).digest('base64')}`
  Object.assign(headers, options.headers)
  const covered = options.covered ?? ['(request-target)', 'host', 'date', ...(body ? ['digest', 'content-type'] : [])]
  const created = /created=(\d+)/.exec(parameters)?.[1]
  const lines = covered.map((name) => {
    if (name === '(request-target)')
      return `${name}: ${options.target ?? `${method.toLowerCase()} ${pathname}${search}`}`
    return `${name}: ${name === '(created)' ? created : headers[name]}`
  })
  const signature = bytesSignature(lines.join('\n'), keys)
  const value = `keyId="${keyId}",algorithm="${algorithm}",headers="${covered.join(' ')}"${parameters},signature="${signature}"`
  return [...Object.entries(headers), ['signature', value]]
}

/** Signs by RFC 9421 with nothing but Node. */
export function rfc9421(options: SignOptions & { created?: number | undefined }): [string, string][] {
  const { url, keyId, keys, body, algorithm, parameters = '' } = options
  const { host, pathname, search } = new URL(url)
  const method = options.method ?? 'POST'
  const created = 'created' in options ? options.created : Math.floor(Date.now() / 1000)
  const headers: Record<string, string> = { host }
  if (body) headers['content-type'] = ACTIVITY
  if (body) headers['content-digest'] = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`
  Object.assign(headers, options.headers)
  const covered = options.covered ?? ['@method', '@target-uri', ...(body ? ['content-digest'] : [])]
  const derived: Record<string, string> = {
    '@method': method,
    '@target-uri': options.target ?? url,
    '@authority': host,
    '@path': pathname,
    '@query': search || '?',
    '@request-target': `${pathname}${search}`
  }
  const list = `(${covered.map((name) => `"${name}"`).join(' ')})`
  const times = created === undefined ? '' : `;created=${created}`
  const signed = `${list}${times};keyid="${keyId}"${algorithm ? `;alg="${algorithm}"` : ''}${parameters}`
  const lines = covered.map((name) => `"${name}": ${derived[name] ?? headers[name]}`)
  const signature = bytesSignature([...lines, `"@signature-params": ${signed}`].join('\n'), keys)
  return [...Object.entries(headers), ['signature-input', `sig1=${signed}`], ['signature', `sig1=:${signature}:`]]
}

function bytesSignature(text: string, { privateKey }: Keys): string {
  if (privateKey.asymmetricKeyType === 'ed25519')
    return signBytes(null, Buffer.from(text), privateKey).toString('base64')
  return createSign('sha256').update(text).sign(privateKey, 'base64')
}

/** Signs as Fedify, Hollo and Ghost do. */
export async function byFedify(options: SignOptions & { spec: Scheme }): Promise<[string, string][]> {
  const { url, keyId, keys, body, spec, method = 'POST' } = options
  const asked = new Request(url, {
    method,
    headers: body ? { 'content-type': ACTIVITY } : {},
    body: body ? new Uint8Array(body) : null
  })
  const signed = await signRequest(asked, signingKey(keys), new URL(keyId), { spec })
  return [...signed.headers]
}

export function bytes(document: unknown): Buffer {
  return Buffer.from(typeof document === 'string' ? document : JSON.stringify(document))
}

/** The request as the gate sees it, for tests without a server of ours. */
export function asRequest(
  url: string,
  headers: [string, string][],
  body: Buffer = Buffer.alloc(0),
  method = 'POST'
): SignedRequest {
  const { pathname, search } = new URL(url)
  return { method, path: `${pathname}${search}`, headers, body }
}
