/** Every page answers, with nothing to show and with much to show, and is led to from the others. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { councilOf } from '../../../server/council/settings.ts'
import { receiveInterest } from '../../../server/interest/interest.ts'
import { anyPost } from '../../../server/posts/posts.store.ts'
import { addMastodon, addPeer, remoteStory } from './elsewhere.ts'
import { led, makeSite, type SignedIn, type Site, storyFields } from './site.ts'

let site: Site
let nia: SignedIn
const lists = [
  ...['/', '/stories', '/stories?badly=1', '/stories?state=stopped', '/stories?topic=housing', '/questions'],
  ...['/questions?answered=no', '/questions?answered=yes', '/people', '/councils', '/topics', '/topics/housing'],
  ...['/search', '/search?q=library', '/search?q=library&kind=question&badly=1', '/@aldermere', '/@nia']
]
const own = ['/home', '/stories/new', '/questions/new', '/people/follow']

const ok = async (path: string, as?: SignedIn) => {
  const response = await site.get(path, as)
  expect(response.statusCode, `${path}: ${response.body.slice(0, 500)}`).toBe(200)
  expect(response.body).toContain('</html>')
  return response.body
}

beforeAll(async () => {
  site = await makeSite()
  nia = await site.person('nia')
})
afterAll(() => site.close())

describe('with nothing to show', () => {
  test.each(lists)('%s', async (path) => {
    await ok(path)
    if (path !== '/') await ok(path, nia)
  })
  test.each(own)('%s for somebody signed in', async (path) => {
    await ok(path, nia)
    expect(led(await site.get(path))).toBe(`/sign-in?back=${encodeURIComponent(path)}`)
  })
  test('empty lists say what would be here', async () => {
    expect(await ok('/stories?badly=1')).toContain('No story here went badly yet')
    expect(await ok('/questions')).toContain('Nobody has asked anything here yet')
  })
})

describe('with much to show', () => {
  let story = ''
  let question = ''
  beforeAll(async () => {
    const { gwil } = await addPeer(site.context)
    const maddy = await addMastodon(site.context)
    story = led(await site.post('/stories', storyFields('A library table', { state: 'trying', service: '437' }), nia))
    await site.post('/stories', storyFields('Half a thought', { audience: 'draft' }), nia)
    await site.receive(gwil, {
      type: 'Article',
      name: 'Smaller lorries for the library',
      content: '<p>We hired four.</p>',
      'schema:additionalType': 'https://schema.org/Report',
      'schema:positiveNotes': ['Narrow lanes are served.'],
      'schema:negativeNotes': ['Two were too few.']
    })
    question = led(
      await site.post('/questions', { title: 'Who pays for the kettle?', body: 'Ours broke.', topics: 'housing' }, nia)
    )
    await site.receive(maddy, {
      content: '<p>How do you keep it private?</p>',
      inReplyTo: `${site.context.config.origin}${story}`
    })
    await site.receive(maddy, { content: '<p>A note about cats</p>' })
  })

  test.each(lists)('%s', async (path) => {
    await ok(path)
    if (path !== '/') await ok(path, nia)
  })
  test.each(own)('%s for somebody signed in', (path) => ok(path, nia).then(() => undefined))

  test('the visitor’s home shows the liveliest story, new ones, who waits, and how to join', async () => {
    const page = await ok('/')
    expect(page).toContain('A library table')
    expect(page).toContain('Smaller lorries for the library')
    expect(page).toContain('Thornbeck District Council')
    expect(page).toContain('Who pays for the kettle?')
    expect(page).toContain('@aldermere')
  })

  test('one’s own home shows what one has to finish, to nobody else', async () => {
    expect(await ok('/home', nia)).toContain('Half a thought')
    expect(led(await site.get('/', nia))).toBe('/home')
  })

  test('a story shows both halves, its facts, and what was said under it', async () => {
    const page = await ok(story)
    expect(page).toContain('People came earlier to A library table.')
    expect(page).toContain('There was no room for A library table.')
    expect(page).toContain('Libraries')
    expect(page).toContain('How do you keep it private?')
    expect(page).toContain('tidepool.example')
    expect(await ok(story, nia)).toContain(`${story}/edit`)
  })

  test('a question is answered, and the answer accepted, by buttons alone', async () => {
    const uri = `${site.context.config.origin}${question}`
    const tom = await site.person('tom')
    const answered = await site.post('/replies', { inReplyTo: uri, body: 'The **council** does.' }, tom)
    expect(led(answered)).toMatch(new RegExp(`^${question}#reply-[0-9a-f]{32}$`))
    const id = led(answered).split('#reply-')[1]!
    expect(await ok(question)).toContain('<strong>council</strong>')
    expect(await ok(question, nia)).toContain(`/replies/${id}/accept`)
    expect(await ok(question, tom)).not.toContain(`/replies/${id}/accept`)
    const accepted = await site.post(`/replies/${id}/accept`, { back: question }, nia)
    expect(led(accepted)).toBe(question)
    const page = await ok(question)
    expect(page).toContain('Accepted answer')
    expect(page).toContain('Nia Rees, who asked')
    expect(await ok('/questions?answered=yes')).toContain('Who pays for the kettle?')
    expect(led(await site.get(`/replies/${id}`))).toBe(`${question}#reply-${id}`)
    expect(led(await site.get(`/replies/${id}?reply=1`, nia))).toBe(`${question}?reply=${id}#reply`)
    expect(await ok(`${question}?reply=${id}`, nia)).toContain('Your reply to Tom Rees')
    await site.post(`/replies/${id}/unaccept`, {}, nia)
    expect(await ok(question)).not.toContain('Accepted answer')
    expect((await site.get(`/replies/${id}/edit`, nia)).statusCode).toBe(403)
    expect(await ok(`/replies/${id}/edit`, tom)).toContain('The **council** does.')
    expect(led(await site.post(`/replies/${id}/edit`, { body: 'The mayor does.' }, tom))).toBe(`/replies/${id}`)
    expect(await ok(question)).toContain('The mayor does.')
    expect(await ok(`/replies/${id}/withdraw`, tom)).toContain('Withdraw this reply?')
    expect(led(await site.post(`/replies/${id}/withdraw`, {}, tom))).toBe(question)
    expect((await site.get(`/replies/${id}`)).statusCode).toBe(410)
  })

  test('interest is shown and taken back with one button', async () => {
    const tom = await site.person('tim')
    const object = `${site.context.config.origin}${story}`
    expect(led(await site.post('/likes', { object, back: `${story}#here` }, tom))).toBe(`${story}#here`)
    expect(await ok(story)).toContain('Useful (1)')
    expect(await ok(story, tom)).toContain('action="/likes/undo"')
    expect(led(await site.post('/shares', { object }, tom))).toBe(story)
    await site.post('/likes/undo', { object }, tom)
    await site.post('/shares/undo', { object }, tom)
    expect(await ok(story)).not.toContain('Useful (1)')
  })

  test('that a council announces what its own people say counts as no share', async () => {
    const path = led(await site.post('/stories', storyFields('Announced only'), nia))
    const { actor } = await councilOf(site.context)
    const uri = `${site.context.config.origin}/activities/announce`
    await receiveInterest(site.context, { actor, post: path.split('/')[2]!, kind: 'share', uri })
    expect(await ok(path)).not.toContain('Share (')
    expect(await ok('/')).toContain('Talked about this week')
    await site.post('/shares', { object: site.context.config.origin + path }, await site.person('tam'))
    expect(await ok(path)).toContain('Share (1)')
  })

  test('a remote person has a page, and can be followed there', async () => {
    const page = await site.get('/@gwil@moot.thornbeck.example')
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('Smaller lorries for the library')
    expect(page.body).toContain('noindex')
    expect(page.body).toContain('Waste operations manager')
    expect(await ok('/@thornbeck@moot.thornbeck.example')).toContain('Smaller lorries for the library')
    expect(await ok('/@gwil@moot.thornbeck.example', nia)).toContain('action="/follows"')
  })

  test('under what comes from elsewhere it is said that nothing has reached this server, never that nobody has asked', async () => {
    const { gwil } = await addPeer(site.context, 'moot.far.example')
    const maddy = await addMastodon(site.context, 'far.example')
    const asks = { 'schema:additionalType': 'https://schema.org/Question', content: '<p>Who lends lorries?</p>' }
    const far = [
      [
        'stories',
        await site.receive(gwil, remoteStory('Lorries that are lent')),
        'No question has reached this server yet'
      ],
      ['questions', await site.receive(gwil, asks), 'No answer has reached this server yet'],
      ['posts', await site.receive(maddy, { content: '<p>Lorries!</p>' }), 'No reply has reached this server yet']
    ] as const
    for (const [noun, id, words] of far) {
      const page = await ok(`/${noun}/${id}`)
      const { url } = (await anyPost(site.context.store.read, { id }))!.post
      expect(page).toContain(words)
      expect(page).toMatch(new RegExp(`fm-empty[^]*?href="${url}"[^>]*>see it there`))
      expect(page).not.toMatch(/Nobody has (asked|answered|replied) yet/)
    }
    const own = led(await site.post('/stories', storyFields('Our own lorries'), nia))
    expect(await ok(own)).toContain('Nobody has asked yet')
    expect(await ok(own)).not.toContain('has reached this server')
  })

  test('a story is changed, and withdrawn for good', async () => {
    const path = led(await site.post('/stories', storyFields('To be taken back'), nia))
    expect(await ok(`${path}/edit`, nia)).toContain('There was no room for To be taken back.')
    const changed = await site.post(`${path}/edit`, storyFields('To be changed', { audience: '' }), nia)
    expect(led(changed)).toBe(path)
    expect(await ok(path)).toContain('To be changed')
    expect(await ok(`${path}/withdraw`, nia)).toContain('Withdraw this story?')
    expect(led(await site.post(`${path}/withdraw`, {}, nia))).toBe('/home')
    const gone = await site.get(path)
    expect(gone.statusCode).toBe(410)
    expect(gone.body).toContain('withdrawn')
    expect(await ok('/stories')).not.toContain('To be changed')
  })
})
