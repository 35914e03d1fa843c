/** Legal holds whose day has come: nobody keeps for ever what somebody once asked to keep for a while. */
import type { Context } from '../../context.ts'
import { councilOf, findCouncil } from '../../council/settings.ts'
import { moderatorActors } from '../../members/members.store.ts'
import { addNotification } from '../../notifications/notifications.store.ts'
import { countOverdue, markDue } from './holds.store.ts'

/** Reminds every moderator, once for each day that a hold was given, that it is due to be looked at again. Bears repetition. */
export async function sweepHolds(context: Context): Promise<void> {
  const now = context.clock()
  if ((await countOverdue(context.store.read, now)) === 0 || !(await findCouncil(context))) return
  const { serverActor } = await councilOf(context)
  const people = await moderatorActors(context.store.read)
  await context.store.write(async (tx) => {
    for (const { id, review } of await markDue(tx, now))
      for (const to of people)
        await addNotification(tx, { to, kind: 'hold', by: serverActor, subject: `${id} ${review.toISOString()}` })
  })
}
