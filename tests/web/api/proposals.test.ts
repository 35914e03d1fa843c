/** Proposals, hours and undoing by the API: what needs two persons is answered with 202, and done by nobody alone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiServer, apiServer, type Person } from './server.ts'

let server: ApiServer
let mod: Person
let ada: Person
let ben: Person
const stranger = 'https://unknown.example/users/ann'

beforeAll(async () => {
  server = await apiServer()
  mod = await server.person('mod', 'moderator')
  ada = await server.person('ada', 'admin')
  ben = await server.person('ben', 'admin')
})
afterAll(() => server.stop())

const twoPersons = 'moderation/settings/two-persons'

describe('undoing', () => {
  it('gives a choice, and undoes it once', async () => {
    const [one, two] = [await server.held(stranger), await server.held(stranger)]
    const { body } = await mod.call('POST', 'moderation/queue', { act: 'reject', ids: [one, two], reason: 'no' })
    expect(body).toMatchObject({ n: 2, missed: 0 })
    expect((await mod.get('moderation/queue')).items).toEqual([])
    const undo = () => mod.call('POST', `moderation/choices/${body.choice}/undo`, {})
    expect((await undo()).body).toEqual({ choice: body.choice, waiting: 2, gone: 0 })
    expect((await mod.get('moderation/queue')).items).toHaveLength(2)
    expect((await undo()).status).toBe(409)
    const again = await mod.call('POST', `moderation/queue/${one}/reject`, {})
    expect(again.body).toMatchObject({ state: 'rejected', summary: '' })
    expect(again.body.choice).toMatch(/^[0-9a-f]{32}$/)
    const late = await mod.call('POST', 'moderation/queue', { act: 'release', ids: [one, two] })
    expect(late.body).toMatchObject({ n: 1, missed: 1 })
  })
})

describe('two persons', () => {
  it('are needed once an admin says so, and no call gets past it', async () => {
    expect((await mod.call('PUT', twoPersons, { kinds: ['suspend'], hours: 72 })).status).toBe(403)
    expect((await ada.call('PUT', twoPersons, { kinds: ['suspend'], hours: 72 })).status).toBe(200)
    for (const path of ['moderation/domains/shiny.example', 'moderation/policies/other.example']) {
      const body = path.includes('domains') ? { state: 'blocked', reason: 'x' } : { severity: 'suspend', reason: 'x' }
      const asked = await mod.call('PUT', path, body)
      expect(asked.status, path).toBe(202)
      expect(asked.body.proposal).toMatchObject({ kind: 'suspend' })
    }
    expect((await mod.get('moderation/domains?state=blocked')).items).toEqual([])
    const { items } = await mod.get('moderation/proposals?state=open')
    expect(items).toHaveLength(2)
    const first = items.find((one: { target: string }) => one.target === 'shiny.example')
    expect((await mod.call('POST', `moderation/proposals/${first.id}/confirm`, {})).status).toBe(403)
    expect((await ada.call('POST', `moderation/proposals/${first.id}/confirm`, {})).body.state).toBe('done')
    expect((await mod.get('moderation/domains?state=blocked')).items).toMatchObject([{ host: 'shiny.example' }])
    const other = items.find((one: { target: string }) => one.target === 'other.example')
    expect((await mod.call('POST', `moderation/proposals/${other.id}/emergency`, {})).status).toBe(422)
    const acted = await mod.call('POST', `moderation/proposals/${other.id}/emergency`, { reason: 'Threats' })
    expect(acted.body).toMatchObject({ state: 'emergency', reviewed: null })
    expect((await mod.call('POST', `moderation/proposals/${other.id}/review`, { found: 'stands' })).status).toBe(403)
    const looked = await ben.call('POST', `moderation/proposals/${other.id}/review`, { found: 'undo', reason: 'No' })
    expect(looked.body.reviewed).not.toBeNull()
    expect((await mod.get('moderation/domains?state=blocked')).items).toMatchObject([{ host: 'shiny.example' }])
  })

  it('are needed to need none again', async () => {
    const asked = await ada.call('PUT', twoPersons, { kinds: [], hours: 72 })
    expect(asked.status).toBe(202)
    expect((await ada.get(twoPersons)).kinds).toEqual(['suspend'])
    await ben.call('POST', `moderation/proposals/${asked.body.proposal.id}/confirm`, {})
    expect((await ada.get(twoPersons)).kinds).toEqual([])
  })
})

describe('hours, rota and retention', () => {
  it('are read and set', async () => {
    const path = 'moderation/settings/hours'
    expect(await mod.get(path)).toMatchObject({
      hold: false,
      waits: false,
      days: { 1: { from: '09:00', until: '17:00' } }
    })
    const days = { 1: { from: '08:00', until: '12:00' } }
    expect((await mod.call('PUT', path, { hold: true, holidays: true, digest: '08:30', days })).body).toMatchObject({
      days
    })
    const wrong = { hold: true, holidays: true, digest: '', days: { 1: { from: '12:00', until: '08:00' } } }
    expect((await mod.call('PUT', path, wrong)).status).toBe(422)
    const rota = await mod.get('moderation/settings/rota')
    const weeks = [{ week: rota.weeks[1].week, actor: mod.viewer.actor.id }]
    expect((await mod.call('PUT', 'moderation/settings/rota', { weeks })).body.weeks[1]).toEqual(weeks[0])
    expect((await mod.call('PUT', 'moderation/settings/retention', { heldDays: 7, undoDays: 7 })).status).toBe(403)
    expect((await ada.call('PUT', 'moderation/settings/retention', { heldDays: 7, undoDays: 14 })).body).toEqual({
      heldDays: 7,
      undoDays: 14
    })
    const id = await server.held('https://later.example/users/x')
    const { items } = await mod.get('moderation/queue?host=later.example')
    const left = Date.parse(items[0].expires) - Date.now()
    expect(items[0].id).toBe(id)
    expect(Math.round(left / 86_400_000)).toBe(7)
  })
})
