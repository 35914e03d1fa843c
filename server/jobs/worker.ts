/** Works through the queues: several jobs at once, woken by each transaction, with a lease that a crash lets run out. */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '../context.ts'
import { buryJob, claimJob, finishJob, type Job, postponeJob, type QueueName, releaseJobs } from './jobs.store.ts'

export type Handler = (context: Context, job: Job) => Promise<void>

/** Thrown by a handler to be run again at `at`; any other error follows the queue's own back-off. */
export class TryAgain extends Error {
  readonly at: Date
  constructor(at: Date, message: string) {
    super(message)
    this.at = at
  }
}

/** Thrown by a handler when trying again would never help. */
export class GiveUp extends Error {}

export interface QueueSettings {
  queue: QueueName
  handle: Handler
  /** How many jobs at once. */
  width: number
  /** How many attempts before the job is given up. */
  attempts: number
  /** Whether a job that was put off keeps the later ones of its lane waiting. */
  strict: boolean
  /** Milliseconds a job may take before another worker may take it over. */
  lease: number
}

/** How long to wait after the nth failure: 15 s, 1 min, 4 min … up to 6 hours, give or take a tenth. */
export function backOff(attempts: number): number {
  const base = Math.min(15_000 * 4 ** Math.max(0, attempts - 1), 6 * 3_600_000)
  return base * (0.9 + Math.random() * 0.2)
}

/** Runs the queues until the returned function is called; it resolves when all running jobs are done or given back. */
export function startWorkers(context: Context, queues: QueueSettings[]): () => Promise<void> {
  const worker = randomUUID()
  const stopping = new AbortController()
  const sleepers = new Set<() => void>()
  context.store.onWrite(() => {
    for (const wake of sleepers) wake()
  })
  const loops = queues.flatMap((settings) =>
    Array.from({ length: settings.width }, () => loop(context, settings, worker, stopping.signal, sleepers))
  )
  return async () => {
    stopping.abort()
    for (const wake of sleepers) wake()
    const patience = new Promise((done) => setTimeout(done, 20_000).unref())
    await Promise.race([Promise.all(loops), patience])
    await context.store.write((tx) => releaseJobs(tx, worker, context.clock()))
  }
}

/** Whoever wrote what woke us is most likely answering a person now: that goes first, for so many milliseconds. */
const headStart = 15

async function loop(
  context: Context,
  settings: QueueSettings,
  worker: string,
  signal: AbortSignal,
  sleepers: Set<() => void>
) {
  while (!signal.aborted) {
    const now = context.clock()
    const woken = sleep(sleepers, 1_000)
    const job = await claimJob(
      context,
      settings.queue,
      worker,
      now,
      new Date(now.getTime() + settings.lease),
      settings.strict
    ).catch((error) => {
      context.log.error({ err: error, queue: settings.queue }, 'could not reach the queue')
      return undefined
    })
    if (job) {
      woken.cancel()
      await run(context, settings, job)
    } else if (!signal.aborted) {
      await woken.done
      await pause(headStart)
    } else {
      woken.cancel()
    }
  }
}

/** Runs one job and settles what becomes of it. */
export async function run(context: Context, settings: QueueSettings, job: Job): Promise<void> {
  try {
    await settings.handle(context, job)
    await context.store.write((tx) => finishJob(tx, job.id))
  } catch (error) {
    await settle(context, settings, job, error).catch((fault) =>
      context.log.error({ err: fault, job: job.id }, 'could not settle a job')
    )
  }
}

async function settle(context: Context, settings: QueueSettings, job: Job, error: unknown) {
  const fault = error instanceof Error ? error.message : String(error)
  const now = context.clock()
  const expected = error instanceof TryAgain || error instanceof GiveUp
  if (!expected) context.log.warn({ err: error, queue: job.queue, attempts: job.attempts }, 'a job failed')
  if (error instanceof GiveUp || (!(error instanceof TryAgain) && job.attempts >= settings.attempts)) {
    await context.store.write((tx) => buryJob(tx, job.id, now, fault))
    return
  }
  const due = error instanceof TryAgain ? error.at : new Date(now.getTime() + backOff(job.attempts))
  await context.store.write((tx) => postponeJob(tx, job.id, due, fault))
}

/** Waits for the next transaction, or for `most` milliseconds. */
function sleep(sleepers: Set<() => void>, most: number) {
  const { promise, resolve } = Promise.withResolvers<void>()
  const wake = () => {
    clearTimeout(timer)
    sleepers.delete(wake)
    resolve()
  }
  const timer = setTimeout(wake, most)
  sleepers.add(wake)
  return { done: promise, cancel: wake }
}
