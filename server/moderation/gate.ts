/** The one gate for everything that comes in (M1, M2, M4): keep it, keep it for those who follow its author, hold it, or refuse it. */
import type { Trust } from '../../schema/actors.ts'
import type { Facts, Marks, Said } from '../../schema/rules.ts'
import { type Actor, actorByUri } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import { isFollowedHere } from '../follows/follows.store.ts'
import { addHeld, statesOf } from './held.store.ts'
import { heldByTheHour, outOfHoursRule } from './hours/hours.ts'
import { policiesNow } from './policies/compiled.ts'
import { heldUntil, retentionOf } from './retention.ts'
import { applyRules } from './rules/apply.ts'
import { type Hit, neverJudged } from './rules/compile.ts'
import { noteArrival } from './rules/inbox-log.ts'
import { profileMachine } from './rules/machine.ts'
import { readSaid } from './rules/said.ts'

/**
 * Every way in which words of others come: sent to us, fetched when a person asks or a list names it, with its conversation,
 * shown on, quoted, as the source of something, as what somebody says of themselves, and let in by a person. Whoever adds
 * one says in `tests/federation/gate/leaks.test.ts` what comes by it.
 */
export const inboundPaths = [
  'inbox',
  'fetched',
  'thread',
  'announced',
  'quoted',
  'source',
  'profile',
  'released'
] as const
export type InboundPath = (typeof inboundPaths)[number]

/** The way that a job names. Throws when there is none such. */
export function readPath(named: unknown): InboundPath {
  const path = inboundPaths.find((one) => one === named)
  if (!path) throw new Error(`There is no way in called ${String(named)}.`)
  return path
}

/** What the gate is told of something that came in. */
export interface Inbound {
  /** The activity's type. */
  type: string
  /** The actor who did it, whose signature or origin proved it. */
  actor: string
  /** The server it came from. */
  host: string
  path: InboundPath
  /** The activity's id, and all of it. */
  uri: string
  activity: Record<string, unknown>
  /** The actor as kept here, where the caller has it at hand. */
  by?: Actor
}

/** What moderators' rules did to it; it goes on with it to wherever it is kept. */
interface Marked {
  trust: Trust
  marks: Marks
}

export type Verdict =
  | ({ act: 'keep' } & Marked)
  /** Shown to those here who follow its author, and to nobody else. */
  | ({ act: 'personal' } & Marked)
  | { act: 'hold'; reason: string; rule: string; matched: string; ruleId?: string; marks?: Marks }
  | { act: 'refuse'; reason: string }

/** The built-in rule that holds strangers, by name and version, as the queue and the log show it. */
export const unknownRule = 'Unknown servers wait for a person (built in, version 1)'

/** How far an actor is trusted: as decided for it, else as its server; a blocked server blocks all its actors. */
export async function trustOf(context: Context, actorUri: string, host: string): Promise<Trust> {
  const ofServer = (await policiesNow(context)).trustOf(host)
  if (ofServer === 'blocked') return 'blocked'
  const actor = await actorByUri(context.store.read, actorUri)
  return actor?.trust ?? ofServer
}

/**
 * Decides, by trust and by the moderators' rules, which trust does not get past. Every inbound path asks here and nowhere
 * else, with the whole activity. What a person let in is not judged by rules again. Notes hits, and what came in.
 */
export async function judge(context: Context, inbound: Inbound): Promise<Verdict> {
  const policies = await policiesNow(context)
  const ofServer = policies.trustOf(inbound.host)
  const by = inbound.by ?? (await actorByUri(context.store.read, inbound.actor))
  const trust = ofServer === 'blocked' ? 'blocked' : (by?.trust ?? ofServer)
  const refused = refusalBy(context, trust)
  if (inbound.path === 'released')
    return refused ?? (await takenBack(context, inbound)) ?? { act: 'keep', trust, marks: {} }
  const said = readSaid(inbound.activity)
  const facts: Partial<Facts> = { trust, age: ageOf(by, context.clock()) }
  const rules = refused ? undefined : await applyRules(context, { ...inbound, said, facts }, by)
  const marks = rules?.marks ?? {}
  if (policies.of(inbound.host)?.rejectMedia) marks.stripMedia = true
  const verdict = refused ?? (await verdictOf(context, inbound, trust, facts, marks, rules?.decider))
  note(context, inbound, said, facts, verdict)
  return verdict
}

/**
 * Judges what somebody's page says of them, when it was fetched and not sent. Who they are is kept in any case, since
 * their signatures have to be checked: `bare` is without words and picture. Trust alone holds no profile.
 */
export async function judgeProfile(
  context: Context,
  inbound: Inbound
): Promise<{ bare: boolean; stripMedia: boolean; held?: Extract<Verdict, { act: 'hold' }> }> {
  const policies = await policiesNow(context)
  const stripMedia = policies.of(inbound.host)?.rejectMedia ?? false
  const trust = inbound.by?.trust ?? policies.trustOf(inbound.host)
  const facts: Partial<Facts> = { trust, age: ageOf(inbound.by, context.clock()) }
  const said = readSaid(inbound.activity)
  const { decider, marks } = await applyRules(context, { ...inbound, said, facts }, inbound.by, profileMachine)
  const decide = decider?.rule.body.actions.decide
  const bare = decide === 'hold' || decide === 'reject'
  const held = decider && decide === 'hold' && trust !== 'blocked' ? heldBy(decider, marks) : undefined
  return { bare, stripMedia: bare || stripMedia || (marks.stripMedia ?? false), ...(held && { held }) }
}

function refusalBy({ config }: Context, trust: Trust): Extract<Verdict, { act: 'refuse' }> | undefined {
  if (trust === 'blocked') return { act: 'refuse', reason: 'blocked' }
  if (config.federationMode === 'allow-list' && !isTrusted(trust))
    return { act: 'refuse', reason: 'not on the allow-list' }
  return undefined
}

/** What was let in may have been taken back before its turn came. */
async function takenBack(
  { store }: Context,
  { uri }: Inbound
): Promise<Extract<Verdict, { act: 'refuse' }> | undefined> {
  const states = await statesOf(store.read, uri)
  return states.length > 0 && !states.includes('released') ? { act: 'refuse', reason: 'taken back' } : undefined
}

const isTrusted = (trust: Trust) => trust === 'network' || trust === 'known'

/** In days; an account that does not tell its age is as old as our acquaintance with it. */
function ageOf(actor: Actor | undefined, now: Date): number {
  const since = actor?.published ?? actor?.created
  return since ? Math.max(0, now.getTime() - since.getTime()) / 86_400_000 : 0
}

async function verdictOf(
  context: Context,
  inbound: Inbound,
  trust: Trust,
  facts: Partial<Facts>,
  marks: Marks,
  decider: Hit | undefined
): Promise<Verdict> {
  const decide = decider?.rule.body.actions.decide
  if (decider && decide === 'reject') return { act: 'refuse', reason: `by the rule ${citation(decider)}` }
  if (decider && decide === 'hold') return heldBy(decider, marks)
  const hour = trust === 'network' || neverJudged.has(inbound.type) ? undefined : await heldByTheHour(context)
  if (hour) {
    const reason = 'it came in outside our hours, when everything but our network waits'
    return { act: 'hold', reason, rule: outOfHoursRule, matched: `came in ${hour}`, marks }
  }
  const { config, store } = context
  const passes =
    isTrusted(trust) ||
    neverJudged.has(inbound.type) ||
    (inbound.type === 'Follow' && config.unknownFollows === 'accept') ||
    (trust === 'unknown' && config.unknownServers === 'show')
  if (passes) return { act: decide === 'limit' ? 'personal' : 'keep', trust, marks }
  facts.followed ??= await isFollowedHere(store.read, inbound.actor)
  if (facts.followed) return { act: 'personal', trust, marks }
  const name = trust === 'limited' ? 'limited' : 'not yet known here'
  const reason = `${inbound.host} is ${name}`
  return { act: 'hold', reason, rule: unknownRule, matched: `server ${inbound.host}`, marks }
}

function heldBy(decider: Hit, marks: Marks): Extract<Verdict, { act: 'hold' }> {
  const reason = `the rule “${decider.rule.name}” holds it`
  const matched = `${decider.field}: ${decider.matched}`
  return { act: 'hold', reason, rule: citation(decider), matched, ruleId: decider.rule.id, marks }
}

/** A rule as the queue and the log cite it. */
const citation = ({ rule }: Hit) => `${rule.name} (version ${rule.version})`

/** What answers or takes back is not noted: no rule will ever be tried on it. */
function note(context: Context, inbound: Inbound, said: Said, facts: Partial<Facts>, verdict: Verdict) {
  if (neverJudged.has(inbound.type)) return
  const { uri, actor, host, path } = inbound
  const object = objectOf(inbound.activity)
  noteArrival(context, { uri, actor, host, path, object, said, facts, verdict: verdict.act, at: context.clock() })
}

function objectOf({ object }: Record<string, unknown>): string | undefined {
  const id = typeof object === 'object' && object !== null ? (object as { id?: unknown }).id : object
  return typeof id === 'string' && id.length <= 2_048 ? id : undefined
}

export interface ToHold extends Inbound {
  object?: string | undefined
  /** Its JSON text as it was sent, where that says more. */
  sent?: string | undefined
  /** Plain text for the queue's list. */
  summary: string
  /** What it replies to or is about. */
  about?: string | undefined
}

/** Puts something in the queue, once. */
export async function hold(context: Context, item: ToHold, verdict: Extract<Verdict, { act: 'hold' }>): Promise<void> {
  const { path, type, actor, host, uri, activity, summary } = item
  const expires = heldUntil(context, await retentionOf(context))
  await context.store.write((tx) =>
    addHeld(tx, {
      ...{ path, type, actor, host, uri, activity, summary, expires },
      object: item.object ?? null,
      sent: item.sent ?? null,
      about: item.about ?? null,
      reason: verdict.reason,
      rule: verdict.rule,
      matched: verdict.matched,
      ruleId: verdict.ruleId ?? null,
      marks: verdict.marks ?? null,
      state: 'waiting'
    })
  )
}
