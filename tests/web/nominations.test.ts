/** Nominations with a real server and a real mail server: nothing is told before the nominee says yes. */
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeMail } from '../../server/mail.ts'
import { createMember } from '../../server/members/members.ts'
import { addressHash } from '../../server/nominations/addresses.ts'
import { answerNomination } from '../../server/nominations/consent.ts'
import { readNomination } from '../../server/nominations/fields.ts'
import { linkPath } from '../../server/nominations/links.ts'
import { addressKnown, listNominations, nominationById, stepsOf } from '../../server/nominations/nominations.store.ts'
import { sweepNominations } from '../../server/nominations/sweep.ts'
import { pageText, parseFragment } from '../help/html.ts'
import { freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'
import { type SignedIn, signIn } from '../help/signed-in.ts'

let server: TestServer
let smtp: SMTPServer
let cora: Person
let coordinator: SignedIn
let reporter: SignedIn
let nia: SignedIn
let ahead = 0
const received: { to: string; text: string }[] = []

beforeAll(async () => {
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, { envelope }, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const text = Buffer.concat(parts)
          .toString()
          .replace(/=\r?\n/g, '')
          .replace(/=3D/g, '=')
        received.push({ to: envelope.rcptTo[0]!.address, text })
        done()
      })
    }
  })
  await new Promise<void>((ready) => smtp.listen(0, '127.0.0.1', ready))
  const smtpUrl = `smtp://127.0.0.1:${(smtp.server.address() as { port: number }).port}`
  const [port] = await freePorts(1)
  server = await testServer(port!, 'Aldermere', [], { TRUST_PROXY: 'true' })
  server.context.mail = makeMail({ smtpUrl, mailFrom: server.context.config.mailFrom }, server.context.log)
  const clock = server.context.clock
  server.context.clock = () => new Date(clock().getTime() + ahead)
  cora = await server.person('cora', 'coordinator')
  const rex = await server.person('rex', 'reporter')
  coordinator = await signIn(server, cora)
  reporter = await signIn(server, rex)
  nia = await signIn(server, await server.person('nia'))
})
afterAll(async () => {
  await server.stop()
  await new Promise<void>((done) => smtp.close(() => done()))
})

let visitors = 0
/** A visitor from an address of their own. */
function visitor(ip = `10.0.${++visitors >> 8}.${visitors & 255}`) {
  let cookie = ''
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(path.startsWith('http') ? path : server.origin + path, {
      redirect: 'manual',
      ...init,
      headers: { accept: 'text/html', 'x-forwarded-for': ip, ...(cookie && { cookie }), ...(init.headers as object) }
    })
    const set = response.headers.getSetCookie()[0]
    if (set) cookie = set.split(';')[0]!
    return response
  }
  /** Opens a page and sends its form, with what is typed. */
  const send = async (page: string, typed: Record<string, string>, wait = 0) => {
    const html = await (await ask(page)).text()
    const { fields, action } = parseFragment(html).find(({ fields: had }) => '_csrf' in had)!
    ahead += wait
    const body = new URLSearchParams({ ...(fields as Record<string, string>), ...typed })
    return ask(action, { method: 'POST', body, headers: { origin: server.origin } })
  }
  return { ask, send }
}

const typed = {
  kind: 'project',
  title: 'A repair café in the fire station',
  who: 'Mill Lane Menders',
  place: 'Mill Lane',
  why: 'They mend 40 kettles a month. They lost their insurance once; see https://menders.example.',
  name: 'Sam Hughes',
  email: 'sam@example.org',
  nominee: ''
}
type Typed = Partial<typeof typed>
const nominate = (more: Typed = {}, who = visitor()) => who.send('/nominate', { ...typed, ...more }, 2_000)

/** The newest letter to an address, with the link in it. */
const letterTo = (to: string, n = 1) =>
  until(() => {
    const found = received.filter((one) => one.to === to)
    const last = found.length >= n ? found.at(-1) : undefined
    return (
      last && { ...last, link: /http:\S+\/(?:nominate|nominations)\/\S+/.exec(last.text)![0].replace(/[\r\n]+$/, '') }
    )
  })

let people = 0
/** Sends one and confirms it; gives its id and the address of its sender and nominee. */
async function confirmed(more: Typed = {}, known = true) {
  people++
  const email = `sender${people}@example.org`
  const nominee = more.nominee ?? (known && more.kind !== 'myself' ? `mender${people}@example.net` : '')
  const title = more.title ?? `The repair café, time ${people}`
  const sent = await nominate({ title, ...more, email, nominee })
  expect(sent.headers.get('location')).toBe('/nominate/sent')
  const { link } = await letterTo(email)
  const done = await visitor().send(link, { act: 'confirm' })
  expect(done.status).toBe(303)
  const { rows } = await listNominations(server.context.store.read, { size: 1 })
  return { id: rows[0]!.id, email, nominee, link, title }
}

const answer = (link: string, given: string) => visitor().send(link, { answer: given })
const nomination = (id: string) => nominationById(server.context.store.read, id)

describe('the form', () => {
  test('needs no account, and nothing counts before its sender has opened the link and pressed the button', async () => {
    const page = pageText(await server.page('/nominate'))
    for (const words of ['Myself or my own team', 'A whole council', 'A small local project'])
      expect(page).toContain(words)
    await nominate({ email: 'first@example.org', title: 'Bread oven on the green' })
    const { link, text } = await letterTo('first@example.org')
    // Anybody may have typed this address: nothing that was typed is sent to it.
    for (const words of ['Bread oven', 'Mill Lane', 'Sam Hughes', 'menders']) expect(text).not.toContain(words)
    const who = visitor()
    for (const _scan of [1, 2]) expect(await (await who.ask(link)).text()).toContain('Bread oven on the green')
    expect(await coordinator.page('/nominations')).not.toContain('Bread oven')
    await who.send(link, { act: 'confirm' })
    expect(await (await who.ask(link)).text()).toContain('with the coordinators')
    expect(await coordinator.page('/nominations')).toContain('Bread oven on the green')
    expect(await reporter.page('/nominations')).toContain('Bread oven on the green')
    await until(async () => (await coordinator.page('/notifications')).includes('somebody has sent a nomination'))
  })

  test('keeps what was typed, and says everything that is wrong at once', async () => {
    const bad = {
      kind: '',
      title: '',
      why: 'a www.a.example b www.b.example c www.c.example',
      name: 'Buy at evil.example'
    }
    const sent = await nominate({ ...bad, email: 'nobody', nominee: 'a@b' })
    const html = await sent.text()
    expect(sent.status).toBe(422)
    for (const words of [
      'Choose who it is about',
      'Say in a line what it is',
      'Use 2 web addresses or fewer',
      'Use words only here',
      'Give an e-mail address, such as'
    ])
      expect(html).toContain(words)
    expect(html).toContain('value="Mill Lane Menders"')
  })

  test.each([
    'sam@example.org\r\nBcc: all@example.org',
    'sam@example.org, two@example.org',
    '"sam"@example.org',
    'sam@exämple.org',
    'sаm@example.org',
    'sam%example.com@example.org',
    '-oQ@example.org',
    'sam@localhost',
    'postmaster@example.org',
    'choir-subscribe@example.org',
    'everyone@example.org',
    'sam@mailinator.com',
    'sam@any.yopmail.com'
  ])('takes no letters to %j', async (address) => {
    const before = received.length
    for (const field of ['email', 'nominee']) {
      const sent = await nominate({ [field]: address })
      expect(sent.status, field).toBe(422)
      expect(await sent.text()).toContain(`id="${field}-error"`)
    }
    expect(received.length).toBe(before)
  })

  test('is read at once, however much is typed and however it is made up', async () => {
    const began = performance.now()
    for (const why of ['x', 'x-', 'x.', 'www.'].map((part) => part.repeat(200_000)))
      expect(() => readNomination(server.context, { ...typed, why })).toThrow('Use 2,000 characters or fewer')
    for (const title of ['x', 'x-', '@'].map((part) => part.repeat(400_000)))
      expect(() => readNomination(server.context, { ...typed, title })).toThrow('Use 120 characters or fewer')
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  test('takes nothing for the address that letters come from', async () => {
    const ours = /[^<\s]+@[^>\s]+/.exec(server.context.config.mailFrom)![0]
    expect((await nominate({ nominee: ours })).status).toBe(422)
  })

  test('keeps programs out: too quick, a made-up time, a field that nobody sees', async () => {
    const email = 'robot@example.org'
    const quick = await visitor().send('/nominate', { ...typed, email })
    expect(await quick.text()).toContain('That was very quick')
    expect((await visitor().send('/nominate', { ...typed, email, made: '1' }, 2_000)).status).toBe(422)
    const trapped = await visitor().send('/nominate', { ...typed, email, website: 'x' }, 2_000)
    expect(trapped.headers.get('location')).toBe('/nominate/sent')
    await nominate({ email: 'after-robot@example.org' })
    await letterTo('after-robot@example.org')
    expect(received.filter(({ to }) => to === email)).toEqual([])
  })

  test('sends one address three letters a day, without telling, however it is written', async () => {
    for (const email of ['v@example.org', 'V@example.org', 'v+1@example.org', 'v+2@example.org', 'v@example.org'])
      expect((await nominate({ email })).headers.get('location')).toBe('/nominate/sent')
    await nominate({ email: 'after-v@example.org' })
    await letterTo('after-v@example.org')
    await until(() => received.filter(({ to }) => /^v(\+\d)?@example/.test(to)).length >= 3)
    expect(received.filter(({ to }) => /^v(\+\d)?@example/.test(to))).toHaveLength(3)
  })

  test('is taken ten times from one network, then later', async () => {
    const who = visitor('192.0.2.7')
    const statuses: number[] = []
    for (let n = 0; n < 12; n++) statuses.push((await nominate({ title: '' }, who)).status)
    expect(statuses.slice(0, 9).every((status) => status === 422)).toBe(true)
    expect(statuses.at(-1)).toBe(429)
  })

  test('whoever was named as its sender can delete it, and be left in peace', async () => {
    await nominate({ email: 'peace@example.org' })
    const { link } = await letterTo('peace@example.org')
    const gone = await visitor().send(link, { act: 'never' })
    expect(await gone.text()).toContain('Nothing of it is kept')
    expect((await visitor().ask(link)).status).toBe(404)
    await nominate({ email: 'peace@example.org' })
    await nominate({ email: 'after-peace@example.org' })
    await letterTo('after-peace@example.org')
    expect(received.filter(({ to }) => to === 'peace@example.org')).toHaveLength(1)
  })
})

describe('the nominee', () => {
  test('gets a letter that says who and what, and says yes; the words are kept', async () => {
    const { id, nominee, title } = await confirmed()
    const { link, text } = await letterTo(nominee)
    expect(text).toContain('Sam Hughes')
    expect(text.replace(/=C3=A9/g, 'é')).toContain(title)
    expect(text).not.toContain('menders.example')
    const shown = await (await visitor().ask(link)).text()
    expect(pageText(shown)).toContain('They mend 40 kettles a month')
    expect((await nomination(id))!.state).toBe('asked')
    await answer(link, 'yes')
    const page = pageText(await (await visitor().ask(link)).text())
    expect(page).toContain('You said yes')
    expect(page).toContain('I agree that Aldermere Borough Council tells others what I do')
    expect((await letterTo(nominee, 2)).text).toContain('I agree that')
    const one = pageText(await coordinator.page(`/nominations/${id}`))
    expect(one).toContain('The nominee said yes, to these words')
    await until(async () => (await coordinator.page('/notifications')).includes('a nominee has answered'))
  })

  test('says no, and nothing of it is left but that it was', async () => {
    const { id, nominee, title } = await confirmed()
    const { link } = await letterTo(nominee)
    const who = visitor()
    const shown = await (await who.ask(link)).text()
    await answer(link, 'no')
    const kept = (await nomination(id))!
    expect(kept).toMatchObject({ state: 'declined', kind: 'project', title: '', who: '', place: '', why: '' })
    expect(kept).toMatchObject({ nominator: '', nominatorMail: null, nomineeMail: null, nomineeHash: null })
    expect(await (await visitor().ask(link)).text()).toContain('is gone')
    const page = await coordinator.page(`/nominations/${id}`)
    expect(page).toContain('is deleted')
    for (const words of [title, 'Sam Hughes', 'Mill Lane', nominee]) expect(page).not.toContain(words)
    const early = parseFragment(shown).find(({ fields }) => '_csrf' in fields)!
    expect((await nomination(id))!.state).toBe('declined')
    const body = new URLSearchParams({ _csrf: String(early.fields._csrf), answer: 'yes' })
    await who.ask(early.action, { method: 'POST', body, headers: { origin: server.origin } })
    expect((await nomination(id))!.state).toBe('declined')
  })

  test('says “not now”, and can still say yes', async () => {
    const { id, nominee } = await confirmed()
    const { link } = await letterTo(nominee)
    const later = await answer(link, 'later')
    expect(await (await visitor().ask(later.headers.get('location')!)).text()).toContain('Not now, then')
    expect((await nomination(id))!.state).toBe('asked')
    await answer(link, 'yes')
    expect((await nomination(id))!.state).toBe('consented')
  })

  test('gets one letter, however many people name them', async () => {
    const nominee = 'famous@example.net'
    const first = await confirmed({ nominee })
    for (const n of [1, 2, 3]) {
      const { id } = await confirmed({ nominee: n === 2 ? 'famous+x@example.net' : nominee })
      expect((await nomination(id))!.state).toBe('new')
      expect(await coordinator.page(`/nominations/${id}`)).toContain('No letter went out')
    }
    await answer((await letterTo(nominee)).link, 'later')
    expect((await nomination(first.id))!.state).toBe('asked')
    expect(received.filter(({ to }) => to.startsWith('famous'))).toHaveLength(1)
  })

  test('can ask never to be written to again', async () => {
    const { nominee } = await confirmed()
    await answer((await letterTo(nominee)).link, 'never')
    const again = await confirmed({ nominee })
    expect((await nomination(again.id))!).toMatchObject({ state: 'declined', title: '', nominator: '' })
    const unknown = await confirmed({}, false)
    const asked = await coordinator.form(`/nominations/${unknown.id}/ask`, { nominee })
    expect(asked.status).toBe(422)
    expect(await asked.text()).toContain('wants no letters')
    expect(received.filter(({ to }) => to === nominee)).toHaveLength(1)
  })

  test('who nominates themselves says yes by confirming', async () => {
    const { id, email, link } = await confirmed({ kind: 'myself', who: '' })
    const kept = (await nomination(id))!
    expect(kept).toMatchObject({ state: 'consented', who: 'Sam Hughes' })
    expect(kept.agreed).toContain('I agree that')
    expect((await letterTo(email, 2)).link).toContain('/nominations/consent/')
    expect(link).toContain('/nominate/confirm/')
  })

  test('whose address nobody knows is found and asked by a coordinator, not by a reporter', async () => {
    const { id } = await confirmed({}, false)
    const nominee = 'found@example.net'
    expect((await reporter.form(`/nominations/${id}/ask`, { nominee })).status).toBe(403)
    expect((await coordinator.form(`/nominations/${id}/ask`, { nominee: 'found' })).status).toBe(422)
    expect((await coordinator.form(`/nominations/${id}/ask`, { nominee })).status).toBe(303)
    expect((await letterTo(nominee)).link).toContain('/nominations/consent/')
    expect((await nomination(id))!.state).toBe('asked')
  })

  test('links that were not made here lead nowhere', async () => {
    const { id } = await confirmed()
    const consent = linkPath(server.context, 'consent', id)
    for (const path of [
      `/nominations/consent/${'0'.repeat(60)}`,
      consent.replace('/nominations/consent/', '/nominate/confirm/'),
      linkPath(server.context, 'confirm', id).replace('/nominate/confirm/', '/nominations/consent/'),
      linkPath(server.context, 'consent', 'f'.repeat(32))
    ])
      expect((await visitor().ask(path)).status, path).toBe(404)
  })
})

describe('the story', () => {
  test('of a nominee with an account here begins as a draft of theirs, and its publishing is noted', async () => {
    const member = await createMember(server.context, {
      handle: 'mia',
      name: 'Mia',
      email: 'mia@aldermere.example',
      role: 'practitioner'
    })
    const { id } = await confirmed({ nominee: 'mia@aldermere.example', title: 'Benches that can be moved' })
    await answer((await letterTo('mia@aldermere.example')).link, 'yes')
    const drafted = await until(async () => {
      const found = await nomination(id)
      return found?.state === 'drafted' && found
    })
    const mia = await signIn(server, { id: member.actor.id } as Person)
    const edit = await mia.page(`/stories/${drafted.post}/edit`)
    expect(edit).toContain('Benches that can be moved')
    expect((await coordinator.ask(`/stories/${drafted.post}`)).status).toBe(404)
    const fields = { title: 'Benches that can be moved', summary: 'We put wheels on them.', body: 'Really.' }
    const whole = {
      ...fields,
      wentWell: 'They move.',
      wentBadly: 'They roll away.',
      audience: 'world',
      lookedFirst: '1'
    }
    const { editStory } = await import('../../server/stories/stories.ts')
    const { makeViewer } = await import('../../server/members/viewer.ts')
    await editStory(server.context, makeViewer(member.member, member.actor), drafted.post!, whole)
    await until(async () => (await nomination(id))?.state === 'published')
    expect(await coordinator.page('/nominations?state=published')).toContain('Benches that can be moved')
    await answer(linkPath(server.context, 'consent', id), 'back')
    expect(await nomination(id)).toMatchObject({ state: 'declined', title: '' })
    await until(async () => (await mia.page('/notifications')).includes('takes their yes back'))
    await until(() => received.some(({ to, text }) => to === 'mia@aldermere.example' && /takes that back/.test(text)))
  })

  test('cannot be begun before the yes; after it once, and taking the yes back withdraws the draft', async () => {
    const { id, nominee } = await confirmed()
    expect((await reporter.form(`/nominations/${id}/draft`, {})).status).toBe(409)
    await answer((await letterTo(nominee)).link, 'yes')
    const begun = await reporter.form(`/nominations/${id}/draft`, {})
    const edit = begun.headers.get('location')!
    expect(edit).toMatch(/^\/stories\/[0-9a-f]{32}\/edit$/)
    expect((await reporter.form(`/nominations/${id}/draft`, {})).status).toBe(409)
    expect((await reporter.ask(edit)).status).toBe(200)
    await answer(linkPath(server.context, 'consent', id), 'back')
    expect((await reporter.ask(edit)).status).not.toBe(200)
    expect(await nomination(id)).toMatchObject({ state: 'declined', title: '', why: '' })
  })
})

describe('the board', () => {
  test('is for coordinators and reporters', async () => {
    const { id } = await confirmed()
    for (const path of ['/nominations', `/nominations/${id}`]) {
      expect((await nia.ask(path)).status).toBe(path === '/nominations' ? 403 : 404)
      expect((await visitor().ask(path)).headers.get('location')).toContain('/sign-in')
      expect((await reporter.ask(path)).status).toBe(200)
    }
    for (const act of ['ask', 'dismiss', 'draft'])
      expect((await nia.form(`/nominations/${id}/${act}`, { nominee: 'a@example.org' })).status).toBe(
        act === 'ask' ? 403 : 404
      )
    expect((await reporter.form(`/nominations/${id}/dismiss`, {})).status).toBe(403)
    const addressed = await confirmed()
    expect(await coordinator.page(`/nominations/${addressed.id}`)).toContain(addressed.nominee)
    expect(await reporter.page(`/nominations/${addressed.id}`)).not.toContain(addressed.nominee)
  })

  test('has a column for each state, narrows by kind, and goes on by pages', async () => {
    for (let n = 0; n < 8; n++) await confirmed({ kind: 'council', title: `Council ${n}` }, false)
    const board = await coordinator.page('/nominations?kind=council')
    for (const name of ['New', 'Asked', 'Said yes', 'Assigned', 'Recorded', 'Draft', 'Published', 'Ended'])
      expect(board).toMatch(new RegExp(`<h2[^>]*>${name} `))
    expect(board.match(/Council \d</g)).toHaveLength(6)
    expect(board).toContain('/nominations?state=new&amp;kind=council')
    const all = await coordinator.page('/nominations?state=new&kind=council')
    expect(all.match(/Council \d</g)).toHaveLength(8)
    expect(all).not.toContain('repair café')
  })

  test('is told by the API to those who may see it', async () => {
    const { id, title } = await confirmed({}, false)
    const { items } = await cora.call('GET', 'nominations?state=new')
    expect(items[0]).toMatchObject({ id, title, state: 'new', nominator: 'Sam Hughes' })
    expect(JSON.stringify(items)).not.toContain('@example')
    expect(await cora.call('GET', `nominations/${id}`)).toMatchObject({ kind: 'project', due: null, story: null })
    const body = { to: 'rex', way: 'visit', due: '2099-01-01' }
    expect((await cora.ask('POST', `nominations/${id}/assignment`, body)).status).toBe(409)
    await answerNomination(server.context, id, 'yes')
    const given = await cora.call('POST', `nominations/${id}/assignment`, body)
    expect(given).toMatchObject({ state: 'assigned', way: 'visit', due: '2099-01-01T17:00:00.000Z' })
    const tom = await server.person('tom')
    for (const path of ['nominations', `nominations/${id}`]) expect((await tom.ask('GET', path)).status).toBe(404)
    expect((await tom.ask('POST', `nominations/${id}/assignment`, body)).status).toBe(403)
  })

  test('lets one go: what was said is deleted', async () => {
    const { id } = await confirmed()
    expect((await coordinator.form(`/nominations/${id}/dismiss`, {})).status).toBe(303)
    expect(await nomination(id)).toMatchObject({ state: 'declined', who: '', nomineeMail: null })
    expect((await coordinator.form(`/nominations/${id}/dismiss`, {})).status).toBe(409)
  })

  test('shows what was typed as words, never as anything else', async () => {
    const { id } = await confirmed({
      why: '<script>alert(1)</script> and <b>bold</b>',
      place: 'A \u202Ebackwards\u202C lane'
    })
    const page = await coordinator.page(`/nominations/${id}`)
    expect(page).toContain('&lt;script&gt;alert(1)')
    expect(page).not.toContain('\u202E')
  })
})

test('what nobody confirmed is deleted after a week, what nobody answered after 90 days', async () => {
  const { store } = server.context
  await nominate({ email: 'slow@example.org' })
  const { link } = await letterTo('slow@example.org')
  const { id } = await confirmed()
  const { id: lost } = await confirmed({}, false)
  ahead += 6 * 86_400_000
  await sweepNominations(server.context)
  expect((await visitor().ask(link)).status).toBe(200)
  ahead += 2 * 86_400_000
  await sweepNominations(server.context)
  expect((await visitor().ask(link)).status).toBe(404)
  expect((await nomination(id))!.state).toBe('asked')
  ahead += 90 * 86_400_000
  await sweepNominations(server.context)
  for (const one of [id, lost]) {
    expect(await nomination(one)).toMatchObject({
      state: 'declined',
      title: '',
      nominatorMail: null,
      nomineeMail: null
    })
    expect((await stepsOf(store.read, one)).at(-1)!.step.kind).toBe('lapsed')
  }
})

test('addresses are forgotten when nobody needs them any more; who wants no letters stays known', async () => {
  const { store } = server.context
  const published = async () => {
    const one = await confirmed()
    await answerNomination(server.context, one.id, 'yes')
    const draft = await cora.call('POST', `nominations/${one.id}/draft`)
    const whole = { summary: 'Short.', body: 'We did.', wentWell: 'Well.', wentBadly: 'Badly.', audience: 'world' }
    await cora.call('PATCH', `stories/${draft.id}`, { ...whole, audience: 'draft' })
    await visitor().send(linkPath(server.context, 'tell', one.id), { answer: 'right' })
    await cora.call('PATCH', `stories/${draft.id}`, whole)
    await until(async () => (await nomination(one.id))!.state === 'published')
    return { ...one, story: draft.id as string }
  }
  const [kept, gone] = [await published(), await published()]
  const refusing = await confirmed()
  await answerNomination(server.context, refusing.id, 'never')
  await cora.call('DELETE', `stories/${gone.story}`)
  await sweepNominations(server.context)
  expect(await nomination(gone.id)).toMatchObject({ nominatorMail: null, nomineeMail: null, nomineeHash: null })
  expect((await nomination(kept.id))!.nominatorMail).not.toBeNull()
  ahead += 91 * 86_400_000
  await sweepNominations(server.context)
  const after = (await nomination(kept.id))!
  // Whoever said yes can still take it back; who nominated them is asked nothing any more.
  expect([after.nominatorMail, after.nominatorHash]).toEqual([null, null])
  expect(after.nomineeMail).not.toBeNull()
  const known = (address: string) => addressKnown(store.read, addressHash(server.context, address))
  expect((await known(kept.nominee))!.asked).toBeInstanceOf(Date)
  ahead += 300 * 86_400_000
  await sweepNominations(server.context)
  expect(await known(kept.nominee)).toBeUndefined()
  expect((await known(refusing.nominee))!.refused).toBeInstanceOf(Date)
})
