/** The rule editor's form: a condition is one row with a few fields, and the rule that they make. */
import type { Trust } from '../../schema/actors.ts'
import type { Condition, RuleBody } from '../../schema/rules.ts'
import type { WrittenRule } from '../../server/moderation/rules/check.ts'

/** One row: what it looks for, and what was typed; which fields count depends on what it looks for. */
export interface Row {
  on: string
  list: string
  number: string
  minutes: string
  pick: string
}

/** The form as it was typed. */
export interface RuleValues {
  name: string
  match: string
  rows: Row[]
  decide: string
  stripMedia: boolean
  sensitive: boolean
  label: string
  labelOpen: boolean
  'expires-day': string
  'expires-month': string
  'expires-year': string
  test: string
  add: string
}

/** What a rule can look for, as the editor offers it. */
export const kinds: { value: string; text: string }[] = [
  { value: 'words', text: 'words or phrases' },
  { value: 'link', text: 'links to certain websites' },
  { value: 'links', text: 'the number of links' },
  { value: 'age', text: 'the account’s age' },
  { value: 'first', text: 'whether we know anything by its author' },
  { value: 'trust', text: 'how far its author is trusted' },
  { value: 'followed', text: 'whether somebody here follows its author' },
  { value: 'mentions', text: 'how many people it names' },
  { value: 'media', text: 'pictures, clips and files' },
  { value: 'language', text: 'its language' },
  { value: 'rate', text: 'how many come at once' },
  { value: 'from', text: 'the server it comes from' },
  { value: 'type', text: 'what kind of activity it is' },
  { value: 'pattern', text: 'a regular expression' }
]

const trustGroups: Record<string, Trust[]> = {
  'not-peer': ['known', 'unknown', 'limited'],
  'not-known': ['unknown', 'limited'],
  network: ['network'],
  known: ['known'],
  unknown: ['unknown'],
  limited: ['limited']
}

export const emptyRow = (on: string): Row => ({ on, list: '', number: '', minutes: '', pick: '' })

export const emptyValues = (): RuleValues => ({
  ...{ name: '', match: 'all', rows: [emptyRow('words')], decide: 'hold', stripMedia: false, sensitive: false },
  ...{ label: '', labelOpen: false, 'expires-day': '', 'expires-month': '', 'expires-year': '', test: '', add: '' }
})

const mostRows = 12

/** Reads what was sent. */
export function readValues(body: unknown): RuleValues {
  const given = (body ?? {}) as Record<string, unknown>
  const text = (name: string) => {
    const value = Array.isArray(given[name]) ? (given[name] as unknown[]).at(-1) : given[name]
    return typeof value === 'string' ? value.replaceAll('\r\n', '\n').slice(0, 60_000) : ''
  }
  const rows: Row[] = []
  for (let n = 1; n <= mostRows && text(`c${n}-on`) !== ''; n++)
    rows.push({
      ...{ on: text(`c${n}-on`), list: text(`c${n}-list`), number: text(`c${n}-number`) },
      ...{ minutes: text(`c${n}-minutes`), pick: text(`c${n}-pick`) }
    })
  return {
    ...{ name: text('name'), match: text('match'), rows, decide: text('decide'), label: text('label') },
    stripMedia: text('stripMedia') !== '',
    sensitive: text('sensitive') !== '',
    labelOpen: text('labelOpen') !== '',
    'expires-day': text('expires-day'),
    'expires-month': text('expires-month'),
    'expires-year': text('expires-year'),
    ...{ test: text('test'), add: text('add') }
  }
}

/** Adds or takes away a row, where a button asked for that; gives by which number the reader goes on, undefined when it asked for something else. */
export function changeRows(values: RuleValues, act: string): number | undefined {
  if (act === 'add') {
    if (kinds.some(({ value }) => value === values.add) && values.rows.length < mostRows)
      values.rows.push(emptyRow(values.add))
    return values.rows.length
  }
  const remove = /^remove-(\d{1,2})$/.exec(act)?.[1]
  if (remove === undefined) return undefined
  values.rows.splice(Number(remove) - 1, 1)
  return Math.min(Number(remove), values.rows.length)
}

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
const items = (text: string) => text.split(/[\s,]+/).filter(Boolean)

/** The rule that the form describes, not yet checked. */
export function writtenOf(values: RuleValues): WrittenRule {
  const { name, match, rows, decide, stripMedia, sensitive, label, labelOpen } = values
  const date = [values['expires-day'], values['expires-month'], values['expires-year']].map((part) => part.trim())
  return {
    ...{ name, match },
    conditions: rows.map(conditionOf),
    actions: {
      ...(decide && { decide }),
      ...{ stripMedia, sensitive },
      ...(label.trim() && { label: { text: label, open: labelOpen } })
    },
    expires: date.every((part) => part === '') ? undefined : endOfDay(date)
  }
}

/** The last moment of a day; no date when there is no such day. */
function endOfDay([day = '', month = '', year = '']: string[]): Date {
  const none = new Date(Number.NaN)
  if (!/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{4}$/.test(year)) return none
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), 23, 59, 59))
  return date.getUTCDate() === Number(day) && date.getUTCMonth() === Number(month) - 1 ? date : none
}

function conditionOf({ on, list, number, minutes, pick }: Row): Record<string, unknown> {
  switch (on) {
    case 'words':
      return { on, list: lines(list) }
    case 'pattern':
      return { on, pattern: list }
    case 'link':
    case 'from':
      return { on, domains: items(list) }
    case 'media':
      return { on, types: items(list) }
    case 'language':
      return { on, is: pick !== 'not', languages: items(list) }
    case 'age':
      return { on, days: number }
    case 'followed':
      return { on, is: pick === 'yes' }
    case 'rate':
      return { on, of: pick, atLeast: number, minutes }
    case 'trust':
      return { on, states: trustGroups[pick] ?? pick.split(',') }
    case 'type':
      return { on, types: pick.split(',') }
    default:
      return { on, atLeast: number }
  }
}

/** A rule as the form shows it. */
export function valuesOf(rule: { name: string; body: RuleBody; expires: Date | null }): RuleValues {
  const { match, conditions, actions } = rule.body
  const [year = '', month = '', day = ''] = rule.expires?.toISOString().slice(0, 10).split('-') ?? []
  return {
    ...emptyValues(),
    ...{ name: rule.name, match, rows: conditions.map(rowOf), decide: actions.decide ?? '' },
    ...{ stripMedia: actions.stripMedia ?? false, sensitive: actions.sensitive ?? false },
    ...{ label: actions.label?.text ?? '', labelOpen: actions.label?.open ?? false },
    ...{ 'expires-day': day, 'expires-month': month, 'expires-year': year }
  }
}

function rowOf(condition: Condition): Row {
  const row = emptyRow(condition.on)
  switch (condition.on) {
    case 'words':
      return { ...row, list: condition.list.join('\n') }
    case 'pattern':
      return { ...row, list: condition.pattern }
    case 'link':
    case 'from':
      return { ...row, list: condition.domains.join('\n') }
    case 'media':
      return { ...row, list: condition.types.join(', ') }
    case 'language':
      return { ...row, list: condition.languages.join(', '), pick: condition.is ? 'is' : 'not' }
    case 'age':
      return { ...row, number: String(condition.days) }
    case 'first':
      return row
    case 'followed':
      return { ...row, pick: condition.is ? 'yes' : 'no' }
    case 'rate':
      return { ...row, pick: condition.of, number: String(condition.atLeast), minutes: String(condition.minutes) }
    case 'trust': {
      const group = Object.entries(trustGroups).find(([, states]) => states.join() === condition.states.join())
      return { ...row, pick: group?.[0] ?? condition.states.join() }
    }
    case 'type':
      return { ...row, pick: condition.types.join() }
    default:
      return { ...row, number: String(condition.atLeast) }
  }
}
