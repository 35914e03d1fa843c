/** The server's icon where the council has no logo: people standing in a ring, in the council's colour. */

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

async function draw(colour: string): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="192" height="192" viewBox="0 0 64 64"><rect width="64" height="64" rx="12" fill="${colour}"/><g fill="#fff">${seats}</g></svg>`
  return sharp(Buffer.from(svg)).png().toBuffer()
}
