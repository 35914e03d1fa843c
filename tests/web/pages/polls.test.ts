/** Polls and quotes are begun by forms, without scripts; how they stand is told to whoever began them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../../server/actors/actors.store.ts'
import { quoteOf } from '../../../server/quotes/quotes.store.ts'
import { receiveQuoteAnswer } from '../../../server/quotes/quotes.ts'
import { parseFragment } from '../../help/html.ts'
import { addMastodon, addPeer } from './elsewhere.ts'
import { led, makeSite, type SignedIn, type Site, storyFields } from './site.ts'

let site: Site
let nia: SignedIn
let tom: SignedIn
let gwil: Actor
let maddy: Actor

beforeAll(async () => {
  site = await makeSite()
  nia = await site.person('nia')
  tom = await site.person('tom')
  gwil = (await addPeer(site.context)).gwil
  maddy = await addMastodon(site.context)
})
afterAll(() => site.close())

const uriOf = (path: string) => `${site.context.config.origin}${path}`
const quotePage = (uri: string, as = nia) => site.get(`/quotes/new?of=${encodeURIComponent(uri)}`, as)

describe('a poll', () => {
  const fields = {
    question: 'When shall we meet?',
    'option-1': 'Tuesday',
    'option-2': 'Friday',
    days: '3',
    audience: 'world'
  }

  test('is written in a form that keeps what was typed and says what is wrong', async () => {
    const form = parseFragment((await site.get('/polls/new', nia)).body).find(({ action }) => action === '/polls')!
    expect(Object.keys(form.fields).filter((name) => name.startsWith('option-'))).toHaveLength(10)
    const wrong = await site.post('/polls', { ...fields, question: '', 'option-2': '', 'option-7': 'Tuesday' }, nia)
    expect(wrong.statusCode).toBe(422)
    expect(wrong.body).toContain('<title>Error: Start a poll')
    expect(wrong.body).toContain('Write what you ask')
    expect(wrong.body).toContain('Make the options differ')
    expect(wrong.body).toContain('href="#option-1"')
    expect(wrong.body).toContain('id="option-7"')
    expect((await site.post('/polls', { ...fields, days: '900' }, nia)).body).toContain('Choose how long it is open')
    expect((await site.post('/polls', { ...fields, _csrf: 'x' }, nia)).statusCode).toBe(403)
    expect(led(await site.get('/polls/new'))).toMatch(/^\/sign-in/)
  })

  test('is opened, voted in, listed while it is open and after, and withdrawn', async () => {
    const path = led(await site.post('/polls', { ...fields, multiple: 'yes', mayQuote: 'nobody' }, nia))
    const page = (await site.get(path, tom)).body
    expect(page).toContain('type="checkbox"')
    await site.post('/votes', { object: uriOf(path), option: 'Friday' }, tom)
    const own = async () => (await site.get('/polls', nia)).body
    expect(await own()).toMatch(/Friday <span[^>]*>1 vote/)
    expect(await own()).not.toContain('>Closed<')
    expect((await site.get('/home', nia)).body).toContain('href="/polls"')
    expect((await quotePage(uriOf(path), tom)).body).toContain('does not want it to be quoted')
    site.context.pass(4 * 86_400_000)
    expect(await own()).toContain('>Closed<')
    expect((await site.post(`${path}/withdraw`, {}, tom)).statusCode).toBe(404)
    expect((await site.get(`${path}/withdraw`, nia)).body).toContain('Withdraw this poll?')
    expect(led(await site.post(`${path}/withdraw`, {}, nia))).toBe('/polls')
    expect((await site.get(path)).statusCode).toBe(410)
  })

  test('for this council never leaves it', async () => {
    const path = led(await site.post('/polls', { ...fields, audience: 'local' }, nia))
    expect((await site.get(path)).statusCode).toBe(404)
    expect((await site.get(path, tom)).body).toContain('When shall we meet?')
    expect((await site.post('/polls', { ...fields, audience: 'direct' }, nia)).statusCode).toBe(422)
  })
})

describe('a quote', () => {
  test('of a colleague’s words shows them, and stands at once', async () => {
    const story = led(await site.post('/stories', storyFields('Worth quoting'), tom))
    expect((await site.get(story, nia)).body).toContain(`/quotes/new?of=${encodeURIComponent(uriOf(story))}`)
    const page = (await quotePage(uriOf(story))).body
    expect(page).toContain('Worth quoting, told in two sentences.')
    expect(page).toContain('Tom Rees allows everyone to quote it.')
    const empty = await site.post('/quotes', { of: uriOf(story), body: '' }, nia)
    expect(empty.statusCode).toBe(422)
    expect(empty.body).toContain('Write what you say about it')
    expect(empty.body).toContain('Worth quoting')
    const path = led(await site.post('/quotes', { of: uriOf(story), body: 'We did it too.' }, nia))
    expect((await site.get(path, nia)).body).toContain('Tom Rees allows this quote.')
    expect((await site.get(path, tom)).body).not.toContain('allows this quote')
    expect((await site.get(path)).body).toContain('Worth quoting')
    await site.post(`${path}/withdraw`, {}, nia)
    expect((await site.get(path)).statusCode).toBe(410)
  })

  test('is not offered where its author does not want it, or nobody else may read it', async () => {
    const closed = led(await site.post('/stories', storyFields('Not to be quoted', { mayQuote: 'nobody' }), tom))
    const local = led(await site.post('/stories', storyFields('Between us', { audience: 'local' }), tom))
    const draft = led(await site.post('/stories', storyFields('Not yet', { audience: 'draft' }), tom))
    const some = led(await site.post('/stories', storyFields('For followers', { mayQuote: 'followers' }), tom))
    const words = {
      [closed]: 'does not want it to be quoted',
      [local]: 'not written for everyone',
      [some]: 'Only people who follow'
    }
    for (const [path, said] of Object.entries(words)) {
      const { body } = await quotePage(uriOf(path))
      expect(body).toContain(said)
      expect(body).not.toContain('name="body"')
      expect((await site.post('/quotes', { of: uriOf(path), body: 'All the same.' }, nia)).statusCode, said).toBe(403)
    }
    expect((await quotePage(uriOf(draft))).statusCode).toBe(404)
    expect((await site.get(local, nia)).body).not.toContain('/quotes/new')
  })

  test('of words from elsewhere waits for leave, and says when it is given, refused or taken back', async () => {
    const uri = `${maddy.uri}/posts/quotable`
    await site.receive(maddy, { id: uri, content: '<p>Ask the crews which gates are open.</p>' })
    expect((await quotePage(uri)).body).toContain('Maddy Osei is asked first')
    const path = led(await site.post('/quotes', { of: uri, body: 'Good advice.' }, nia))
    const page = async () => (await site.get(path, nia)).body
    expect(await page()).toContain('Waiting for Maddy Osei to allow the quote.')
    const { request } = (await quoteOf(site.context.store.read, path.split('/')[2]!))!
    await receiveQuoteAnswer(site.context, maddy.id, request!, `${maddy.uri}/leave/1`)
    expect(await page()).toContain('Maddy Osei allows this quote.')
    await receiveQuoteAnswer(site.context, maddy.id, request!, undefined)
    expect(await page()).toContain('does not allow this quote. Others see a link.')
  })
})

describe('who may do what', () => {
  test('is asked of questions and replies too, and kept when they are changed', async () => {
    const fields = { title: 'Which bins?', mayReply: 'nobody', mayLike: 'followers' }
    const path = led(await site.post('/questions', fields, nia))
    expect((await site.post('/replies', { inReplyTo: uriOf(path), body: 'The green ones.' }, tom)).statusCode).toBe(403)
    const edit = (await site.get(`${path}/edit`, nia)).body
    expect(edit).toMatch(/id="mayReply"[\s\S]*?<option value="nobody" selected>/)
    const open = led(await site.post(`${path}/edit`, { title: 'Which bins?', mayReply: 'everyone' }, nia))
    expect(open).toBe(path)
    const reply = led(await site.post('/replies', { inReplyTo: uriOf(path), body: 'Green.', mayQuote: 'nobody' }, tom))
    const id = /reply-([0-9a-f]{32})/.exec(reply)![1]!
    expect((await quotePage(uriOf(`/replies/${id}`))).body).toContain('does not want it to be quoted')
    await site.post(`/replies/${id}/edit`, { body: 'Green, I think.' }, tom)
    expect((await quotePage(uriOf(`/replies/${id}`))).body).toContain('does not want it to be quoted')
  })
})

test('words in another language say so, wherever they stand', async () => {
  const id = await site.receive(gwil, {
    type: 'Article',
    name: 'Cadw llyfrgell ar agor',
    content: '<p>Gyda’r nos.</p>',
    contentMap: { cy: '<p>Gyda’r nos.</p>' },
    summary: '<p>Dwy frawddeg.</p>',
    'schema:additionalType': 'https://schema.org/Report',
    'schema:positiveNotes': ['Daeth pobl.'],
    'schema:negativeNotes': ['Roedd yn oer.']
  })
  const page = (await site.get(`/stories/${id}`)).body
  expect(page).toContain('<bdi lang="cy">Cadw llyfrgell ar agor</bdi>')
  expect(page).toMatch(/<div lang="cy">[^<]*(<p>)?Daeth pobl/)
  expect(page).toMatch(/class="fm-said" lang="cy"/)
  const list = (await site.get('/stories')).body
  expect(list).toContain('<bdi lang="cy">Cadw llyfrgell ar agor</bdi>')
  expect(list).toMatch(/<p lang="cy">Roedd yn oer/)
})
