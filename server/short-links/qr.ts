/** QR codes of addresses (ISO/IEC 18004): black on white with the quiet zone that the standard asks for, as SVG and PNG. */
import sharp from 'sharp'
import { encode } from 'uqr'
import { escapeHtml } from '../text/sanitise.ts'

/** Modules of white around the code. */
const quiet = 4

// XML has no place for control characters.
const escaped = (text: string) => escapeHtml(text.toWellFormed().replace(/[\p{Cc}\ufffe\uffff]/gu, ' '))

/** The code as an SVG image whose title says to what it leads. */
export function qrSvg(address: string, title: string): string {
  const { data, size } = encode(address, { ecc: 'M', border: quiet })
  const rows = data.map((row, y) =>
    runsOf(row)
      .map(([x, width]) => `M${x} ${y}h${width}v1h-${width}z`)
      .join('')
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size * 8}" height="${size * 8}" role="img" aria-labelledby="title" shape-rendering="crispEdges">`,
    `<title id="title">${escaped(title)}</title>`,
    `<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${rows.join('')}"/></svg>\n`
  ].join('')
}

/** Where black begins in a row, and for how many modules. */
function runsOf(row: boolean[]): [start: number, width: number][] {
  const runs: [number, number][] = []
  for (const [x, black] of row.entries()) {
    const last = runs.at(-1)
    if (black && last && last[0] + last[1] === x) last[1]++
    else if (black) runs.push([x, 1])
  }
  return runs
}

/** The code as a PNG image, 12 pixels for each module. */
export function qrPng(address: string): Promise<Buffer> {
  const { data, size } = encode(address, { ecc: 'M', border: quiet })
  const pixels = Buffer.from(data.flatMap((row) => row.map((black) => (black ? 0 : 255))))
  return sharp(pixels, { raw: { width: size, height: size, channels: 1 } })
    .resize(size * 12, size * 12, { kernel: 'nearest' })
    .png({ compressionLevel: 9 })
    .toBuffer()
}
