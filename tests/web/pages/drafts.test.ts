/** What is typed is kept while it is typed: for its author alone, never over what others read, and never lost. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drafts } from '../../../schema/index.ts'
import { deleteMember } from '../../../server/members/delete.ts'
import { sweep } from '../../../server/sweep.ts'
import { parseFragment } from '../../help/html.ts'
import { led, makeSite, type SignedIn, type Site, storyFields } from './site.ts'

let site: Site
let nia: SignedIn
let tom: SignedIn

beforeAll(async () => {
  site = await makeSite()
  nia = await site.person('nia')
  tom = await site.person('tom')
})
afterAll(() => site.close())

type Fields = Record<string, string>
const hex = (n: number) => n.toString(16).padStart(32, '0')
let made = 0

/** A form as the page's script drives it: its own tab, its turns counted, and what it was told taken up. */
function tabOn(page: string, path: string, who = nia) {
  const form = parseFragment(page).find(({ fields }) => 'draft' in fields)!
  let own: Fields = Object.fromEntries(
    Object.entries(form.fields).map(([name, value]) => [name, [value].flat().at(-1) ?? ''])
  )
  own.tab = hex(0xabc000 + ++made)
  // What is like it was shown while it was typed.
  if (own.looked) own.looked = 'yes'
  let address = `/drafts${path}`
  return {
    get fields() {
      return own
    },
    /** Saves as it is typed; gives the answer. */
    async save(typed: Fields, turn = Number(own.turn) + 1) {
      own = { ...own, ...typed, turn: String(turn) }
      const response = await site.post(address, own, who)
      const told = response.statusCode === 200 ? response.json() : {}
      for (const name of ['draft', 'version', 'seen']) if (name in told) own[name] = String(told[name])
      if (told.autosave) address = told.autosave
      return { status: response.statusCode, ...told }
    },
    /** Presses the button. */
    send: (typed: Fields, to = form.action, more: Fields = {}) => {
      own = { ...own, ...typed, turn: String(Number(own.turn) + 1) }
      return site.post(to, { ...own, ...more }, who)
    }
  }
}
const begin = async (noun = 'stories', who = nia) => tabOn((await site.get(`/${noun}/new`, who)).body, `/${noun}`, who)
const openEdit = async (path: string, who = nia) => tabOn((await site.get(`${path}/edit`, who)).body, path, who)
const editBody = async (path: string) => (await site.get(path, nia)).body
const storyAt = (told: { action: string }) => told.action.replace('/edit', '')

describe('a new draft', () => {
  test('begins with the first word, needs nothing else, and is its author’s alone', async () => {
    const form = await begin()
    expect(await form.save({})).toMatchObject({ status: 200, outcome: 'empty' })
    const told = await form.save({ wentWell: 'Only this.', topics: 'fine, !!', audience: 'world' })
    expect(told).toMatchObject({
      status: 200,
      outcome: 'kept',
      said: expect.stringMatching(/^Draft saved at \d?\d:\d\d$/)
    })
    const path = storyAt(told)
    expect((await site.get(path, tom)).statusCode).toBe(404)
    expect((await site.get(`${path}/edit`, tom)).statusCode).toBe(404)
    expect((await site.get('/stories', nia)).body).not.toContain('Only this.')
    const again = await editBody(told.address)
    expect(again).toContain('Only this.')
    expect(again).toContain('value="fine, !!"')
    expect(again).toMatch(/name="audience"[^>]*value="world" checked/)
    const home = (await site.get('/home', nia)).body
    expect(home).toContain('A draft without a title')
    expect(home).toContain('A story, last saved just now. Only you can see it.')
    const asked = await form.send({}, `${path}/edit`)
    expect(asked.statusCode).toBe(422)
    expect(asked.body).toContain('Give the story a title')
    expect(asked.body).toContain('Write what went badly')
    expect(asked.body).toContain('data-autosave-now')
  })

  test('is begun once, whatever comes twice, late, or together', async () => {
    const form = await begin()
    const [one, two] = await Promise.all([form.save({ title: 'Once' }, 1), form.save({ title: 'Once only' }, 2)])
    expect([one.status, two.status]).toEqual([200, 200])
    expect(await form.save({ title: 'Too late' }, 1)).toMatchObject({ outcome: 'late' })
    const home = (await site.get('/home', nia)).body
    expect(home.match(/>Once only</g)).toHaveLength(1)
    expect(home).not.toContain('Too late')
    expect(home).not.toContain('>Once<')
  })

  test('becomes the story when its form is sent, also to where it was sent before it was saved', async () => {
    const form = await begin()
    const told = await form.save({ title: 'Sent while saving' })
    const response = await form.send(storyFields('Sent while saving'), '/stories')
    expect(led(response)).toBe(storyAt(told))
    expect((await site.get(storyAt(told))).statusCode).toBe(200)
    expect((await site.get('/home', nia)).body).not.toMatch(/Sent while saving<\/bdi><\/a><p class="fm-soft">/)
  })

  test('is not begun by what arrives after its form was sent', async () => {
    const form = await begin()
    const { turn } = form.fields
    const path = led(await form.send(storyFields('Quicker than its saving'), '/stories'))
    expect(path).toMatch(/^\/stories\/[0-9a-f]{32}$/)
    expect(await form.save({ title: 'Quicker than its sav' }, Number(turn) + 1)).toMatchObject({ outcome: 'late' })
    expect((await site.get('/home', nia)).body).not.toContain('Quicker than its sav<')
    expect((await site.get(`${path}/edit`, nia)).body).not.toContain('not saved')
  })

  test('is gone with what it was typed for, and with its author', async () => {
    const form = await begin('stories', tom)
    const told = await form.save({ title: 'Soon withdrawn' })
    const rows = () => site.context.store.read.select().from(drafts)
    const mine = async () => (await rows()).filter(({ author }) => author === tom.viewer.actor.id)
    expect(await mine()).toHaveLength(1)
    await site.post(`${storyAt(told)}/withdraw`, {}, tom)
    expect(await mine()).toHaveLength(0)
    expect((await form.save({ title: 'Risen' })).status).toBe(404)
    const sam = await site.person('sam')
    await (await begin('questions', sam)).save({ title: 'By somebody who leaves' })
    await deleteMember(site.context, sam.viewer.member.id)
    expect((await rows()).some(({ author }) => author === sam.viewer.actor.id)).toBe(false)
  })
})

describe('changed in two places', () => {
  test('a draft keeps both texts, and says so', async () => {
    const first = await begin()
    const path = storyAt(await first.save({ title: 'Two places', wentWell: 'From the desk.' }))
    const second = await openEdit(path)
    expect(await first.save({ wentWell: 'From the desk, more.' })).toMatchObject({ outcome: 'kept' })
    const told = await second.save({ wentWell: 'From the train.' })
    expect(told).toMatchObject({ outcome: 'apart', other: path, said: expect.stringContaining('second version') })
    expect(await second.save({ wentWell: 'From the train, on.' })).toMatchObject({
      outcome: 'kept',
      address: told.address
    })
    expect(await first.save({ wentWell: 'From the desk, done.' })).toMatchObject({ outcome: 'kept' })
    const main = await editBody(`${path}/edit`)
    expect(main).toContain('From the desk, done.')
    expect(main).toContain('There is another version of this draft')
    const other = await editBody(told.address)
    expect(other).toContain('From the train, on.')
    expect(other).toContain('This is a second version of your draft')
  })

  test('a form that was opened before is not saved over what was saved since, unless pressed again', async () => {
    const path = led(await site.post('/stories', storyFields('Pressed twice'), nia))
    const first = await openEdit(path)
    const second = await openEdit(path)
    expect(led(await first.send({ wentWell: 'Saved first.' }))).toBe(path)
    const told = await second.send({ wentWell: 'Saved second.' })
    expect(told.statusCode).toBe(409)
    expect(told.body).toContain('was changed in another tab or on another device')
    expect(told.body).toContain('Saved second.')
    expect((await site.get(path)).body).toContain('Saved first.')
    const again = tabOn(told.body, path)
    expect(led(await again.send({}))).toBe(path)
    expect((await site.get(path)).body).toContain('Saved second.')
  })
})

describe('what others read already', () => {
  test('is left alone while its author types; the changes wait to be gone on with or discarded', async () => {
    const path = led(await site.post('/stories', storyFields('Read by all'), nia))
    const form = await openEdit(path)
    const told = await form.save({ wentWell: 'Half a thought' })
    expect(told).toMatchObject({ outcome: 'kept', said: expect.stringContaining('Nobody sees it until you save it.') })
    for (const who of [undefined, tom, nia]) expect((await site.get(path, who)).body).not.toContain('Half a thought')
    const edit = await editBody(`${path}/edit`)
    expect(edit).toContain('You have changes that were not saved')
    expect(edit).not.toContain('Half a thought')
    expect(await editBody(told.address)).toContain('Half a thought')
    expect((await site.get('/home', nia)).body).toContain('Changes typed just now and not saved.')
    const discard = parseFragment(edit).find(({ action }) => action.endsWith('/discard'))!
    expect((await site.post(discard.action, {}, tom)).statusCode).toBe(404)
    expect((await site.post(discard.action, { _csrf: 'x' }, nia)).statusCode).toBe(403)
    expect(led(await site.post(discard.action, {}, nia))).toBe(`${path}/edit`)
    expect(await editBody(`${path}/edit`)).not.toContain('You have changes')
  })

  test('cannot be typed into by anybody else, nor another’s draft', async () => {
    const path = led(await site.post('/stories', storyFields('Mine'), nia))
    const form = await openEdit(path)
    await form.save({ title: 'Mine, changed' })
    const fields = { ...form.fields, tab: hex(1), turn: '9', _csrf: tom.csrf }
    expect((await site.post(`/drafts${path}`, { ...fields, draft: hex(2) }, tom)).statusCode).toBe(404)
    expect((await site.post('/drafts/stories', fields, tom)).statusCode).toBe(404)
    const wrong = `/drafts${path.replace('stories', 'questions')}`
    expect((await site.post(wrong, { ...fields, _csrf: nia.csrf }, nia)).statusCode).toBe(404)
    expect((await site.get(`${path}/edit?draft=${form.fields.draft}`, tom)).body).not.toContain('Mine, changed')
  })
})

test('saving needs the form’s token, somebody signed in, and words of a size that can be kept', async () => {
  const form = await begin()
  const fields = { ...form.fields, title: 'Forged', turn: '1' }
  expect((await site.post('/drafts/stories', { ...fields, _csrf: 'x' }, nia)).statusCode).toBe(403)
  expect((await site.post('/drafts/stories', fields, { ...nia, cookie: '' })).statusCode).toBe(403)
  expect((await site.post('/drafts/stories', { ...fields, body: 'x'.repeat(100_001) }, nia)).statusCode).toBe(422)
  expect((await site.post('/drafts/stories', { ...fields, draft: 'x' }, nia)).statusCode).toBe(422)
  expect((await site.get('/home', nia)).body).not.toContain('Forged')
})

describe('a question', () => {
  test('is kept as a draft by a button, and asked later, where it belongs', async () => {
    const story = led(await site.post('/stories', storyFields('Asked about'), nia))
    const uri = `${site.context.config.origin}${story}`
    const page = (await site.get(`/questions/new?about=${encodeURIComponent(uri)}`, tom)).body
    const form = tabOn(page, '/questions', tom)
    const kept = await form.send({ title: 'Who paid?', tab: '' }, '/questions', { keep: 'draft' })
    const path = led(kept).replace('/edit', '')
    expect((await site.get(story, nia)).body).not.toContain('Who paid?')
    expect((await site.get(path, nia)).statusCode).toBe(404)
    expect((await site.get('/home', tom)).body).toContain('A question, last saved just now.')
    const edit = await openEdit(path, tom)
    expect(led(await edit.send({ body: 'And how much?' }))).toBe(path)
    const shown = (await site.get(story)).body
    expect(shown).toContain('Who paid?')
    expect(shown).toContain('1 question')
    expect((await site.get('/home', tom)).body).not.toContain('A question, last saved')
    const empty = await (await begin('questions', tom)).send({}, '/questions', { keep: 'draft' })
    expect(empty.statusCode).toBe(422)
    expect(empty.body).toContain('Write something first')
  })

  test('is kept while it is typed, as a story is', async () => {
    const form = await begin('questions')
    const told = await form.save({ title: 'Which lorry?' })
    expect(told).toMatchObject({ outcome: 'kept', address: expect.stringMatching(/^\/questions\/[0-9a-f]{32}\/edit$/) })
    expect(await editBody(told.address)).toContain('Which lorry?')
    expect(led(await form.send({}, told.action))).toBe(storyAt(told))
    expect((await site.get('/questions')).body).toContain('Which lorry?')
  })
})

test('forms that were sent are forgotten after a day, what is typed is not', async () => {
  const form = await begin()
  await form.save({ title: 'Not finished' })
  site.context.pass(2 * 86_400_000)
  await sweep(site.context)
  const rows = await site.context.store.read.select().from(drafts)
  expect(rows.filter(({ closed }) => closed)).toEqual([])
  expect(rows.some(({ typed }) => typed.title === 'Not finished')).toBe(true)
})
