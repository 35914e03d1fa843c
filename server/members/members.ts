/** The people of this council: joining, their role, leaving. */
import type { Profile } from '../../schema/actors.ts'
import { makeKeyPairs } from '../actors/keys.ts'
import { addLocalActor, usernameFault } from '../actors/local.ts'
import type { Context } from '../context.ts'
import { Conflict, type Fault, Invalid, NotFound, Refused } from '../errors.ts'
import { record } from '../events/record.ts'
import { type Agreed, needSecond, needsTwo } from '../moderation/proposals/ask.ts'
import { twoPersonsOf } from '../moderation/proposals/settings.ts'
import { isDuplicate } from '../store/errors.ts'
import type { Writer } from '../store/store.ts'
import { plainLine } from '../text/sanitise.ts'
import { addMember, changeMember, isAnotherAdmin, type Person, personByEmail, personById } from './members.store.ts'
import { dropLinks, dropSessions } from './sessions.store.ts'
import { revokeAll } from './tokens.store.ts'
import { readRole, roles, type Viewer } from './viewer.ts'

export interface MemberInput {
  handle: string
  name: string
  email: string
  role: string
  profile?: Profile
}

/** An e-mail address in the form kept: small letters. Undefined when it is none. Only ASCII, so that none looks alike. */
export function readEmail(text: string): string | undefined {
  const email = text.trim().toLowerCase()
  const form = /^[a-z0-9.!#$%&*+/=?^_{|}~-]+@[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/
  return email.length <= 254 && form.test(email) && !email.includes('..') ? email : undefined
}

/**
 * Adds a member with an actor of their own. `also` runs in the same transaction. Throws Invalid with every fault.
 */
export async function createMember(
  context: Context,
  input: MemberInput,
  also?: (tx: Writer, person: Person) => Promise<void>
): Promise<Person> {
  const { handle, name, email, role } = readMember(input)
  if (role === 'admin' && (await needsTwo(context, 'role')))
    throw new Invalid([{ field: 'role', text: 'Two persons make an admin here: invite them as a moderator first' }])
  if (await personByEmail(context.store.read, email)) throw knownAddress()
  const keys = await makeKeyPairs()
  const profile = input.profile ?? {}
  try {
    return await context.store.write(async (tx) => {
      const actor = await addLocalActor(context, tx, { type: 'Person', username: handle, name, profile, keys })
      const member = await addMember(tx, { actor: actor.id, email, role, created: context.clock() })
      await record(context, tx, { kind: 'member.invited', subject: member.id, ids: { actor: actor.id } })
      await also?.(tx, { member, actor })
      return { member, actor }
    })
  } catch (error) {
    throw isDuplicate(error) ? knownAddress() : error
  }
}

const knownAddress = () => new Invalid([{ field: 'email', text: 'Somebody here has this e-mail address already' }])

function readMember(input: MemberInput) {
  const faults: Fault[] = []
  const handle = input.handle.trim().replace(/^@/, '').toLowerCase()
  const name = plainLine(input.name, 80)
  const email = readEmail(input.email)
  const role = readRole(input.role)
  if (name === '') faults.push({ field: 'name', text: 'Give a name' })
  // Whether a kept name may be given is asked again where it is given: the first admin has one.
  const wrong = usernameFault(handle, true)
  if (wrong) faults.push({ field: 'handle', text: wrong })
  if (!email) faults.push({ field: 'email', text: 'Give an e-mail address, such as nia.rees@aldermere.gov.uk' })
  if (!role) faults.push({ field: 'role', text: `Choose a role: ${roles.join(', ')}` })
  if (!email || !role || faults.length > 0) throw new Invalid(faults)
  return { handle, name, email, role }
}

/** Throws Refused unless the viewer is an admin; the admin command, which has no viewer, may. */
const needAdmin = (by: Viewer | undefined) => {
  if (by && !by.can('administer')) throw new Refused('Only an admin may do this.')
}

/** Admins may do anything: that there is one more may need two persons. */
async function needSecondToRaise(context: Context, memberId: string, by: Viewer | undefined, agreed?: Agreed) {
  const person = await personById(context.store.read, memberId)
  if (!person || person.member.role === 'admin') return
  const { username, name } = person.actor
  const body = { member: memberId, before: person.member.role }
  const says = `Make ${name} (@${username}) an admin`
  await needSecond(context, { kind: 'role', by: by?.actor.id ?? null, target: `@${username}`, says, body }, agreed)
}

/**
 * Gives a member another role; ends their sessions. Throws Conflict for the last admin, and Proposed where a second person
 * must agree.
 */
export async function changeRole(
  context: Context,
  memberId: string,
  asked: string,
  by?: Viewer,
  agreed?: Agreed
): Promise<void> {
  needAdmin(by)
  const role = readRole(asked)
  if (!role) throw new Invalid([{ field: 'role', text: `Choose a role: ${roles.join(', ')}` }])
  if (role === 'admin') await needSecondToRaise(context, memberId, by, agreed)
  await context.store.write(async (tx) => {
    const { member } = await needPerson(tx, memberId)
    if (member.role === role) return
    if (member.role === 'admin') await keepAnAdmin(tx, memberId)
    await changeMember(tx, memberId, { role })
    await dropSessions(tx, memberId)
  })
  context.log.info({ member: memberId, role, by: by?.member.id ?? 'command' }, 'role changed')
}

/** Keeps a member from signing in, at once and everywhere. What they published stays. Throws Conflict for the last admin. */
export async function disableMember(context: Context, memberId: string, by?: Viewer): Promise<void> {
  needAdmin(by)
  await context.store.write(async (tx) => {
    const { member } = await needPerson(tx, memberId)
    if (member.disabled) return
    if (member.role === 'admin') await keepAnAdmin(tx, memberId)
    const now = context.clock()
    await changeMember(tx, memberId, { disabled: now })
    await dropSessions(tx, memberId)
    await dropLinks(tx, memberId)
    await revokeAll(tx, memberId, now)
  })
  context.log.info({ member: memberId, by: by?.member.id ?? 'command' }, 'member disabled')
}

/** Lets a member sign in again; their tokens stay revoked. */
export async function enableMember(context: Context, memberId: string, by?: Viewer): Promise<void> {
  needAdmin(by)
  await context.store.write(async (tx) => {
    await needPerson(tx, memberId)
    await changeMember(tx, memberId, { disabled: null })
  })
  context.log.info({ member: memberId, by: by?.member.id ?? 'command' }, 'member enabled')
}

/** Changes the address that a member signs in by; links sent to the old one count no more. Throws Invalid. */
export async function changeEmail(context: Context, memberId: string, typed: string, by?: Viewer): Promise<void> {
  needAdmin(by)
  const email = readEmail(typed)
  if (!email) {
    throw new Invalid([{ field: 'email', text: 'Give an e-mail address, such as nia.rees@aldermere.gov.uk' }])
  }
  const guarded = by !== undefined && by.member.id !== memberId && (await twoPersonsOf(context)).kinds.length > 0
  try {
    await context.store.write(async (tx) => {
      const { member } = await needPerson(tx, memberId)
      if (member.email === email) return
      if (guarded && member.role === 'admin') throw ownAddress()
      await changeMember(tx, memberId, { email })
      await dropLinks(tx, memberId)
      if (by?.member.id !== memberId) await dropSessions(tx, memberId)
    })
  } catch (error) {
    throw isDuplicate(error) ? knownAddress() : error
  }
}

/** Whoever gets another admin's letters can sign in as the second person. */
const ownAddress = () =>
  new Invalid([
    { field: 'email', text: 'Two persons decide together here: another admin changes their address themselves' }
  ])

async function needPerson(tx: Writer, id: string): Promise<Person> {
  const person = await personById(tx, id)
  if (!person) throw new NotFound('There is no such member.')
  return person
}

async function keepAnAdmin(tx: Writer, id: string) {
  if (await isAnotherAdmin(tx, id)) return
  throw new Conflict('This is the last admin. Make somebody else an admin first.')
}
