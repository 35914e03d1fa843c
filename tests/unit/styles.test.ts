/** The styles in the repository are the ones that the sources give, so that nobody who runs a council needs a compiler. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compileStyles, fonts } from '../../scripts/styles.ts'

const root = new URL('../../', import.meta.url)
const asset = (name: string) => readFileSync(new URL(`web/assets/${name}`, root))
const ofPackage = (path: string) => readFileSync(new URL(`node_modules/${path}`, root))

test('the style sheet is what its source compiles to: `npm run styles` after a change', () => {
  expect(asset('folkmoot.css').toString() === compileStyles()).toBe(true)
})

test('the fonts are those of the packages', () => {
  for (const [name, pack, file] of fonts) {
    const original = ofPackage(`@fontsource/${pack}/files/${pack}-${file}-normal.woff2`)
    expect(asset(`fonts/${name}.woff2`).equals(original)).toBe(true)
  }
})

test('the enhancement loads the installed version of GOV.UK Frontend, under an address that changes with it', () => {
  const original = ofPackage('govuk-frontend/dist/govuk/govuk-frontend.min.js')
  expect(asset('govuk-frontend.min.js').equals(original)).toBe(true)
  const { version } = JSON.parse(ofPackage('govuk-frontend/package.json').toString())
  expect(asset('enhance.js').toString()).toContain(`'./govuk-frontend.min.js?v=${version}'`)
})

test('the style sheet loads nothing from elsewhere, and draws no crown', () => {
  const css = asset('folkmoot.css').toString()
  expect(
    [...css.matchAll(/url\(([^)]+)\)/g)].map(([, url]) => url).filter((url) => !url!.startsWith('fonts/'))
  ).toEqual([])
  expect(css).not.toMatch(/GDS Transport|govuk-crest/)
})
