/** What people see of adoption: steps of councils, who built on a story, the tree and its pictures, lists, feeds, CSV. */
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../server/actors/actors.store.ts'
import { settleWorth } from '../../server/adoption/worth.ts'
import { feedRoutes } from '../../web/feeds/routes.ts'
import { pageText, parseFragment } from '../help/html.ts'
import { addMastodon, addPeer, remoteStory } from './pages/elsewhere.ts'
import { led, makeSite, type SignedIn, type Site, storyFields } from './pages/site.ts'

let site: Site
let nia: SignedIn
let tom: SignedIn
let gwil: Actor
let elin: Actor
let maddy: Actor
let path: string
let uri: string

const settle = (path: string) =>
  settleWorth(site.context, { subject: path.split('/').at(-1)! } as Parameters<typeof settleWorth>[1])
const text = async (at: string, as?: SignedIn) => {
  const { body, statusCode } = await site.get(at, as)
  expect(statusCode, at).toBe(200)
  return pageText(body)
}
const replicate = async (by: Actor, name: string, more = {}) => {
  const id = await site.receive(by, remoteStory(name, { 'schema:isBasedOn': uri, ...more }))
  await settle(`/stories/${id}`)
  return `/stories/${id}`
}
const changed = (value: string) => ({
  'schema:additionalProperty': [{ type: 'PropertyValue', name: 'What we changed', value }]
})

beforeAll(async () => {
  site = await makeSite()
  await site.app.register(feedRoutes(site.context))
  nia = await site.person('nia')
  tom = await site.person('tom')
  gwil = (await addPeer(site.context)).gwil
  elin = (await addPeer(site.context, 'moot.dyffryn.example')).gwil
  maddy = await addMastodon(site.context)
  path = led(await site.post('/stories', storyFields('Tea < coffee & milk'), nia))
  uri = site.context.config.origin + path
})
afterAll(() => site.close())

describe('the steps', () => {
  test('are all at nothing at first, and anyone can read how to take one from elsewhere', async () => {
    const page = await text(path)
    expect(page).toContain('Where it went next')
    expect(page).toContain('No council yet')
    for (const name of ['Following', 'Want to try', 'Trying', 'Adopted', 'Stopped']) expect(page).toContain(name)
    expect(page).toContain('#wanttotry')
    expect((await site.get(path)).body).toContain('/interact?act=reply')
  })

  test('are taken with the form, by everyone but the author', async () => {
    expect((await site.get(path, nia)).body).not.toContain('name="step"')
    const form = parseFragment((await site.get(path, tom)).body).find((one) =>
      one.buttons.some(({ text }) => text === 'Tell the others')
    )!
    expect(form.action).toBe(`${path}/steps`)
    expect(led(await site.post(form.action, { step: 'trying', words: 'Since *March*.' }, tom))).toBe(`${path}#went`)
    const page = await text(path)
    expect(page).toContain('1 council, in their own words')
    expect(page).toMatch(/Aldermere is trying this\.\s*Since March\./)
    const all = await text(`${path}/steps`)
    expect(all).toMatch(/Trying \(1\)[\s\S]*Aldermere[\s\S]*Tom Rees[\s\S]*Since March\./)
  })

  test('need words from who stopped, keep what was typed, and say what is wrong', async () => {
    const refused = await site.post(`${path}/steps`, { step: 'stopped', words: '' }, tom)
    expect(refused.statusCode).toBe(422)
    expect(pageText(refused.body)).toContain('Say why you stopped')
    expect(refused.body).toMatch(/value="stopped" checked/)
    const none = await site.post(`${path}/steps`, { words: 'Typed <b>' }, tom)
    expect(none.statusCode).toBe(422)
    expect(pageText(none.body)).toContain('Choose where your council is with this')
    expect(none.body).toContain('Typed &lt;b&gt;')
  })

  test('say why a council stopped, and go back when that is taken back', async () => {
    await site.post(`${path}/steps`, { step: 'stopped', words: 'Nobody had the key.' }, tom)
    expect(await text(path)).toContain('Why Aldermere stopped')
    const csv = await site.get(`${path}/steps.csv`)
    expect(csv.headers['content-type']).toContain('text/csv')
    expect(csv.body).toMatch(/\r\nAldermere,stopped,Tom Rees,'@tom@[^,]+,[^,]+,Nobody had the key\.,http/)
    expect(led(await site.post(`${path}/steps/undo`, {}, tom))).toBe(`${path}#went`)
    expect((await site.get(`${path}/steps.csv`)).body).toContain('Aldermere,trying,')
  })

  test('of people elsewhere stand apart, and nothing that they write breaks the page', async () => {
    await site.receive(maddy, { inReplyTo: uri, content: '<p>We adopted this.</p><p>=cmd() <script>x</script></p>' })
    const page = await text(`${path}/steps`)
    expect(page).toMatch(/From elsewhere \(1\)[\s\S]*Maddy Osei adopted this/)
    expect((await site.get(`${path}/steps`)).body).not.toContain('<script>x')
    expect(await text(path)).toContain('1 council, in their own words, and 1 person elsewhere')
  })

  test('are for what everyone may read only', async () => {
    const local = led(await site.post('/stories', storyFields('Only here', { audience: 'local' }), nia))
    expect(await text(local, tom)).not.toContain('Where it went next')
    expect((await site.get(`${local}/steps`, tom)).statusCode).toBe(404)
    expect((await site.post(`${local}/steps`, { step: 'trying' }, tom)).statusCode).toBe(403)
    for (const part of ['steps', 'tree', 'tree.svg', 'tree.png', 'used-by', 'steps.csv', 'used-by.csv'])
      expect((await site.get(`${local}/${part}`)).statusCode, part).toBe(404)
    for (const part of ['tree.svg', 'steps.csv', 'used-by.csv'])
      expect((await site.get(`${local}/${part}`, tom)).statusCode, part).toBe(404)
    expect(
      (await site.post(`${path}/steps`, { step: 'trying' }, { ...tom, cookie: '', csrf: '' })).statusCode
    ).not.toBe(200)
  })
})

describe('who built on it', () => {
  test('tells who, where and what they changed, and two councils make it worth repeating', async () => {
    const first = await replicate(gwil, 'A table on market day', {
      'schema:creativeWorkStatus': 'embedded',
      ...changed('Moved to Wednesdays, "because" of the market')
    })
    expect(await text(path)).not.toContain('Practice worth repeating')
    await replicate(elin, 'Bwrdd yn y llyfrgell', { contentMap: { cy: '<p>Bwrdd yn y llyfrgell</p>' } })
    expect(await text(path)).toContain('Practice worth repeating')
    const page = await text(`${path}/used-by`)
    expect(page).toMatch(/A table on market day[\s\S]*Thornbeck adopted it[\s\S]*Moved to Wednesdays/)
    expect(page).toContain('They do not say what they changed.')
    expect(await text(first)).toContain('Builds on Tea < coffee & milk by Nia Rees. What changed: Moved to Wednesdays')
    const csv = (await site.get(`${path}/used-by.csv`)).body
    expect(csv).toContain('Thornbeck,Gwilym Tate,')
    expect(csv).toContain('"Moved to Wednesdays, ""because"" of the market"')
    expect((await text('/stories?worth=1')).match(/Practice worth repeating/g)!.length).toBeGreaterThan(1)
    expect(await text('/stories?worth=1')).not.toContain('A table on market day')
  })

  test('is written here with the form, from a page here to a page there', async () => {
    const start = await site.get(`/stories/new?basedOn=${encodeURIComponent(uri)}`, tom)
    expect(pageText(start.body)).toContain('Yours builds on Tea < coffee & milk by Nia Rees')
    const faulty = await site.post(
      '/stories',
      { basedOn: uri, changed: 'We added tea.', title: '', audience: 'world' },
      tom
    )
    expect(faulty.body).toContain('We added tea.')
    const own = led(
      // The address of a page here is taken for what it shows.
      await site.post('/stories', storyFields('Tea', { basedOn: `${path}?x=1#y`, changed: 'We added tea.' }), tom)
    )
    await settle(own)
    expect(await text(own)).toContain('What changed: We added tea.')
    expect(await text(`${path}/used-by`)).toContain('We added tea.')
    const wrong = await site.post('/stories', storyFields('Wrong', { basedOn: 'javascript:alert(1)' }), tom)
    expect(wrong.statusCode).toBe(422)
    expect(pageText(wrong.body)).toContain('Give the web address of the story that yours is based on')
    expect((await text(`${path}/used-by`)).match(/They do not say/g)).toHaveLength(1)
  })
})

describe('the tree', () => {
  test('is nested lists, the same from each page, with this page marked', async () => {
    const { body } = await site.get(`${path}/tree`)
    expect(body).toContain('<ul class="fm-tree">')
    expect(pageText(body)).toMatch(/Aldermere started it[\s\S]*Thornbeck adopted it[\s\S]*Moved to Wednesdays/)
    expect(body).not.toContain('< coffee')
  })

  test('is a drawing with its words, in which nothing is markup that was not ours', async () => {
    const { body, headers } = await site.get(`${path}/tree.svg`)
    expect(headers['content-type']).toContain('image/svg+xml')
    expect(body).toMatch(/<title id="title">Tea &lt; coffee &amp; milk<\/title>/)
    expect(body).toMatch(/<desc id="words">Who learned from whom\. Aldermere started it/)
    expect(body).toContain('Thornbeck adopted it')
    expect(body).not.toContain('< coffee')
    expect(body).not.toMatch(/<script|<foreignObject|href=/)
    await expect(sharp(Buffer.from(body)).metadata()).resolves.toMatchObject({ format: 'svg', width: 1000 })
  })

  test('is a picture whose letters need no font of the machine', async () => {
    const { rawPayload, headers } = await site.get(`${path}/tree.png`)
    expect(headers['content-type']).toBe('image/png')
    const picture = sharp(rawPayload)
    const { width, height } = await picture.metadata()
    expect([width, height! > 400]).toEqual([2000, true])
    // The title is at the top left: there is ink in it, and none at its right.
    const ink = async (left: number) => {
      const { channels } = await sharp(
        await sharp(rawPayload).extract({ left, top: 70, width: 400, height: 70 }).png().toBuffer()
      ).stats()
      return channels[0]!.min
    }
    expect(await ink(80)).toBeLessThan(90)
    expect(await ink(1580)).toBeGreaterThan(200)
  })
})

test('feeds tell who tries what, and what is worth repeating', async () => {
  const adoptions = (await site.get('/feeds/adoptions.atom')).body
  expect(adoptions).toContain('Aldermere is trying this.')
  expect(adoptions).toContain('Maddy Osei')
  const worth = (await site.get('/feeds/worth-repeating.json')).json()
  expect(worth.items.map((one: { title: string }) => one.title)).toEqual(['Tea < coffee & milk'])
})
