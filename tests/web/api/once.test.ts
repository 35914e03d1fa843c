/** A program with a bad connection sends a call again, and it is done once. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { beginCall } from '../../../web/api/once.store.ts'
import { type ApiServer, apiServer, type Person, story } from './server.ts'

let server: ApiServer
let nia: Person
let tom: Person
let n = 0
let key: Record<string, string>

beforeAll(async () => {
  server = await apiServer()
  nia = await server.person('nia')
  tom = await server.person('tom')
})
beforeEach(() => {
  key = { 'idempotency-key': `key-${n++}` }
})
afterAll(() => server.stop())

const count = async () => (await server.stranger.get('stories?size=100')).items.length

describe('the same call with the same key', () => {
  it('gets the same answer', async () => {
    const before = await count()
    const first = await nia.call('POST', 'stories', story, key)
    const again = await nia.call('POST', 'stories', story, key)
    expect(again.status).toBe(201)
    expect(again.body).toEqual(first.body)
    expect(again.headers['idempotent-replayed']).toBe('true')
    expect(first.headers['idempotent-replayed']).toBeUndefined()
    expect(await count()).toBe(before + 1)
  })

  it('is done again for somebody else, without a key, and after a day', async () => {
    const { body } = await nia.call('POST', 'stories', story, key)
    expect((await tom.call('POST', 'stories', story, key)).body.id).not.toBe(body.id)
    expect((await nia.call('POST', 'stories', story)).body.id).not.toBe(body.id)
    server.context.pass(25 * 3_600_000)
    expect((await nia.call('POST', 'stories', story, key)).body.id).not.toBe(body.id)
  })

  it('is done once also when both arrive together', async () => {
    const before = await count()
    const both = await Promise.all([1, 2, 3].map(() => nia.call('POST', 'stories', story, key)))
    expect(await count()).toBe(before + 1)
    expect(
      both
        .map((told) => told.status)
        .filter((status) => status !== 409)
        .every((status) => status === 201)
    ).toBe(true)
    expect((await nia.call('POST', 'stories', story, key)).status).toBe(201)
    expect(await count()).toBe(before + 1)
  })

  it('may be made again after it failed', async () => {
    expect((await nia.call('POST', 'stories', { title: 'x' }, key)).status).toBe(422)
    expect((await nia.call('POST', 'replies', { inReplyTo: 'https://x.example/1', body: 'x' }, key)).status).toBe(404)
    expect((await nia.call('POST', 'stories', story, key)).status).toBe(201)
  })

  it('may be made again a minute after the server stopped in the middle of it', async () => {
    const hash = (text: string) => createHash('sha256').update(text).digest('hex')
    const name = `call:${nia.viewer.member.id}:${hash(key['idempotency-key']!)}`
    const fingerprint = hash(`POST /api/folkmoot/v1/stories\n${JSON.stringify(story)}`)
    const now = server.context.clock()
    await server.context.store.write((tx) =>
      beginCall(tx, name, { fingerprint }, now, new Date(now.getTime() + 60_000))
    )
    const early = await nia.call('POST', 'stories', story, key)
    expect(early.status).toBe(409)
    expect(early.headers['retry-after']).toBe('2')
    server.context.pass(61_000)
    expect((await nia.call('POST', 'stories', story, key)).status).toBe(201)
  })
})

describe('another call with the same key', () => {
  it('is refused', async () => {
    await nia.call('POST', 'stories', story, key)
    expect((await nia.call('POST', 'stories', { ...story, title: 'Other' }, key)).status).toBe(422)
    expect((await nia.call('POST', 'questions', { title: 'Other' }, key)).status).toBe(422)
    expect((await nia.call('POST', 'stories', story, { 'idempotency-key': 'k'.repeat(256) })).status).toBe(400)
  })
})
