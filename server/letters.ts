/** Letters wait in the mail queue, so that nobody who clicks a button waits for a mail server. */
import type { Context, Letter } from './context.ts'
import { addJob, type Job } from './jobs/jobs.store.ts'
import { type LinkAsked, sendSignInLetter } from './members/sign-in.ts'
import { hashOf } from './secrets.ts'
import type { Writer } from './store/store.ts'

/** Adds a letter to the queue in the transaction of what it tells of. */
export const addLetter = (context: Context, tx: Writer, letter: Letter): Promise<void> =>
  addJob(context, tx, { queue: 'mail', lane: hashOf(letter.to).slice(0, 16), body: { letter } })

/** The mail queue's handler. Throws when the mail server did not take the letter, to be tried again. */
export async function sendLetter(context: Context, job: Job): Promise<void> {
  const { letter, signIn } = job.body as { letter?: Letter; signIn?: LinkAsked }
  if (letter) await context.mail(letter)
  if (signIn) await sendSignInLetter(context, signIn)
}
