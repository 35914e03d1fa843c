/** Signing in and out, in a browser without JavaScript, with a real mail server. */
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkMail, makeMail } from '../../server/mail.ts'
import { linkLife, newSignInLink } from '../../server/members/sign-in.ts'
import { pageText } from '../help/html.ts'
import { openSite, type Site } from '../help/site.ts'

let site: Site
let smtp: SMTPServer
let smtpUrl: string
const received: { to: string; text: string }[] = []

beforeAll(async () => {
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, { envelope }, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        received.push({ to: envelope.rcptTo[0]!.address, text: Buffer.concat(parts).toString() })
        done()
      })
    }
  })
  await new Promise<void>((ready) => smtp.listen(0, '127.0.0.1', ready))
  smtpUrl = `smtp://127.0.0.1:${(smtp.server.address() as { port: number }).port}`
  site = await openSite()
  site.context.mail = makeMail({ smtpUrl, mailFrom: 'Folkmoot <no-reply@aldermere.example>' }, site.context.log)
})
afterAll(async () => {
  await site.close()
  await new Promise<void>((done) => smtp.close(() => done()))
})

/** The link in the last letter, put together again from quoted-printable lines. */
const lastLink = () => {
  const text = received
    .at(-1)!
    .text.replace(/=\r?\n/g, '')
    .replace(/=3D/g, '=')
  return /https:\/\/\S+\/sign-in\/link\/\S+/.exec(text)![0]
}

describe('by letter', () => {
  test('asks, gets a letter, opens its link, presses the button, and is where they were going', async () => {
    const { person } = await site.person('reporter')
    const browser = site.browser()
    await browser.open('/account')
    expect(browser.path).toBe('/sign-in?back=%2Faccount')
    await browser.press('Send me a link', { email: person.member.email.toUpperCase() })
    expect(browser.path).toBe('/sign-in/sent')
    await site.sendLetters()
    expect(received.at(-1)!.to).toBe(person.member.email)
    await browser.open(lastLink())
    expect(pageText(browser.html)).toContain(`Sign in as ${person.actor.name}`)
    await browser.press('Sign in')
    expect(browser.status).toBe(200)
    expect(browser.path).toBe('/account')
    expect(browser.html).toContain(person.member.email)
  })

  test('somebody unknown sees the very same, and gets no letter', async () => {
    const { person } = await site.person()
    const sent = received.length
    const answers = []
    for (const email of [person.member.email, 'nobody@aldermere.example']) {
      const browser = await site.browser().open('/sign-in')
      await browser.press('Send me a link', { email })
      answers.push({
        status: browser.status,
        path: browser.path,
        html: browser.html.replace(/name="_csrf" value="[^"]+"/g, '')
      })
    }
    expect(answers[0]).toEqual(answers[1])
    await site.sendLetters()
    expect(received.slice(sent).map(({ to }) => to)).toEqual([person.member.email])
  })

  test('a mistyped address is told, and kept in the form', async () => {
    const browser = await site.browser().open('/sign-in')
    await browser.press('Send me a link', { email: 'nia at aldermere <b>' })
    expect(browser.status).toBe(422)
    expect(browser.html).toContain('There is a problem')
    expect(browser.html).toContain('href="#email"')
    expect(browser.html).toContain('value="nia at aldermere &lt;b&gt;"')
    expect(browser.html).toContain('<title>Error: Sign in')
  })

  test('the mail server is tried by the doctor', async () => {
    await checkMail(smtpUrl)
    await expect(checkMail('smtp://127.0.0.1:1')).rejects.toThrow()
  })

  test('without a mail server the letter is printed in the log', async () => {
    const lines: string[] = []
    const log = { ...site.context.log, info: (_: object, message: string) => void lines.push(message) }
    await makeMail(
      { smtpUrl: undefined, mailFrom: 'x' },
      log
    )({ to: 'a@b.example', subject: 'S', text: 'https://x.example/1' })
    expect(lines.join()).toContain('To: a@b.example\nSubject: S\n\nhttps://x.example/1')
  })
})

describe('the link', () => {
  const link = async (back?: string) => {
    const { person } = await site.person()
    return newSignInLink(site.context, person.member.id, linkLife.letter, back)
  }

  test('is not used up by a mail scanner that opens it', async () => {
    const url = await link()
    await site.browser().open(url)
    await site.browser().open(url)
    const browser = await site.browser().open(url)
    await browser.press('Sign in')
    expect(browser.cookies.has('folkmoot')).toBe(true)
  })

  test('works once; after that a page says what to do', async () => {
    const url = await link()
    const first = await site.browser().open(url)
    const second = await site.browser().open(url)
    await first.press('Sign in')
    await second.press('Sign in')
    expect(second.status).toBe(410)
    expect(second.html).toContain('Ask for a new link')
    expect(second.cookies.has('folkmoot')).toBe(false)
    await second.open(url)
    expect(second.status).toBe(410)
    await second.open('/sign-in/link/made-up')
    expect(second.status).toBe(410)
  })

  test('leads nowhere else than to a page of ours', async () => {
    for (const back of ['//evil.example', 'https://evil.example/', '/\\evil.example', '/%09/evil.example']) {
      const browser = await site.browser().open(`${await link()}?back=${encodeURIComponent(back)}`)
      await browser.press('Sign in')
      expect(new URL(browser.path, 'https://aldermere.example').host, back).toBe('aldermere.example')
      await browser.open(`/sign-in?back=${encodeURIComponent(back)}`)
    }
  })
})

describe('the session', () => {
  test('is kept from scripts and from other sites, and goes by https only', async () => {
    const { person } = await site.person()
    const url = await newSignInLink(site.context, person.member.id, linkLife.letter)
    const browser = await site.browser().open(url)
    const token = /name="_csrf" value="([^"]+)"/.exec(browser.html)![1]!
    const response = await site.app.inject({
      method: 'POST',
      url: new URL(url).pathname,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      cookies: Object.fromEntries(browser.cookies),
      payload: new URLSearchParams({ _csrf: token }).toString()
    })
    const cookie = response.cookies.find(({ name }) => name === 'folkmoot')
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' })
  })

  test('is another one after signing in than any that was there before', async () => {
    const { person, browser } = await site.person()
    const before = browser.cookies.get('folkmoot')!
    await browser.open(await newSignInLink(site.context, person.member.id, linkLife.letter))
    await browser.press('Sign in')
    expect(browser.cookies.get('folkmoot')).not.toBe(before)
    const planted = site.browser()
    planted.cookies.set('folkmoot', 'chosen-by-somebody-else')
    await planted.open(await newSignInLink(site.context, person.member.id, linkLife.letter))
    await planted.press('Sign in')
    expect(planted.cookies.get('folkmoot')).not.toBe('chosen-by-somebody-else')
    const old = site.browser()
    old.cookies.set('folkmoot', before)
    await old.open('/account')
    expect(old.path).toContain('/sign-in')
  })

  test('is over on the server once signed out', async () => {
    const { browser } = await site.person()
    const copy = site.browser()
    copy.cookies.set('folkmoot', browser.cookies.get('folkmoot')!)
    await copy.open('/account')
    expect(copy.path).toBe('/account')
    await browser.open('/account')
    await browser.press('Sign out')
    expect(browser.cookies.has('folkmoot')).toBe(false)
    await copy.open('/account')
    expect(copy.path).toContain('/sign-in')
  })

  test('all of them are over when signed out everywhere', async () => {
    const { person, browser } = await site.person()
    const other = await site.browser().open(await newSignInLink(site.context, person.member.id, linkLife.letter))
    await other.press('Sign in')
    await browser.open('/account')
    await browser.press('Sign out everywhere')
    await other.open('/account')
    expect(other.path).toContain('/sign-in')
  })

  test('a page with a form only for members sets no cookie for a visitor', async () => {
    const browser = await site.browser().open('/sign-in/sent')
    expect(browser.cookies.size).toBe(0)
  })
})

test('links are not asked for without end, by one address or for one', async () => {
  const limited = await openSite()
  const statuses = []
  for (let n = 0; n < 5; n++) {
    const browser = await limited.browser().open('/sign-in')
    await browser.press('Send me a link', { email: 'one@aldermere.example' })
    statuses.push(browser.status)
  }
  expect(statuses).toEqual([200, 200, 200, 429, 429])
  for (let n = 0; n < 60; n++) {
    const browser = await limited.browser().open('/sign-in')
    await browser.press('Send me a link', { email: `other${n}@aldermere.example` })
    statuses.push(browser.status)
  }
  expect(statuses.at(-1)).toBe(429)
  limited.context.pass(300_000)
  const browser = await limited.browser().open('/sign-in')
  await browser.press('Send me a link', { email: 'one@aldermere.example' })
  expect(browser.status).toBe(200)
  await limited.close()
})
