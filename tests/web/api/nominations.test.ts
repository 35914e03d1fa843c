/** Nominations by the API: sent and confirmed, asked, given to a reporter, recorded, and begun as a draft. */
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { answerReading } from '../../../server/nominations/asked-to-read.ts'
import { answerNomination } from '../../../server/nominations/consent.ts'
import { nominationsBefore } from '../../../server/nominations/nominations.store.ts'
import { confirmNomination } from '../../../server/nominations/nominations.ts'
import { wordsNow } from '../../../server/nominations/reading.ts'
import { recordPicture } from '../../../server/nominations/recordings.ts'
import { anyPost } from '../../../server/posts/posts.store.ts'
import { type ApiServer, apiServer, type Person } from './server.ts'

let server: ApiServer
let tom: Person
let ray: Person
let carys: Person

beforeAll(async () => {
  server = await apiServer()
  tom = await server.person('tom')
  ray = await server.person('ray', 'reporter')
  carys = await server.person('carys', 'coordinator')
})
afterAll(() => server.stop())

const typed = {
  kind: 'project',
  title: 'A repair café in the fire station',
  who: 'Mill Lane Menders',
  place: 'Mill Lane',
  why: 'They mend 40 kettles a month.'
}
const status = async (who: Person, method: string, path: string, body?: object) =>
  (await who.call(method, path, body)).status
const unconfirmed = () =>
  nominationsBefore(server.context.store.read, 'unconfirmed', new Date(server.context.clock().getTime() + 1_000))
/** Sends one, and opens the link of its letter. */
async function sent(more: object = {}): Promise<string> {
  expect(await status(tom, 'POST', 'nominations', { ...typed, ...more })).toBe(202)
  const [found] = await unconfirmed()
  await confirmNomination(server.context, found!.id)
  return found!.id
}

it('counts once it is confirmed, and goes from the nominee’s yes to a draft', async () => {
  expect(await status(tom, 'POST', 'nominations', typed)).toBe(202)
  expect((await carys.get('nominations')).items).toEqual([])
  const { id } = (await unconfirmed())[0]!
  await confirmNomination(server.context, id)
  const at = `nominations/${id}`
  expect(await carys.get(at)).toMatchObject({ ...typed, state: 'new', nominator: 'tom of Aldermere', consented: null })
  expect(await status(tom, 'GET', at)).toBe(404)
  expect(await status(tom, 'GET', 'assignments')).toBe(404)

  const assignment = { to: 'ray', way: 'visit', due: '2037-03-31', offer: '£40 for an afternoon' }
  // Before the nominee has said yes, nothing is recorded and nothing written.
  expect(await status(carys, 'POST', `${at}/assignment`, assignment)).toBe(409)
  expect(await status(carys, 'POST', `${at}/draft`)).toBe(409)
  expect(await status(ray, 'POST', `${at}/ask`, { nominee: 'mender@example.net' })).toBe(403)
  for (const nominee of [
    'nobody',
    'all@example.net',
    'a@example.net, b@example.net',
    'a@example.net\nBcc: b@x.example'
  ])
    expect(await status(carys, 'POST', `${at}/ask`, { nominee }), nominee).toBe(422)
  expect((await carys.post(`${at}/ask`, { nominee: 'mender@example.net' })).state).toBe('asked')
  await answerNomination(server.context, id, 'yes')
  expect(await carys.get(at)).toMatchObject({ state: 'consented', consented: expect.any(String) })

  expect(await carys.post(`${at}/assignment`, assignment)).toMatchObject({
    ...{ state: 'assigned', assignee: ray.viewer.actor.uri, way: 'visit', offer: assignment.offer, offered: false }
  })
  expect((await ray.get('assignments')).items).toMatchObject([{ id, state: 'assigned' }])
  expect((await carys.get('assignments')).items).toEqual([])
  expect((await ray.post(`${at}/recorded`)).state).toBe('recorded')
  expect(await status(ray, 'POST', `${at}/recorded`)).toBe(409)
  expect(await status(ray, 'POST', `${at}/offered`)).toBe(403)
  expect((await carys.post(`${at}/offered`)).offered).toBe(true)
  const draft = await ray.call('POST', `${at}/draft`)
  expect([draft.status, draft.body.audience]).toEqual([201, 'draft'])
  expect(await carys.get(at)).toMatchObject({ state: 'drafted', story: draft.body.id })
  expect(await status(ray, 'POST', `${at}/draft`)).toBe(409)
})

it('has what the nominee sent, until a story is begun of it', async () => {
  const { context } = server
  const id = await sent({ nominee: 'sender@example.net' })
  await answerNomination(context, id, 'yes')
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#0a4f4a' } })
    .png()
    .toBuffer()
  await recordPicture(context, id, bytes, 'The fire station')
  const [one, ...more] = (await carys.get(`nominations/${id}`)).recordings
  expect(more).toEqual([])
  expect(one).toMatchObject({
    kind: 'picture',
    alt: 'The fire station',
    mediaType: 'image/webp',
    width: 40,
    height: 30
  })
  expect(one.url).toMatch(new RegExp(`/nominations/${id}/media/[0-9a-f]{32}$`))
  const listed = (await carys.get('nominations')).items as { id: string; recordings: object[] }[]
  expect(listed.find((found) => found.id === id)!.recordings).toEqual([one])
  expect(listed.filter(({ recordings }) => recordings.length > 0)).toHaveLength(1)
  await ray.call('POST', `nominations/${id}/draft`)
  expect((await carys.get(`nominations/${id}`)).recordings).toEqual([])
})

it('is read by the nominee before the story goes out', async () => {
  const { context } = server
  const id = await sent({ nominee: 'reader@example.net' })
  const at = `nominations/${id}/reading`
  expect(await status(ray, 'GET', at)).toBe(404)
  await answerNomination(context, id, 'read-first')
  const { body: draft } = await ray.call('POST', `nominations/${id}/draft`)
  expect(await ray.get(at)).toMatchObject({ story: draft.id, stand: 'unasked', mayAsk: true, mayGoOut: false })
  // Only its author asks.
  expect((await carys.get(at)).mayAsk).toBe(false)
  expect(await status(carys, 'POST', at)).toBe(404)
  expect(await status(tom, 'GET', at)).toBe(404)
  expect(await ray.call('POST', at)).toMatchObject({ status: 200, body: { stand: 'asked', mayAsk: false } })
  expect(await status(ray, 'POST', at)).toBe(409)
  const whole = { summary: 'They mend.', body: 'They met.', wentWell: 'Forty kettles.', wentBadly: 'One fire.' }
  const publish = () => ray.call('PATCH', `stories/${draft.id}`, { ...whole, audience: 'world' })
  const refused = await publish()
  expect([refused.status, refused.body.faults[0].field]).toEqual([422, 'audience'])
  await ray.call('PATCH', `stories/${draft.id}`, { ...whole, audience: 'draft' })
  const answer = async (said: 'right' | 'changes', words = '') => {
    const seen = await wordsNow(context.store.read, (await anyPost(context.store.read, { id: draft.id }))!)
    await answerReading(context, id, { answer: said, words, seen })
  }
  await answer('changes', 'It was no fire.')
  expect(await carys.get(at)).toMatchObject({
    ...{ stand: 'changes', mayAsk: false, answered: expect.any(String) },
    remarks: [{ words: 'It was no fire.', at: expect.any(String) }]
  })
  await answer('right')
  expect((await ray.get(at)).stand).toBe('right')
  expect((await publish()).status).toBe(200)
})

it('is let go by coordinators, and then nothing that was typed is kept', async () => {
  const id = await sent({ kind: 'council', title: 'A whole council' })
  expect(await status(ray, 'POST', `nominations/${id}/dismiss`)).toBe(403)
  expect(await carys.post(`nominations/${id}/dismiss`)).toMatchObject({
    ...{ state: 'declined', title: '', who: '', place: '', why: '', nominator: '' }
  })
  expect((await carys.get('nominations?state=declined&kind=council')).items).toMatchObject([{ id }])
  expect(await status(carys, 'POST', `nominations/${id}/dismiss`)).toBe(409)
})

it('of oneself is agreed to as it is confirmed', async () => {
  const { who: _, ...self } = typed
  const id = await sent({ ...self, kind: 'myself' })
  expect(await carys.get(`nominations/${id}`)).toMatchObject({ state: 'consented', who: 'tom of Aldermere' })
})
