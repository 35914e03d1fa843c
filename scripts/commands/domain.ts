/** `domain …`: how far other servers are trusted. */
import type { Trust } from '../../schema/actors.ts'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import { instancesOf, listInstances } from '../../server/moderation/instances.store.ts'
import { policyOf } from '../../server/moderation/policies/policies.store.ts'
import { type PolicyTerms, readHost, trustServer, trustStates } from '../../server/moderation/trust.ts'
import { type Command, readArgs, tableOf, WrongUse } from './command.ts'

const acts: { verb: string; state: Trust; does: string }[] = [
  { verb: 'trust', state: 'network', does: 'marks a server as a peer council: what comes from it flows straight in' },
  { verb: 'know', state: 'known', does: 'lets in what comes from a server that is no peer council' },
  { verb: 'hold', state: 'unknown', does: 'holds what comes from a server until a person lets it in' },
  { verb: 'limit', state: 'limited', does: 'shows what comes from a server only to those who follow its author' },
  { verb: 'block', state: 'blocked', does: 'takes nothing from a server and sends it nothing' }
]

const text = { type: 'string' } as const
const yes = { type: 'boolean' } as const
const termOptions = {
  ...{ reason: text, 'public-reason': text, review: text },
  ...{ 'no-media': yes, media: yes, 'no-reports': yes, reports: yes, obfuscate: yes, 'no-obfuscate': yes }
}
type Given = ReturnType<typeof readArgs<typeof termOptions>>['values']

/** What is said beside the trust; what is not said stays as it is. Throws WrongUse. */
function termsIn({ clock }: Context, values: Given): PolicyTerms {
  const either = (on: keyof typeof termOptions, off: keyof typeof termOptions): boolean | undefined => {
    if (values[on] && values[off]) throw new WrongUse(`give --${on} or --${off}, not both`)
    return values[on] ? true : values[off] ? false : undefined
  }
  const rejectMedia = either('no-media', 'media')
  const rejectReports = either('no-reports', 'reports')
  const obfuscate = either('obfuscate', 'no-obfuscate')
  const publicReason = values['public-reason']?.trim()
  if (publicReason !== undefined && publicReason.length > 500)
    throw new WrongUse('give the public reason in 500 characters or fewer')
  return {
    ...(publicReason !== undefined && { publicReason }),
    ...(rejectMedia !== undefined && { rejectMedia }),
    ...(rejectReports !== undefined && { rejectReports }),
    ...(obfuscate !== undefined && { obfuscate }),
    ...(values.review !== undefined && { review: reviewDay(clock(), values.review) })
  }
}

function reviewDay(now: Date, typed: string): Date | null {
  if (typed === 'none') return null
  const date = new Date(/^\d{4}-\d{2}-\d{2}$/.test(typed) ? `${typed}T12:00:00Z` : 'no day')
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(typed)
  if (!isReal || date <= now) throw new WrongUse('--review is a day to come as YYYY-MM-DD, or none')
  return date
}

/** `domain trust|know|hold|limit|block HOST --reason …`. */
export const domainActs: Command[] = acts.map(({ verb, state, does }) => ({
  name: `domain ${verb}`,
  usage:
    'HOST [--reason WORDS] [--public-reason WORDS] [--review YYYY-MM-DD|none] [--no-media|--media] [--no-reports|--reports] [--obfuscate|--no-obfuscate]',
  does,
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, termOptions, 1)
    const host = readHost(context, positionals[0]!)
    const reason = values.reason ?? ''
    const terms = termsIn(context, values)
    await trustServer(context, null, host, state, reason, terms)
    out.answer({ host, state, reason, ...terms }, `${host}: ${state}.`)
  }
}))

export const domainShow: Command = {
  name: 'domain show',
  usage: 'HOST',
  does: 'shows what was decided about a server, and why',
  async run(context, args, out) {
    const host = readHost(context, readArgs(args, {}, 1).positionals[0]!)
    const db = context.store.read
    const [[instance], policy] = await Promise.all([instancesOf(db, [host]), policyOf(db, host)])
    if (!instance) throw new NotFound(`Nothing was decided about ${host}, and nothing came from there yet.`)
    const { trust: state, reason, software } = instance
    const { publicReason = '', rejectMedia = false, rejectReports = false, obfuscate = false } = policy ?? {}
    const review = policy?.review?.toISOString() ?? null
    const restorableUntil = policy?.restorable?.toISOString() ?? null
    const left = [...(rejectMedia ? ['media'] : []), ...(rejectReports ? ['reports'] : [])].join(' and ')
    const rows = [
      ...[[host, state], ...(reason ? [['reason', reason]] : [])],
      ...(publicReason ? [['public reason', publicReason]] : []),
      ...(left ? [['not taken', left]] : []),
      ...(review ? [['look at it again', review.slice(0, 10)]] : []),
      ...(restorableUntil ? [['what was cut comes back until', restorableUntil.slice(0, 10)]] : [])
    ]
    out.answer(
      {
        ...{ host, state, reason, software, publicReason, rejectMedia, rejectReports, obfuscate },
        ...{ review, restorableUntil }
      },
      tableOf(rows)
    )
  }
}

export const domainList: Command = {
  name: 'domain list',
  usage: '[--state network|known|unknown|limited|blocked]',
  does: 'lists the servers that this one has met',
  async run(context, args, out) {
    const { values } = readArgs(args, { state: { type: 'string' } })
    const state = trustStates.find((one) => one === values.state)
    if (values.state !== undefined && !state) throw new WrongUse(`--state is one of ${trustStates.join(', ')}`)
    const items: { host: string; state: Trust; reason: string; software: string | null }[] = []
    for (let after = ''; ; after = items.at(-1)!.host) {
      const rows = await listInstances(context.store.read, state, after, 1_000)
      items.push(...rows.map(({ host, trust, reason, software }) => ({ host, state: trust, reason, software })))
      if (rows.length < 1_000) break
    }
    out.answer(
      { items },
      items.length > 0 ? tableOf(items.map((one) => [one.host, one.state, one.reason])) : 'No server was met yet.'
    )
  }
}
