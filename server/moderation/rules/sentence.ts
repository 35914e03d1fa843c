/** A rule in a sentence, as the pages, the log and the command line say it. */
import type { Trust } from '../../../schema/actors.ts'
import type { Condition, RuleActions, RuleBody } from '../../../schema/rules.ts'

const trustNames: Record<Trust, string> = {
  network: 'a peer council',
  known: 'known',
  unknown: 'not known yet',
  limited: 'limited',
  blocked: 'blocked'
}

export const typeNames: Record<string, string> = {
  Create: 'something new',
  Update: 'a change',
  Announce: 'a share',
  Like: 'a like',
  EmojiReact: 'a reaction',
  Dislike: 'a dislike',
  Follow: 'a request to follow',
  Flag: 'a report',
  Add: 'a pinned post',
  QuoteRequest: 'a request to quote',
  ReplyRequest: 'a request to reply',
  LikeRequest: 'a request to like',
  AnnounceRequest: 'a request to share'
}

const shown = 5

/** "a, b or c"; of long lists the beginning and how many more. */
function either(list: string[], quoted = false): string {
  const some = list.slice(0, shown).map((one) => (quoted ? `“${one}”` : one))
  if (list.length > shown) return `${some.join(', ')} or ${list.length - shown} more`
  return some.length < 2 ? some.join('') : `${some.slice(0, -1).join(', ')} or ${some.at(-1)}`
}

const many = (n: number, one: string) => `${n.toLocaleString('en-GB')} ${n === 1 ? one : `${one}s`}`

/** One condition, as it goes on after "if". */
export function conditionWords(condition: Condition): string {
  switch (condition.on) {
    case 'words':
      return `it says ${either(condition.list, true)}`
    case 'pattern':
      return `its words fit the pattern ${condition.pattern}`
    case 'link':
      return `it links to ${either(condition.domains)}`
    case 'links':
      return `it has at least ${many(condition.atLeast, 'link')}`
    case 'mentions':
      return `it names at least ${condition.atLeast === 1 ? '1 person' : `${condition.atLeast.toLocaleString('en-GB')} people`}`
    case 'media':
      return `it comes with ${either(condition.types)}`
    case 'language':
      return `its language is ${condition.is ? '' : 'not '}${either(condition.languages)}`
    case 'age':
      return `the account’s age is under ${many(condition.days, 'day')}`
    case 'first':
      return 'nothing by its author was let in before'
    case 'followed':
      return condition.is ? 'somebody here follows its author' : 'nobody here follows its author'
    case 'rate':
      return `it is one of at least ${condition.atLeast.toLocaleString('en-GB')} from the same ${condition.of === 'actor' ? 'author' : 'server'} within ${many(condition.minutes, 'minute')}`
    case 'trust':
      return `its author is ${trustWords(condition.states)}`
    case 'from':
      return `it comes from ${either(condition.domains)}`
    case 'type':
      return `it is ${either(condition.types.map((type) => typeNames[type] ?? type))}`
  }
}

function trustWords(states: Trust[]): string {
  if (states.length === 3 && !states.includes('network')) return 'not a peer council'
  if (states.length === 2 && !states.includes('network') && !states.includes('known')) return 'not known'
  return either(states.map((state) => trustNames[state]))
}

/** What it does, as it goes on after "then". */
export function actionWords({ decide, label, stripMedia, sensitive }: RuleActions): string {
  const parts = [
    decide && { hold: 'hold it', limit: 'show it only to those who follow its author', reject: 'reject it' }[decide],
    stripMedia && 'fetch no media',
    sensitive && 'mark it sensitive',
    label && `label it “${label.text}”${label.open ? ', for everyone to see' : ', for moderators'}`
  ].filter((part) => !!part)
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

/** The whole rule: "If … and …, then …." */
export function ruleSentence({ match, conditions, actions }: RuleBody): string {
  const asked = conditions.map(conditionWords).join(match === 'any' ? ', or ' : ', and ')
  return `If ${asked}, then ${actionWords(actions)}.`
}

/** What is different between two versions of a rule, in sentences. */
export function differences(before: RuleBody, after: RuleBody): string[] {
  const [old, fresh] = [before.conditions.map(conditionWords), after.conditions.map(conditionWords)]
  const [acted, acts] = [actionWords(before.actions), actionWords(after.actions)]
  return [
    ...old.filter((one) => !fresh.includes(one)).map((one) => `No longer asks whether ${one}.`),
    ...fresh.filter((one) => !old.includes(one)).map((one) => `Now asks whether ${one}.`),
    ...(before.match !== after.match
      ? [after.match === 'any' ? 'One condition is now enough.' : 'All conditions must now be met.']
      : []),
    ...(acted !== acts ? [`Now: ${acts}. Before: ${acted}.`] : [])
  ]
}
