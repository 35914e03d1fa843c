/** Reads schema.org parts of a document, however their keys are spelled. */
import type { JsonObject, JsonValue } from '../json.ts'

const spellings = ['schema:', '', 'https://schema.org/', 'http://schema.org/', 'http://schema.org#', 'sc:']

/** The value of one of our extension keys, such as `positiveNotes`; undefined when the document has none. */
export function extension(document: JsonObject, name: string): JsonValue | undefined {
  for (const prefix of spellings) {
    const value = document[prefix + name]
    if (value !== undefined) return value
  }
  return undefined
}

/** Whether a document says by `additionalType` that it is one of these in schema.org. */
export function isKind(document: JsonObject, ...names: string[]): boolean {
  const kinds = [extension(document, 'additionalType')].flat()
  return kinds.some((kind) => {
    const text = typeof kind === 'object' && kind !== null && !Array.isArray(kind) ? kind.id : kind
    return typeof text === 'string' && names.some((name) => new RegExp(`(^|[/#:])${name}$`).test(text))
  })
}
