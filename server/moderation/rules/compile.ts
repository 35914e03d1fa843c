/**
 * Rules made into one machine: all words in one automaton, all patterns in one, all domains in one map, so that what
 * came in is read once, however many rules there are. Pure: the same rules and the same facts give the same answer.
 */
import type { Condition, Facts, Marks, RuleBody, Said } from '../../../schema/rules.ts'
import { withAbove } from './domains.ts'
import { type Detail, linkScanner, type Numbered, patternScanner, wordScanner } from './scan.ts'

export interface RuleAtWork {
  id: string
  name: string
  version: number
  body: RuleBody
  expires?: Date | null
}

/** A rule that matched: where, and on what words. */
export interface Hit {
  rule: RuleAtWork
  field: string
  matched: string
}

/** What is asked about: the activity, and whose it is. */
export interface Asked {
  said: Said
  actor: string
  host: string
  now: Date
  facts: Partial<Facts>
  /** How many came of one author or server within so many minutes, this one included; undefined while it is not known. */
  rate?: (of: 'actor' | 'host', minutes: number) => number | undefined
}

export interface Outcome {
  hits: Hit[]
  /** The rule that settles it, among the hits. */
  decider?: Hit
  marks: Marks
  /** What has to be found out first: facts by name, and rates as `actor 60`. Empty when the outcome stands. */
  wants: Set<string>
}

export interface Machine {
  readonly size: number
  judge(asked: Asked): Outcome
}

/** What answers or takes back is never stopped by a rule: a deletion has to arrive. */
export const neverJudged = new Set(['Accept', 'Reject', 'Undo', 'Delete', 'Block', 'Remove', 'Move'])

/** Compiles rules, in the order in which they are asked. Throws what RE2 says of a wrong pattern. */
export function compileRules(list: RuleAtWork[]): Machine {
  const all = list.map((rule) => ({
    rule,
    conditions: rule.body.conditions.map((condition): Numbered => ({ condition, n: 0 })),
    // Somebody's report is stopped only by a rule that names reports.
    reports: rule.body.conditions.some((one) => one.on === 'type' && one.types.includes('Flag'))
  }))
  const numbered = all.flatMap(({ conditions }) => conditions)
  numbered.forEach((one, n) => {
    one.n = n
  })
  const scanWords = wordScanner(numbered)
  const scanPatterns = patternScanner(numbered)
  const scanLinks = linkScanner(numbered)
  return {
    size: list.length,
    judge(asked) {
      const outcome: Outcome = { hits: [], marks: {}, wants: new Set() }
      const { said } = asked
      if (list.length === 0 || neverJudged.has(said.type)) return outcome
      const found = new Map<number, () => Detail>()
      scanWords(said, found)
      scanPatterns(said, found)
      scanLinks(said, found)
      const froms = new Set(withAbove(asked.host))
      for (const { rule, conditions, reports } of all) {
        if (said.type === 'Flag' && !reports) continue
        if (rule.expires && rule.expires <= asked.now) continue
        const details: (() => Detail)[] = []
        const holds = holdsOf(rule.body.match, conditions, (one) =>
          holdsOne(one, asked, found, froms, outcome.wants, details)
        )
        // Nothing after a rule that cannot be told yet is certain: all is asked again once the facts are there.
        if (holds !== true || outcome.decider) continue
        const hit = hitOf(rule, details)
        outcome.hits.push(hit)
        addMarks(outcome.marks, rule.body)
        if (rule.body.actions.decide) {
          outcome.decider = hit
          if (outcome.wants.size === 0) break
        }
      }
      return outcome
    }
  }
}

type Holds = boolean | undefined

/** All or any of the conditions; undefined while it depends on what is not known. */
function holdsOf(match: 'all' | 'any', conditions: Numbered[], ask: (one: Numbered) => Holds): Holds {
  let open = false
  const settles = match === 'any'
  // What is at hand is asked first, so that nothing is looked up for a rule that does not match anyway.
  for (const dear of [false, true])
    for (const one of conditions) {
      if (isDear(one.condition) !== dear) continue
      const holds = ask(one)
      if (holds === settles) return settles
      if (holds === undefined) open = true
    }
  return open ? undefined : !settles
}

const isDear = ({ on }: Condition) => on === 'first' || on === 'followed' || on === 'rate'

function holdsOne(
  { condition, n }: Numbered,
  { said, facts, rate }: Asked,
  found: Map<number, () => Detail>,
  froms: Set<string>,
  wants: Set<string>,
  details: (() => Detail)[]
): Holds {
  const yes = (holds: boolean, field: string, matched: () => string | number) => {
    if (holds) details.push(() => ({ field, matched: String(matched()) }))
    return holds
  }
  const wanted = <Value>(value: Value | undefined, name: string): value is Value => {
    if (value === undefined) wants.add(name)
    return value !== undefined
  }
  switch (condition.on) {
    case 'words':
    case 'pattern':
    case 'link': {
      const detail = found.get(n)
      if (detail) details.push(detail)
      return detail !== undefined
    }
    case 'links':
      return yes(said.links.length >= condition.atLeast, 'links', () => said.links.length)
    case 'mentions':
      return yes(said.mentions >= condition.atLeast, 'people named', () => said.mentions)
    case 'media': {
      const one = said.media.find((type) => condition.types.some((wanted) => isMedia(type, wanted)))
      return yes(one !== undefined, 'media', () => one!)
    }
    case 'language': {
      if (said.language === '') return false
      const among = condition.languages.some((one) => said.language === one || said.language.startsWith(`${one}-`))
      return yes(among === condition.is, 'language', () => said.language)
    }
    case 'type':
      return yes(condition.types.includes(said.type), 'activity', () => said.type)
    case 'from': {
      const one = condition.domains.find((domain) => froms.has(domain))
      return yes(one !== undefined, 'server', () => one!)
    }
    case 'trust':
      return wanted(facts.trust, 'trust')
        ? yes(condition.states.includes(facts.trust), 'trust', () => facts.trust!)
        : undefined
    case 'age':
      return wanted(facts.age, 'age')
        ? yes(facts.age < condition.days, 'days of the account', () => Math.floor(facts.age!))
        : undefined
    case 'first':
      return wanted(facts.first, 'first')
        ? yes(facts.first, 'first contact', () => 'nothing was let in before')
        : undefined
    case 'followed': {
      const words = condition.is ? 'followed here' : 'followed by nobody here'
      return wanted(facts.followed, 'followed')
        ? yes(facts.followed === condition.is, 'author', () => words)
        : undefined
    }
    case 'rate': {
      const { of, minutes, atLeast } = condition
      const many = rate?.(of, minutes)
      if (!wanted(many, `${of} ${minutes}`)) return undefined
      return yes(
        many >= atLeast,
        of === 'actor' ? 'rate of the author' : 'rate of the server',
        () => `${many} in ${minutes} minutes`
      )
    }
  }
}

function isMedia(type: string, wanted: string): boolean {
  if (wanted === 'other') return !/^(image|video|audio)(\/|$)/.test(type)
  return type === wanted || (!wanted.includes('/') && type.startsWith(`${wanted}/`))
}

function hitOf(rule: RuleAtWork, details: (() => Detail)[]): Hit {
  const all = details.map((detail) => detail())
  const field = [...new Set(all.map((one) => one.field))].join(', ')
  return {
    rule,
    field: field.slice(0, 200),
    matched: all
      .map((one) => one.matched)
      .join('; ')
      .slice(0, 300)
  }
}

function addMarks(marks: Marks, { actions }: RuleBody) {
  const { label } = actions
  if (label && !marks.labels?.some((one) => one.text === label.text)) marks.labels = [...(marks.labels ?? []), label]
  if (actions.stripMedia) marks.stripMedia = true
  if (actions.sensitive) marks.sensitive = true
}
