/** A first start makes what a council's server cannot be without: the council, the server's own actor, and an admin. */
import { changeActor } from '../actors/actors.store.ts'
import { firstAdmin } from '../actors/local.ts'
import type { Context } from '../context.ts'
import { Invalid } from '../errors.ts'
import { admins, hasAdminSignedIn, type Person, personByHandle } from '../members/members.store.ts'
import { changeEmail, createMember, type MemberInput } from '../members/members.ts'
import { linkLife, newSignInLink } from '../members/sign-in.ts'
import { plainLine } from '../text/sanitise.ts'
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

/**
 * Gives the admin whom the first start made to a real person, when somebody is added under that very handle before anyone
 * signed in as them. Gives undefined when that is not so. Throws Invalid like `createMember`.
 */
export async function claimFirstAdmin(context: Context, input: MemberInput): Promise<Person | undefined> {
  const first = await personByHandle(context.store.read, firstAdmin)
  const free = first?.member.email === placeholderEmail && first.member.seen === null
  if (!first || !free || input.handle.trim().replace(/^@/, '').toLowerCase() !== firstAdmin || input.role !== 'admin')
    return undefined
  await changeEmail(context, first.member.id, input.email)
  const name = plainLine(input.name, 80)
  if (name === '') throw new Invalid([{ field: 'name', text: 'Give a name' }])
  await context.store.write((tx) => changeActor(tx, first.actor.id, { name }))
  return personByHandle(context.store.read, firstAdmin)
}
