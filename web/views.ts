/** Draws pages: Nunjucks over our templates and govuk-frontend's own macros, with everything escaped but SafeHtml. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import nunjucks from 'nunjucks'
import { icons } from './layout/icons.ts'
import { SafeHtml } from './safe-html.ts'
import { dayOf, handleHtml, monthOf, plural, whenOf } from './words.ts'

const web = fileURLToPath(new URL('.', import.meta.url))
const govuk = fileURLToPath(new URL('../node_modules/govuk-frontend/dist', import.meta.url))

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
  environment.addFilter('when', function (this: { ctx?: { now?: Date } }, date: Date) {
    return whenOf(date, this.ctx?.now ?? new Date())
  })
  return { render: (template, data) => environment.render(template, data) }
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
