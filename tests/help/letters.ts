/** Sends the letters that wait, as the worker would. */
import { claimJob, finishJob } from '../../server/jobs/jobs.store.ts'
import { sendLetter } from '../../server/letters.ts'
import type { TestContext } from './context.ts'

export async function sendLetters(context: TestContext): Promise<void> {
  for (;;) {
    const now = context.clock()
    const job = await claimJob(context, 'mail', 'test', now, new Date(now.getTime() + 60_000))
    if (!job) return
    await sendLetter(context, job)
    await context.store.write((tx) => finishJob(tx, job.id))
  }
}
