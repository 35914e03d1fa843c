/** Draws pages: Nunjucks over our templates and govuk-frontend's own macros, with everything escaped but SafeHtml. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import nunjucks from 'nunjucks'
import { escapeHtml, textOf } from '../server/text/sanitise.ts'
import { type EmojiView, withPictures } from './emojis.ts'
import { icons } from './layout/icons.ts'
import { SafeHtml } from './safe-html.ts'
import { dayOf, handleHtml, momentAfter, momentOf, monthOf, plural, whenOf } from './words.ts'

const web = fileURLToPath(new URL('.', import.meta.url))
const govuk = fileURLToPath(new URL('../node_modules/govuk-frontend/dist', import.meta.url))
/** How much of each half of a story a list shows, in characters. */
const openingLength = 280

export interface Views {
  /** Draws a template of web/ with its data; throws when the template is not there or is wrong. */
  render(template: string, data: object): string
}

/** Makes the views; templates are read once. */
export function createViews(): Views {
  const loader = new nunjucks.FileSystemLoader([web, govuk], { noCache: false, watch: false })
  const environment = new nunjucks.Environment(loader, { autoescape: true, trimBlocks: true, lstripBlocks: true })
  const safe = (html: string) => new nunjucks.runtime.SafeString(html)
  environment.addGlobal('icons', Object.fromEntries(Object.entries(icons).map(([name, path]) => [name, safe(path)])))
  environment.addGlobal('asset', assetAddress)
  environment.addFilter('safeHtml', (value: unknown) => (value instanceof SafeHtml ? safe(value.html) : value))
  environment.addFilter('handle', (handle: string) => safe(handleHtml(handle)))
  environment.addFilter('date', dayOf)
  environment.addFilter('monthYear', monthOf)
  environment.addFilter('plural', plural)
  environment.addFilter('iso', (date: Date) => date.toISOString())
  environment.addFilter('moment', momentOf)
  environment.addFilter('momentAfter', momentAfter)
  environment.addFilter('opening', (value: unknown) =>
    value instanceof SafeHtml ? textOf(value.plain, openingLength) : value
  )
  environment.addFilter('emojis', (text: unknown, emojis: EmojiView[] | undefined) =>
    emojis?.length ? safe(withPictures(escapeHtml(String(text)), emojis)) : text
  )
  environment.addFilter('named', (who: { name: string; emojis?: EmojiView[] } | undefined) =>
    who?.emojis?.length ? safe(withPictures(escapeHtml(who.name), who.emojis)) : who?.name
  )
  // Drawing never waits, so one `now` at a time is enough; macros do not see a page's data, filters in them do see this.
  let now = new Date()
  environment.addFilter('when', (date: Date) => whenOf(date, now))
  environment.addFilter('ahead', (date: Date) => date > now)
  return {
    render(template, data) {
      now = 'now' in data && data.now instanceof Date ? data.now : new Date()
      return environment.render(template, data)
    }
  }
}

const known = new Map<string, string>()

/** The address of an asset with a part of its hash, so that browsers may keep it for good. */
export function assetAddress(name: string): string {
  const before = known.get(name)
  if (before) return before
  const hash = createHash('sha256')
    .update(readFileSync(new URL(`assets/${name}`, import.meta.url)))
    .digest('hex')
  const address = `/assets/${name}?v=${hash.slice(0, 8)}`
  known.set(name, address)
  return address
}
