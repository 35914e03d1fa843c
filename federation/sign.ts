/** Signs what we send, in the way the peer is known to take, or finds out which way that is. */
import { signRequest } from '@fedify/fedify/sig'
import type { Scheme } from './gate/signature-header.ts'
import type { Answer, Network } from './network/network.ts'

/** In whose name a request is signed. */
export interface Signer {
  keyId: string
  /** RSA. */
  privateKey: CryptoKey
}

export interface SignedFetchOptions {
  method?: string
  headers?: Record<string, string>
  body?: Uint8Array | string
  maxBytes?: number
  timeoutMs?: number
}

/** Remembers which signature scheme each peer last took. */
export interface SpecMemory {
  get(origin: string): Promise<Scheme | undefined>
  set(origin: string, spec: Scheme): Promise<void>
}

/** What most servers take; Mastodon before 4.5 and many others know nothing else. */
const FIRST_KNOCK: Scheme = 'draft-cavage-http-signatures-12'

/**
 * Sends one signed request. Covered are the target, Host, Date, the digest of a body, and every header given, such as
 * Content-Type. Redirects are not followed: the signature would be for the wrong address. Throws `NetworkRefused`.
 */
export async function signedFetch(
  network: Network,
  signer: Signer,
  url: string | URL,
  options: SignedFetchOptions & { spec: Scheme }
): Promise<Answer> {
  const { method = 'GET', headers = {}, body, spec, ...limits } = options
  const bytes = body === undefined ? undefined : new Uint8Array(Buffer.from(body))
  const request = new Request(url, { method, headers, body: bytes ?? null })
  const signed = await signRequest(request, signer.privateKey, new URL(signer.keyId), {
    spec,
    body: bytes?.buffer ?? null
  })
  return await network.fetch(signed.url, {
    ...limits,
    method,
    headers: Object.fromEntries(signed.headers),
    body: bytes,
    redirects: 0
  })
}

/**
 * Sends a signed request in the scheme the peer last took. When it answers 400 or 401, tries the other scheme once, and
 * remembers it if that was taken. Gives the last answer. Throws `NetworkRefused`.
 */
export async function knock(
  network: Network,
  signer: Signer,
  specs: SpecMemory,
  url: string | URL,
  options: SignedFetchOptions = {}
): Promise<Answer> {
  const { origin } = new URL(url)
  const spec = (await specs.get(origin)) ?? FIRST_KNOCK
  const first = await signedFetch(network, signer, url, { ...options, spec })
  if (first.status !== 400 && first.status !== 401) return first
  const other: Scheme = spec === 'rfc9421' ? FIRST_KNOCK : 'rfc9421'
  const second = await signedFetch(network, signer, url, { ...options, spec: other })
  if (second.status >= 200 && second.status < 300) await specs.set(origin, other)
  return second
}
