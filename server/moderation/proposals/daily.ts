/** What falls due about proposals: those that ran out, and emergencies that somebody must look at today. */
import { londonAt } from '../../calendar/working-days.ts'
import type { Context } from '../../context.ts'
import { councilOf } from '../../council/settings.ts'
import { addLetter } from '../../letters.ts'
import { addNotification } from '../../notifications/notifications.store.ts'
import { addDecision } from '../log/decisions.store.ts'
import { emergencies, expireProposals, markReminded, peopleWith } from './proposals.store.ts'
import { isForAdmins } from './settings.ts'

/** From this time of the day on which it is due, people are reminded. */
const remindAt = '09:00'

/** Sees to all of it; bears repetition. */
export async function sweepProposals(context: Context): Promise<void> {
  const now = context.clock()
  await context.store.write(async (tx) => {
    for (const { id, kind, target } of await expireProposals(tx, now))
      await addDecision(tx, { by: null, act: 'proposal expired', target, detail: { proposal: id, kind }, created: now })
  })
  const due = (await emergencies(context.store.read)).filter((one) => !one.reminded && isDay(one.review!, now))
  if (due.length === 0) return
  const { serverActor } = await councilOf(context)
  for (const { id, kind, says, decidedBy } of due)
    await context.store.write(async (tx) => {
      if (!(await markReminded(tx, id))) return
      for (const { actor, email, name } of await peopleWith(
        tx,
        isForAdmins(kind) ? ['admin'] : ['admin', 'moderator']
      )) {
        if (actor === decidedBy) continue
        await addNotification(tx, { to: actor, kind: 'proposal', by: serverActor, subject: `${id} review` })
        await addLetter(context, tx, {
          to: email,
          subject: 'An emergency decision needs your look today',
          text: [
            `Hello ${name},`,
            `One person decided this alone, as an emergency: ${says}.`,
            'Somebody else must look at it today, and say whether it stands:',
            `${context.config.origin}/moderation/proposals/${id}`
          ].join('\n\n')
        })
      }
    })
}

function isDay(review: Date, now: Date): boolean {
  const [due, today] = [londonAt(review), londonAt(now)]
  return today.date > due.date || (today.date === due.date && today.time >= remindAt)
}
