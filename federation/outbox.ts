/** The only sender: keeps an activity and its deliveries in one transaction, and leaves the rest to the queue. */
import type { Trust } from '../schema/actors.ts'
import type { Actor } from '../server/actors/actors.store.ts'
import { keyPairsOf } from '../server/actors/keys.ts'
import type { Context } from '../server/context.ts'
import { addJobs } from '../server/jobs/jobs.store.ts'
import { policiesNow } from '../server/moderation/policies/compiled.ts'
import type { JsonObject } from './json.ts'
import { proofContext, withContext } from './objects/context.ts'
import { activityByUri, addActivity } from './outbox.store.ts'
import { prove } from './proof.ts'

export interface Outgoing {
  /** One of ours. */
  actor: Actor
  /** With `id` and `type`, without `@context` and proof. */
  document: JsonObject & { id: string; type: string }
  /** Inboxes; each gets it once. */
  to: string[]
  /** Whether anyone may read it. */
  open: boolean
  /** The address of what it is about. */
  object?: string
  /** Of what is passed on: the JSON text of the document's `object`, as its author's server sent it. */
  carried?: string | undefined
  /** Whether to sign by the key that the actor had before, where the peer still knows that one. */
  formerKey?: boolean
}

/** What a `delivery` job holds. */
export interface Delivery {
  /** The id of the kept activity. */
  activity: string
  inbox: string
  formerKey?: true
}

/**
 * Sends an activity. An activity of the same id is sent once only, so that whatever led to it may run again. Blocked
 * servers get nothing, nor, with an allow-list, those not on it.
 */
export async function sendActivity(context: Context, outgoing: Outgoing): Promise<void> {
  const { actor, document, open, object, carried } = outgoing
  if (await activityByUri(context.store.read, document.id)) return
  const proven = await writeDown(context, outgoing)
  const inboxes = await allowed(context, [...new Set(outgoing.to)])
  await context.store.write(async (tx) => {
    const { id: uri, type } = document
    const id = await addActivity(tx, {
      ...{ uri, type, open, actor: actor.id, document: proven },
      object: object ?? null,
      carried: carried ?? null,
      created: context.clock()
    })
    if (!id) return
    const jobs = inboxes.map(({ inbox, host }) => ({
      queue: 'delivery' as const,
      lane: host,
      body: { activity: id, inbox, ...(outgoing.formerKey && { formerKey: true }) } satisfies Delivery
    }))
    await addJobs(context, tx, jobs)
  })
}

/**
 * The activity with its `@context` and a proof by the actor's Ed25519 key. What was said in private gets none: whoever
 * passed it on could prove who said it (FEP-8b32, privacy considerations).
 */
async function writeDown(context: Context, { actor, document, open }: Outgoing): Promise<JsonObject> {
  const whole = withContext(document, [proofContext])
  if (!open && ['Create', 'Update', 'Announce'].includes(document.type)) return whole
  const pair = (await keyPairsOf(context, actor.id)).find((one) => one.algorithm === 'Ed25519')
  return pair ? prove(whole, pair, context.clock()) : whole
}

/** The inboxes that may be sent to, with their hosts. */
async function allowed(context: Context, inboxes: string[]): Promise<{ inbox: string; host: string }[]> {
  const own = new URL(context.config.origin).host
  const all = inboxes
    .filter((inbox) => URL.canParse(inbox))
    .map((inbox) => ({ inbox, host: new URL(inbox).host }))
    .filter(({ host }) => host !== own)
  const policies = await policiesNow(context)
  const takes = (trust: Trust) =>
    context.config.federationMode === 'open' ? trust !== 'blocked' : trust === 'network' || trust === 'known'
  return all.filter(({ host }) => takes(policies.trustOf(host)))
}
