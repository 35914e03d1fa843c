/** The form that says who the council is: what it holds at first, and what its buttons change before it is kept. */

import type { Context } from '../../server/context.ts'
import { nearestPassing, passes, readColour } from '../../server/council/colour.ts'
import { councilByCode, findCouncils, listCouncils } from '../../server/council/councils.ts'
import type { RegisteredCouncil } from '../../server/council/register.store.ts'
import type { Council } from '../../server/council/settings.ts'
import { typed } from '../form.ts'

const fields = [
  ...(['name', 'shortName', 'handle', 'gss', 'region', 'colour', 'about', 'logo'] as const),
  ...(['yourName', 'yourEmail', 'action', 'find', 'picked'] as const)
] as const
export type CouncilValues = Record<(typeof fields)[number], string>

/** What was typed. */
export const readForm = (body: unknown): CouncilValues => typed(body, fields)

/** What the form holds when it is opened; before the set-up the names are left for people to give. */
export const valuesOf = (council: Council, own: { name: string; email: string }): CouncilValues => ({
  ...readForm({}),
  ...(council.setUp && { name: council.name, shortName: council.shortName, handle: council.handle }),
  gss: council.gss ?? '',
  region: council.region ?? '',
  colour: council.colour,
  about: council.about ?? '',
  logo: council.logo ?? '',
  yourName: own.name,
  yourEmail: own.email
})

/** What a button changed: other values, and the councils to choose from. Undefined when the form is to be kept. */
export async function pressed(
  context: Context,
  values: CouncilValues
): Promise<{ values: CouncilValues; matches?: RegisteredCouncil[] } | undefined> {
  switch (values.action) {
    case 'find':
      return { values, matches: await findCouncils(context, values.find || values.name) }
    case 'use': {
      const council = await councilByCode(context, values.picked)
      return { values: council ? { ...values, ...partsOf(council) } : values }
    }
    case 'look':
      return { values }
    case 'nearest': {
      const colour = readColour(values.colour)
      return { values: { ...values, colour: colour ? nearestPassing(colour) : values.colour } }
    }
    default:
      return undefined
  }
}

/** A name newly chosen from the register brings its code and region with it, where no code was typed. */
export async function completed(context: Context, values: CouncilValues, before: Council): Promise<CouncilValues> {
  const name = values.name.trim().toLowerCase()
  if (values.gss.trim() !== '' || name === before.name.toLowerCase()) return values
  const council = (await listCouncils(context)).find((one) => one.name.toLowerCase() === name)
  return council ? { ...values, gss: council.gss, region: values.region || (council.region ?? '') } : values
}

const partsOf = ({ name, gss, region }: RegisteredCouncil) => ({ name, gss, region: region ?? '', shortName: '' })

/** The colour for the preview, and a better one when it cannot be read. */
export function lookOf(typedColour: string): { preview?: string; nearest?: string } {
  const colour = readColour(typedColour)
  if (!colour) return {}
  return { preview: colour.slice(1), ...(!passes(colour) && { nearest: nearestPassing(colour) }) }
}
