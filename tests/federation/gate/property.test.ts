/** Whatever arrives, the gate answers, and nothing but the untouched request passes in the actor's name. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createGate, type Passed, type Refused } from '../../../federation/gate/gate.ts'
import { createLimits } from '../../../federation/gate/limits.ts'
import { type JsonObject, parseDocument } from '../../../federation/json.ts'
import { person } from './help.ts'
import { asRequest, bytes, cavage, rfc9421, rsaKeys } from './signing.ts'

const url = 'https://ours.example/inbox'
const actor = 'https://peer.example/users/a'
const keys = rsaKeys()
const other = rsaKeys()
const seconds = 2_000

const activity = {
  '@context': ['https://www.w3.org/ns/activitystreams', { sensitive: 'as:sensitive' }],
  id: `${actor}#1`,
  type: 'Create',
  actor,
  object: {
    id: `${actor}/1`,
    type: 'Note',
    attributedTo: actor,
    tag: [{ type: 'Mention', href: 'https://ours.example/u' }]
  }
}

/** Documents of actors, good and broken, by the luck of the draw. */
let held: JsonObject = {}

const gate = createGate({
  hosts: new Set(['ours.example']),
  origin: 'https://ours.example',
  actors: {
    get: async () => ({ document: held, fetchedAt: new Date() }),
    refetch: async () => ({ document: held, fetchedAt: new Date() }),
    known: () => true
  },
  isBlocked: () => false,
  clock: () => new Date(),
  limits: createLimits({ burst: 1e9, perSecond: 1e9 })
})

function normal(document: unknown): JsonObject {
  const parsed = parseDocument(bytes(document))
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.document
}

function sane(result: Passed | Refused): void {
  if (result.ok) {
    expect(result.activity.actor).toBe(actor)
    expect(new URL(result.activity.id).origin).toBe('https://peer.example')
  } else expect([202, 400, 401, 403, 413, 415, 421, 429]).toContain(result.status)
}

const names = fc.constantFrom(
  'id',
  'type',
  'actor',
  'object',
  '@context',
  '@graph',
  'as:actor',
  '__proto__',
  'constructor',
  'publicKey',
  'owner'
)
const values = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(actor, [actor], { id: actor }, null, '', 'https://evil.example/')
)
const changes = fc.dictionary(names, values, { maxKeys: 4 })

test('a document changed and signed again by its actor', async () => {
  held = normal(person(actor, keys))
  const property = fc.asyncProperty(changes, changes, fc.boolean(), async (outer, inner, modern) => {
    const body = bytes({ ...activity, object: { ...activity.object, ...inner }, ...outer })
    const headers = (modern ? rfc9421 : cavage)({ url, keyId: `${actor}#main-key`, keys, body })
    const result = await gate.check(asRequest(url, headers, body))
    sane(result)
    if (result.ok) expect(result.activity.json.actor).toBe(actor)
  })
  await fc.assert(property, { interruptAfterTimeLimit: seconds, numRuns: 2_000 })
})

test('bytes and headers changed after they were signed', async () => {
  held = normal(person(actor, keys))
  const body = bytes(activity)
  const signed = [cavage, rfc9421].map((sign) => sign({ url, keyId: `${actor}#main-key`, keys, body }))
  const change = fc.record({
    which: fc.constantFrom(0, 1),
    header: fc.nat(8),
    at: fc.nat(),
    text: fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom('"', ',', '=', ';', ':', '\0', '{{{{')
    ),
    drop: fc.nat(3),
    where: fc.constantFrom('header', 'name', 'body', 'path', 'double')
  })
  const property = fc.asyncProperty(change, async ({ which, header, at, text, drop, where }) => {
    const edit = (old: string): string =>
      old.slice(0, at % (old.length + 1)) + text + old.slice((at % (old.length + 1)) + drop)
    const headers = (signed[which] ?? []).map(([name, value], index): [string, string] => {
      if (index !== header) return [name, value]
      return where === 'header' ? [name, edit(value)] : where === 'name' ? [edit(name), value] : [name, value]
    })
    if (where === 'double') headers.push(headers[header % headers.length] ?? ['', ''])
    const request = asRequest(url, headers, where === 'body' ? Buffer.from(edit(body.toString())) : body)
    const result = await gate.check(where === 'path' ? { ...request, path: edit(request.path) } : request)
    sane(result)
    if (result.ok && where === 'body') expect(edit(body.toString())).toBe(body.toString())
  })
  await fc.assert(property, { interruptAfterTimeLimit: seconds, numRuns: 2_000 })
})

test('documents of the actor changed, and a forger’s key', async () => {
  const body = bytes(activity)
  const good = cavage({ url, keyId: `${actor}#main-key`, keys, body })
  const forged = cavage({ url, keyId: `${actor}#main-key`, keys: other, body })
  const property = fc.asyncProperty(changes, changes, async (outer, inner) => {
    const document = person(actor, keys)
    held = normal({ ...document, publicKey: { ...(document.publicKey as object), ...inner }, ...outer })
    sane(await gate.check(asRequest(url, good, body)))
    expect((await gate.check(asRequest(url, forged, body))).ok).toBe(false)
    const get = cavage({ url, keyId: `${actor}#main-key`, keys: other, method: 'GET' })
    expect(await gate.checkSignedGet(asRequest(url, get, undefined, 'GET'))).toBeUndefined()
  })
  await fc.assert(property, { interruptAfterTimeLimit: seconds, numRuns: 2_000 })
})
