/** Dates in views, from the texts that rows keep them as. */
/** A date under a name, unless there is none. */
export function day<Name extends string>(name: Name, text: string | undefined): Partial<Record<Name, Date>> {
  const date = text ? new Date(text) : undefined
  return date && !Number.isNaN(date.getTime()) ? ({ [name]: date } as Record<Name, Date>) : {}
}
