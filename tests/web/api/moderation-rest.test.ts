/** The rest of moderation by the API: evidence, what was given up, house rules and strikes, what is said of a server, and two at once. */
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addJob, buryJob, claimJob, queueDepth } from '../../../server/jobs/jobs.store.ts'
import { verifyBundle } from '../../../server/moderation/evidence/verify.ts'
import { listDecisions } from '../../../server/moderation/log/decisions.store.ts'
import { apiRoot } from '../../../web/api/routes.ts'
import { type ApiServer, apiServer, type Person, story, type Told } from './server.ts'

let server: ApiServer
let mod: Person
let ada: Person
let ben: Person

beforeAll(async () => {
  server = await apiServer()
  mod = await server.person('mod', 'moderator')
  ada = await server.person('ada', 'admin')
  ben = await server.person('ben', 'admin')
})
afterAll(() => server.stop())

const decided = async (act: string) => (await listDecisions(server.context.store.read, { act })).rows

describe('a bundle of evidence', () => {
  const make = (who: Person, body: object, headers: Record<string, string> = {}) =>
    server.app.inject({
      method: 'POST',
      url: `${apiRoot}/moderation/evidence`,
      headers: { authorization: `Bearer ${who.token}`, ...headers },
      payload: body
    })
  const about = (target: string, more: object = {}) => ({ kind: 'item', target, reason: 'A court asked', ...more })

  it('is given as a ZIP that is genuine, and stands in the log with who made it', async () => {
    const { uri } = await ada.post('stories', story)
    // A key for repeating keeps JSON only: this is made each time.
    const answer = await make(mod, about(uri), { 'idempotency-key': 'once' })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toMatchObject({ 'content-type': 'application/zip', 'cache-control': 'no-store' })
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="evidence-item-\d{14}\.zip"$/)
    const bytes = new Uint8Array(answer.rawPayload)
    expect(Object.keys(unzipSync(bytes))).toContain('index.html')
    expect(await verifyBundle(bytes)).toMatchObject({
      ok: true,
      manifest: { made: { by: { uri: mod.viewer.actor.uri } } }
    })
    expect(await decided('evidence made')).toMatchObject([{ by: mod.viewer.actor.id, target: uri }])
    expect((await make(mod, about(uri), { 'idempotency-key': 'once' })).headers['content-type']).toBe('application/zip')
  })

  it('with what was written for some only is for admins, and where two persons are needed only once the second agreed', async () => {
    const { uri } = await ada.post('stories', { ...story, title: 'For us', audience: 'followers' })
    const hidden = about(uri, { private: true })
    expect((await make(mod, hidden)).statusCode).toBe(403)
    const words = (answer: { rawPayload: Buffer }) =>
      Object.values(unzipSync(new Uint8Array(answer.rawPayload)))
        .map((bytes) => Buffer.from(bytes).toString())
        .join('\n')
    expect(words(await make(ada, about(uri)))).not.toContain('For us')
    await ada.call('PUT', 'moderation/settings/two-persons', { kinds: ['export'], hours: 24 })
    const before = (await decided('evidence made')).length
    const asked = await make(ada, hidden)
    expect(asked.statusCode).toBe(202)
    const { proposal } = asked.json()
    expect(proposal).toMatchObject({ kind: 'export' })
    expect((await make(ada, hidden)).statusCode).toBe(202)
    const confirm = `moderation/proposals/${proposal.id}/confirm`
    expect((await ada.call('POST', confirm, {})).status).toBe(403)
    expect((await mod.call('POST', confirm, {})).status).toBe(403)
    expect((await make(ada, hidden)).statusCode).toBe(202)
    expect(await decided('evidence made')).toHaveLength(before)
    expect((await ben.call('POST', confirm, {})).status).toBe(200)
    const given = await make(ada, hidden)
    expect(given.statusCode).toBe(200)
    expect(words(given)).toContain('For us')
    expect((await make(ada, hidden)).statusCode).toBe(202)
    // What everybody may read needs nobody else.
    expect((await make(mod, about(uri))).statusCode).toBe(200)
  })

  it('says what is wrong', async () => {
    for (const [body, status, field] of [
      [about('https://nowhere.example/1'), 404, undefined],
      [about('x', { kind: 'report' }), 404, undefined],
      [about('x', { kind: 'all' }), 422, 'kind'],
      [about('x', { reason: ' ' }), 422, 'reason']
    ] as const) {
      const told = await mod.call('POST', 'moderation/evidence', body)
      expect(told.status).toBe(status)
      expect(told.body.faults?.[0]?.field).toBe(field)
    }
  })

  it('is told of in the document as a file', async () => {
    const document = await server.stranger.get('openapi.json')
    const { responses } = document.paths['/moderation/evidence'].post
    expect(responses[200].content).toEqual({ 'application/zip': {} })
    expect(responses[202]).toBeDefined()
  })
})

describe('what was given up', () => {
  async function giveUp(host: string) {
    const { context } = server
    await context.store.write((tx) => addJob(context, tx, { queue: 'delivery', lane: host, body: {} }))
    const now = new Date(Date.now() + 1_000)
    const job = (await claimJob(context, 'delivery', 'test', now, now))!
    await context.store.write((tx) => buryJob(tx, job.id, now, 'getaddrinfo <b>ENOTFOUND</b>'))
    return job.id
  }

  it('is listed page by page, tried again and dropped, once', async () => {
    const ids: string[] = []
    for (let n = 0; n < 5; n++) ids.push(await giveUp(`gone${n}.example`))
    const found: Told[] = []
    for (let next: string | null = ''; next !== null; ) {
      const page: Told = await mod.get(`moderation/deliveries?size=2${next && `&after=${next}`}`)
      expect(page.items.length).toBeLessThanOrEqual(2)
      found.push(...page.items)
      next = page.next
    }
    expect(found.map(({ id }) => id)).toEqual(ids.toReversed())
    expect(found[0]).toMatchObject({
      ...{ what: 'A delivery to gone4.example', queue: 'delivery', host: 'gone4.example', attempts: 1 },
      fault: 'getaddrinfo ENOTFOUND'
    })
    const retry = () => mod.call('POST', `moderation/deliveries/${ids[0]}/retry`)
    // Two at once: one of them does it, the other is told.
    expect((await Promise.all([retry(), retry()])).map(({ status }) => status).toSorted()).toEqual([200, 404])
    expect((await queueDepth(server.context.store.read, 'delivery')).waiting).toBe(1)
    const drop = () => mod.call('DELETE', `moderation/deliveries/${ids[1]}`)
    expect((await drop()).status).toBe(204)
    expect((await drop()).status).toBe(404)
    expect((await mod.get('moderation/deliveries')).items).toHaveLength(3)
    const byMod = { by: mod.viewer.actor.id }
    expect(await decided('delivery retried')).toMatchObject([{ ...byMod, target: 'A delivery to gone0.example' }])
    expect(await decided('delivery dropped')).toMatchObject([{ ...byMod, target: 'A delivery to gone1.example' }])
  })
})

describe('house rules and strikes', () => {
  it('are read and set, and reports name a rule that there is', async () => {
    const path = 'moderation/settings/house-rules'
    expect((await mod.get(path)).rules.length).toBeGreaterThan(3)
    const set = await mod.call('PUT', path, { rules: ['Be\nbrief', ' Be kind '] })
    expect(set.body).toEqual({ rules: ['Be brief', 'Be kind'] })
    expect((await mod.get(path)).rules).toEqual(['Be brief', 'Be kind'])
    for (const rules of [[], [' '], ['x'.repeat(301)], Array.from({ length: 31 }, (_, n) => `Rule ${n}`)]) {
      const told = await mod.call('PUT', path, { rules })
      expect(told.status).toBe(422)
      expect(told.body.faults[0].field).toBe('rules')
    }
    expect((await mod.get(path)).rules).toHaveLength(2)
    expect(await decided('settings house rules')).toHaveLength(1)
  })

  it('count for as long as is set', async () => {
    const path = 'moderation/settings/strikes'
    expect(await mod.get(path)).toEqual({ days: 365 })
    expect((await mod.call('PUT', path, { days: 90 })).body).toEqual({ days: 90 })
    for (const days of [0, 3_651, 1.5, '90']) expect((await mod.call('PUT', path, { days })).status).toBe(422)
    expect(await mod.get(path)).toEqual({ days: 90 })
  })
})

describe('what is said of a server', () => {
  const path = 'moderation/domains/loud.example'
  const put = (body: object) => mod.call('PUT', path, body)
  const review = new Date(Date.now() + 90 * 86_400_000).toISOString()

  it('with the trust in it: a public reason, a day to look at it again, and what is left out', async () => {
    const terms = { publicReason: 'Noise', rejectMedia: true, rejectReports: true, obfuscate: true, review }
    const told = await put({ state: 'limited', reason: 'Noise at night', ...terms })
    expect(told.body).toMatchObject({ host: 'loud.example', state: 'limited', reason: 'Noise at night', ...terms })
    const policy = async () =>
      (await mod.get('moderation/policies')).items.find(({ host }: Told) => host === 'loud.example')
    expect(await policy()).toMatchObject(terms)
    // What is not said stays, and what is said as nothing goes.
    await put({ state: 'limited', reason: 'Still' })
    expect(await policy()).toMatchObject({ ...terms, reason: 'Still' })
    await put({ state: 'limited', reason: 'Still', rejectMedia: false, review: null, publicReason: '' })
    expect(await policy()).toMatchObject({ ...terms, rejectMedia: false, review: null, publicReason: '' })
    const other = await mod.call('PUT', 'moderation/policies/other.example', { severity: 'none', ...terms })
    expect(other.body).toMatchObject({ state: 'unknown', ...terms })
    const [last] = await decided('server limited')
    expect(last).toMatchObject({ reason: 'Still', detail: { rejectReports: true } })
  })

  it('is as short as before where no more is said', async () => {
    const told = await mod.call('PUT', 'moderation/domains/plain.example', { state: 'known', reason: 'Fine' })
    expect(told).toMatchObject({ status: 200, body: { host: 'plain.example', state: 'known', reason: 'Fine' } })
  })

  it('says which part of it is wrong, and changes nothing', async () => {
    for (const [more, field] of [
      [{ review: '2020-01-01' }, 'review'],
      [{ review: 'soon' }, 'review'],
      [{ review: '+100000-01-01T00:00:00Z' }, 'review'],
      [{ publicReason: 'x'.repeat(501) }, 'publicReason'],
      [{ rejectMedia: 'yes' }, 'rejectMedia']
    ] as const)
      for (const [address, body] of [
        ['moderation/domains/wrong.example', { state: 'limited', reason: 'x' }],
        ['moderation/policies/wrong.example', { severity: 'limit' }]
      ] as const) {
        const told = await mod.call('PUT', address, { ...body, ...more })
        expect(told.status, address).toBe(422)
        expect(told.body.faults.map((fault: Told) => fault.field)).toEqual([field])
      }
    expect((await mod.get('moderation/domains?state=limited')).items.map(({ host }: Told) => host)).toEqual([
      'loud.example'
    ])
    // Against ourselves it is refused whatever else is said.
    const own = await mod.call('PUT', 'moderation/domains/aldermere.example', {
      ...{ state: 'unknown', reason: '', rejectMedia: true }
    })
    expect(own.status).toBe(422)
  })
})

describe('two moderators', () => {
  it('who decide on one thing at once: one of them does it, the other is told, and the log says it once', async () => {
    for (let n = 0; n < 6; n++) {
      const id = await server.held(`https://both.example/users/u${n}`, `Both ${n}`)
      const [one, other] = await Promise.all([
        ada.call('POST', `moderation/queue/${id}/release`, {}),
        ben.call('POST', `moderation/queue/${id}/reject`, { reason: 'No' })
      ])
      expect([one.status, other.status].toSorted()).toEqual([200, 409])
      const late = one.status === 409 ? one : other
      expect(late.body.detail).toBe('Somebody has decided on this already.')
      const state = one.status === 200 ? 'released' : 'rejected'
      expect(await mod.get(`moderation/queue/${id}`)).toMatchObject({ state })
      const { rows } = await listDecisions(server.context.store.read, {})
      const about = rows.filter(({ target }) => target.startsWith(`https://both.example/users/u${n}/`))
      expect(about.map(({ act }) => act)).toEqual([state])
    }
  })

  it('who close one report at once: it is closed once, in the words of the first', async () => {
    await server.actor('rude.example', 'gus')
    await ben.post('reports', { actor: 'https://rude.example/users/gus', text: 'Rude' })
    const [made] = (await mod.get('moderation/reports')).items
    const close = (who: Person) =>
      who.call('POST', `moderation/reports/${made.id}/close`, { reason: `By ${who.viewer.actor.username}` })
    const told = await Promise.all([close(mod), close(ada)])
    expect(told.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect(await decided('report closed')).toHaveLength(1)
  })
})

describe('what nobody means', () => {
  it('a rule or a decision against ourselves, a shared ending or every peer is refused, with why', async () => {
    for (const peer of ['one.peers.example', 'two.peers.example'])
      await mod.call('PUT', `moderation/domains/${peer}`, { state: 'network', reason: 'A council' })
    const why = async (method: string, path: string, body: object) => {
      const told = await mod.call(method, path, body)
      expect(told.status, path).toBe(422)
      return JSON.stringify(told.body)
    }
    const rule = (conditions: object[]) => ({ name: 'Slip', conditions, actions: { decide: 'reject' } })
    const from = (...domains: string[]) => rule([{ on: 'from', domains }])
    expect(await why('POST', 'moderation/rules', from('aldermere.example'))).toContain('is this server itself')
    expect(await why('POST', 'moderation/rules', from('peers.example'))).toContain('all 2 peer councils')
    const block = { severity: 'suspend' }
    expect(await why('PUT', 'moderation/policies/gov.uk', block)).toContain('unrelated servers share')
    expect(await why('PUT', 'moderation/policies/peers.example', block)).toContain('every council that you work with')
    expect((await mod.get('moderation/rules')).items).toEqual([])
  })

  it('rules that conflict are kept, and told of', async () => {
    const rule = (name: string, decide: string) =>
      mod.post('moderation/rules', { name, conditions: [{ on: 'words', list: ['casino'] }], actions: { decide } })
    expect((await rule('One', 'hold')).conflicts).toEqual([])
    const { conflicts } = await rule('Other', 'reject')
    expect(conflicts).toHaveLength(1)
    expect(conflicts[0]).toContain('“One” asks exactly the same')
  })

  it('a list is taken in as far as it can be read, and nothing of it is applied', async () => {
    const lines = ['\uFEFF#domain,#severity', '*.Bücher.example,suspend', '*,suspend', '10.0.0.0/8,suspend']
    const more = [
      '"port.example:8443",SILENCE',
      'half.example,explode',
      'aldermere.example,suspend',
      '192.0.2.1,suspend'
    ]
    const csv = [...lines, ...more].join('\r\n')
    const list = await mod.post('moderation/lists', { name: 'Odd', csv })
    expect(list.wrong.map(({ line }: Told) => line)).toEqual([3, 4, 6])
    const { items } = await mod.get(`moderation/lists/${list.id}/entries`)
    expect(items.map(({ host, severity, standing }: Told) => [host, severity, standing]).toSorted()).toEqual([
      ['192.0.2.1', 'suspend', 'new'],
      ['aldermere.example', 'suspend', 'refused'],
      ['port.example:8443', 'limit', 'new'],
      ['xn--bcher-kva.example', 'suspend', 'new']
    ])
    expect((await mod.get('moderation/domains?state=blocked')).items).toEqual([])
    for (const csv of ['', '*', '\u202e', '"'.repeat(999)])
      expect((await mod.call('POST', 'moderation/lists', { csv })).status).toBe(422)
  })
})
