/** The register of councils, imported from the ONS or mySociety, so that a council picks its name from a list. */
import type { Context } from '../context.ts'
import { plainLine } from '../text/sanitise.ts'
import { readGss, readRegion, typeOfCouncil } from './codes.ts'
import { type Line, readList, WrongList } from './csv.ts'
import { allCouncils, councilByGss, councilsByPrefix, keepCouncils, type RegisteredCouncil } from './register.store.ts'

// The ONS puts the year into its headings: LAD24CD, UTLA23NM, CTY25CD, CAUTH24NM.
const codeHeadings = ['gss-code', 'gss_code', 'gss', /^(LAD|UTLA|LTLA|CTY|CTYUA|CAUTH|LA)\d{2}CD$/i, 'code']
const nameHeadings = [
  'official-name',
  'nice-name',
  /^(LAD|UTLA|LTLA|CTY|CTYUA|CAUTH|LA)\d{2}NM$/i,
  'official_name',
  'name'
]

/**
 * Takes in a register as CSV; gives how many councils were kept. Lines whose code is not a council's (countries, regions,
 * former districts) are passed over. Throws {@link WrongList} naming the line.
 */
export async function importCouncils(context: Context, csv: string): Promise<number> {
  const lines = readList(csv, [
    { name: 'the council’s GSS code', headings: codeHeadings },
    { name: 'the council’s name', headings: nameHeadings }
  ])
  const list = new Map<string, RegisteredCouncil>()
  for (const line of lines) {
    const council = readLine(line)
    if (council) list.set(council.gss, council)
  }
  if (list.size === 0) throw new WrongList('No line of the list has a council’s GSS code, such as E10000008.')
  await context.store.write((tx) => keepCouncils(tx, [...list.values()]))
  return list.size
}

function readLine(line: Line): RegisteredCouncil | undefined {
  const code = line.get(...codeHeadings)
  // mySociety's list has lines for councils that never had a code, or have none any more.
  if (code === '') return undefined
  if (!/^[A-Za-z]\d{8}$/.test(code))
    throw new WrongList(`Line ${line.number}: “${code.slice(0, 40)}” is not a GSS code, such as E10000008.`)
  const gss = readGss(code)
  if (!gss || line.get('end-date') !== '') return undefined
  const name = plainLine(line.get(...nameHeadings), 150)
  if (name === '') throw new WrongList(`Line ${line.number}: council ${gss} has no name.`)
  const type = typeOfCouncil(gss) ?? ''
  const nation = { W: 'Wales', S: 'Scotland', N: 'Northern Ireland' }[gss.slice(0, 1)]
  return { gss, name, type, region: readRegion(line.get('region', /^RGN\d{2}NM$/i, 'nation')) ?? nation ?? null }
}

/** Councils whose name begins with, or holds, what was typed; at most ten, those that begin so first. */
export async function findCouncils(context: Pick<Context, 'store'>, typed: string): Promise<RegisteredCouncil[]> {
  const text = typed.trim()
  if (text === '') return []
  const begins = await councilsByPrefix(context.store.read, text.slice(0, 1).toUpperCase() + text.slice(1), 10)
  if (begins.length >= 10) return begins
  const words = text.toLowerCase().split(/\s+/)
  const holds = (await allCouncils(context.store.read)).filter(
    ({ gss, name }) => words.every((word) => name.toLowerCase().includes(word)) || gss === text.toUpperCase()
  )
  return [...new Map([...begins, ...holds].map((council) => [council.gss, council])).values()].slice(0, 10)
}

/** Every council of the register, by name. */
export const listCouncils = (context: Pick<Context, 'store'>): Promise<RegisteredCouncil[]> =>
  allCouncils(context.store.read)

/** The council with this code. */
export const councilByCode = (context: Pick<Context, 'store'>, gss: string) => councilByGss(context.store.read, gss)
