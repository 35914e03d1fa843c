/** Who will see it: told at each choice, kept to, and shown beside what is not for everyone. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../../server/actors/actors.store.ts'
import { keepFollow } from '../../../server/follows/follows.store.ts'
import { parseFragment } from '../../help/html.ts'
import { addMastodon } from './elsewhere.ts'
import { led, makeSite, type SignedIn, type Site, storyFields } from './site.ts'

let site: Site
let nia: SignedIn
let tom: SignedIn
let maddy: Actor

const write = async (audience: string, more: Record<string, string> = {}, as = nia) =>
  led(await site.post('/stories', storyFields(`For ${audience}`, { audience, ...more }), as))
const uriOf = (path: string) => site.context.config.origin + path
const page = async (path: string, as?: SignedIn) => (await site.get(path, as)).body
const follow = (follower: string, followed: string) =>
  site.context.store.write((tx) =>
    keepFollow(tx, { follower, followed, uri: `https://x.example/${follower}-${followed}`, state: 'accepted' })
  )

beforeAll(async () => {
  site = await makeSite()
  nia = await site.person('nia')
  tom = await site.person('tom')
  maddy = await addMastodon(site.context)
  await follow(maddy.id, nia.viewer.actor.id)
  await follow(nia.viewer.actor.id, maddy.id)
})
afterAll(() => site.close())

/** The forms of a page that post to an address. */
const formsTo = (html: string, action: string) => parseFragment(html).filter((form) => form.action === action)

describe('the form of a story', () => {
  test('says at each choice who will see it', async () => {
    const body = await page('/stories/new', nia)
    for (const words of [
      ...['Only me', 'People at Aldermere', 'It never leaves this server', 'The web, other councils and Mastodon'],
      ...['Everyone who has the link', 'It stands in no list', 'People who follow you', '1 person now'],
      ...['Only the people I name', 'Those whose handles are in your text']
    ])
      expect(body).toContain(words)
    expect(body).toMatch(/<details class="govuk-details"[^>]*>\s*<summary[^>]*>\s*<span[^>]*>\s*More choices/)
    expect(formsTo(body, '/stories')[0]!.fields.audience).toBe('draft')
  })

  test('keeps the choice when something is wrong, and says what', async () => {
    const answer = await site.post('/stories', storyFields('For some', { audience: 'direct' }), nia)
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain('Name who may read it in your text')
    expect(answer.body).toContain('href="#audience"')
    expect(formsTo(answer.body, '/stories')[0]!.fields.audience).toBe('direct')
    // What was chosen is seen, not folded away.
    expect(answer.body).toMatch(/<details class="govuk-details" open>\s*<summary[^>]*>\s*<span[^>]*>\s*More choices/)
  })

  test('asks no more once it was sent', async () => {
    for (const [audience, words] of [
      ['unlisted', 'Everyone who has the link'],
      ['followers', 'People who follow you'],
      ['world', 'everyone']
    ] as const) {
      const path = await write(audience)
      const body = await page(`${path}/edit`, nia)
      expect(body).toContain(`<strong>Who can read it:</strong> ${words}.`)
      expect(body).not.toContain('name="audience"')
      const kept = await site.post(`${path}/edit`, storyFields('Said better', { audience: '' }), nia)
      expect(kept.statusCode).toBe(303)
      const changed = await site.post(`${path}/edit`, storyFields('Said wider', { audience: 'local' }), nia)
      expect(changed.statusCode).toBe(409)
    }
  })
})

describe('what is not for everyone', () => {
  test('says so beside it, to those who read it', async () => {
    const words = {
      unlisted: 'By link: it stands in no list',
      followers: 'Only your followers can read it',
      local: 'Only people at this council can read it',
      draft: 'A draft: only you can read it'
    }
    for (const [audience, text] of Object.entries(words)) expect(await page(await write(audience), nia)).toContain(text)
    expect(await page(await write('direct', { body: 'For @tom' }), tom)).toContain(
      'Only the people it names can read it'
    )
    expect(await page(await write('world'), nia)).not.toMatch(/can read it|By link/)
  })

  test('is offered to nobody for sharing', async () => {
    for (const audience of ['followers', 'local']) {
      const path = await write(audience)
      expect(formsTo(await page(path, nia), '/shares'), audience).toEqual([])
      const shared = await site.post('/shares', { object: uriOf(path) }, nia)
      expect(shared.statusCode, audience).toBe(403)
    }
    expect(formsTo(await page(await write('unlisted'), nia), '/shares')).toHaveLength(1)
  })

  test('by link is open to whoever has it, in no list, and kept out of search engines', async () => {
    const path = await write('unlisted', { title: 'Quoll by link', topics: 'quolls' })
    const answer = await site.get(path)
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain('Quoll by link')
    expect(answer.body).toMatch(/<meta name="robots" content="noindex/)
    for (const list of ['/', '/stories', '/@nia', '/topics', '/topics/quolls', '/search?q=Quoll', '/people'])
      for (const as of [undefined, tom]) expect(await page(list, as), list).not.toContain('Quoll by link')
  })

  test('stands on its author’s own page, for its author', async () => {
    const titles = ['followers', 'unlisted', 'direct'].map((audience) => `Numbat for ${audience}`)
    for (const title of titles) await write(title.split(' ').at(-1)!, { title, body: 'For @tom' })
    const own = await page('/@nia', nia)
    for (const title of titles) expect(own).toContain(title)
    for (const as of [undefined, tom]) expect(await page('/@nia', as)).not.toContain('Numbat')
  })
})

describe('a reply', () => {
  test('to everyone’s words may be for fewer, and says for whom it is', async () => {
    const path = await write('world')
    const asked = await site.post('/questions', { title: 'How long?', about: uriOf(path) }, tom)
    const body = await page(led(asked), nia)
    expect(body).toContain('Who will see it: Everyone')
    const [form] = formsTo(body, '/replies')
    expect(form!.fields.audience).toBe('world')
    const said = await site.post('/replies', { ...form!.fields, body: 'A week', audience: 'local' } as never, nia)
    expect(said.statusCode).toBe(303)
    expect(await page(led(asked), tom)).toContain('A week')
    expect(await page(led(asked))).not.toContain('A week')
  })

  test('to a message is for those in it: the form says so and offers nothing wider', async () => {
    const named = { to: [nia.viewer.actor.uri], cc: [] }
    const id = await site.receive(maddy, { ...named, content: '<p>Between us</p>' })
    const body = await page(`/posts/${id}`, nia)
    expect(body).toContain('Only the people it names can read it')
    expect(body).toMatch(/Who will see it: Only .+ and the people I name\. It is between the people it names/)
    expect(formsTo(body, '/replies')[0]!.fields).not.toHaveProperty('audience')
    const { uri } = { uri: formsTo(body, '/replies')[0]!.fields.inReplyTo as string }
    const wider = await site.post('/replies', { inReplyTo: uri, body: 'For all', audience: 'world' }, nia)
    expect(wider.statusCode).toBe(422)
    expect(wider.body).toContain('only for those it names')
    expect(wider.body).toContain('For all')
    expect((await site.post('/replies', { inReplyTo: uri, body: 'For you' }, nia)).statusCode).toBe(303)
    expect((await site.get(`/posts/${id}`, tom)).statusCode).toBe(404)
  })

  test('to words for followers goes to who wrote them, and says why', async () => {
    const id = await site.receive(maddy, { to: [`${maddy.uri}/followers`], cc: [], content: '<p>For followers</p>' })
    const body = await page(`/posts/${id}`, nia)
    expect(body).toContain('For followers only')
    expect(body).toMatch(/wrote it for followers only, so your reply goes to .+ and to those you name/)
  })
})

test('a question may be for some only', async () => {
  const form = await page('/questions/new', nia)
  expect(formsTo(form, '/questions')[0]!.fields.audience).toBe('world')
  for (const words of ['Who may read it?', 'Everyone who has the link', 'Only the people I name'])
    expect(form).toContain(words)
  const asked = await site.post('/questions', { title: 'Bilby or quoll?', body: '@tom', audience: 'direct' }, nia)
  expect((await site.get(led(asked), tom)).statusCode).toBe(200)
  expect((await site.get(led(asked))).statusCode).toBe(404)
  for (const list of ['/questions', '/search?q=Bilby', '/']) expect(await page(list)).not.toContain('Bilby or')
  const nobody = await site.post('/questions', { title: 'Anyone?', audience: 'direct' }, nia)
  expect(nobody.statusCode).toBe(422)
  expect(nobody.body).toContain('Name who may read it')
})
