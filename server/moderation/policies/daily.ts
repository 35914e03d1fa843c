/** What falls due about policies: reviews, what can be restored no longer, lists and peers to be asked again. */
import type { Context } from '../../context.ts'
import { councilOf } from '../../council/settings.ts'
import { addJobs } from '../../jobs/jobs.store.ts'
import { moderatorActors } from '../../members/members.store.ts'
import { addNotification } from '../../notifications/notifications.store.ts'
import { askPeers } from '../vouching.ts'
import { forgetCut } from './cut.store.ts'
import { changeList, dueLists } from './lists.store.ts'
import { expiredCuts, markReminded } from './policies.store.ts'

const day = 86_400_000

/** Sees to all of it; bears repetition. */
export async function sweepPolicies(context: Context): Promise<void> {
  const now = context.clock()
  const due = await dueLists(context.store.read, now)
  await context.store.write(async (tx) => {
    const expired = await expiredCuts(tx, now)
    await forgetCut(
      tx,
      expired.map((row) => row.host)
    )
    // If it is not read by then, it is tried again.
    for (const { id } of due) await changeList(tx, id, { next: new Date(now.getTime() + day / 4) })
    await addJobs(
      context,
      tx,
      due.map(({ id }) => ({ queue: 'lists' as const, lane: id, body: { list: id } }))
    )
  })
  await remind(context, now)
  await askPeers(context)
}

/** Tells every moderator once of each review that is due. */
async function remind(context: Context, now: Date): Promise<void> {
  const { serverActor } = await councilOf(context)
  const people = await moderatorActors(context.store.read)
  await context.store.write(async (tx) => {
    for (const { host, review } of await markReminded(tx, now))
      for (const to of people)
        await addNotification(tx, {
          ...{ to, kind: 'review', by: serverActor },
          subject: `${host} ${review?.toISOString()}`
        })
  })
}
