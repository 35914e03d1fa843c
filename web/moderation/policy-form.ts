/** What a moderator says about a server: how far it is trusted, why, for whom to read, and until when. */
import type { Trust } from '../../schema/actors.ts'
import type { Context } from '../../server/context.ts'
import { Invalid, NotFound } from '../../server/errors.ts'
import { type PolicyTerms, readHost, trustStates } from '../../server/moderation/trust.ts'
import { orFaults, typed } from '../form.ts'
import { trustWords } from './words.ts'

export const fields = [
  ...(['host', 'state', 'reason', 'publicReason', 'rejectMedia', 'rejectReports', 'obfuscate'] as const),
  ...(['whole', 'review-day', 'review-month', 'review-year', 'confirm'] as const)
] as const
export type Values = Record<(typeof fields)[number], string>

export const noValues: Values = {
  ...{ host: '', state: '', reason: '', publicReason: '', rejectMedia: '', rejectReports: '', obfuscate: '' },
  ...{ whole: '', 'review-day': '', 'review-month': '', 'review-year': '', confirm: '' }
}

export interface Choice {
  host: string
  state: Trust
  reason: string
  terms: PolicyTerms
}

export const readTrust = (text: string): Trust | undefined => trustStates.find((state) => state === text)

/** What was typed into the form. */
export const typedPolicy = (body: unknown): Values => typed(body, fields)

/** What a form chose, checked. Throws Invalid. */
export function readChoice(context: Context, values: Values): Choice {
  const faults: Invalid['faults'] = []
  const reason = values.reason.trim()
  const publicReason = values.publicReason.trim()
  let host = ''
  try {
    host = readHost(context, values.host)
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    faults.push(...error.faults)
  }
  if (host.length > 253) faults.push({ field: 'host', text: 'Give a server name of 253 characters or fewer' })
  const state = readTrust(values.state)
  if (!state) faults.push({ field: 'state', text: 'Choose how far to trust this server' })
  if (reason.length > 1_000) faults.push({ field: 'reason', text: 'Give the reason in 1,000 characters or fewer' })
  if (publicReason.length > 500)
    faults.push({ field: 'publicReason', text: 'Give the public reason in 500 characters or fewer' })
  const review = readReview(context, values)
  if (typeof review === 'string') faults.push({ field: 'review', text: review })
  if (!state || typeof review === 'string' || faults.length > 0) throw new Invalid(faults)
  // The short form says nothing about these: they stay as they are.
  const terms: PolicyTerms =
    values.whole !== 'yes'
      ? {}
      : {
          ...{ publicReason, review, list: null },
          rejectMedia: values.rejectMedia === 'yes',
          rejectReports: values.rejectReports === 'yes',
          obfuscate: values.obfuscate === 'yes'
        }
  return { host, state, reason, terms }
}

/** The date typed; null when there is none, and what is wrong with it in words. */
function readReview({ clock }: Context, values: Values): Date | null | string {
  const parts = [values['review-year'], values['review-month'], values['review-day']].map((part) => part.trim())
  if (parts.every((part) => part === '')) return null
  const [year = 0, month = 0, day = 0] = parts.map((part) => (/^\d{1,4}$/.test(part) ? Number(part) : Number.NaN))
  const date = new Date(Date.UTC(year, month - 1, day))
  const isReal = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  if (!isReal) return 'Give a real date to look at it again, such as 27 3 2027'
  if (date <= clock()) return 'Give a date in the future to look at it again'
  return date
}

/** A date as the three inputs hold it. */
export const reviewValues = (review: Date | null | undefined) => ({
  'review-day': review ? String(review.getUTCDate()) : '',
  'review-month': review ? String(review.getUTCMonth() + 1) : '',
  'review-year': review ? String(review.getUTCFullYear()) : ''
})

/** The choices of the form; `cost` is what a block of this one would end. */
export function choices(context: Context, cost = '') {
  return trustStates.map((state) => ({
    value: state,
    text: trustWords[state].name,
    hint: { text: means(context, state, cost) }
  }))
}

/** What a choice means, in words. */
export function means({ config }: Context, state: Trust, cost = ''): string {
  const { federationMode, unknownServers } = config
  if (state === 'blocked' && cost) return `${trustWords.blocked.hint} ${cost}`
  const waits = state === 'unknown' || state === 'limited'
  if (waits && federationMode === 'allow-list') return 'Nothing from there is taken in: only trusted servers are.'
  if (state === 'unknown' && unknownServers === 'show') return 'Everything from there shows at once, as we are set.'
  return trustWords[state].hint
}

/** A host named in an address. Throws NotFound. */
export async function hostOf(context: Context, asked: string): Promise<string> {
  const host = await orFaults(async () => readHost(context, asked))
  if (host instanceof Invalid) throw new NotFound('There is no server of that name.')
  return host
}
