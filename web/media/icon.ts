/** Drawn where the council has no picture of its own: people standing in a ring, in its colour. */

const seats = Array.from({ length: 8 }, (_, n) => {
  const angle = (n * Math.PI) / 4
  return `<circle cx="${(32 + 19 * Math.sin(angle)).toFixed(1)}" cy="${(32 - 19 * Math.cos(angle)).toFixed(1)}" r="5"/>`
}).join('')

let drawn: { colour: string; png: Promise<Buffer> } | undefined

/** A PNG of 192 pixels; drawn once for each colour (`#rrggbb`). */
export function drawIcon(colour: string): Promise<Buffer> {
  if (drawn?.colour !== colour) drawn = { colour, png: draw(colour) }
  return drawn.png
}

let poster: { colour: string; png: Promise<Buffer> } | undefined

/** What stands for a clip without a picture of its own: a PNG of 1280 by 720 pixels; drawn once for each colour. */
export function drawPoster(colour: string): Promise<Buffer> {
  if (poster?.colour !== colour) poster = { colour, png: drawWide(colour) }
  return poster.png
}

async function drawWide(colour: string): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720"><rect width="1280" height="720" fill="${colour}"/><g fill="#fff" opacity=".85" transform="translate(448 168) scale(6)">${seats}</g></svg>`
  return sharp(Buffer.from(svg)).png({ palette: true }).toBuffer()
}

async function draw(colour: string): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="192" height="192" viewBox="0 0 64 64"><rect width="64" height="64" rx="12" fill="${colour}"/><g fill="#fff">${seats}</g></svg>`
  return sharp(Buffer.from(svg)).png().toBuffer()
}
