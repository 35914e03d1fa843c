/** Checks what was sent against a call's schema, without changing it, and says of each fault what to do. */
import type { TSchema } from 'typebox'
import Schema from 'typebox/schema'
import { type Fault, Invalid } from '../../server/errors.ts'

/** As Fastify wants it: gives the value, or the error that lists every fault. */
export function checkerOf(schema: TSchema): (value: unknown) => { value: unknown } | { error: Error } {
  const checker = Schema.Compile(schema)
  return (value) => {
    // A call without a body is told what it lacks, rather than that it lacks a body.
    const given = value ?? {}
    if (checker.Check(given)) return { value: given }
    const [, errors] = checker.Errors(given)
    return { error: new Invalid(errors.flatMap(faultsOf)) }
  }
}

type SchemaError = ReturnType<ReturnType<typeof Schema.Compile>['Errors']>[1][number]

const types: Record<string, string> = {
  string: 'text',
  array: 'a list',
  object: 'an object',
  boolean: 'true or false',
  null: 'null'
}

function faultsOf(error: SchemaError): Fault[] {
  const at = error.instancePath.split('/').slice(1).join('.')
  const name = at === '' ? 'What you send' : `“${at}”`
  if (error.keyword === 'required') {
    const missing = (error.params as { requiredProperties: string[] }).requiredProperties
    return missing
      .map((field) => (at === '' ? field : `${at}.${field}`))
      .map((field) => ({ field, text: `“${field}” is missing.` }))
  }
  return [{ field: at, text: `${name} ${wordsFor(error)}.` }]
}

function wordsFor({ keyword, params, message }: SchemaError): string {
  const told = params as { type?: string | string[]; limit?: number; allowedValues?: unknown[]; pattern?: string }
  if (keyword === 'type')
    return `must be ${[told.type ?? 'of another type']
      .flat()
      .map((type) => types[type] ?? type)
      .join(' or ')}`
  if (keyword === 'enum') return `must be one of ${(told.allowedValues ?? []).filter((one) => one !== null).join(', ')}`
  if (keyword === 'maxLength') return `must have ${told.limit} characters or fewer`
  if (keyword === 'maxItems') return `must have ${told.limit} entries or fewer`
  if (keyword === 'pattern' && told.pattern?.startsWith('^https?')) return 'must be a web address'
  return keyword === 'pattern' ? 'is not of the form that is wanted' : message
}
