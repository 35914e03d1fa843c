/** Encrypts what must not lie in the clear at rest, and makes and hashes the secrets that people carry. */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

/** Encrypts and decrypts with keys derived from SECRET_KEY, one for each purpose. */
export interface Secrets {
  /** AES-256-GCM, as base64url text of nonce, tag and ciphertext. */
  seal(purpose: string, text: string): string
  /** Throws when `sealed` was not made by {@link Secrets.seal} with the same key and purpose. */
  open(purpose: string, sealed: string): string
}

/** Makes {@link Secrets} from SECRET_KEY. */
export function makeSecrets(secretKey: string): Secrets {
  const keys = new Map<string, Buffer>()
  const keyFor = (purpose: string) => {
    const known = keys.get(purpose)
    if (known) return known
    const key = Buffer.from(hkdfSync('sha256', secretKey, 'folkmoot', purpose, 32))
    keys.set(purpose, key)
    return key
  }
  return {
    seal(purpose, text) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), nonce)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(purpose, sealed) {
      const bytes = Buffer.from(sealed, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', keyFor(purpose), bytes.subarray(0, 12))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    }
  }
}

/** A secret for a link, a session or a token: 256 bits as base64url. */
export const newSecret = () => randomBytes(32).toString('base64url')

/** What is kept of a secret, so that a copy of the database signs nobody in. */
export const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64url')
