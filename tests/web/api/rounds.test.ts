/** Follow-up rounds by the API, from the open questions of a story to their answers. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ApiServer, apiServer, type Person, story, type Told } from './server.ts'

let server: ApiServer
let nia: Person
let ray: Person
let tom: Person
let carys: Person

beforeAll(async () => {
  server = await apiServer()
  nia = await server.person('nia')
  tom = await server.person('tom')
  ray = await server.person('ray', 'reporter')
  carys = await server.person('carys', 'coordinator')
})
afterAll(() => server.stop())

const status = async (who: Person, method: string, path: string, body?: object) =>
  (await who.call(method, path, body)).status
const asked = async (...titles: string[]) => {
  const told = await nia.post('stories', story)
  const questions: Told[] = []
  for (const title of titles) questions.push(await tom.post('questions', { title, about: told.uri }))
  return { id: told.id as string, questions, ids: questions.map(({ id }) => id as string) }
}

it('is begun, given to a reporter, answered in somebody’s name, and published', async () => {
  const { id, questions, ids } = await asked('One?', 'Two?', 'Three?')
  const at = `stories/${id}/rounds`
  expect(await status(tom, 'POST', at, { questions: ids })).toBe(403)
  expect(await status(carys, 'POST', at, { questions: [] })).toBe(422)
  expect(await status(carys, 'POST', at, { questions: ids, due: 'soon' })).toBe(422)
  expect(await status(carys, 'POST', at, { questions: ids, assignee: 'nobody' })).toBe(422)
  const begun = await carys.call('POST', at, { questions: ids, assignee: '@ray' })
  expect(begun.status).toBe(201)
  expect(begun.body).toMatchObject({
    ...{ state: 'open', assignee: ray.viewer.actor.uri, answered: 0 },
    questions: questions.map(({ uri }) => ({ question: { uri }, words: '', said: '', consent: false, reply: null })),
    steps: [{ act: 'made', by: 'carys of Aldermere' }]
  })
  expect(await status(carys, 'POST', at, { questions: ids })).toBe(409)
  const round = `rounds/${begun.body.id}`
  expect((await ray.get('rounds')).items).toMatchObject([{ id: begun.body.id }])
  expect((await tom.get('rounds')).items).toEqual([])
  for (const [method, path, body] of [
    ['GET', round],
    ['PUT', `${round}/answers`, { question: ids[0], words: 'Mine' }],
    ['DELETE', `${round}/answers`, { question: ids[0] }],
    ['PUT', `${round}/assignee`, { assignee: 'tom' }],
    ['PUT', `${round}/state`, { state: 'dropped' }],
    ['POST', `${round}/publish`]
  ] as const)
    expect(await status(tom, method, path, body), `${method} ${path}`).toBe(404)

  expect(await status(ray, 'POST', `${round}/publish`)).toBe(409)
  const unnamed = await ray.call('PUT', `${round}/answers`, { question: ids[0], words: 'Locked.', said: 'Gwilym Rees' })
  expect([unnamed.status, unnamed.body.faults[0].field]).toEqual([422, 'consent'])
  const named = { question: ids[0], words: 'Locked.', said: 'Gwilym Rees', consent: true }
  expect(await status(ray, 'PUT', `${round}/answers`, named)).toBe(200)
  expect(await status(ray, 'DELETE', `${round}/answers`, { question: ids[1] })).toBe(204)
  const { questions: left } = await ray.get(round)
  expect(left).toMatchObject([named, { words: '' }].map(({ question: _, ...one }: Told) => one))
  // Nothing of it is told before it is published.
  expect((await server.stranger.get(`object?uri=${questions[0].uri}`)).replies).toEqual([])
  expect(await ray.post(`${round}/publish`)).toEqual({ answered: 1 })
  const { replies } = await server.stranger.get(`object?uri=${questions[0].uri}`)
  expect(replies).toHaveLength(1)
  expect(replies[0]).toMatchObject({ author: { uri: ray.viewer.actor.uri } })
  expect(replies[0].html).toContain('Gwilym Rees says: Locked.')
  const done = await ray.get(round)
  expect(done).toMatchObject({
    state: 'published',
    answered: 1,
    questions: [{ reply: replies[0].id }, { reply: null }]
  })
  expect(done.steps.map(({ act }: Told) => act)).toEqual(['made', 'answered', 'left-out', 'published'])
  expect(await status(ray, 'PUT', `${round}/answers`, named)).toBe(409)
})

it('is given to somebody else, dropped, and taken up again with what was typed', async () => {
  const { id, ids } = await asked('Which kettle?')
  const round = `rounds/${(await nia.post(`stories/${id}/rounds`, { questions: ids, due: '2037-01-31' })).id}`
  expect(await nia.get(round)).toMatchObject({ assignee: nia.viewer.actor.uri, due: '2037-01-31T12:00:00.000Z' })
  expect(await status(nia, 'PUT', `${round}/assignee`, { assignee: 'ray' })).toBe(200)
  expect(await status(ray, 'PUT', `${round}/answers`, { question: ids[0], words: 'A big one.' })).toBe(200)
  expect(await status(nia, 'PUT', `${round}/state`, { state: 'dropped' })).toBe(200)
  expect((await ray.get('rounds?state=dropped')).items).toHaveLength(1)
  expect(await status(ray, 'PUT', `${round}/answers`, { question: ids[0], words: 'A small one.' })).toBe(409)
  expect((await nia.call('PUT', `${round}/state`, { state: 'open' })).body).toMatchObject({
    state: 'open',
    questions: [{ words: 'A big one.' }]
  })
})
