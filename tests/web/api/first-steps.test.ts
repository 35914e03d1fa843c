/** Safe first steps by the API: a colleague who reads first, who must, thanks, whether it is still true, and the short address. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addFirst } from '../../../server/steps/steps.store.ts'
import { type ApiServer, apiServer, type Person, story } from './server.ts'

let server: ApiServer
let nia: Person
let tom: Person
let salma: Person
let carys: Person

beforeAll(async () => {
  server = await apiServer()
  nia = await server.person('nia')
  tom = await server.person('tom')
  salma = await server.person('salma')
  carys = await server.person('carys', 'coordinator')
})
afterAll(() => server.stop())

const draft = async (who = nia): Promise<string> => (await who.post('stories', { ...story, audience: 'draft' })).id
const status = async (who: Person, method: string, path: string, body?: object) =>
  (await who.call(method, path, body)).status

describe('a buddy', () => {
  it('reads the draft, comments on passages, is answered, and says that it is fine', async () => {
    const id = await draft()
    const at = `stories/${id}/checks`
    expect((await nia.get(at)).checks).toEqual([])
    const asked = await nia.call('POST', at, { buddy: '@tom', note: 'Is it plain?' })
    expect(asked.status).toBe(201)
    expect(asked.body.checks).toMatchObject([{ state: 'asked', note: 'Is it plain?', decided: null, comments: [] }])
    expect((await tom.get('checks')).items).toEqual([{ story: id, title: story.title, author: 'nia of Aldermere' }])
    const read = await tom.get(at)
    expect(read).toMatchObject({ story: { title: story.title, wentBadly: story.wentBadly }, needs: null })
    // It is theirs alone, and the draft itself stays the author's.
    expect(await status(salma, 'GET', at)).toBe(404)
    expect(await status(carys, 'GET', at)).toBe(404)
    expect(await status(tom, 'GET', `stories/${id}`)).toBe(404)

    const said = { part: 'wentBadly', passage: 'five months', comment: 'Say <i>why</i>.' }
    for (const who of [nia, salma]) expect(await status(who, 'POST', `${at}/comments`, said)).toBe(404)
    const { checks } = await tom.post(`${at}/comments`, said)
    const [comment] = checks[0].comments
    expect(comment).toMatchObject({ ...said, answer: null, done: false })
    expect(await status(tom, 'POST', `${at}/comments`, { ...said, comment: ' ' })).toBe(422)
    const answer = { comment: comment.id, answer: 'The insurer moved house.' }
    for (const who of [tom, salma]) expect(await status(who, 'PATCH', `${at}/comments`, answer)).toBe(404)
    expect(await status(nia, 'PATCH', `${at}/comments`, answer)).toBe(200)
    await nia.call('PATCH', `${at}/comments`, { comment: comment.id, done: true })
    expect((await tom.get(at)).checks[0].comments).toMatchObject([{ ...said, answer: answer.answer, done: true }])

    expect(await status(nia, 'POST', `${at}/decision`, { decision: 'fine', seen: read.seen })).toBe(404)
    await nia.call('PATCH', `stories/${id}`, { title: 'Other words' })
    expect(await status(tom, 'POST', `${at}/decision`, { decision: 'fine', seen: read.seen })).toBe(409)
    const { seen } = await tom.get(at)
    expect(await status(tom, 'POST', `${at}/decision`, { decision: 'changes', seen })).toBe(200)
    expect((await tom.post(`${at}/decision`, { decision: 'fine', seen })).checks).toMatchObject([
      { state: 'fine', current: true }
    ])
    expect((await tom.get('checks')).items).toEqual([])
  })

  it('sees it no longer when its author takes the question back', async () => {
    const at = `stories/${await draft()}/checks`
    const { checks } = await nia.post(at, { buddy: 'tom' })
    expect(await status(tom, 'DELETE', at, { check: checks[0].id })).toBe(404)
    expect(await status(nia, 'DELETE', at, { check: checks[0].id })).toBe(204)
    expect(await status(tom, 'GET', at)).toBe(404)
  })

  it('is a colleague, and nobody’s is asked by others', async () => {
    const at = `stories/${await draft()}/checks`
    for (const buddy of ['nia', 'nobody', '', '@tom@elsewhere.example'])
      expect(await status(nia, 'POST', at, { buddy }), buddy).toBe(422)
    expect(await status(salma, 'POST', at, { buddy: 'tom' })).toBe(404)
    const { id } = await nia.post('stories', { ...story, audience: 'unlisted' })
    expect(await status(nia, 'POST', `stories/${id}/checks`, { buddy: 'tom' })).toBe(409)
  })
})

describe('autonomy', () => {
  it('is said by coordinators, of one person and of whoever is new', async () => {
    expect(await salma.get('autonomy')).toEqual({ level: 'free', newcomers: 'free' })
    for (const body of [{ level: 'buddy', person: 'salma' }, { level: 'buddy' }, { level: 'buddy', person: 'nobody' }])
      expect(await status(tom, 'PUT', 'autonomy', body)).toBe(403)
    expect(await status(carys, 'PUT', 'autonomy', { level: 'buddy', person: 'nobody' })).toBe(422)
    expect(await status(carys, 'PUT', 'autonomy', { level: 'sign-off', person: '@Salma' })).toBe(204)
    expect(await status(carys, 'PUT', 'autonomy', { level: 'buddy' })).toBe(204)
    expect(await salma.get('autonomy')).toEqual({ level: 'sign-off', newcomers: 'buddy' })
    expect(await tom.get('autonomy')).toEqual({ level: 'buddy', newcomers: 'buddy' })
    expect((await carys.get('autonomy')).level).toBe('free')
    await carys.call('PUT', 'autonomy', { level: 'free' })
  })

  it('keeps a story here until whoever must has read it as it stands', async () => {
    const id = await draft(salma)
    const at = `stories/${id}/checks`
    const share = () => status(salma, 'PATCH', `stories/${id}`, { audience: 'world' })
    expect(await share()).toBe(422)
    expect(await status(salma, 'PATCH', `stories/${id}`, { audience: 'local' })).toBe(200)
    for (const [buddy, who, after] of [
      ['tom', tom, 422],
      ['carys', carys, 200]
    ] as const) {
      await salma.post(at, { buddy })
      expect((await salma.get(at)).needs).toBe('sign-off')
      await who.post(`${at}/decision`, { decision: 'fine', seen: (await who.get(at)).seen })
      expect(await share()).toBe(after)
    }
  })
})

it('a colleague thanks for a first story; nobody does for another, or for their own', async () => {
  const { id } = await nia.post('stories', story)
  expect(await status(tom, 'POST', `stories/${id}/thanks`, { words: 'Well told!' })).toBe(409)
  await server.context.store.write((tx) => addFirst(tx, nia.viewer.actor.id, id))
  expect(await status(nia, 'POST', `stories/${id}/thanks`, { words: 'Me!' })).toBe(409)
  expect(await status(tom, 'POST', `stories/${id}/thanks`, { words: '' })).toBe(422)
  expect(await status(tom, 'POST', `stories/${id}/thanks`, { words: 'Well told!' })).toBe(204)
  const { items } = await nia.get('notifications')
  expect(items).toContainEqual(expect.objectContaining({ kind: 'thanks' }))
})

it('an author says that a story is still true, or why it is not', async () => {
  const { id } = await nia.post('stories', story)
  const at = `stories/${id}/review`
  expect(await status(tom, 'POST', at, { still: true })).toBe(403)
  expect(await status(nia, 'POST', at, { still: false })).toBe(422)
  expect(await nia.post(at, { still: false, why: 'The library closed.' })).toMatchObject({
    untrueSince: expect.any(String),
    untrueWhy: 'The library closed.'
  })
  expect(await nia.post(at, { still: true })).toMatchObject({ untrueSince: null, lastReviewed: expect.any(String) })
  expect(await status(nia, 'POST', `stories/${await draft()}/review`, { still: true })).toBe(409)
})

it('the short address of a story, a question or a recipe stays the same, and of a draft there is none', async () => {
  const { id, page } = await nia.post('stories', story)
  const told = await server.stranger.get(`stories/${id}/link`)
  expect(told.link).toMatch(/^https:\/\/aldermere\.example\/s\/[a-z2-9]{6}$/)
  expect(told).toMatchObject({ svg: `${told.link}/qr.svg`, png: `${told.link}/qr.png` })
  expect(told.embed).toContain(`src="${page.replace('/stories/', '/embed/stories/')}"`)
  expect(await nia.get(`stories/${id}/link`)).toEqual(told)
  const question = await nia.post('questions', { title: 'How?' })
  expect((await server.stranger.get(`questions/${question.id}/link`)).link).not.toBe(told.link)
  expect((await server.stranger.call('GET', `questions/${id}/link`)).status).toBe(404)
  const local = await nia.post('stories', { ...story, audience: 'local' })
  expect((await tom.get(`stories/${local.id}/link`)).embed).toBeNull()
  expect((await server.stranger.call('GET', `stories/${local.id}/link`)).status).toBe(404)
  expect(await status(nia, 'GET', `stories/${await draft()}/link`)).toBe(404)
})
