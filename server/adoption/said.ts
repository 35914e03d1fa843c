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
const tail = /(?: (?:in|at|with|for|from|since|next|this|on) [\p{L}\p{N}' -]{1,80})?/u.source

/** The whole first sentence must be one of these, so that nobody is counted by a word in passing. */
const sentences: [AdoptionStep, RegExp][] = [
  ['following', new RegExp(`^(?:${we}${now} )?following${it}${tail}$`, 'u')],
  [
    'want',
    new RegExp(`^(?:${we}${now} )?(?:want|like|hope|plan|wants|hopes|plans|planning|hoping) to try${it}${tail}$`, 'u')
  ],
  ['trying', new RegExp(`^(?:${we}${now} )?trying${it}${tail}$`, 'u')],
  ['adopted', new RegExp(`^(?:${we}${now} )?adopted${it}${tail}$`, 'u')],
  ['stopped', new RegExp(`^(?:${we}${now} )?stopped(?: (?:doing|using|trying))?${it}${tail}$`, 'u')]
]

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
  const bare = text.replace(/(^|\s)@[^\s@]+(?:@[^\s@]+)?/g, ' ').trim()
  const [first = ''] = bare.split(/[.!?;\n]/)
  const sentence = first
    .replace(/[^\p{L}\p{M}\p{N}' -]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  if (sentence.length > 160 || bare[first.length] === '?') return undefined
  if (/\b(?:not|never|no)\b|n't\b/.test(sentence)) return undefined
  return sentences.find(([, form]) => form.test(sentence))?.[0]
}
