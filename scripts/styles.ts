/** Compiles the styles and copies what pages need from packages: `npm run styles`, after a change to the SCSS. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from 'sass'

const root = fileURLToPath(new URL('..', import.meta.url))
const assets = join(root, 'web/assets')
const modules = join(root, 'node_modules')

/** The fonts by the name we give them: package, and file in it. */
export const fonts: [string, string, string][] = [
  ['atkinson-400', 'atkinson-hyperlegible-next', 'latin-400'],
  ['atkinson-400-ext', 'atkinson-hyperlegible-next', 'latin-ext-400'],
  ['atkinson-700', 'atkinson-hyperlegible-next', 'latin-700'],
  ['atkinson-700-ext', 'atkinson-hyperlegible-next', 'latin-ext-700'],
  ['literata-600', 'literata', 'latin-600'],
  ['literata-600-ext', 'literata', 'latin-ext-600']
]

/** The styles as they are served. */
export function compileStyles(): string {
  const { css } = compile(join(assets, 'folkmoot.scss'), {
    loadPaths: [modules],
    style: 'compressed',
    quietDeps: true,
    silenceDeprecations: ['import']
  })
  return `${readFileSync(join(assets, 'fonts.css'), 'utf8')}${css}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(join(assets, 'fonts'), { recursive: true })
  for (const [to, pack, file] of fonts) {
    cpSync(
      join(modules, '@fontsource', pack, 'files', `${pack}-${file}-normal.woff2`),
      join(assets, 'fonts', `${to}.woff2`)
    )
  }
  cpSync(join(modules, 'govuk-frontend/dist/govuk/govuk-frontend.min.js'), join(assets, 'govuk-frontend.min.js'))
  writeFileSync(join(assets, 'folkmoot.css'), compileStyles())
}
