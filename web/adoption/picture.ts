/** The tree as a picture to share: SVG with its text as text, and PNG in which letters are drawn, so that no font is needed. */
import { readFile } from 'node:fs/promises'
import type { Font } from 'fontkit'
import type { NodeView } from './tree.ts'

const [width, row, step, edge] = [1000, 66, 40, 40]
const ink = { name: '#211c18', soft: '#5b5148', line: '#85796b', paper: '#fffdf9' }

/** A line of text: where it begins, how large, how heavy, and what it says. */
interface Line {
  x: number
  y: number
  size: number
  bold: boolean
  fill: string
  text: string
  /** It stands around `x` rather than from there on. */
  middle?: true
}

interface Drawing {
  height: number
  shapes: string
  lines: Line[]
}

export interface Picture {
  /** What it is a tree of. */
  title: string
  /** The same in words. */
  words: string
  /** Where it is found. */
  address: string
  root: NodeView
  /** The council's colour, `#rrggbb`. */
  colour: string
}

/** The picture as SVG, with a title and a description for those who cannot see it. */
export function treeSvg(picture: Picture): string {
  const drawing = draw(picture)
  const text = drawing.lines.map(
    ({ x, y, size, bold, fill, text, middle }) =>
      `<text x="${x}" y="${y}"${middle ? ' text-anchor="middle"' : ''} font-size="${size}"${bold ? ' font-weight="700"' : ''} fill="${fill}">${escapeXml(text)}</text>`
  )
  return frame(picture, drawing, text.join(''))
}

/** The picture as PNG, twice as large for sharp screens; the letters are drawn from our own font. */
export async function treePng(picture: Picture): Promise<Buffer> {
  const drawing = draw(picture)
  const glyphs = await Promise.all(drawing.lines.map(outline))
  const { default: sharp } = await import('sharp')
  const svg = Buffer.from(frame(picture, drawing, glyphs.join('')))
  // What is very long is drawn smaller, so that a picture never takes more memory than a page is worth.
  const density = drawing.height > 4_000 ? 72 : 144
  return sharp(svg, { density, limitInputPixels: 60_000_000 }).png({ palette: true }).toBuffer()
}

function frame({ title, words }: Picture, { height, shapes }: Drawing, text: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title words" font-family="Atkinson Hyperlegible Next, Arial, Helvetica, sans-serif"><title id="title">${escapeXml(title)}</title><desc id="words">${escapeXml(words)}</desc><rect width="${width}" height="${height}" fill="${ink.paper}"/>${shapes}${text}</svg>`
}

function draw({ title, address, root, colour }: Picture): Drawing {
  const shapes: string[] = []
  const lines: Line[] = []
  const line = (x: number, y: number, size: number, text: string, bold = false, fill = ink.name) =>
    lines.push({ x, y, size, bold, fill, text: shortened(text, (width - edge - x) / (size * 0.56)) })
  line(edge, 62, 28, title, true)
  let n = 0
  const place = (node: NodeView, depth: number, above?: { x: number; y: number }) => {
    const x = edge + depth * step
    const y = 100 + n++ * row
    if (above) {
      const turn = above.x + 15
      shapes.push(
        `<path d="M${turn} ${above.y + 34}V${y + 5}q0 10 10 10H${x - 2}" fill="none" stroke="${ink.line}" stroke-width="2"/>`
      )
    }
    const shape = node.by.from === 'elsewhere' ? 15 : 6
    const filled = node.by.from === 'here'
    shapes.push(
      `<rect x="${x}" y="${y}" width="30" height="30" rx="${shape}" fill="${filled ? colour : '#fff'}" stroke="${filled ? colour : ink.line}" stroke-width="2"/>`
    )
    lines.push({
      x: x + 15,
      y: y + 20,
      size: 13,
      bold: true,
      fill: filled ? '#ffffff' : ink.name,
      text: node.by.initials.slice(0, 2),
      middle: true
    })
    line(x + 42, y + 13, 18, `${node.name} ${node.state}`, true)
    line(x + 42, y + 36, 17, node.words, false, ink.soft)
    for (const child of node.children) place(child, depth + 1, { x, y })
  }
  place(root, 0)
  const height = 100 + n * row + 44
  line(edge, height - 24, 15, address, false, ink.soft)
  return { height, shapes: shapes.join(''), lines }
}

/** About as many letters as there is room for; the longest are cut. */
const shortened = (text: string, room: number) => {
  const clean = text.toWellFormed().replace(/[\p{Cc}\p{Cf}]/gu, ' ')
  const letters = [...clean]
  return letters.length <= room
    ? clean
    : `${letters
        .slice(0, Math.max(1, Math.floor(room) - 1))
        .join('')
        .trimEnd()}…`
}

const escapeXml = (text: string) =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

const files = new URL('../assets/fonts/', import.meta.url)
let fonts: Promise<Record<'400' | '700', Font[]>> | undefined

async function readFonts() {
  const { create } = await import('fontkit')
  const read = async (name: string) => create(await readFile(new URL(name, files))) as Font
  const pair = (weight: string) => Promise.all([read(`atkinson-${weight}.woff2`), read(`atkinson-${weight}-ext.woff2`)])
  return { '400': await pair('400'), '700': await pair('700') }
}

/** A line of text as paths; what our font has no letter for is left out. */
async function outline({ x, y, size, bold, fill, text, middle }: Line): Promise<string> {
  fonts ??= readFonts()
  const family = (await fonts)[bold ? '700' : '400']
  let at = x
  const paths: string[] = []
  for (const letter of text) {
    const code = letter.codePointAt(0)!
    const font = family.find((one) => one.hasGlyphForCodePoint(code))
    if (!font) continue
    const glyph = font.glyphForCodePoint(code)
    const scale = size / font.unitsPerEm
    const path = glyph.path.toSVG()
    if (path)
      paths.push(
        `<path transform="translate(${at.toFixed(2)} ${y}) scale(${scale.toFixed(5)} ${(-scale).toFixed(5)})" d="${path}"/>`
      )
    at += glyph.advanceWidth * scale
  }
  const shift = middle ? ` transform="translate(${((x - at) / 2).toFixed(2)} 0)"` : ''
  return `<g fill="${fill}"${shift}>${paths.join('')}</g>`
}
