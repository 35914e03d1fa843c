/** Recipes by the API: put together, worked on by two at once, suggested to, published in versions; and questions passed on. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openOffers } from '../../../server/offers/offers.store.ts'
import { offerQuestion } from '../../../server/offers/offers.ts'
import { type ApiServer, apiServer, type Person, story, type Told } from './server.ts'

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

const status = async (who: Person, method: string, path: string, body?: object) =>
  (await who.call(method, path, body)).status
const text = (told: Told, id: string) => told.lines.find((line: Told) => line.id === id)

describe('a recipe', () => {
  it('is put together, and two who word one line at once both keep their words', async () => {
    const { id } = await nia.post('stories', story)
    expect(await status(tom, 'POST', `stories/${id}/recipe`)).toBe(403)
    const draft = await nia.post(`stories/${id}/recipe`)
    const at = `recipes/${draft.id}`
    expect(await status(tom, 'GET', `${at}/draft`)).toBe(404)
    for (const handle of ['nobody', '', '@tom@elsewhere\u0000.example'])
      expect(await status(nia, 'PUT', `${at}/editors`, { handle }), handle).toBe(422)
    expect(await status(tom, 'PUT', `${at}/editors`, { handle: 'salma' })).toBe(404)
    const invited = await nia.call('PUT', `${at}/editors`, { handle: '@tom' })
    expect(invited.body.items).toMatchObject([{ uri: tom.viewer.actor.uri }])
    await nia.call('PUT', `${at}/editors`, { handle: 'tom' })
    const told = (await tom.get('notifications')).items.filter(({ kind }: Told) => kind === 'invited')
    expect(told).toHaveLength(1)

    const line = draft.lines.find(({ section }: Told) => section === 'steps')
    const worded = (words: string) => ({ lines: [{ id: line.id, text: words, was: line.text, rev: line.rev }] })
    const his = await tom.call('PATCH', `${at}/draft`, worded('Ask the desk.'))
    expect([his.status, his.body.clashes]).toEqual([200, []])
    const hers = await nia.call('PATCH', `${at}/draft`, worded('Ask the library.'))
    expect(hers.body.clashes).toEqual([line.id])
    expect(text(hers.body, line.id)).toMatchObject({ text: 'Ask the desk.', others: ['Ask the library.'] })
    // What it says is for people to decide first.
    expect(await status(nia, 'POST', `${at}/publish`, {})).toBe(422)
    const chosen = await tom.call('PATCH', `${at}/draft`, { action: { does: 'both', line: line.id, nth: 0 } })
    const words = chosen.body.lines.map((one: Told) => one.text)
    expect(words).toEqual(expect.arrayContaining(['Ask the desk.', 'Ask the library.']))

    expect(await status(nia, 'POST', `${at}/leave`)).toBe(204)
    expect(await status(salma, 'POST', `${at}/leave`)).toBe(404)
    expect(await nia.post(`${at}/publish`, {})).toMatchObject({ version: 1, title: story.title })
    expect(await status(nia, 'DELETE', `${at}/editors`, { handle: 'tom' })).toBe(204)
    expect(await status(tom, 'GET', `${at}/draft`)).toBe(403)
    expect((await nia.get(`${at}/editors`)).items).toEqual([])
  })

  it('published while a colleague saves loses none of their words', async () => {
    const { id } = await nia.post('stories', story)
    const draft = await nia.post(`stories/${id}/recipe`)
    const at = `recipes/${draft.id}`
    await nia.call('PUT', `${at}/editors`, { handle: 'tom' })
    const { store } = server.context
    const { write } = store
    // Between what publishing reads and what it writes, the colleague is faster.
    store.write = async (work) => {
      store.write = write
      await tom.call('PATCH', `${at}/draft`, { added: [{ section: 'needs', text: 'A kettle.' }] })
      return write.call(store, work) as never
    }
    const told = await nia.post(`${at}/publish`, {})
    expect(told.lines).toContainEqual(expect.objectContaining({ text: 'A kettle.' }))
    expect((await nia.get(`${at}/draft`)).lines).toContainEqual(expect.objectContaining({ text: 'A kettle.' }))
  })

  it('takes in what others suggest, and tells what changed between versions', async () => {
    const { id } = await nia.post('stories', story)
    const draft = await nia.post(`stories/${id}/recipe`)
    const at = `recipes/${draft.id}`
    await nia.post(`${at}/publish`, {})
    const reply = await salma.post('replies', { inReplyTo: draft.uri, body: 'Agree who locks up.' })
    const aside = await salma.post('replies', { inReplyTo: draft.uri, body: 'Nice!' })
    expect((await nia.get(`${at}/suggestions`)).items.map((one: Told) => one.id)).toEqual([reply.id, aside.id])
    const taken = { reply: reply.id, take: true, section: 'steps', text: 'Agree who locks up.', thanks: 'Thank you!' }
    expect(await status(salma, 'POST', `${at}/suggestions`, taken)).toBe(403)
    const after = await nia.call('POST', `${at}/suggestions`, taken)
    const line = after.body.lines.at(-1)
    expect(after.body.lines).toContainEqual(expect.objectContaining({ text: 'Agree who locks up.' }))
    expect(line.sources.length).toBeGreaterThan(0)
    await nia.post(`${at}/suggestions`, { reply: aside.id, take: false })
    expect((await nia.get(`${at}/suggestions`)).items).toEqual([])
    await nia.post(`${at}/publish`, {})
    const { items } = await server.stranger.get(`${at}/versions`)
    expect(items.map(({ number }: Told) => number)).toEqual([2, 1])
    expect(items[0].changes).toMatchObject([{ how: 'added', section: 'steps' }])
    const { lines } = await server.stranger.get(at)
    const shown = lines.find((one: Told) => one.text === 'Agree who locks up.')
    expect(shown.sources).toMatchObject([{ author: salma.viewer.actor.uri }])
    expect(await status(salma, 'DELETE', at)).toBe(403)
    expect(await status(nia, 'DELETE', at)).toBe(204)
    expect((await server.stranger.call('GET', at)).status).toBe(410)
  })
})

it('a question that was offered is passed on; coordinators say how many are offered', async () => {
  await server.person('ruth', 'practitioner')
  expect(await salma.get('offers/limit')).toEqual({ perWeek: 2 })
  expect(await status(salma, 'PUT', 'offers/limit', { perWeek: 4 })).toBe(403)
  for (const perWeek of [-1, 21]) expect(await status(carys, 'PUT', 'offers/limit', { perWeek })).toBe(422)
  expect((await carys.call('PUT', 'offers/limit', { perWeek: 4 })).body).toEqual({ perWeek: 4 })
  const { id } = await carys.post('questions', { title: 'How do repair cafés in libraries get insurance?' })
  await offerQuestion(server.context, id)
  const [offer] = await openOffers(server.context.store.read, nia.viewer.actor.id, server.context.clock())
  expect(offer, 'who told of it is asked').toBeDefined()
  const at = `offers/${offer!.offer.id}/pass`
  expect(await status(tom, 'POST', at, { who: 'salma' })).toBe(404)
  expect(await status(nia, 'POST', at, { who: 'nobody' })).toBe(422)
  expect(await status(nia, 'POST', at, { who: '@salma' })).toBe(204)
  expect((await nia.get('offers')).items).toEqual([])
  expect((await salma.get('offers')).items).toMatchObject([{ question: { id } }])
})
