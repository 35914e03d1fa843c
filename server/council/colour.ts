/** The arithmetic of the council's colour: text in it must be readable on our paper. */

/** The page's colour, which links and headings in the council's colour stand on. */
export const paper = '#fbf8f3'
/** The contrast that ordinary text needs (WCAG 2.2, 1.4.3). */
export const enough = 4.5

/** A colour as `#rrggbb`, from that with or without the sign, in capitals, or in three digits; undefined when it is none. */
export function readColour(text: string): string | undefined {
  const digits = text.trim().replace(/^#/, '').toLowerCase()
  if (/^[0-9a-f]{6}$/.test(digits)) return `#${digits}`
  if (/^[0-9a-f]{3}$/.test(digits)) return `#${digits.replace(/./g, '$&$&')}`
  return undefined
}

const parts = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))

/** Relative luminance as WCAG defines it, from 0 to 1. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = parts(hex)
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** The contrast of two colours, from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

/** Whether text in this colour can be read on paper. */
export const passes = (hex: string) => contrast(hex, paper) >= enough

/** The colour itself when it passes, or the same hue made just dark enough. */
export function nearestPassing(hex: string): string {
  if (passes(hex)) return hex
  const [red = 0, green = 0, blue = 0] = parts(hex)
  for (let share = 99; share > 0; share--) {
    const darker = `#${[red, green, blue].map((value) => two(Math.round((value * share) / 100))).join('')}`
    if (passes(darker)) return darker
  }
  return '#000000'
}

const two = (value: number) => value.toString(16).padStart(2, '0')
