/** Texts of received documents: which of several languages, which media type, how much of them. */
import { renderMarkdown } from '../../server/text/markdown.ts'
import { escapeHtml, plainLine, textOf as plainText, sanitise } from '../../server/text/sanitise.ts'
import { isObject, type JsonObject, listOf, textOf } from '../json.ts'

/** The most characters of a title, a warning, an alternative text, and of one line of facts. */
export const longest = { title: 300, summary: 1_000, warning: 500, alt: 1_500, line: 300 }

const languageForm = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i

/** The content as sanitised HTML; Markdown (PeerTube) and plain text are turned into it. */
export function readContent(document: JsonObject): string {
  const text = textOf(document.content) ?? firstIn(document.contentMap)?.text ?? ''
  const type = textOf(document.mediaType)
  if (type === 'text/markdown') return renderMarkdown(text)
  return sanitise(type === 'text/plain' ? `<p>${escapeHtml(text).replace(/\r?\n/g, '<br />')}</p>` : text)
}

/** The language of the content, where the document tells it. */
export function readLanguage(document: JsonObject): string | undefined {
  const content = textOf(document.content)
  for (const map of [document.contentMap, document.nameMap, document.summaryMap]) {
    if (!isObject(map)) continue
    const same = content === undefined ? undefined : Object.keys(map).find((key) => map[key] === content)
    const language = same ?? firstIn(map)?.language
    if (language && languageForm.test(language) && language !== 'und') return language
  }
  return undefined
}

/** Of several languages English, which people here read; else the first. */
function firstIn(map: unknown): { language: string; text: string } | undefined {
  if (!isObject(map)) return undefined
  const found = Object.entries(map).flatMap(([language, value]) => {
    const text = textOf(value)
    return text === undefined ? [] : [{ language, text }]
  })
  return found.find(({ language }) => /^en\b/i.test(language)) ?? found[0]
}

/** A name or a fact as one line of plain text; empty ones are undefined. */
export function readLine(value: unknown, most: number): string | undefined {
  const line = plainLine(textOf(value) ?? '', most)
  return line === '' ? undefined : line
}

/** The title. */
export const readTitle = (document: JsonObject) =>
  readLine(document.name ?? firstIn(document.nameMap)?.text, longest.title)

/** A summary as plain text. */
export function readSummary(document: JsonObject, most: number): string | undefined {
  const text = plainText(textOf(document.summary) ?? firstIn(document.summaryMap)?.text ?? '', most)
  return text === '' ? undefined : text
}

/** A content warning. One that only hides (Misskey sends a space of no width) is told in our words. */
export function readWarning(document: JsonObject): string | undefined {
  const text = readSummary(document, longest.warning)
  return text && (text.replace(/[\u200b-\u200d\u2060]/g, '').trim() || 'without words')
}

/** Texts that may be one string, a list, or objects with a name: as sanitised HTML. */
export function readNotes(value: unknown): string {
  const notes = listOf(value).flatMap((item) => {
    const text = isObject(item) ? (textOf(item) ?? textOf(item.name) ?? textOf(item.text)) : textOf(item)
    return text ? [text] : []
  })
  return sanitise(notes.length > 1 ? `<ul>${notes.map((note) => `<li>${note}</li>`).join('')}</ul>` : (notes[0] ?? ''))
}
