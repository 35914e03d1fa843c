/**
 * What came in, as rules look at it: plain text by where it stood, links, media, language, how many are named. Reads any
 * shape without throwing and within bounds, and judges nothing itself.
 */
import { decodeHTML } from 'entities'
import type { Said } from '../../../schema/rules.ts'
import { hostOf } from './domains.ts'

type Plain = Record<string, unknown>

/** The most characters of one text and of all, and the most of each list. */
const bounds = { text: 20_000, all: 60_000, list: 100, address: 2_000, name: 200 }

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value.slice(0, bounds.list) : value === undefined || value === null ? [] : [value]

function stringOf(value: unknown): string {
  const first = Array.isArray(value) ? value[0] : value
  const text = isPlain(first) ? (first['@value'] ?? '') : first
  return typeof text === 'string' ? text : ''
}

const idOf = (value: unknown) =>
  isPlain(value) ? stringOf(value.id ?? value.href) : typeof value === 'string' ? value : ''
const typeOf = (value: unknown) => (isPlain(value) ? stringOf(value.type).slice(0, 60) : '')

/** Reads an activity, or anything else that another server sent. */
export function readSaid(activity: Plain): Said {
  const said: Said = {
    ...{ type: typeOf(activity), kind: '', texts: [], links: [], tagged: [], media: [], language: '', mentions: 0 },
    closed: false
  }
  const documents = documentsIn(activity)
  said.kind = typeOf(documents[0])
  const tags = documents.flatMap((one) => listOf(one.tag)).filter(isPlain)
  const named = new Set(tags.filter((tag) => /^(Mention|Hashtag)$/.test(typeOf(tag))).map((tag) => stringOf(tag.href)))
  const reading = {
    said,
    named,
    left: bounds.all,
    links: new Set<string>(),
    tagged: new Set<string>(),
    media: new Set<string>()
  }
  for (const document of documents) readDocument(reading, document)
  // A report and a reaction have their words beside what they are about.
  readText(reading, 'words', activity.content)
  readText(
    reading,
    'topic',
    tags
      .filter((tag) => typeOf(tag) === 'Hashtag')
      .map((tag) => stringOf(tag.name).slice(0, bounds.name))
      .join(' ')
  )
  said.links = [...reading.links].slice(0, bounds.list)
  said.tagged = [...reading.tagged].slice(0, bounds.list)
  said.media = [...reading.media].slice(0, bounds.list)
  said.mentions = new Set(tags.filter((tag) => typeOf(tag) === 'Mention').map((tag) => stringOf(tag.href))).size
  said.language = documents.map(languageOf).find(Boolean) ?? ''
  said.closed = isClosed(activity, documents)
  return said
}

interface Reading {
  said: Said
  named: Set<string>
  left: number
  links: Set<string>
  tagged: Set<string>
  media: Set<string>
}

/**
 * The object, what stands in it, and what is sent along with a request. What somebody shows on is not theirs: it comes from
 * its own server and is judged by itself.
 */
function documentsIn(activity: Plain): Plain[] {
  const found: Plain[] = []
  const open: [unknown, number][] = [[activity.instrument, 0]]
  if (typeOf(activity) !== 'Announce') open.push([activity.object, 0])
  while (open.length > 0 && found.length < 8) {
    const [value, depth] = open.pop()!
    for (const one of listOf(value).slice(0, 8)) {
      if (!isPlain(one)) continue
      found.push(one)
      if (depth < 3 && isPlain(one.object)) open.push([one.object, depth + 1])
    }
  }
  return found
}

const textFields: [field: string, names: string[]][] = [
  ['title', ['name', 'nameMap']],
  ['words', ['content', 'contentMap']],
  ['summary', ['summary', 'summaryMap']],
  ['name', ['preferredUsername']],
  ['what went well', ['positiveNotes', 'schema:positiveNotes', 'http://schema.org/positiveNotes']],
  ['what went badly', ['negativeNotes', 'schema:negativeNotes', 'http://schema.org/negativeNotes']]
]

function readDocument(reading: Reading, document: Plain) {
  const seen = new Set<string>()
  for (const [field, names] of textFields)
    for (const name of names) {
      const value = document[name]
      // Every language is read: which one a reader is shown is not for the sender to choose.
      const texts = isPlain(value) && !('@value' in value) ? Object.values(value).slice(0, 20) : listOf(value)
      for (const text of texts.slice(0, 20)) {
        const words = isPlain(text) ? stringOf(text) || stringOf(text.name) || stringOf(text.text) : stringOf(text)
        if (words === '' || seen.has(words)) continue
        seen.add(words)
        readText(reading, field, words)
      }
    }
  for (const one of [...listOf(document.oneOf), ...listOf(document.anyOf)])
    if (isPlain(one)) readText(reading, 'poll option', one.name)
  if (isPlain(document.location)) readText(reading, 'place', document.location.name)
  for (const one of listOf(document.attachment)) if (isPlain(one)) readAttachment(reading, one)
  for (const one of [...listOf(document.image), ...listOf(document.icon)])
    if (isPlain(one)) addMedia(reading, one, 'image')
  const itself = /^(Image|Video|Audio)$/.exec(typeOf(document))?.[1]
  if (itself) reading.media.add(itself.toLowerCase())
}

function readAttachment(reading: Reading, one: Plain) {
  const type = typeOf(one)
  if (type === 'PropertyValue') {
    readText(reading, 'profile line', `${stringOf(one.name).slice(0, bounds.name)} ${stringOf(one.value)}`)
    return
  }
  readText(reading, 'description', stringOf(one.summary) || one.name)
  const address = stringOf(one.href) || addressOf(one.url)
  if (type === 'Link' || type === 'Page') addLink(reading, address)
  else addMedia(reading, one, 'other')
}

const addressOf = (value: unknown) => (isPlain(value) ? stringOf(value.href) : stringOf(value))

function addMedia(reading: Reading, one: Plain, usual: string) {
  const link = listOf(one.url).find(isPlain)
  const given = (stringOf(one.mediaType) || stringOf(link?.mediaType)).split(';')[0]!.trim().toLowerCase()
  const byType = /^(Image|Video|Audio)$/.exec(typeOf(one))?.[1]?.toLowerCase()
  reading.media.add(/^[a-z]+\/[a-z0-9.+-]{1,80}$/.test(given) ? given : (byType ?? usual))
}

/** Adds a text without its markup, and the links in it. */
function readText(reading: Reading, field: string, value: unknown) {
  const html = stringOf(value).slice(0, bounds.text)
  if (html === '' || reading.left <= 0) return
  const text = plain(reading, html).slice(0, reading.left).trim()
  if (text === '') return
  reading.left -= text.length
  reading.said.texts.push({ field, text })
  for (const [address] of text.matchAll(/\bhttps?:\/\/[^\s<>"“”]{1,2000}/gi)) addLink(reading, bare(address))
}

/** An address in a sentence, without the signs that end the sentence. */
function bare(address: string): string {
  let end = address.length
  while (end > 0 && ").,;:!?'’".includes(address[end - 1]!)) end--
  return address.slice(0, end)
}

function addLink(reading: Reading, address: string) {
  if (reading.links.size < bounds.list && address.length <= bounds.address && hostOf(address))
    reading.links.add(address)
}

const breaks = /^<\/?(p|div|li|ul|ol|h[1-6]|blockquote|pre|tr|td|th|br|hr)\b/i
const hidden = /[\p{Cf}\u115f\u1160\u3164\uffa0]/gu

/** The text between the tags; addresses in the tags are noted. One pass, whatever the text. */
function plain(reading: Reading, html: string): string {
  let text = ''
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (open < 0) break
    const comment = html.startsWith('<!--', open)
    const tagged = /[a-z/!?]/i.test(html[open + 1] ?? '')
    const close = !tagged ? open : comment ? html.indexOf('-->', open + 4) : html.indexOf('>', open)
    // A sign that opens nothing is a sign.
    if (!tagged || close < 0) {
      text += html.slice(at, open + 1)
      at = open + 1
      if (close < 0) break
      continue
    }
    text += html.slice(at, open)
    const tag = html.slice(open, comment ? close : close + 1)
    if (breaks.test(tag)) text += '\n'
    if (/^<a\b/i.test(tag)) noteAnchor(reading, tag, html, close + 1)
    at = comment ? close + 3 : close + 1
  }
  text += html.slice(at)
  return (text.includes('&') ? decodeHTML(text) : text).replace(hidden, '')
}

/** A link counts, unless it is a person or a topic and looks like one: whoever hides a link so does not get past. */
function noteAnchor(reading: Reading, tag: string, html: string, after: number) {
  const found = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(tag)
  const href = decodeHTML(found?.[1] ?? found?.[2] ?? found?.[3] ?? '').trim()
  const host = hostOf(href)
  if (!host) return
  const looks = /^(?:<[^>]{0,200}>|\s){0,4}[@#]/.test(html.slice(after, after + 300))
  const named = reading.named.has(href) || /\bclass\s*=\s*["'][^"']*\b(mention|hashtag)\b/i.test(tag)
  if (!looks || !named) addLink(reading, href)
  else if (reading.tagged.size < bounds.list) reading.tagged.add(host)
}

function languageOf(document: Plain): string {
  const content = stringOf(document.content)
  for (const map of [document.contentMap, document.nameMap, document.summaryMap]) {
    if (!isPlain(map)) continue
    const keys = Object.keys(map).slice(0, 20)
    const key = keys.find((one) => stringOf(map[one]) === content) ?? keys[0]
    if (key && /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(key) && key !== 'und') return key.toLowerCase()
  }
  return ''
}

/** Not for everybody. What is addressed to nobody, such as a Like, has no secrets, unless it says something. */
function isClosed(activity: Plain, documents: Plain[]): boolean {
  const addressed = [activity, ...documents].flatMap((one) => [one.to, one.cc, one.audience].flatMap(listOf)).map(idOf)
  if (addressed.length === 0) return typeOf(activity) === 'Create'
  return !addressed.some((one) => /(^|#|as:)Public$/.test(one))
}
