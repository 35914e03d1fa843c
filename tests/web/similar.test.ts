/** "Has this been tried?": before something is begun, while it is written, and before it goes out; what went badly first. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tellingWords } from '../../server/similar/words.ts'
import { parseFragment } from '../help/html.ts'
import { addPeer, remoteStory } from './pages/elsewhere.ts'
import { led, makeSite, type SignedIn, type Site, storyFields } from './pages/site.ts'

let site: Site
let nia: SignedIn
let tom: SignedIn

beforeAll(async () => {
  site = await makeSite()
  nia = await site.person('nia')
  tom = await site.person('tom')
  const write = (title: string, more: Record<string, string>) => site.post('/stories', storyFields(title, more), tom)
  await write('Named officer rings back the same day', { state: 'embedded', body: 'Duty desk closed.' })
  await write('Call-backs instead of a duty desk', { state: 'stopped', wentBadly: 'Phones rang out at lunch.' })
  await write('Smaller lorries for food waste', { state: 'trying', summary: 'Lorries.', body: 'Lanes.' })
  await write('A duty desk secret', { audience: 'draft' })
  const { gwil } = await addPeer(site.context)
  await site.receive(
    gwil,
    remoteStory('A duty rota without a desk', { 'schema:negativeNotes': ['Nobody knew the rota.'] })
  )
})
afterAll(() => site.close())

const titles = (body: string) =>
  [...body.matchAll(/<a (?:class="govuk-link" )?href="\/stories\/[0-9a-f]{32}"[^>]*><bdi>([^<]+)/g)].map(
    ([, title]) => title
  )
const query = (title: string, more = '') => new URLSearchParams({ title, q: more }).toString()

describe('/tried', () => {
  test('tells who tried it here and elsewhere, what was stopped first, with what went badly', async () => {
    const { body } = await site.get(`/tried?${query('We closed the duty desk')}`)
    expect(titles(body)[0]).toBe('Call-backs instead of a duty desk')
    expect(titles(body)).toContain('A duty rota without a desk')
    expect(titles(body)).not.toContain('Smaller lorries for food waste')
    expect(body).toContain('Phones rang out at lunch.')
    expect(body).toContain('Nobody knew the rota.')
    expect(body).toContain('Went badly: stopped')
  })
  test('shows nobody a draft', async () => {
    for (const who of [undefined, nia, tom])
      expect(titles((await site.get(`/tried?${query('duty desk secret')}`, who)).body)).not.toContain(
        'A duty desk secret'
      )
  })
  test('says so when nobody did, and takes anything', async () => {
    for (const words of ['kwyjibo', 'the of and', '" OR *) NEAR(', '\u0000', '🙂', 'a'.repeat(5_000), 'mae yn ac i']) {
      const { statusCode, body } = await site.get(`/tried?${query(words)}`)
      expect(statusCode, words).toBe(200)
      expect(titles(body), words).toEqual([])
    }
  })
})

test('the form asks for the list alone', async () => {
  const { body } = await site.get(`/stories/similar?part=1&${query('Duty desk closed, call-backs')}`, nia)
  expect(body).not.toContain('<html')
  expect(titles(body)[0]).toBe('Call-backs instead of a duty desk')
  expect(body).toMatch(/stor(y|ies) sounds? like yours/)
})

describe('without scripts', () => {
  const fields = storyFields('We closed our duty desk', { summary: 'Call-backs from a named officer.' })
  const send = (page: string, more: Record<string, string>, to?: string) => {
    const form = parseFragment(page).find(({ fields }) => 'looked' in fields)!
    return site.post(to ?? form.action, { ...(form.fields as Record<string, string>), ...more }, nia)
  }
  test('the list is a step before the story goes out, and nothing typed is lost', async () => {
    const step = await send((await site.get('/stories/new', nia)).body, fields)
    expect(step.statusCode).toBe(200)
    expect(step.body).toContain('Has this been tried?')
    expect(titles(step.body)[0]).toBe('Call-backs instead of a duty desk')
    expect((await site.get('/stories')).body).not.toContain('We closed our duty desk')
    const back = await send(step.body, {}, '/stories/preview')
    expect(back.body).toContain('value="We closed our duty desk"')
    const out = await send(step.body, {})
    expect(out.statusCode).toBe(303)
    const page = await site.get(led(out))
    expect(page.body).toContain('We closed our duty desk')
    expect(page.body).toContain('Call-backs from a named officer.')
    expect(page.body).toContain('There was no room for We closed our duty desk.')
  })
  test('it comes when a draft goes out too, without the draft itself, and once only', async () => {
    const draft = led(
      await send((await site.get('/stories/new', nia)).body, {
        ...fields,
        title: 'Our desk on duty rings back',
        audience: 'draft'
      })
    )
    const step = await send((await site.get(`${draft}/edit`, nia)).body, { audience: 'world' })
    expect(step.body).toContain('Carry on')
    expect(titles(step.body)).not.toContain('Our desk on duty rings back')
    expect(led(await send(step.body, {}))).toBe(draft)
    const changed = await site.get(`${draft}/edit`, nia)
    expect(changed.body).not.toContain('name="looked"')
  })
  test('faults come first, and what is like nothing goes out at once', async () => {
    const page = (await site.get('/stories/new', nia)).body
    expect((await send(page, { ...fields, wentBadly: '' })).statusCode).toBe(422)
    const alone = storyFields('Kwyjibo', { summary: 'Kwyjibo.', body: 'Kwyjibo', wentWell: 'Well', wentBadly: 'Bad' })
    expect((await send(page, alone)).statusCode).toBe(303)
  })
})

test('only words that say something count, in both languages', () => {
  expect(tellingWords('We have moved the duty desk to the library')).toEqual(['duty', 'desk', 'library'])
  expect(tellingWords('Mae’r cyngor wedi symud y ddesg i’r llyfrgell')).toEqual(['symud', 'ddesg', 'llyfrgell'])
})
