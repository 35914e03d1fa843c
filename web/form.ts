/** Forms: what was typed, and what is wrong with it as GOV.UK's components want to be told. */
import { type Fault, Invalid } from '../server/errors.ts'

/** The fields named, as they were typed; what is absent is empty. */
export function typed<Name extends string>(body: unknown, names: readonly Name[]): Record<Name, string> {
  const given = (body ?? {}) as Record<string, unknown>
  return Object.fromEntries(names.map((name) => [name, lineEnds(given[name])])) as Record<Name, string>
}

/** A field sent twice counts by its last value; browsers end lines as Windows does. */
function lineEnds(value: unknown): string {
  const one = Array.isArray(value) ? value.at(-1) : value
  return typeof one === 'string' ? one.replaceAll('\r\n', '\n') : ''
}

/** What a template is given to show faults: in the summary, and beside each field. */
export interface ShownFaults {
  errors: (Fault & { href?: string })[]
  fault: Record<string, { text: string }>
}

/** The faults of a form, where each field's element has the field's name as its id. */
export function shownFaults(problem: Invalid | undefined): ShownFaults {
  const faults = problem?.faults ?? []
  const first = new Map<string, string>()
  for (const { field, text } of faults) if (!first.has(field)) first.set(field, text)
  return {
    errors: faults,
    fault: Object.fromEntries([...first].map(([field, text]) => [field, { text }]))
  }
}

/** Topics typed in one field, with spaces or commas between. */
export const topicsTyped = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean)

/** Runs what may find faults; gives them, or what it gave. */
export async function orFaults<Result>(work: () => Promise<Result>): Promise<Result | Invalid> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Invalid) return error
    throw error
  }
}
