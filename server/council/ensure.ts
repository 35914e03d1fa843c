/** A first start makes what a council's server cannot be without: the council, the server's own actor, and an admin. */
import { firstAdmin } from '../actors/local.ts'
import type { Context } from '../context.ts'
import { Invalid } from '../errors.ts'
import { admins, hasAdminSignedIn } from '../members/members.store.ts'
import { createMember } from '../members/members.ts'
import { linkLife, newSignInLink } from '../members/sign-in.ts'
import { seedServices } from './services.ts'
import type { Council } from './settings.ts'
import { makeCouncil } from './setup.ts'

/** The address of the admin whom the first start makes, until they give their own. No mail ever reaches it. */
export const placeholderEmail = 'admin@folkmoot.invalid'

export interface Ensured {
  council: Council
  /** For printing: signs the first admin in, once, for a day. Absent once an admin has signed in. */
  signInLink?: string
}

/** Makes what is missing; repeating it does nothing, but that it gives a new link until an admin has signed in. */
export async function ensureCouncil(context: Context): Promise<Ensured> {
  const council = await makeCouncil(context)
  await seedServices(context)
  const admin = await ensureAdmin(context)
  if (await hasAdminSignedIn(context.store.read)) return { council }
  return { council, signInLink: await newSignInLink(context, admin, linkLife.printed) }
}

async function ensureAdmin(context: Context): Promise<string> {
  const [there] = await admins(context.store.read)
  if (there) return there.member.id
  const input = { handle: firstAdmin, name: 'Administrator', email: placeholderEmail, role: 'admin' }
  try {
    return (await createMember(context, input)).member.id
  } catch (error) {
    // Another process that starts at the same time may have been faster.
    const [other] = error instanceof Invalid ? await admins(context.store.read) : []
    if (!other) throw error
    return other.member.id
  }
}
