/** `user …`: the people of this council. */
import type { Context } from '../../server/context.ts'
import { claimFirstAdmin } from '../../server/council/ensure.ts'
import { Conflict, NotFound } from '../../server/errors.ts'
import { deleteMember } from '../../server/members/delete.ts'
import { listPeople, type Person, personByHandle } from '../../server/members/members.store.ts'
import { changeRole, createMember, disableMember, enableMember } from '../../server/members/members.ts'
import { linkLife, newSignInLink } from '../../server/members/sign-in.ts'
import { roles } from '../../server/members/viewer.ts'
import { levels, setAutonomy } from '../../server/steps/autonomy.ts'
import { type Command, need, readArgs, tableOf } from './command.ts'

/** The member of a handle, typed with or without the sign and the host. Throws NotFound. */
export async function needMember(context: Context, typed: string): Promise<Person> {
  const handle = typed.trim().replace(/^@/, '').split('@', 1)[0]!.toLowerCase()
  const person = await personByHandle(context.store.read, handle)
  if (!person) throw new NotFound(`Nobody here has the handle “${handle}”: \`user list\` shows who there is.`)
  return person
}

export const userCreate: Command = {
  name: 'user create',
  usage: `--handle H --name N --email E --role ${roles.join('|')}`,
  does: 'adds a person',
  async run(context, args, out) {
    const text = { type: 'string' } as const
    const { values } = readArgs(args, { handle: text, name: text, email: text, role: text })
    const input = {
      handle: need(values.handle, 'handle'),
      name: need(values.name, 'name'),
      email: need(values.email, 'email'),
      role: values.role ?? 'practitioner'
    }
    const { actor } = (await claimFirstAdmin(context, input)) ?? (await createMember(context, input))
    const handle = `@${actor.username}@${actor.host}`
    out.answer({ handle: actor.username, uri: actor.uri }, `${actor.name} is ${handle}, at ${actor.uri}`)
  }
}

export const userSignInLink: Command = {
  name: 'user sign-in-link',
  usage: 'HANDLE',
  does: 'gives a link that signs a person in, once, within a day',
  async run(context, args, out) {
    const { positionals } = readArgs(args, {}, 1)
    const { member, actor } = await needMember(context, positionals[0]!)
    if (member.disabled)
      throw new NotFound(`“${actor.username}” is disabled: \`user disable ${actor.username} --undo\`.`)
    const url = await newSignInLink(context, member.id, linkLife.printed)
    out.answer({ url }, url)
  }
}

export const userList: Command = {
  name: 'user list',
  usage: '',
  does: 'lists everybody',
  async run(context, args, out) {
    readArgs(args, {})
    const everybody: Person[] = []
    let after: string | undefined
    do {
      const page = await listPeople(context.store.read, { after, size: 100 })
      everybody.push(...page.rows)
      after = page.next
    } while (after)
    const items = everybody.map(({ member, actor }) => ({
      handle: actor.username,
      name: actor.name,
      email: member.email,
      role: member.role,
      disabled: member.disabled !== null,
      seen: member.seen?.toISOString() ?? null,
      uri: actor.uri
    }))
    const rows = items.map((one) => [one.handle, one.name, one.email, one.role, one.disabled ? 'disabled' : ''])
    out.answer({ items }, rows.length > 0 ? tableOf(rows) : 'There is nobody yet: `user create` adds the first.')
  }
}

export const userRole: Command = {
  name: 'user role',
  usage: `HANDLE ${roles.join('|')}`,
  does: 'gives a person another role; ends their sessions',
  async run(context, args, out) {
    const { positionals } = readArgs(args, {}, 2)
    const { member, actor } = await needMember(context, positionals[0]!)
    await changeRole(context, member.id, positionals[1]!)
    out.answer({ handle: actor.username, role: positionals[1] }, `${actor.username} is ${positionals[1]} now.`)
  }
}

export const userAutonomy: Command = {
  name: 'user autonomy',
  usage: `HANDLE ${levels.join('|')}`,
  does: 'says who looks before a person shares a story with the world',
  async run(context, args, out) {
    const { positionals } = readArgs(args, {}, 2)
    const { actor } = await needMember(context, positionals[0]!)
    const level = positionals[1]!
    await setAutonomy(context, undefined, actor.id, level)
    out.answer({ handle: actor.username, autonomy: level }, `${actor.username}: ${level}.`)
  }
}

export const userDelete: Command = {
  name: 'user delete',
  usage: 'HANDLE --yes',
  does: 'deletes a person and all they published, here and elsewhere, for good; their handle is never given again',
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { yes: { type: 'boolean' } }, 1)
    const { member, actor } = await needMember(context, positionals[0]!)
    if (!values.yes) throw new Conflict(`This cannot be undone. To go on: \`user delete ${actor.username} --yes\`.`)
    await deleteMember(context, member.id)
    out.answer({ handle: actor.username, deleted: true }, `${actor.username} is deleted; other servers are being told.`)
  }
}

export const userDisable: Command = {
  name: 'user disable',
  usage: 'HANDLE [--undo]',
  does: 'keeps a person from signing in, at once; what they published stays',
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { undo: { type: 'boolean' } }, 1)
    const { member, actor } = await needMember(context, positionals[0]!)
    await (values.undo ? enableMember : disableMember)(context, member.id)
    const disabled = !values.undo
    out.answer(
      { handle: actor.username, disabled },
      `${actor.username} ${disabled ? 'cannot sign in any more' : 'can sign in again'}.`
    )
  }
}
