/** Reads out of a plain reply, from Mastodon or anywhere, where its author's council is with something. */
import type { AdoptionStep } from '../../schema/adoption.ts'
import { textOf } from '../text/sanitise.ts'

/** The steps in the order of the ladder. */
export const ladder: AdoptionStep[] = ['following', 'want', 'trying', 'adopted', 'stopped']

/** The hashtags that say a step anywhere in a reply. */
export const stepTags: Record<string, AdoptionStep> = {
  following: 'following',
  wanttotry: 'want',
  trying: 'trying',
  adopted: 'adopted',
  stopped: 'stopped'
}

const we = /(?:(?:we|i)(?:'ve|'re|'d|'m)?|(?:we|i) (?:are|am|have|would)|[\p{L}\p{M}' -]{2,60} (?:is|are|has|have))/u
  .source
const now = /(?: (?:now|also|already|all|just|really|too))*/.source
const it = /(?: (?:this|it|that)(?: (?:one|idea|practice|recipe|out|here|too|now|as well|from (?:today|now on)))*)/
  .source
const where = /(?: (?:in|at|with|for|from|next|this|on|starting|soon) [\p{L}\p{N}' -]{1,80}?)?/u.source
const why = /(?<why> (?:because|as|since|after|until|when|due to|owing to|sadly) [\p{L}\p{N}' -]{1,120})?/u.source
const tail = `${where}${why}`

/** The whole first sentence, or all before its first comma, must be one of these, so that nobody is counted by a word in passing. */
const sentences: [AdoptionStep, RegExp][] = [
  ['following', new RegExp(`^(?:${we}${now} )?following${it}${tail}$`, 'u')],
  [
    'want',
    new RegExp(
      `^(?:${we}${now} )?(?:(?:want|like|love|hope|plan|wants|hopes|plans|planning|hoping|going) to|(?:we|i)(?:'ll| will)) try${it}${tail}$`,
      'u'
    )
  ],
  ['trying', new RegExp(`^(?:${we}${now} )?trying${it}${tail}$`, 'u')],
  ['adopted', new RegExp(`^(?:${we}${now} )?adopted${it}${tail}$`, 'u')],
  ['stopped', new RegExp(`^(?:${we}${now} )?stopped(?: (?:doing|using|trying))?${it}${tail}$`, 'u')],
  // Without saying what: then whoever says it says that it is they.
  ['stopped', new RegExp(`^(?:we|i)(?:'ve| have)?${now} stopped${tail}$`, 'u')]
]
/** What takes back, after a comma, what stands before it. */
const takesBack = /^(?:and|but|however|if|or|rather|then|though|unless|until|yet)\b/
const denial = /\b(?:not|never|no)\b|n't\b/

/**
 * The step that a reply says: by exactly one of the hashtags #following, #wanttotry, #trying, #adopted and #stopped, or
 * by a first sentence such as "We are trying this." Undefined when it says none, several, or that it is not so.
 */
export function stepSaid(html: string): AdoptionStep | undefined {
  const text = textOf(html, 2_000).replaceAll('’', "'").toLowerCase()
  const tagged = [...text.matchAll(/(\S+\s+)?#([\p{L}\p{N}_]+)/gu)].flatMap(([, before = '', tag = '']) =>
    Object.hasOwn(stepTags, tag) ? [{ step: stepTags[tag]!, denied: /^(?:not|never|\S+n't)\s/.test(before) }] : []
  )
  if (tagged.some(({ denied }) => denied)) return undefined
  const steps = new Set(tagged.map(({ step }) => step))
  if (steps.size > 0) return steps.size === 1 ? [...steps][0] : undefined
  const bare = text.replace(/(^|\s)@[^\s@]+(?:@[^\s@]+)?/g, ' ').replace(/^[^\p{L}\p{N}]+/u, '')
  const [first = ''] = bare.split(/[.!?;:\n–—]/)
  if (bare[first.length] === '?') return undefined
  const [clause = '', ...rest] = first.split(',')
  return stepIn(first) ?? (takesBack.test(rest.join(',').trim()) ? undefined : stepIn(clause))
}

/** The step that these words say and nothing else; why may be said besides, and in any words. */
function stepIn(words: string): AdoptionStep | undefined {
  const sentence = words
    .slice(0, 500)
    .replace(/[^\p{L}\p{M}\p{N}' -]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  if (sentence.length > 160) return undefined
  for (const [step, form] of sentences) {
    const found = form.exec(sentence)
    if (found)
      return denial.test(sentence.slice(0, sentence.length - (found.groups?.why?.length ?? 0))) ? undefined : step
  }
  return undefined
}
