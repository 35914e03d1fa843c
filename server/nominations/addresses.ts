/** Whether a letter may go to an address that a visitor typed, and how the same address is known again without being read. */
import MailChecker from 'mailchecker'
import type { Context } from '../context.ts'
import { readEmail } from '../members/members.ts'
import { hashOf } from '../secrets.ts'

type Keys = Pick<Context, 'config' | 'secrets'>
const purpose = 'nomination address'

/** Behind these names stand lists, programs, or nobody. */
const many =
  /^(all|all-?staff|everyone|everybody|staff|list|lists|announce|majordomo|listserv|mailman|mailer-daemon|postmaster|abuse|bounces?|no-?reply|do-?not-?reply|.*-(request|subscribe|unsubscribe|join|leave|owner|bounces?|confirm|noreply))$/

/** The words for what is wrong with an address, or the address as it is kept. */
export function readAddress({ config }: Keys, typed: string): { email: string } | { wrong: string } {
  const email = readEmail(typed)
  const [name = '', domain = ''] = email?.split('@') ?? []
  if (!email || !domain.includes('.') || /[%!]/.test(name) || name.startsWith('-'))
    return { wrong: 'Give an e-mail address, such as name@example.org' }
  const plain = name.replace(/\+.*$/, '')
  const ours = /[^<\s]+@[^>\s]+/.exec(config.mailFrom)?.[0].toLowerCase()
  if (email === ours || many.test(plain))
    return { wrong: 'Give the address of one person: nobody answers at this one, or many read it' }
  // Where a letter can be read by whoever looks, or is thrown away within the hour.
  if (!MailChecker.isValid(email)) return { wrong: 'Give an address that its owner keeps' }
  return { email }
}

/** The same for the same mailbox; with the secret key in it, so that a copy of the database does not tell who was named. */
export function addressHash({ config }: Keys, email: string): string {
  const [name = '', domain = ''] = email.split('@')
  return hashOf(`${purpose} ${config.secretKey} ${name.replace(/\+.*$/, '')}@${domain}`)
}

/** An address, as it is kept. */
export const sealAddress = ({ secrets }: Keys, email: string) => secrets.seal(purpose, email)

/** The address that was kept; undefined when there is none, or it cannot be read any more. */
export function openAddress({ secrets }: Keys, sealed: string | null): string | undefined {
  if (!sealed) return undefined
  try {
    return secrets.open(purpose, sealed)
  } catch {
    return undefined
  }
}
