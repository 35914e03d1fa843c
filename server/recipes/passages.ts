/** Passages of a text, one for each paragraph or list item, and by simple rules the section in which each belongs. */
import { createHash } from 'node:crypto'
import { textOf } from '../text/sanitise.ts'
import { most, type RecipeSection } from './lines.ts'

export interface Found {
  text: string
  /** What it stood in. */
  form: 'paragraph' | 'item' | 'numbered'
  /** The heading, or the paragraph that ended in a colon, above it. */
  under: string
}

/** The passages of sanitised HTML, in order. */
export function passagesIn(html: string): Found[] {
  const found: Found[] = []
  const lists: ('item' | 'numbered')[] = []
  let under = ''
  let buffer = ''
  const flush = (heading = false) => {
    const text = textOf(buffer).replace(/\s+/g, ' ').trim()
    buffer = ''
    if (text === '') return
    const form = lists.at(-1) ?? 'paragraph'
    if (heading || (form === 'paragraph' && text.endsWith(':') && text.length < 120)) under = text
    else found.push({ text: text.slice(0, most.text), form, under })
  }
  for (const part of html.split(/(<[^>]*>)/)) {
    const [, closing, tag = ''] = /^<(\/?)([a-z0-9]+)/i.exec(part) ?? []
    if (!/^(p|li|ul|ol|h4|blockquote|pre|table|tr|dt|dd|dl|hr)$/i.test(tag)) {
      buffer += part
      continue
    }
    flush(tag === 'h4' && closing === '/')
    if (tag === 'ul' || tag === 'ol') {
      if (closing) {
        lists.pop()
        if (lists.length === 0) under = ''
      } else lists.push(tag === 'ol' ? 'numbered' : 'item')
    }
  }
  flush()
  return found
}

const amount = String.raw`(\d+|one|two|three|four|five|six|a|an|half)`
/** Words that tell what a passage is about; the first that fits counts. */
const tells: [RecipeSection, RegExp][] = [
  [
    'badly',
    /\b(went wrong|gone wrong|do not|don['’]t|never|avoid|mistakes?|pitfalls?|beware|careful|would not|badly)\b/i
  ],
  ['cost', /£\s?\d|\b(costs?|price|budget|paid|pay for|free of charge)\b/i],
  ['time', new RegExp(String.raw`\b${amount}\s+(minute|hour|day|week|month|year)s?\b|\bhow long\b|\bhow soon\b`, 'i')],
  ['needs', /\b(you need|we needed?|is needed|are needed|what do (you|i|we) need|bring|equipment|kit list|key to)\b/i],
  ['evidence', /\d\s?(%|per cent)|\b(evidence|counted|measured|survey|evaluation|fell by|rose by|saved|figures)\b/i],
  [
    'people',
    new RegExp(
      String.raw`\b${amount}\s+(\w+\s+)?(officers?|staff|people|volunteers?|colleagues?)\b|\bwho (does|did|runs)\b`,
      'i'
    )
  ]
]
/** The same for what stands above a passage: a heading, or a question that it answers. */
const headings: [RecipeSection, RegExp][] = [
  ['badly', /\b(wrong|badly|pitfalls?|avoid|mistakes?|differently|problems?|risks?)\b/i],
  ['well', /\b(went well|success)\b/i],
  ['cost', /\b(costs?|price|budget|pay|money)\b|£/i],
  ['time', /\b(long|time|soon|weeks|months)\b/i],
  ['needs', /\b(need|needs|needed|bring|equipment|kit|materials?)\b/i],
  ['evidence', /\b(evidence|know that|measure[ds]?|figures|prove)\b/i],
  ['people', /\b(who|staff|people|officers?)\b/i],
  ['steps', /\b(how|steps?|first|do|did)\b/i]
]

const firstOf = (rules: [RecipeSection, RegExp][], text: string) => rules.find(([, form]) => form.test(text))?.[0]

/** The sections at the head of the page, which hold a few words each, and how many characters that is. */
const facts = new Set<RecipeSection>(['cost', 'time', 'people'])
const longestFact = 140

/** Where a passage belongs: by what stands above it, by its own words, else where its form puts it. */
export function placeOf({ text, form, under }: Found, question = ''): RecipeSection {
  if (under) {
    const by = firstOf(headings, under)
    if (by) return by
  }
  if (question) {
    const by = firstOf(headings, question)
    if (by && by !== 'steps') return by
  }
  if (form === 'numbered') return 'steps'
  const by = firstOf(tells, text)
  // A long paragraph that mentions a sum or a time is more than a fact.
  return by && (text.length <= longestFact || !facts.has(by)) ? by : 'steps'
}

/** SHA-256 of words, in hexadecimal: which wording of a post a line was taken from. */
export const hashOf = (words: string): string => createHash('sha256').update(words).digest('hex')
