/** Communities on pages: opening, finding, joining, posting to and looking after them, and who is told what. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../server/actors/actors.store.ts'
import { communityByHandle, isMember, roleIn } from '../../server/communities/communities.ts'
import { groupsOfPost, placePost } from '../../server/communities/places.store.ts'
import { receiveFollow } from '../../server/follows/follows.ts'
import { listDecisions } from '../../server/moderation/log/decisions.store.ts'
import { trustServer } from '../../server/moderation/trust.ts'
import { feedRoutes } from '../../web/feeds/routes.ts'
import { pageText, parseFragment } from '../help/html.ts'
import { addMastodon, addPeer, remoteActor, remotePost } from './pages/elsewhere.ts'
import { led, makeSite, type SignedIn, type Site, storyFields } from './pages/site.ts'

let site: Site
let ruth: SignedIn
let nia: SignedIn
let tom: SignedIn
let mod: SignedIn
let maddy: Actor
let id: string

const day = 86_400_000
const path = '/communities/repairs'
const page = async (at: string, as?: SignedIn) => {
  const { body, statusCode } = await site.get(at, as)
  expect(statusCode, at).toBe(200)
  return pageText(body)
}
const bare = (to: string) => to.split('?')[0]
/** Sends a form and opens what it leads to, with the cookies of the way there. */
async function go(at: string, fields: Record<string, string>, as: SignedIn) {
  const sent = await site.post(at, fields, as)
  expect(sent.statusCode, sent.body.slice(0, 300)).toBe(303)
  const cookies = sent.cookies.map(({ name, value }) => `${name}=${value}`)
  return site.get(led(sent), as, { cookie: [as.cookie, ...cookies].join('; ') })
}
const ask = async (title: string, as: SignedIn, more: Record<string, string> = {}) =>
  led(await site.post('/questions', { title, audience: 'world', community: id, ...more }, as))
const idIn = (at: string) => at.split('/').at(-1)!
const uriOf = (at: string) => site.context.config.origin + at
const answer = (to: string, body: string, as: SignedIn) =>
  site.post('/replies', { inReplyTo: uriOf(to), body, kind: 'answer' }, as)
const opening = {
  name: 'Housing repairs',
  handle: 'repairs',
  purpose: 'For all who mend **homes**.',
  posting: 'everyone'
}

beforeAll(async () => {
  site = await makeSite()
  await site.app.register(feedRoutes(site.context))
  ruth = await site.person('ruth', 'Ruth Pendlebury', 'coordinator')
  nia = await site.person('nia', 'Nia Okafor')
  tom = await site.person('tom', 'Tom Ash')
  mod = await site.person('mod', 'Mo Derry', 'moderator')
  maddy = await addMastodon(site.context)
})
afterAll(() => site.close())

describe('opening one', () => {
  test('there is none at first, and only coordinators and moderators are offered to open it', async () => {
    expect(await page('/communities')).toContain('No community has been opened here yet')
    expect((await site.get('/communities', nia)).body).not.toContain('href="/communities/new"')
    expect((await site.get('/communities', ruth)).body).toContain('href="/communities/new"')
    expect((await site.get('/communities/new', nia)).statusCode).toBe(403)
    expect((await site.post('/communities', opening, nia)).statusCode).toBe(403)
    expect((await site.get('/communities/new')).statusCode).toBe(303)
    expect((await site.get('/communities', nia)).body).toMatch(/href="\/communities"[^>]*aria-current/)
  })

  test('with faults keeps what was typed, and says what is wrong', async () => {
    for (const handle of ['', 'new', 'nia', 'not a handle']) {
      const { statusCode, body } = await site.post('/communities', { ...opening, name: 'R & D', handle }, ruth)
      expect(statusCode).toBe(422)
      expect(body).toContain('href="#handle"')
      expect(body).toContain('value="R &amp; D"')
    }
    const { body } = await site.post('/communities', { handle: 'x', posting: 'nobody' }, ruth)
    for (const field of ['name', 'purpose', 'posting']) expect(body).toContain(`href="#${field}"`)
    expect(await page('/communities')).toContain('No community has been opened here yet')
  })

  test('leads to its page, which says what it is for and how to join from elsewhere', async () => {
    const { body } = await go('/communities', opening, ruth)
    expect(pageText(body)).toContain('Opened. You are its first member')
    const shown = await site.get(path)
    expect(shown.headers.link).toContain('type="application/activity+json"')
    expect(shown.body).toContain('<strong>homes</strong>')
    expect(pageText(shown.body)).toContain('follow and mention @repairs@aldermere.example')
    expect(pageText(shown.body)).toContain('Ruth Pendlebury')
    expect(shown.body).toContain('/interact?act=follow&amp;uri=')
    expect(shown.body).toContain('/feeds/communities/repairs.atom')
    expect(parseFragment(shown.body)).toEqual([])
    id = (await communityByHandle(site.context, 'repairs'))!.actor.id
    expect(await page('/communities')).toContain('For all who mend homes.1 member')
    expect(await page('/communities', ruth)).toContain('you coordinate it')
    for (const other of ['/@repairs', `${path}@aldermere.example`])
      expect((await site.get(other)).headers.location).toBe(path)
    for (const none of ['/communities/nothing', '/communities/nia', `${path}/posts/x/remove`])
      expect((await site.get(none, ruth)).statusCode).toBe(404)
  })

  test('it is found by its name', async () => {
    expect(await page('/communities?q=REPAIR')).toContain('Housing repairs')
    expect(await page('/communities?q=%25')).toContain('No community here has “%” in its name')
    expect(await page('/communities?q=gritting')).toContain('No community here has “gritting”')
  })

  test('it is changed by those who look after it', async () => {
    expect((await site.get(`${path}/edit`, nia)).statusCode).toBe(403)
    const [form] = parseFragment((await site.get(`${path}/edit`, ruth)).body).filter(({ action }) => action)
    expect(form!.fields).toMatchObject({ name: 'Housing repairs', purpose: 'For all who mend **homes**.' })
    expect((await site.post(`${path}/edit`, { name: '', purpose: 'x' }, ruth)).statusCode).toBe(422)
    const { body } = await go(`${path}/edit`, { ...opening, purpose: 'For all who mend.', posting: 'members' }, ruth)
    expect(pageText(body)).toContain('Changed.')
    expect(await page(path)).toContain('Only its members post here')
    await site.post(`${path}/edit`, opening, ruth)
  })
})

describe('taking part', () => {
  test('joining and leaving', async () => {
    expect((await site.post(`${path}/join`, {}, { ...nia, cookie: '' })).statusCode).not.toBe(200)
    const joined = await go(`${path}/join`, {}, nia)
    expect(pageText(joined.body)).toContain('You joined.')
    expect(await page('/home', nia)).toContain('Housing repairs')
    expect(await page('/home', tom)).toContain('Find people who do what you do')
    await site.post(`${path}/leave`, {}, nia)
    expect(await isMember(site.context.store.read, id, nia.viewer.actor.id)).toBe(false)
    await site.post(`${path}/join`, {}, nia)
    expect((await site.post(`${path}/leave`, {}, ruth)).statusCode).toBe(409)
  })

  test('the forms offer the communities that somebody joined, and what is posted stands there', async () => {
    expect((await site.get('/questions/new', tom)).body).not.toContain('name="community"')
    expect((await site.get('/polls/new', tom)).body).not.toContain('name="community"')
    const asked = await site.get(`/questions/new?community=${id}`, nia)
    expect(parseFragment(asked.body).find(({ action }) => action === '/questions')!.fields.community).toBe(id)
    expect((await site.get('/questions/new', nia)).body).toContain('No community')
    const question = await ask('Who mends gutters?', nia)
    expect(await page(path)).toContain('Who mends gutters?')
    expect((await site.get(question)).body).toMatch(/In\s*<a[^>]*href="\/communities\/repairs"/)
    expect((await site.get('/questions')).body).toMatch(/In\s*<a[^>]*href="\/communities\/repairs"/)
    expect(await page(`${question}/edit`, nia)).toContain('Shared with: Housing repairs.')
    expect(await page(`${path}?show=stories`)).not.toContain('gutters')
    expect(await page(`${path}?show=questions`)).toContain('gutters')
    const poll = { question: 'Ladder or lift?', 'option-1': 'Ladder', 'option-2': 'Lift', days: '7', audience: 'world' }
    await site.post('/polls', { ...poll, community: id }, nia)
    expect(await page(path)).toContain('Ladder or lift?')
  })

  test('a community that is none, or wants members only, is a fault of the form', async () => {
    const other = { ...opening, handle: 'closed-shop', name: 'Closed shop', posting: 'members' }
    await site.post('/communities', other, ruth)
    const shop = (await communityByHandle(site.context, 'closed-shop'))!.actor.id
    for (const [community, words] of [
      ['f'.repeat(32), 'There is no community'],
      [shop, 'Only members post in Closed shop: join it first']
    ]) {
      const { statusCode, body } = await site.post(
        '/questions',
        { title: 'Where?', audience: 'world', community: community! },
        tom
      )
      expect(statusCode).toBe(422)
      expect(pageText(body)).toContain(words)
      expect(body).toContain('href="#community"')
      expect(body).toContain('id="community"')
    }
    expect(await page('/communities/closed-shop', tom)).not.toContain('Ask everyone here')
  })

  test('what is for members only is read by members only, everywhere', async () => {
    const at = led(
      await site.post('/stories', storyFields('Between us', { audience: 'community', community: id }), nia)
    )
    expect((await site.get(at, ruth)).statusCode).toBe(200)
    expect(await page(path, ruth)).toContain('Between us')
    for (const who of [tom, undefined]) {
      expect((await site.get(at, who)).statusCode).toBe(404)
      for (const list of [path, `${path}?show=stories`, '/stories'])
        expect(await page(list, who)).not.toContain('Between us')
    }
    expect((await site.app.inject({ url: '/feeds/communities/repairs.json' })).body).not.toContain('Between us')
    expect((await site.get('/stories/new', nia)).body).toContain('value="community"')
    expect((await site.get('/stories/new', tom)).body).not.toContain('value="community"')
    const nowhere = await site.post('/stories', storyFields('Between whom?', { audience: 'community' }), nia)
    expect(pageText(nowhere.body)).toContain('Choose the community that it is for')
  })

  test('a draft keeps for which community it is, also while it is typed', async () => {
    const draft = led(await site.post('/stories', storyFields('Half done', { audience: 'draft', community: id }), nia))
    const chosen = async (at: string) =>
      parseFragment((await site.get(at, nia)).body).find(({ action }) => action === at)!.fields.community
    expect(await chosen(`${draft}/edit`)).toBe(id)
    expect(await page(path, nia)).not.toContain('Half done')
    const form = parseFragment((await site.get('/questions/new', nia)).body).find(
      ({ action }) => action === '/questions'
    )!
    const typed = { draft: String(form.fields.draft), tab: 'a'.repeat(32), turn: '1', version: '0', seen: '' }
    const saved = await site.post('/drafts/questions', { ...typed, title: 'Half asked?', community: id }, nia)
    const { action } = saved.json() as { action: string }
    expect(await chosen(action)).toBe(id)
    await site.post(action, { ...typed, turn: '2', title: 'Half asked?', audience: 'world', community: '' }, nia)
    expect(await page(path, nia)).not.toContain('Half asked?')
    expect(await groupsOfPost(site.context.store.read, idIn(action.replace('/edit', '')))).toEqual([])
    await site.post(`${draft}/edit`, storyFields('Half done', { community: id }), nia)
    expect(await page(path)).toContain('Half done')
  })

  test('its feed holds what anyone may read, in three forms', async () => {
    for (const ending of ['atom', 'rss', 'json']) {
      const { statusCode, body } = await site.app.inject({ url: `/feeds/communities/repairs.${ending}` })
      expect(statusCode).toBe(200)
      expect(body).toContain('Who mends gutters?')
    }
    expect((await site.app.inject({ url: '/feeds/communities/nothing.atom' })).statusCode).toBe(404)
  })
})

describe('how it is doing', () => {
  test('says what waits, who carries it, and counts only what the reader may see', async () => {
    await site.post('/communities', { ...opening, handle: 'ladders', name: 'Ladders' }, ruth)
    const ladders = '/communities/ladders'
    const community = (await communityByHandle(site.context, 'ladders'))!.actor.id
    for (const who of [nia, tom]) await site.post(`${ladders}/join`, {}, who)
    await receiveFollow(site.context, maddy.id, community, 'https://tidepool.example/follows/1')
    const { gwil } = await addPeer(site.context)
    await receiveFollow(site.context, gwil.id, community, 'https://moot.thornbeck.example/follows/1')
    const asked: string[] = []
    for (let n = 0; n < 6; n++) asked.push(await ask(`How high, ${n}?`, ruth, { community }))
    for (const one of asked) await answer(one, 'As high as you dare.', nia)
    await ask('Who holds it?', ruth, { community })
    await ask('Who fell?', ruth, { community, audience: 'community' })
    const visitor = await page(ladders)
    expect(visitor).toContain('members, from here and 2 other servers')
    expect(visitor).toContain('of 7 questions answered')
    expect(visitor).toContain('1 question without an answer')
    expect(visitor).toContain('Nia Okafor, 6 answers')
    expect(visitor).toContain('One person gives half of all answers.')
    expect(visitor).not.toContain('newcomer')
    const member = await page(ladders, nia)
    expect(member).toContain('of 8 questions answered')
    expect(member).toContain('2 questions without an answer')
    // Nia has joined and answered, and nobody has answered or named her, Tom, Gwilym or Maddy.
    expect(member).toContain('4 newcomers nobody has greeted')
    await ask('Will you hold it, @tom?', ruth, { community, body: 'Good that you are here, @tom.' })
    expect(await page(ladders, nia)).toContain('3 newcomers nobody has greeted')
    const waiting = await page(`${ladders}?show=waiting`)
    expect(waiting).toContain('Who holds it?')
    expect(waiting).not.toContain('Who fell?')
    expect(waiting).not.toContain('How high')
    expect(await page(ladders)).toContain('weeks with nothing said0')
  })
})

describe('looking after it', () => {
  test('members are named to people here, and coordinators to everyone', async () => {
    const visitor = await page(`${path}/members`)
    expect(visitor).toContain('Ruth Pendlebury')
    expect(visitor).not.toContain('Nia Okafor')
    const shown = await site.get(`${path}/members`, nia)
    expect(pageText(shown.body)).toContain('Nia Okafor')
    expect(parseFragment(shown.body).filter(({ action }) => action.includes('/members/'))).toEqual([])
  })

  test('a post is taken out with a reason, told in the log, and put back', async () => {
    const question = await ask('Buy my ladders?', nia)
    const post = idIn(question)
    const removal = `${path}/posts/${post}/remove`
    expect((await site.get(question, tom)).body).not.toContain('Take out of')
    expect((await site.get(question, nia)).body).not.toContain('Take out of')
    expect((await site.get(question, ruth)).body).toContain(`href="${removal}"`)
    expect((await site.get(question, mod)).body).toContain(`href="${removal}"`)
    expect((await site.get(removal, nia)).statusCode).toBe(403)
    expect((await site.post(removal, {}, nia)).statusCode).toBe(403)
    expect(await page(removal, ruth)).toContain('Take this out of Housing repairs? ')
    const { body } = await go(removal, { reason: 'An advertisement' }, ruth)
    expect(pageText(body)).toContain('Taken out. Its author keeps it')
    expect(parseFragment(body).some(({ action }) => action === `${path}/posts/${post}/restore`)).toBe(true)
    // An address alone, without having done it, says nothing.
    expect(await page(`${path}?done=post-removed&n=${post}`, ruth)).not.toContain('Taken out.')
    expect(await page(path)).not.toContain('Buy my ladders?')
    expect((await site.get(question)).statusCode).toBe(200)
    expect((await site.get(question)).body).not.toMatch(/In\s*<a/)
    expect((await site.get(`${path}/removed`, nia)).statusCode).toBe(403)
    const removed = await page(`${path}/removed`, ruth)
    expect(removed).toContain('Buy my ladders?')
    expect(removed).toContain('Taken out by Ruth Pendlebury: “An advertisement”.')
    const { rows } = await listDecisions(site.context.store.read, { act: 'post removed' })
    expect(rows[0]).toMatchObject({ by: ruth.viewer.actor.id, reason: 'An advertisement' })
    expect((await site.get(removal, ruth)).statusCode).toBe(404)
    const back = await go(`${path}/posts/${post}/restore`, {}, ruth)
    expect(pageText(back.body)).toContain('Put back.')
    expect(await page(path)).toContain('Buy my ladders?')
  })

  test('a reply is taken out where it stands', async () => {
    const question = await ask('What glue?', nia)
    await answer(question, 'None of your business.', nia)
    const { body } = await site.get(question, ruth)
    const removals = [...body.matchAll(/href="(\/communities\/repairs\/posts\/\w+\/remove)"/g)].map(([, href]) => href!)
    expect(removals).toHaveLength(2)
    await site.post(removals.find((one) => !one.includes(idIn(question)))!, {}, ruth)
    expect((await site.get(question, ruth)).body).toContain('None of your business.')
    expect(await page(`${path}/removed`, ruth)).toContain('None of your business.')
  })

  test('coordinators are made and unmade, and one always stays', async () => {
    const { read } = site.context.store
    const member = `${path}/members/${nia.viewer.actor.id}`
    expect((await site.post(`${path}/members/${tom.viewer.actor.id}/coordinator`, {}, ruth)).statusCode).toBe(409)
    expect((await site.post(`${member}/coordinator`, {}, nia)).statusCode).toBe(403)
    const made = await go(`${member}/coordinator`, {}, ruth)
    expect(pageText(made.body)).toContain('They are a coordinator now.')
    expect(await page(path)).toMatch(/Coordinators, from among you.*Nia Okafor/)
    expect((await site.post(`${member}/remove`, {}, ruth)).statusCode).toBe(409)
    await site.post(`${member}/coordinator/undo`, {}, nia)
    expect(await roleIn(read, id, nia.viewer.actor.id)).toBeUndefined()
    expect((await site.post(`${path}/members/${ruth.viewer.actor.id}/coordinator/undo`, {}, ruth)).statusCode).toBe(409)
  })

  test('somebody is removed, is told so, can neither join nor post, and is let in again', async () => {
    await site.post(`${path}/join`, {}, tom)
    const member = `${path}/members/${tom.viewer.actor.id}`
    expect(await page(`${member}/remove`, ruth)).toContain('Remove Tom Ash from Housing repairs?')
    const { body } = await go(`${member}/remove`, { reason: 'Sells ladders' }, ruth)
    expect(pageText(body)).toContain('Removed. They cannot join again')
    const told = await page(path, tom)
    expect(told).toContain('You were removed from this community')
    for (const offer of ['Join', 'Ask everyone here', 'Leave']) expect(told).not.toContain(offer)
    expect((await site.post(`${path}/join`, {}, tom)).statusCode).toBe(403)
    const posted = await site.post('/questions', { title: 'Ladders?', audience: 'world', community: id }, tom)
    expect(pageText(posted.body)).toContain('You were removed from Housing repairs')
    expect(await page(`${path}/removed`, ruth)).toContain('Let Tom Ash join again')
    const again = await go(`${member}/readmit`, {}, ruth)
    expect(pageText(again.body)).toContain('They may join again.')
    expect(led(await site.post(`${path}/join`, {}, tom))).toContain('done=joined')
  })

  test('it closes for good, keeps what was said, and takes nothing new', async () => {
    await site.post('/communities', { ...opening, handle: 'chimneys', name: 'Chimneys' }, ruth)
    const at = '/communities/chimneys'
    const community = (await communityByHandle(site.context, 'chimneys'))!.actor.id
    await ask('Who sweeps?', ruth, { community })
    expect((await site.get(`${at}/close`, nia)).statusCode).toBe(403)
    expect(await page(`${at}/close`, ruth)).toContain('Close Chimneys?')
    expect((await site.post(`${at}/close`, { words: 'x'.repeat(5_001) }, ruth)).statusCode).toBe(422)
    const { body } = await go(`${at}/close`, { words: 'Thank you all.' }, ruth)
    expect(pageText(body)).toContain('Closed. What was said here stays.')
    const shown = await page(at, tom)
    for (const words of ['Closed on', 'Who sweeps?', 'Thank you all.']) expect(shown).toContain(words)
    for (const offer of ['Join', 'Ask everyone', 'How it is doing']) expect(shown).not.toContain(offer)
    expect((await site.post(`${at}/join`, {}, tom)).statusCode).toBe(409)
    expect((await site.get(`${at}/edit`, ruth)).statusCode).toBe(409)
    expect(await page('/communities')).not.toContain('Chimneys')
    expect(await page('/communities?closed=1')).toContain('Chimneys')
    expect((await site.get('/stories/new', ruth)).body).not.toContain('Chimneys')
  })
})

describe('a community of another server', () => {
  const lemmy = 'https://lemmy.example'
  const at = '/communities/gardening@lemmy.example'

  test('has a page here with what came from it, for those who may see its server', async () => {
    const document = {
      ...{ id: `${lemmy}/c/gardening`, type: 'Group', preferredUsername: 'gardening', name: 'Gardening' },
      summary: '<p>For <b>gardeners</b><script>alert(1)</script></p>',
      url: `${lemmy}/c/gardening`
    }
    await remoteActor(site.context, document)
    // Who knows nothing of its server is shown neither what it is for nor that it is there.
    expect((await site.get(at)).statusCode).toBe(404)
    expect((await site.get(at, nia)).body).not.toContain('gardeners')
    await trustServer(site.context, null, 'lemmy.example', 'known', 'Gardeners we know')
    const group = await remoteActor(site.context, document)
    const said = await remotePost(site.context, maddy, { content: '<p>Slugs in the council park</p>' })
    await site.context.store.write((tx) => placePost(tx, { community: group.id, post: said, begins: true }))
    expect((await site.get('/@gardening@lemmy.example', nia)).headers.location).toBe(at)
    const { body } = await site.get(at, nia)
    expect(pageText(body)).toContain('Slugs in the council park')
    expect(pageText(body)).toContain('on another server')
    expect(body).toContain('<b>gardeners</b>')
    expect(body).not.toContain('alert(1)')
    expect(body).toContain(`href="${lemmy}/c/gardening"`)
    expect(pageText(body)).not.toContain('How it is doing')
    expect((await site.get(`${at}/edit`, ruth)).statusCode).toBe(404)
    expect((await site.get(`/posts/${said}`, nia)).body).toMatch(
      /In\s*<a[^>]*href="\/communities\/gardening@lemmy.example"/
    )
  })

  test('is joined once it accepts, and posted to from the forms', async () => {
    const { body } = await go(`${at}/join`, {}, nia)
    expect(pageText(body)).toContain('It is on another server, which has to answer first.')
    expect(pageText(body)).toContain('You asked to join. Its server has not answered yet.')
    expect(await page('/communities', nia)).toContain('it has not answered yet')
    expect((await site.get('/questions/new', nia)).body).not.toContain('Gardening')
    await site.post(`${at}/leave`, {}, nia)
    expect(await page(at, nia)).not.toContain('You asked to join')
    const asked = await site.get(bare(at)!, nia)
    const [, community] = /questions\/new\?community=(\w{32})/.exec(asked.body)!
    expect((await site.get(`/questions/new?community=${community}`, nia)).body).toContain(
      'Gardening (@gardening@lemmy.example)'
    )
    await ask('What eats slugs?', nia, { community: community! })
    expect(await page(at, nia)).toContain('What eats slugs?')
  })
})

test('newcomers are new for two weeks, and what waits says for how long', async () => {
  const ladders = '/communities/ladders'
  site.context.pass(15 * day)
  const later = await page(ladders)
  expect(later).toContain('has waited 15 days')
  expect(later).toContain('weeks with nothing said2')
  expect(await page(ladders, await site.person('ola'))).not.toContain('newcomer')
})
