/** A council gives one colour: what is made of it can be read. */
import { expect, test } from 'vitest'
import { contrast, nearestPassing, paper } from '../../server/council/colour.ts'
import { themeCss } from '../../web/theme.ts'

const tokensOf = (colour: string) =>
  Object.fromEntries(
    [...themeCss(colour).matchAll(/--([a-z-]+):(#[0-9a-f]{6})/g)].map(([, name, hex]) => [name!, hex!])
  )

test.each(['#5b1f47', '#1b5a3c', '#000000', '#a4231d', '#ff8800', '#00ff00'])(
  '%s, or the nearest, can be read',
  (hex) => {
    const colour = nearestPassing(hex)
    const tokens = tokensOf(colour)
    expect(tokens['fm-brand']).toBe(colour)
    expect(contrast(colour, tokens['fm-on-brand']!)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(tokens['fm-brand-deep']!, paper)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(tokens['govuk-link-visited-colour']!, paper)).toBeGreaterThanOrEqual(4.5)
    // Ink on the tint: search, and what could use you.
    expect(contrast('#211c18', tokens['fm-brand-tint']!)).toBeGreaterThanOrEqual(7)
  }
)

test('the theme is one rule and nothing else', () => {
  expect(themeCss('#5b1f47')).toMatch(/^:root\{(--[a-z-]+:#[0-9a-f]{6};?)+\}$/)
})
