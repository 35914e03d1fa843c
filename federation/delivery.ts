/** Delivers one activity to one inbox, signed anew each time, for as long as a week. */
import { formerKeyOf } from '../server/actors/keys.ts'
import type { Context } from '../server/context.ts'
import { NotFound } from '../server/errors.ts'
import { GiveUp, type Handler, type QueueSettings, TryAgain } from '../server/jobs/worker.ts'
import { hostTrust } from '../server/moderation/policies/compiled.ts'
import { circuitOf, noteAway, noteBack, waitBriefly } from './circuit.ts'
import type { Federation } from './context.ts'
import { dropFollowersAt } from './delivery.store.ts'
import { signerOf } from './federation.ts'
import { type Answer, NetworkRefused } from './network/network.ts'
import { activityToDeliver, documentIn } from './outbox.store.ts'
import type { Delivery } from './outbox.ts'
import { knock, type Signer } from './sign.ts'
import { synchronisationHeader } from './synchronise.ts'

const hour = 3_600_000
/** So long is something worth delivering. */
const life = 7 * 24 * hour

/** The queue's settings, but for the handler that {@link deliverJob} makes. */
export const deliverySettings: Omit<QueueSettings, 'handle'> = {
  queue: 'delivery',
  width: 16,
  attempts: 20,
  strict: false,
  lease: 60_000
}

/** Of all deliveries at once, so many may go to hosts that did not answer last, so that those never take every place. */
const mostProbes = 4

/** Makes the handler of `delivery` jobs. */
export function deliverJob(federation: Federation): Handler {
  let probes = 0
  return async (context, job) => {
    const { activity: id, inbox, formerKey } = job.body as unknown as Delivery
    const found = await activityToDeliver(context.store.read, id)
    const { host } = new URL(inbox)
    // Withdrawn or taken back since, or blocked since: nothing is to be said any more.
    if (!found || (await hostTrust(context, host)) === 'blocked') return
    const circuit = await circuitOf(context, host)
    const until = new Date(circuit?.until ?? 0)
    if (until > context.clock()) throw new TryAgain(until, `${host} does not answer.`)
    if (circuit && probes >= mostProbes) throw new TryAgain(await waitBriefly(context, host), 'Others are asked first.')
    if (circuit) probes++
    try {
      const body = JSON.stringify(documentIn(found.activity))
      const headers = await synchronisationHeader(federation, found.actor, found.activity, inbox)
      const by = await signersOf(federation, found.actor.id, formerKey)
      const outcome = await post(federation, by, inbox, body, headers, circuit !== undefined)
      await settle(context, outcome, { inbox, host, created: found.activity.created, away: circuit !== undefined })
    } finally {
      if (circuit) probes--
    }
  }
}

type Outcome = { answer: Answer } | { refused: NetworkRefused }

/** The keys to sign with, in turn until one is taken: the present one; where that is news, first the one before. */
async function signersOf({ context }: Federation, actorId: string, formerKey = false): Promise<Signer[]> {
  try {
    const former = formerKey ? await formerKeyOf(context, actorId) : undefined
    return [...(former ? [{ keyId: former.id, privateKey: former.privateKey }] : []), await signerOf(context, actorId)]
  } catch (error) {
    if (error instanceof NotFound) throw new GiveUp(error.message)
    throw error
  }
}

async function post(
  federation: Federation,
  signers: Signer[],
  inbox: string,
  body: string,
  further: Record<string, string>,
  probing: boolean
): Promise<Outcome> {
  try {
    let answer: Answer | undefined
    for (const signer of signers) {
      answer = await knock(federation.network, signer, federation.specs, inbox, {
        method: 'POST',
        headers: { 'content-type': 'application/activity+json', ...further },
        body,
        // Who did not answer last is not waited for as long.
        ...(probing && { timeoutMs: 4_000 })
      })
      if (answer.status !== 400 && answer.status !== 401) break
    }
    return { answer: answer! }
  } catch (error) {
    if (error instanceof NetworkRefused) return { refused: error }
    throw error
  }
}

interface Attempt {
  inbox: string
  host: string
  created: Date
  /** Whether the host did not answer last. */
  away: boolean
}

/** Says what becomes of the job: returns when it is done, throws TryAgain or GiveUp. */
async function settle(context: Context, outcome: Outcome, attempt: Attempt): Promise<void> {
  const { inbox, host, away } = attempt
  if ('refused' in outcome) {
    const { code, message } = outcome.refused
    if (code === 'timeout' || code === 'unreachable') return hostAway(context, attempt, `${host}: ${message}`)
    throw new GiveUp(`${inbox}: ${message}`)
  }
  const { status, headers } = outcome.answer
  const said = `${inbox} answered ${status}.`
  if (isHostWide(status)) return hostAway(context, attempt, said, patienceOf(headers, context.clock()))
  if (away) await noteBack(context, host)
  if (status >= 200 && status < 300) return
  if (status === 404 || status === 410) {
    const dropped = await context.store.write((tx) => dropFollowersAt(tx, inbox))
    context.log.info({ inbox, status, dropped }, 'an inbox is gone')
    return
  }
  if (mayPass(status, attempt, context.clock())) return later(context, attempt, said)
  throw new GiveUp(said)
}

/** What a proxy or a busy server says for all of its inboxes. */
const isHostWide = (status: number) =>
  status === 429 || (status >= 502 && status <= 504) || (status >= 520 && status <= 530)

/**
 * Whether the same may be taken another time: 408, most of 5xx, a redirect of a site under repair; and for an hour 401,
 * which some say while they cannot fetch our key.
 */
function mayPass(status: number, { created }: Attempt, now: Date): boolean {
  if (status === 401) return now.getTime() - created.getTime() < hour
  return status === 408 || (status >= 500 && status !== 501) || (status >= 300 && status < 400)
}

/** The whole host is left alone for a while. This job goes behind the others of it, in case the fault is its own. */
async function hostAway(context: Context, attempt: Attempt, fault: string, patience?: number): Promise<never> {
  const until = await noteAway(context, attempt.host, patience)
  if (isOver(context, attempt)) throw new GiveUp(`Not delivered in seven days. ${fault}`)
  throw new TryAgain(new Date(until.getTime() + 1_000), fault)
}

/** This job alone waits: half as long again as it has waited so far, from 15 seconds to 6 hours. */
function later(context: Context, attempt: Attempt, fault: string): never {
  if (isOver(context, attempt)) throw new GiveUp(`Not delivered in seven days. ${fault}`)
  const now = context.clock().getTime()
  const pause = Math.min(Math.max((now - attempt.created.getTime()) / 2, 15_000), 6 * hour)
  throw new TryAgain(new Date(now + pause * (0.9 + Math.random() * 0.2)), fault)
}

const isOver = (context: Context, { created }: Attempt) => context.clock().getTime() - created.getTime() > life

/** `Retry-After` in milliseconds: seconds, or a date (RFC 9110, section 10.2.3). */
function patienceOf(headers: Headers, now: Date): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime())
}
