/** One colour in, the council's theme out: the server derives the rest and serves it as a tiny style sheet. */
import { contrast, enough, paper } from '../server/council/colour.ts'

const ink = '#211c18'
const inkSoft = '#5a5148'

const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))

function mix(from: string, to: string, share: number): string {
  const other = channels(to)
  const mixed = channels(from).map((value, n) => Math.round(value + (other[n]! - value) * share))
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

/** The style sheet for a council's colour (`#rrggbb`). */
export function themeCss(colour: string): string {
  const tokens = {
    'fm-brand': colour,
    'fm-brand-deep': mix(colour, '#000000', 0.35),
    'fm-brand-tint': mix(colour, paper, 0.91),
    'fm-on-brand': contrast(colour, '#ffffff') >= enough ? '#ffffff' : ink,
    'govuk-link-visited-colour': mix(colour, inkSoft, 0.5)
  }
  return `:root{${Object.entries(tokens)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')}}`
}
