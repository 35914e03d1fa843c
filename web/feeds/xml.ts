/** Writes XML: everything that comes from people is escaped, and what XML 1.0 cannot hold is left out. */
import { escapeHtml } from '../../server/text/sanitise.ts'

/** Everything else is no character of XML, even escaped. */
const unwritable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

/** Text as it stands between tags or in an attribute. */
export const escaped = (text: string) => escapeHtml(text.toWellFormed().replace(unwritable, ''))

/** One element; `inner` is XML already, unless it is said to be `text`. */
export function element(name: string, attributes: Record<string, string>, inner?: string, text = false): string {
  const told = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`)
  const start = `<${name}${told.join('')}`
  if (inner === undefined) return `${start}/>`
  return `${start}>${text ? escaped(inner) : inner}</${name}>`
}

/** Elements one below the other. */
export const many = (elements: string[]) => `\n${elements.join('\n')}\n`
