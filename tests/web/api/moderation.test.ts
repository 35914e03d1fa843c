/** The moderators’ calls: the queue, and how far servers are trusted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queueDepth } from '../../../server/jobs/jobs.store.ts'
import { type ApiServer, apiServer, type Person } from './server.ts'

let server: ApiServer
let mod: Person

beforeAll(async () => {
  server = await apiServer()
  mod = await server.person('mod', 'moderator')
})
afterAll(() => server.stop())

describe('moderation', () => {
  it('lists what waits, releases it, and trusts on', async () => {
    const actor = 'https://unknown.example/users/ann'
    const first = await server.held(actor, 'First')
    await server.held(actor, 'Second')
    const { items } = await mod.get('moderation/queue')
    expect(items).toMatchObject([
      { summary: 'Second', actor, host: 'unknown.example', reason: 'unknown server', state: 'waiting' },
      { id: first, summary: 'First' }
    ])
    const told = await mod.call('POST', `moderation/queue/${first}/release`, { trust: 'server' })
    expect(told.status).toBe(200)
    expect(told.body).toMatchObject({ id: first, state: 'released' })
    // Both are taken in now, as if they had just arrived.
    expect((await queueDepth(server.context.store.read, 'inbox')).waiting).toBe(2)
    expect((await mod.get('moderation/queue')).items).toEqual([])
    expect((await mod.call('POST', `moderation/queue/${first}/release`)).status).toBe(409)
    expect((await mod.call('POST', `moderation/queue/${'0'.repeat(32)}/release`)).status).toBe(404)
    expect((await mod.get('moderation/domains?state=known')).items).toMatchObject([{ host: 'unknown.example' }])
  })

  it('rejects and blocks', async () => {
    const one = await server.held('https://odd.example/users/x')
    expect((await mod.call('POST', `moderation/queue/${one}/reject`, { reason: 'no' })).body).toMatchObject({
      state: 'rejected',
      summary: ''
    })
    const two = await server.held('https://odd.example/users/y')
    await server.held('https://odd.example/users/y')
    expect((await mod.call('POST', `moderation/queue/${two}/block`)).body.state).toBe('rejected')
    expect((await mod.get('moderation/queue')).items).toEqual([])
    const { items } = await mod.get('moderation/decisions')
    expect(items[0]).toMatchObject({ act: 'actor blocked', by: { uri: mod.viewer.actor.uri } })
    expect(items.slice(1, 4).map((one: { act: string }) => one.act)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(items[3]).toMatchObject({ reason: 'no' })
  })

  it('narrows the log, whose entries follow from one another', async () => {
    const { items } = await mod.get('moderation/decisions')
    for (const [n, one] of items.slice(0, -1).entries()) expect(one.previous).toBe(items[n + 1].hash)
    expect(items.map((one: { sequence: number }) => one.sequence)).toEqual(
      items.map((_: unknown, n: number) => items.length - n)
    )
    const blocked = (await mod.get('moderation/decisions?act=actor%20blocked')).items
    expect(blocked.length).toBeGreaterThan(0)
    expect(blocked.every((one: { act: string }) => one.act === 'actor blocked')).toBe(true)
    expect((await mod.get('moderation/decisions?month=1999-01')).items).toEqual([])
    expect((await mod.call('GET', 'moderation/decisions?month=x')).status).toBe(422)
  })

  it('places legal holds, lists and lifts them', async () => {
    const review = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10)
    const placed = await mod.call('POST', 'moderation/holds', {
      kind: 'search',
      target: 'bin lorries',
      reason: 'A court',
      review
    })
    expect(placed).toMatchObject({
      status: 201,
      body: { kind: 'search', target: 'bin lorries', lifted: null, kept: 0 }
    })
    expect((await mod.get('moderation/holds')).items).toMatchObject([{ id: placed.body.id }])
    const path = `moderation/holds/${placed.body.id}/lift`
    expect(await mod.call('POST', path, { reason: 'Over' })).toMatchObject({ status: 200 })
    expect((await mod.call('POST', path, { reason: 'Over' })).status).toBe(409)
    expect((await mod.get('moderation/holds')).items).toEqual([])
    expect((await mod.get('moderation/holds?lifted=true')).items).toHaveLength(1)
  })

  it('decides on servers, with their port where it matters', async () => {
    for (const [host, kept] of [
      ['127.0.0.1%3A3002', '127.0.0.1:3002'],
      ['127.0.0.1:3002', '127.0.0.1:3002'],
      ['Moot.Example', 'moot.example'],
      ['moot.example:443', 'moot.example']
    ] as const) {
      const told = await mod.call('PUT', `moderation/domains/${host}`, { state: 'network', reason: 'A council' })
      expect(told.status, host).toBe(200)
      expect(told.body).toMatchObject({ host: kept, state: 'network', reason: 'A council' })
    }
    for (const host of ['aldermere.example', '%20', 'a%2Fb%3Fc', 'a b'])
      expect([404, 422], host).toContain(
        (await mod.call('PUT', `moderation/domains/${encodeURI(host)}`, { state: 'blocked', reason: '' })).status
      )
    const first = await mod.get('moderation/domains?size=1')
    expect(first).toMatchObject({ items: [{ host: '127.0.0.1:3002' }], next: '127.0.0.1:3002' })
    expect((await mod.get(`moderation/domains?size=1&after=${first.next}`)).items[0].host).toBe('moot.example')
  })
})
