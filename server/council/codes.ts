/** What a council's code tells (the GSS code of the Office for National Statistics), and where councils are. */

const types: Record<string, string> = {
  E06: 'unitary authority',
  E07: 'district council',
  E08: 'metropolitan district',
  E09: 'London borough',
  E10: 'county council',
  E12: 'Greater London Authority',
  E47: 'combined authority',
  E61: 'Greater London Authority',
  N09: 'district council in Northern Ireland',
  S12: 'council area in Scotland',
  W06: 'principal area in Wales'
}

/** The nine regions of England, then the other nations. */
export const regions = [
  'East Midlands',
  'East of England',
  'London',
  'North East',
  'North West',
  'South East',
  'South West',
  'West Midlands',
  'Yorkshire and The Humber',
  'Northern Ireland',
  'Scotland',
  'Wales'
] as const

/** A code as it is written, from how it was typed; undefined when it has not the form of a council's code. */
export function readGss(text: string): string | undefined {
  const code = text.replace(/\s+/g, '').toUpperCase()
  return /^[A-Z]\d{8}$/.test(code) && types[code.slice(0, 3)] !== undefined ? code : undefined
}

/** The type of council that a code's first three characters stand for. */
export const typeOfCouncil = (gss: string): string | undefined => types[gss.slice(0, 3)]

/** The region in our list, from however a register writes it. */
export function readRegion(text: string): string | undefined {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '')
  return regions.find((region) => plain(region) === plain(text))
}

/** What people call a council: its name without what it is. */
export function shortNameOf(name: string): string {
  const short = name
    .replace(/^(the\s+)?(royal\s+|london\s+)?(borough|city|county|district) (council )?of\s+/i, '')
    .replace(/\s+(metropolitan|county|city|borough|district|unitary|town|parish|london|combined|and|&)\b/gi, ' ')
    .replace(/\s+(council|corporation|authority)$/i, '')
    .replace(/\s+/g, ' ')
    .trim()
  return short || name
}
