/** Deleting an account: what it said becomes tombstones, its handle is never given again, and others are told. */
import { changeActor } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import { dropDraftsOf } from '../drafts/drafts.store.ts'
import { Conflict, NotFound, Refused } from '../errors.ts'
import { record } from '../events/record.ts'
import { type Agreed, needSecond } from '../moderation/proposals/ask.ts'
import { buryPostsOf } from '../posts/reach.store.ts'
import { dropMember, isAnotherAdmin, personById } from './members.store.ts'
import type { Viewer } from './viewer.ts'

/**
 * Deletes a member and all they said, for good; by an admin, themselves, or the admin command. Throws NotFound, Refused,
 * or Conflict for the last admin.
 */
export async function deleteMember(context: Context, memberId: string, by?: Viewer, agreed?: Agreed): Promise<void> {
  if (by && by.member.id !== memberId && !by.can('administer')) throw new Refused('Only an admin may do this.')
  if (by?.member.id !== memberId) await needSecondToDelete(context, memberId, by, agreed)
  const now = context.clock()
  await context.store.write(async (tx) => {
    const person = await personById(tx, memberId)
    if (!person) throw new NotFound('There is no such member.')
    const { member, actor } = person
    if (member.role === 'admin' && !(await isAnotherAdmin(tx, memberId)))
      throw new Conflict('This is the last admin. Make somebody else an admin first.')
    await buryPostsOf(tx, actor.id, now)
    await dropDraftsOf(tx, actor.id)
    const nobody = { name: actor.username, summary: '', fields: [], profile: {}, avatar: null, iconUrl: null }
    await changeActor(tx, actor.id, { ...nobody, discoverable: false, deleted: now })
    await dropMember(tx, memberId)
    // Their followers stay until they are told.
    await record(context, tx, { kind: 'actor.deleted', actor: actor.id, subject: actor.id })
  })
  context.log.info({ member: memberId, by: by?.member.id ?? 'command' }, 'member deleted')
}

/** What goes for good may need two persons; that somebody deletes their own account never does. */
async function needSecondToDelete(context: Context, memberId: string, by: Viewer | undefined, agreed?: Agreed) {
  const person = await personById(context.store.read, memberId)
  if (!person) throw new NotFound('There is no such member.')
  const { username, name } = person.actor
  await needSecond(
    context,
    {
      ...{ kind: 'purge', by: by?.actor.id ?? null, target: `@${username}`, body: { member: memberId } },
      says: `Delete the account of ${name} (@${username}) and all it published, for good`
    },
    agreed
  )
}
