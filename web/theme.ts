/** One colour in, the council's theme out: the server derives the rest and serves it as a tiny style sheet. */

const paper = '#fbf8f3'
const ink = '#211c18'
const inkSoft = '#5a5148'
/** WCAG 2.2, 1.4.3. */
const leastContrast = 4.5

const channels = (hex: string) =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number]

function mix(from: string, to: string, share: number): string {
  const other = channels(to)
  const mixed = channels(from).map((value, n) => Math.round(value + (other[n]! - value) * share))
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

function luminance(hex: string): number {
  const [r, g, b] = channels(hex).map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** The contrast of two colours, from 1 to 21 (WCAG 2.2). */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((one, other) => other - one) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** The style sheet for a council's colour (`#rrggbb`). */
export function themeCss(colour: string): string {
  const tokens = {
    'fm-brand': colour,
    'fm-brand-deep': mix(colour, '#000000', 0.35),
    'fm-brand-tint': mix(colour, paper, 0.91),
    'fm-on-brand': contrast(colour, '#ffffff') >= leastContrast ? '#ffffff' : ink,
    'govuk-link-visited-colour': mix(colour, inkSoft, 0.5)
  }
  return `:root{${Object.entries(tokens)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')}}`
}
