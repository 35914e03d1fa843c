/** Housekeeping, every few minutes: what has run out goes. */
import { forgetMemories } from '../federation/memory.store.ts'
import { forgetReceived } from '../federation/received.store.ts'
import { dropRetiredKeys } from './actors/actors.store.ts'
import { retiredLife } from './actors/keys.ts'
import type { Context } from './context.ts'
import { dropEndedControls } from './controls/controls.store.ts'
import { forgetClosedDrafts } from './drafts/drafts.store.ts'
import { sweepMedia, sweepStrayFiles } from './media/sweep.ts'
import { dropExpiredSessions } from './members/sessions.store.ts'
import { endDueActions } from './moderation/accounts/actions.ts'
import { forgetChoices } from './moderation/choices.store.ts'
import { sweepHolds } from './moderation/evidence/daily.ts'
import { dropReleased } from './moderation/evidence/holds.store.ts'
import { keptAfterLifting } from './moderation/evidence/holds.ts'
import { mayDeletePicture } from './moderation/evidence/preserve.store.ts'
import { dropKept, expireHeld } from './moderation/held.store.ts'
import { sweepHours } from './moderation/hours/daily.ts'
import { checkpointDaily } from './moderation/log/checkpoints.ts'
import { sweepPolicies } from './moderation/policies/daily.ts'
import { sweepProposals } from './moderation/proposals/daily.ts'
import { forgetMail, mailDays } from './moderation/reports.store.ts'
import { hitDays } from './moderation/rules/hits.ts'
import { forgetLogged, keyAt } from './moderation/rules/inbox-log.store.ts'
import { forgetHits } from './moderation/rules/rules.store.ts'
import { remindAssigned } from './nominations/assign.ts'
import { sweepNominations } from './nominations/sweep.ts'
import { raiseUnanswered } from './offers/care.ts'
import { askWhetherTrue } from './reviews/reviews.ts'
import { sweepRounds } from './rounds/daily.ts'

const every = 5 * 60_000

/** Sweeps now and again until the returned function is called. */
export function startSweeping(context: Context): () => void {
  const timer = setInterval(
    () => void sweep(context).catch((error) => context.log.error({ err: error }, 'the sweep failed')),
    every
  )
  timer.unref()
  return () => clearInterval(timer)
}

/** Lets run out what has run out. */
export async function sweep(context: Context): Promise<void> {
  const now = context.clock()
  await context.store.write(async (tx) => {
    await expireHeld(tx, now)
    await dropKept(tx, now)
    await forgetChoices(tx, now)
    await forgetMemories(tx, now)
    await dropExpiredSessions(tx, now)
    await dropEndedControls(tx, now)
    await forgetHits(tx, keyAt(new Date(now.getTime() - hitDays * 86_400_000)))
    await forgetLogged(tx, keyAt(new Date(now.getTime() - context.config.inboxLogDays * 86_400_000)))
    await forgetClosedDrafts(tx, new Date(now.getTime() - 86_400_000))
    await dropRetiredKeys(tx, new Date(now.getTime() - retiredLife))
    await forgetMail(tx, new Date(now.getTime() - mailDays * 86_400_000))
    await dropReleased(tx, new Date(now.getTime() - keptAfterLifting))
    // Signatures are refused after an hour; a week leaves room for slow clocks and long queues.
    await forgetReceived(tx, new Date(now.getTime() - 7 * 86_400_000))
  })
  await checkpointDaily(context)
  await sweepPolicies(context)
  await sweepProposals(context)
  await sweepHolds(context)
  await sweepHours(context)
  await endDueActions(context)
  await sweepNominations(context)
  await remindAssigned(context)
  await raiseUnanswered(context)
  await sweepRounds(context)
  await askWhetherTrue(context)
  await sweepMedia(context, mayDeletePicture)
  const today = now.toISOString().slice(0, 10)
  if (lastLook.get(context) === today) return
  lastLook.set(context, today)
  await sweepStrayFiles(context, mayDeletePicture)
}

/** On which day all files of the media store were last looked through. */
const lastLook = new WeakMap<Context, string>()
