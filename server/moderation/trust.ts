/** How far servers and actors are trusted, decided by people and written in the log. */
import type { Trust } from '../../schema/actors.ts'
import { actorByUri } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import { Invalid, NotFound } from '../errors.ts'
import { record } from '../events/record.ts'
import { endFollows } from '../follows/end.ts'
import { widenPosts } from '../posts/reach.store.ts'
import { revokeFrom } from '../quotes/approvals.ts'
import type { Writer } from '../store/store.ts'
import { decideHeld, waitingOf } from './held.store.ts'
import { actorsAt, instancesOf, setActorTrust, setInstanceTrust } from './instances.store.ts'
import { addDecision } from './log/decisions.store.ts'
import { costOf, costSentence } from './policies/cost.ts'
import { setFollowsAside, setHeldAside } from './policies/cut.store.ts'
import { refusalOf, restricts } from './policies/guard.ts'
import { dropPolicy, keepPolicy, type Policy, policyOf } from './policies/policies.store.ts'
import { restoreCut } from './policies/restore.ts'
import { type Agreed, needSecond, needsTwo } from './proposals/ask.ts'

export const trustStates: Trust[] = ['network', 'known', 'unknown', 'limited', 'blocked']

/** A host as typed or in a URL, lower case, with its port where that is not the default; throws Invalid. */
export function readHost(context: Context, text: string): string {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^@?[^@/]*@/, '')
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '')
    .replace(/^\*\./, '')
  const url = URL.canParse(`https://${bare}`) ? new URL(`https://${bare}`) : undefined
  if (!url || bare === '' || !/^[^\s/?#]+$/.test(bare))
    throw new Invalid([{ field: 'host', text: 'Give a server name such as moot.example' }])
  if (url.host === new URL(context.config.origin).host || bare === context.config.handleHost) {
    throw new Invalid([{ field: 'host', text: 'That is this server itself' }])
  }
  return url.host
}

/** What is said beside the trust itself; what is absent stays as it is. */
export interface PolicyTerms {
  /** For everyone to read. */
  publicReason?: string
  /** Whether public pages show the name only in part. */
  obfuscate?: boolean
  rejectMedia?: boolean
  rejectReports?: boolean
  /** When somebody should look at it again. */
  review?: Date | null
  /** The list that proposed it. */
  list?: string | null
}

/** For so long what a suspension cut can be restored. */
export const restorableDays = 30
const day = 86_400_000

/**
 * Sets how far a server is trusted. Blocking it rejects what waits from it and ends its follows, which are kept aside and
 * come back when it is unblocked within {@link restorableDays}. Throws Invalid when it would hit ourselves or everyone.
 */
export async function trustServer(
  context: Context,
  by: string | null,
  host: string,
  trust: Trust,
  reason: string,
  terms: PolicyTerms = {},
  further: Record<string, unknown> = {},
  agreed?: Agreed
): Promise<void> {
  if (restricts(trust, terms)) {
    const refusal = await refusalOf(context, host, trust)
    if (refusal) throw new Invalid([{ field: 'host', text: refusal }])
  }
  if (trust === 'blocked') await needSecondToBlock(context, by, host, reason, terms, agreed)
  await context.store.write((tx) => decideServer(context, tx, by, host, trust, reason, terms, further))
}

/** Where blocking needs two persons, it is proposed with its cost; one that is blocked already may be said more about. */
async function needSecondToBlock(
  context: Context,
  by: string | null,
  host: string,
  reason: string,
  terms: PolicyTerms,
  agreed: Agreed | undefined
): Promise<void> {
  if (agreed || !(await needsTwo(context, 'suspend'))) return
  const [own] = await instancesOf(context.store.read, [host])
  if (own?.trust === 'blocked') return
  const cost = costSentence(await costOf(context, host))
  const { review, ...rest } = terms
  const body = { host, terms: { ...rest, ...(review !== undefined && { review: review?.toISOString() ?? null }) } }
  await needSecond(context, { kind: 'suspend', by, target: host, says: `Block ${host}`, reason, cost, body })
}

/** The transaction of {@link trustServer}. */
async function decideServer(
  context: Context,
  tx: Writer,
  by: string | null,
  host: string,
  trust: Trust,
  reason: string,
  terms: PolicyTerms,
  further: Record<string, unknown>
): Promise<void> {
  const now = context.clock()
  const [[own], policy] = await Promise.all([instancesOf(tx, [host]), policyOf(tx, host)])
  const before = own?.trust ?? 'unknown'
  const [starts, ends] = [trust === 'blocked' && before !== 'blocked', trust !== 'blocked' && before === 'blocked']
  const there = starts ? await actorsAt(tx, host) : undefined
  const cut = starts && {
    follows: await setFollowsAside(tx, host, there),
    held: await setHeldAside(tx, host, by, now)
  }
  await setInstanceTrust(tx, host, trust, reason)
  const restored = ends && (await restoreCut(context, tx, host))
  const kept = {
    ...termsAfter(policy, terms, trust === before),
    ...{ host, by, created: now },
    before: policy && trust === before ? policy.before : before,
    beforeReason: policy && trust === before ? policy.beforeReason : (own?.reason ?? ''),
    restorable:
      cut && (cut.follows > 0 || cut.held > 0)
        ? new Date(now.getTime() + restorableDays * day)
        : trust === 'blocked'
          ? (policy?.restorable ?? null)
          : null
  }
  const plain = (trust === 'unknown' || trust === 'network') && !kept.rejectMedia && !kept.rejectReports
  if (plain && !kept.review) await dropPolicy(tx, host)
  else await keepPolicy(tx, kept)
  if (trust === 'network' || trust === 'known') await widenPosts(tx, { host })
  await addDecision(tx, {
    ...{ by, act: `server ${trust}`, target: host, reason },
    detail: {
      before,
      ...(kept.publicReason && { publicReason: kept.publicReason }),
      ...(kept.obfuscate && { obfuscate: true }),
      ...(kept.rejectMedia && { rejectMedia: true }),
      ...(kept.rejectReports && { rejectReports: true }),
      ...(kept.review && { review: kept.review.toISOString() }),
      ...(kept.list && { list: kept.list }),
      ...(cut && { cut }),
      ...(restored && { restored }),
      ...further
    }
  })
  await record(context, tx, { kind: 'instance.trusted', ...(by && { actor: by }), subject: host })
}

/** What is said of a policy after a decision: as told, else as before. Public words and dates belong to one decision. */
function termsAfter(policy: Policy | undefined, terms: PolicyTerms, same: boolean) {
  const review = terms.review === undefined ? (same && policy?.review) || null : terms.review
  return {
    publicReason: terms.publicReason ?? ((same && policy?.publicReason) || ''),
    obfuscate: terms.obfuscate ?? ((same && policy?.obfuscate) || false),
    rejectMedia: terms.rejectMedia ?? policy?.rejectMedia ?? false,
    rejectReports: terms.rejectReports ?? policy?.rejectReports ?? false,
    review,
    reminded: review && policy?.review?.getTime() === review.getTime() ? policy.reminded : null,
    list: terms.list === undefined ? (same && policy?.list) || null : terms.list
  }
}

/** Takes a policy back: the server is trusted as before, and what was cut comes back while it can. Throws NotFound. */
export async function undoPolicy(context: Context, by: string | null, host: string, reason: string): Promise<Trust> {
  const policy = await policyOf(context.store.read, host)
  if (!policy) throw new NotFound('There is no policy about this server.')
  const none = {
    publicReason: '',
    obfuscate: false,
    rejectMedia: false,
    rejectReports: false,
    review: null,
    list: null
  }
  await trustServer(context, by, host, policy.before, reason || policy.beforeReason, none, { undone: true })
  return policy.before
}

/** Sets how far one actor is trusted, whatever its server. */
export async function trustActor(
  context: Context,
  by: string | null,
  uri: string,
  trust: Trust | null,
  reason: string
): Promise<void> {
  await context.store.write(async (tx) => {
    await setActorTrust(tx, uri, trust)
    const actor = await actorByUri(tx, uri)
    if (actor && (trust === 'network' || trust === 'known')) await widenPosts(tx, { author: actor.id })
    await addDecision(tx, { by, act: `actor ${trust ?? 'as its server'}`, target: uri, reason })
  })
}

/**
 * Blocks an actor: nothing of theirs is shown, and what waits from them is rejected. Follows both ways end and leave to
 * quote is taken back, of which their server hears.
 */
export async function blockActor(context: Context, by: string | null, uri: string, reason: string): Promise<void> {
  await trustActor(context, by, uri, 'blocked', reason)
  const actor = await actorByUri(context.store.read, uri)
  if (actor && !actor.local)
    await context.store.write(async (tx) => {
      await endFollows(context, tx, actor.id)
      await revokeFrom(context, tx, { actor: actor.id })
    })
  await rejectAll(context, by, uri)
}

async function rejectAll(context: Context, by: string | null, actor: string) {
  const items = await waitingOf(context.store.read, { actor }, 10_000)
  await context.store.write(async (tx) => {
    for (const item of items) await decideHeld(tx, item.id, 'rejected', by, context.clock())
  })
}
