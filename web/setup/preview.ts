/** How a colour looks on our pages, as a small picture: our pages carry no styles of their own. */
import { contrast, paper } from '../../server/council/colour.ts'

/** An SVG of the header, a link and a button in this colour (`#rrggbb`). */
export function drawPreview(colour: string): string {
  const on = contrast(colour, '#ffffff') >= 4.5 ? '#ffffff' : '#211c18'
  const text = 'font-family="Atkinson Hyperlegible Next, Segoe UI, system-ui, arial, sans-serif" font-size="19"'
  return `<svg xmlns="http://www.w3.org/2000/svg" width="360" height="150" viewBox="0 0 360 150">
<rect width="360" height="150" fill="${paper}"/>
<rect width="360" height="48" fill="${colour}"/>
<text x="16" y="31" fill="${on}" font-weight="700" ${text}>Your council</text>
<text x="16" y="84" fill="${colour}" text-decoration="underline" ${text}>A link in your colour</text>
<rect x="16" y="102" width="130" height="36" rx="4" fill="${colour}"/>
<text x="81" y="126" text-anchor="middle" fill="${on}" ${text}>A button</text>
</svg>`
}
