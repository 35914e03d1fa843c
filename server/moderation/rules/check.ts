/** Reads a rule that somebody wrote, and says what is wrong with it in words that a non-programmer can act on. */
import type { Trust } from '../../../schema/actors.ts'
import type { Condition, RuleActions, RuleBody } from '../../../schema/rules.ts'
import { type Fault, Invalid } from '../../errors.ts'
import { readDomain } from './domains.ts'
import { fold } from './fold.ts'
import { compilePattern } from './scan.ts'

/** A rule as it is written: nothing of it is believed. */
export interface WrittenRule {
  name?: unknown
  match?: unknown
  conditions?: unknown
  actions?: unknown
  /** A date as RFC 3339 writes it, or a Date; nothing for a rule without end. */
  expires?: unknown
}

export interface ReadRule {
  name: string
  body: RuleBody
  expires: Date | null
}

const limits = {
  name: 100,
  conditions: 12,
  words: 500,
  word: 100,
  pattern: 500,
  domains: 1_000,
  label: 60,
  number: 10_000
}
const trusts: Trust[] = ['network', 'known', 'unknown', 'limited']

/** The activities that a rule may be about. */
export const ruledTypes = [
  ...['Create', 'Update', 'Announce', 'Like', 'EmojiReact', 'Dislike', 'Follow', 'Flag', 'Add'],
  ...['QuoteRequest', 'ReplyRequest', 'LikeRequest', 'AnnounceRequest']
]

type Plain = Record<string, unknown>
const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).filter((one): one is string => typeof one === 'string').map((one) => one.trim())

/** The rule. Throws Invalid; the fields are `name`, `expires`, `actions`, `label` and `condition-1` and so on. */
export function readRule(written: WrittenRule, now: Date): ReadRule {
  const faults: Fault[] = []
  const name = typeof written.name === 'string' ? written.name.replace(/\s+/g, ' ').trim() : ''
  if (name === '') faults.push({ field: 'name', text: 'Give the rule a name' })
  if (name.length > limits.name)
    faults.push({ field: 'name', text: `Use ${limits.name} characters or fewer for the name` })
  const given = Array.isArray(written.conditions) ? written.conditions : []
  if (given.length === 0)
    faults.push({ field: 'condition-1', text: 'Say what the rule looks for: without that it would match everything' })
  if (given.length > limits.conditions)
    faults.push({ field: 'condition-1', text: `Use ${limits.conditions} conditions or fewer` })
  const conditions = given.slice(0, limits.conditions).flatMap((one, at) => {
    const read = isPlain(one) ? readCondition(one) : 'Choose what to look for'
    if (typeof read !== 'string') return [read]
    faults.push({ field: `condition-${at + 1}`, text: read })
    return []
  })
  const actions = readActions(written.actions, faults)
  const expires = readExpiry(written.expires, now, faults)
  if (faults.length > 0) throw new Invalid(faults)
  return { name, body: { match: written.match === 'any' ? 'any' : 'all', conditions, actions }, expires }
}

function readActions(value: unknown, faults: Fault[]): RuleActions {
  const given = isPlain(value) ? value : {}
  const actions: RuleActions = {}
  if (given.decide === 'hold' || given.decide === 'limit' || given.decide === 'reject') actions.decide = given.decide
  if (given.stripMedia === true) actions.stripMedia = true
  if (given.sensitive === true) actions.sensitive = true
  if (isPlain(given.label)) {
    const text = typeof given.label.text === 'string' ? given.label.text.replace(/\s+/g, ' ').trim() : ''
    if (text === '' || text.length > limits.label)
      faults.push({ field: 'label', text: `Give the label in 1 to ${limits.label} characters` })
    else actions.label = { text, open: given.label.open === true }
  }
  if (Object.keys(actions).length === 0 && !isPlain(given.label))
    faults.push({ field: 'actions', text: 'Choose what the rule does' })
  return actions
}

function readExpiry(value: unknown, now: Date, faults: Fault[]): Date | null {
  if (value === undefined || value === null || value === '') return null
  const date = value instanceof Date ? value : new Date(typeof value === 'string' ? value : Number.NaN)
  if (Number.isNaN(date.getTime()))
    faults.push({ field: 'expires', text: 'Give the day on which the rule ends, such as 31 12 2027' })
  else if (date <= now) faults.push({ field: 'expires', text: 'The rule must end later than now' })
  return date
}

/** A condition, or what is wrong with it. */
function readCondition(given: Plain): Condition | string {
  switch (given.on) {
    case 'words':
      return readWords(listOf(given.list))
    case 'pattern':
      return readPattern(given.pattern)
    case 'link':
    case 'from':
      return readDomains(given.on, listOf(given.domains))
    case 'links':
    case 'mentions': {
      const atLeast = whole(given.atLeast)
      return atLeast ? { on: given.on, atLeast } : 'Give a number from 1 up; from 0 up would match everything'
    }
    case 'media': {
      const types = listOf(given.types).map((type) => type.toLowerCase())
      const known = types.every((type) => /^(image|video|audio|other)$|^[a-z]+\/[a-z0-9.+-]{1,80}$/.test(type))
      return types.length > 0 && known
        ? { on: 'media', types: unique(types) }
        : 'Give image, video, audio, other, or a type such as image/gif'
    }
    case 'language': {
      const languages = listOf(given.languages).map((one) => one.toLowerCase())
      const known = languages.every((one) => /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/.test(one))
      return languages.length > 0 && known
        ? { on: 'language', is: given.is !== false, languages: unique(languages) }
        : 'Give languages by their codes, such as en or cy'
    }
    case 'age': {
      const days = whole(given.days)
      return days ? { on: 'age', days } : 'Give a number of days from 1 up'
    }
    case 'first':
      return { on: 'first' }
    case 'followed':
      return { on: 'followed', is: given.is !== false }
    case 'rate': {
      const [atLeast, minutes] = [whole(given.atLeast), whole(given.minutes)]
      if (!atLeast || atLeast < 2) return 'Give how many, from 2 up; every single one would be from 1 up'
      return minutes && minutes <= 10_080
        ? { on: 'rate', of: given.of === 'host' ? 'host' : 'actor', atLeast, minutes }
        : 'Give the minutes, up to 10,080, which is a week'
    }
    case 'trust': {
      const states = trusts.filter((state) => listOf(given.states).includes(state))
      if (states.length === 0) return 'Choose how far its author is trusted'
      return states.length === trusts.length
        ? 'Leave one kind of author out: all of them is everybody'
        : { on: 'trust', states }
    }
    case 'type': {
      const types = ruledTypes.filter((type) => listOf(given.types).includes(type))
      if (types.length === 0) return 'Choose what kind of activity'
      return types.length === ruledTypes.length
        ? 'Leave one kind out: all of them is everything'
        : { on: 'type', types }
    }
    default:
      return 'Choose what to look for'
  }
}

const unique = (list: string[]) => [...new Set(list)]

function whole(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*\d{1,5}\s*$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= limits.number
    ? number
    : undefined
}

function readWords(list: string[]): Condition | string {
  const words = unique(list.map((word) => word.replace(/\s+/g, ' ')).filter(Boolean))
  if (words.length === 0) return 'Give at least one word or phrase'
  if (words.length > limits.words) return `Give ${limits.words} words and phrases or fewer`
  const long = words.find((word) => word.length > limits.word)
  if (long) return `“${long.slice(0, 30)}…” is too long: use ${limits.word} characters or fewer`
  const empty = words.find((word) => !/[\p{L}\p{N}\p{S}]/u.test(fold(word.replace(/\*$/, ''))))
  if (empty) return `“${empty}” has no letter, figure or sign to look for`
  const short = words.find((word) => word.endsWith('*') && fold(word.slice(0, -1)).trim().length < 2)
  return short ? `“${short}” would match too much: give two letters or more before the *` : { on: 'words', list: words }
}

function readPattern(value: unknown): Condition | string {
  const pattern = typeof value === 'string' ? value.trim() : ''
  if (pattern === '') return 'Give a regular expression'
  if (pattern.length > limits.pattern) return `Use ${limits.pattern} characters or fewer for a regular expression`
  try {
    if (compilePattern(pattern).matcher('').find())
      return 'This regular expression matches nothing at all, and so everything'
  } catch (error) {
    return `This regular expression cannot be read: ${(error as Error).message.slice(0, 120)}`
  }
  return { on: 'pattern', pattern }
}

function readDomains(on: 'link' | 'from', list: string[]): Condition | string {
  const given = list.filter(Boolean)
  if (given.length === 0) return 'Give at least one domain, such as spam.example'
  if (given.length > limits.domains) return `Give ${limits.domains.toLocaleString('en-GB')} domains or fewer`
  const domains: string[] = []
  for (const one of given) {
    const domain = readDomain(one)
    if (!domain) return `“${one.slice(0, 60)}” is no domain such as spam.example`
    domains.push(domain)
  }
  return { on, domains: unique(domains) }
}
