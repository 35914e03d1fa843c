/** Looks for all words, all patterns and all links of all rules at once in what somebody said. */
import { RE2JS, RE2Set } from 're2js'
import type { Condition, Said } from '../../../schema/rules.ts'
import { hostOf, withAbove } from './domains.ts'
import { fold, joins } from './fold.ts'
import { buildPhrases } from './phrases.ts'

/** Where a condition is met, and by what words. */
export interface Detail {
  field: string
  matched: string
}

/** A condition with its number among all of a machine. */
export interface Numbered {
  condition: Condition
  n: number
}

/** Notes the numbers of the conditions that are met, each with how to tell where. */
export type Scanner = (said: Said, found: Map<number, () => Detail>) => void

/** For words and phrases. */
export function wordScanner(numbered: Numbered[]): Scanner {
  /** For each phrase the conditions that want it, whole or as a beginning. */
  const wanted = new Map<string, { n: number; begins: boolean }[]>()
  for (const { condition, n } of numbered)
    if (condition.on === 'words')
      for (const word of condition.list) {
        const begins = word.endsWith('*')
        const phrase = fold(begins ? word.slice(0, -1) : word).trim()
        if (phrase !== '') wanted.set(phrase, [...(wanted.get(phrase) ?? []), { n, begins }])
      }
  if (wanted.size === 0) return () => {}
  const phrases = [...wanted.keys()]
  const lists = [...wanted.values()]
  const machine = buildPhrases(phrases)
  return (said, found) => {
    for (const { field, text } of said.texts) {
      const folded = fold(text)
      machine.find(folded, (phrase, start, end) => {
        if (joins(folded, start) && joins(folded, start - 1)) return
        const goesOn = joins(folded, end - 1) && joins(folded, end)
        for (const { n, begins } of lists[phrase]!)
          if (!found.has(n) && (begins || !goesOn))
            found.set(n, () => ({ field, matched: asWritten(text, start, end) }))
      })
    }
  }
}

/** The words as their author wrote them. */
function asWritten(text: string, start: number, end: number): string {
  const from: number[] = []
  fold(text, from)
  const first = from[start] ?? 0
  const last = from[end - 1] ?? first
  return text.slice(first, last + (text.codePointAt(last)! > 0xffff ? 2 : 1)).slice(0, 120)
}

const patternFlags = RE2JS.CASE_INSENSITIVE | RE2JS.MULTILINE

/** A pattern, compiled; throws what RE2 says is wrong with it. */
export const compilePattern = (pattern: string) => RE2JS.compile(pattern, patternFlags)

/** For regular expressions; their time grows with the text and not faster. */
export function patternScanner(numbered: Numbered[]): Scanner {
  const patterns = numbered.flatMap(({ condition, n }) =>
    condition.on === 'pattern' ? [{ n, pattern: condition.pattern }] : []
  )
  if (patterns.length === 0) return () => {}
  const set = new RE2Set(RE2Set.UNANCHORED, patternFlags)
  const single = patterns.map(({ pattern }) => {
    set.add(pattern)
    return compilePattern(pattern)
  })
  set.compile()
  return (said, found) => {
    for (const { field, text } of said.texts)
      for (const at of set.match(text)) {
        const { n } = patterns[at]!
        if (!found.has(n)) found.set(n, () => ({ field, matched: firstMatch(single[at]!, text) }))
      }
  }
}

function firstMatch(pattern: ReturnType<typeof compilePattern>, text: string): string {
  const matcher = pattern.matcher(text)
  return matcher.find() ? (matcher.group() ?? '').slice(0, 120) : ''
}

/** For links to domains and what is below them. */
export function linkScanner(numbered: Numbered[]): Scanner {
  const wanted = new Map<string, number[]>()
  for (const { condition, n } of numbered)
    if (condition.on === 'link')
      for (const domain of condition.domains) wanted.set(domain, [...(wanted.get(domain) ?? []), n])
  if (wanted.size === 0) return () => {}
  const note = (found: Map<number, () => Detail>, host: string, matched: string) => {
    for (const domain of withAbove(host))
      for (const n of wanted.get(domain) ?? [])
        if (!found.has(n)) found.set(n, () => ({ field: 'link', matched: matched.slice(0, 120) }))
  }
  return (said, found) => {
    for (const address of said.links) note(found, hostOf(address) ?? '', address)
    for (const host of said.tagged) note(found, host, host)
  }
}
