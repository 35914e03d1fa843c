/** Deletes what nobody confirmed or answered: words and addresses go, that there was a nomination stays. */
import type { Context } from '../context.ts'
import {
  addStep,
  changeNomination,
  dropNomination,
  emptyNomination,
  forgetAsked,
  forgetNominators,
  forgetWithdrawn,
  nominationsBefore
} from './nominations.store.ts'
import { tellReworded } from './reworded.ts'

const day = 86_400_000
/** For how long a nomination waits for its sender, and then for its nominee, in days. */
export const confirmDays = 7
export const answerDays = 90
/** For how many days after its story is out the address of whoever nominated is kept. */
export const nominatorDays = 90
/** For how many days a nominee is not written to again. */
export const pauseDays = 365

/** Lets run out what has run out. */
export async function sweepNominations(context: Context): Promise<void> {
  const now = context.clock()
  const ago = (days: number) => new Date(now.getTime() - days * day)
  await context.store.write(async (tx) => {
    for (const { id } of await nominationsBefore(tx, 'unconfirmed', ago(confirmDays))) await dropNomination(tx, id)
    for (const state of ['new', 'asked'] as const) {
      for (const { id } of await nominationsBefore(tx, state, ago(answerDays))) {
        if (!(await changeNomination(tx, id, [state], { state: 'declined', since: now }))) continue
        await emptyNomination(tx, id)
        await addStep(tx, { nomination: id, kind: 'lapsed', created: now })
      }
    }
    await forgetNominators(tx, ago(nominatorDays))
    await forgetWithdrawn(tx)
    await forgetAsked(tx, ago(pauseDays))
  })
  await tellReworded(context)
}
