/**
 * We read documents by literal key names and others read them as JSON-LD. A document that would mean one thing to us and
 * another to them is refused here; everything else, unknown contexts included, is let in. No context is ever fetched.
 */
import { isObject, type JsonObject } from '../json.ts'
import { CORE_TERMS, KNOWN_PREFIXES, TERM_BY_IRI } from './core-terms.ts'

type Prefixes = Record<string, string>

/** Restructure a document so that a plain reader and a JSON-LD reader see different trees. */
const REFUSED_KEYS = new Set(['@graph', '@included', '@reverse', '@id', '@type', '@nest', '@set', '@list'])
const HARMLESS_DIRECTIVES = new Set(['@language', '@direction', '@version', '@protected'])
const HARMLESS_IN_DEFINITION = new Set([
  '@id',
  '@type',
  '@container',
  '@language',
  '@direction',
  '@protected',
  '@prefix',
  '@index'
])
const HARMLESS_VOCAB = new Set(['_:', 'https://www.w3.org/ns/activitystreams#', 'as:'])
const MAX_CONTEXTS = 64

/**
 * The reason why a parsed document may not be read by its plain keys, or undefined when it may. Checks embedded objects
 * as well, each under the contexts around it. The document must come from `parseDocument`, which bounds its depth.
 */
export function checkContexts(document: JsonObject): string | undefined {
  return checkObject(document, KNOWN_PREFIXES)
}

function checkObject(object: JsonObject, outer: Prefixes): string | undefined {
  let prefixes = outer
  if ('@context' in object) {
    const inline: JsonObject[] = []
    const problem = collect(object['@context'], inline)
    if (problem) return problem
    prefixes = { ...outer }
    for (const context of inline) addPrefixes(context, prefixes)
    for (const context of inline) {
      const bent = checkContext(context, prefixes)
      if (bent) return bent
    }
  }
  for (const [key, value] of Object.entries(object)) {
    if (key === '@context') continue
    const problem = checkKey(key, prefixes) ?? checkValue(value, prefixes)
    if (problem) return problem
  }
  return undefined
}

function checkValue(value: unknown, prefixes: Prefixes): string | undefined {
  if (isObject(value)) return checkObject(value, prefixes)
  if (!Array.isArray(value)) return undefined
  for (const item of value) {
    const problem = checkValue(item, prefixes)
    if (problem) return problem
  }
  return undefined
}

function checkKey(key: string, prefixes: Prefixes): string | undefined {
  if (REFUSED_KEYS.has(key)) return `${key} in the document`
  if (!key.includes(':')) return undefined
  if (key.includes('://')) return 'an absolute IRI as key'
  const twin = TERM_BY_IRI.get(expand(key, prefixes))
  return twin === undefined ? undefined : `${key} is a twin of ${twin}`
}

/** Gathers the inline contexts of a `@context` value; addresses of contexts count as empty, and null as absent. */
function collect(context: unknown, inline: JsonObject[]): string | undefined {
  for (const entry of Array.isArray(context) ? context.flat(2) : [context]) {
    if (isObject(entry)) inline.push(entry)
    else if (typeof entry !== 'string' && entry !== null) return '@context holds neither address nor definitions'
  }
  return inline.length > MAX_CONTEXTS ? 'too many contexts' : undefined
}

/** Learns what each simple term stands for, since any term may serve as a prefix. */
function addPrefixes(context: JsonObject, prefixes: Prefixes): void {
  for (const [term, definition] of Object.entries(context)) {
    const iri = isObject(definition) ? definition['@id'] : definition
    if (!term.startsWith('@') && term !== '__proto__' && typeof iri === 'string') prefixes[term] = iri
  }
}

function checkContext(context: JsonObject, prefixes: Prefixes): string | undefined {
  for (const [term, definition] of Object.entries(context)) {
    const problem = term.startsWith('@') ? checkDirective(term, definition) : checkTerm(term, definition, prefixes)
    if (problem) return problem
  }
  return undefined
}

function checkDirective(name: string, value: unknown): string | undefined {
  if (HARMLESS_DIRECTIVES.has(name)) return undefined
  if (name === '@vocab' && typeof value === 'string' && HARMLESS_VOCAB.has(value)) return undefined
  return `${name} in a context`
}

function checkTerm(term: string, definition: unknown, prefixes: Prefixes): string | undefined {
  const core = CORE_TERMS.get(term)
  if (definition === null) return core ? `${term} is taken away` : undefined
  if (isObject(definition)) {
    for (const key of Object.keys(definition)) {
      // Pixelfed's definitions hold words of its own; only keywords can bend anything.
      if (key.startsWith('@') && !HARMLESS_IN_DEFINITION.has(key)) return `${key} in the definition of ${term}`
    }
  } else if (typeof definition !== 'string') return core ? `${term} is redefined` : undefined
  const value = isObject(definition) ? definition['@id'] : definition
  // Without @id a JSON-LD reader knows the term no longer, but nothing else has taken its place.
  if (value === undefined) return undefined
  if (typeof value !== 'string') return core ? `${term} is redefined` : undefined
  // A term defined by itself (`"as": "as:"`) would never end; expand() stops after a few steps.
  const iri = expand(value, prefixes)
  const meant = TERM_BY_IRI.get(iri)
  if (core) return core.has(iri) ? undefined : `${term} is redefined`
  if (meant !== undefined) return `${term} is another name for ${meant}`
  if (iri.startsWith('@')) return `${term} is another name for ${iri}`
  const known = KNOWN_PREFIXES[term]
  return (term === 'as' || term === 'sec') && iri !== known ? `${term} is redefined` : undefined
}

/** The IRI behind a term or compact IRI, as far as the contexts at hand tell; chains are followed a few steps. */
function expand(value: string, prefixes: Prefixes): string {
  let iri = value
  for (let step = 0; step < 5; step++) {
    const colon = iri.indexOf(':')
    if (colon < 0) {
      const core = CORE_TERMS.get(iri)
      const next = core ? [...core][0] : own(prefixes, iri)
      if (next === undefined || next === iri) return iri
      iri = next
    } else {
      if (iri.startsWith('//', colon + 1)) return iri
      const base = own(prefixes, iri.slice(0, colon))
      if (base === undefined) return iri
      iri = (base.includes(':') || base.startsWith('@') ? base : expand(base, {})) + iri.slice(colon + 1)
    }
  }
  return iri
}

function own(prefixes: Prefixes, term: string): string | undefined {
  return Object.hasOwn(prefixes, term) ? prefixes[term] : undefined
}
