/** Asks a colleague to join: makes them a member and writes them a letter with their first link. */

import type { Context } from '../context.ts'
import { Refused } from '../errors.ts'
import { addLetter } from '../letters.ts'
import type { Person } from './members.store.ts'
import { createMember, type MemberInput } from './members.ts'
import { addSignInLink, linkLife } from './sign-in.ts'
import type { Viewer } from './viewer.ts'

/** Invites somebody. Throws Refused for other than admins, and Invalid with every fault. */
export async function inviteMember(context: Context, viewer: Viewer, input: MemberInput): Promise<Person> {
  if (!viewer.can('administer')) throw new Refused('Only an admin may invite people.')
  return createMember(context, input, async (tx, { member, actor }) => {
    const url = await addSignInLink(context, tx, member.id, linkLife.invitation)
    await addLetter(context, tx, {
      to: member.email,
      subject: `${viewer.actor.name} invites you to Folkmoot`,
      text: [
        `Hello ${actor.name},`,
        `${viewer.actor.name} has made a place for you on our council’s Folkmoot, where we tell other councils what we tried, and ask them what they did.`,
        'Open this link within a week to sign in:',
        url,
        `It works once. After that, go to ${context.config.origin}/sign-in and give this address.`
      ].join('\n\n')
    })
  })
}
