/** Forms sent from elsewhere change nothing; what was typed into ours is not lost. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createToken } from '../../server/members/tokens.ts'
import { parseFragment } from '../help/html.ts'
import { type Browser, openSite, type Site } from '../help/site.ts'

let site: Site
let taken: unknown[] = []
beforeAll(async () => {
  site = await openSite({
    more: ({ app }) => {
      const take = async (request: { body: unknown; viewer: { member: { id: string } } | undefined }) => {
        taken.push(request.body)
        return { by: request.viewer?.member.id ?? null }
      }
      for (const url of ['/take', '/inbox', '/actors/:id/inbox', '/api/take']) app.post(url, take)
      app.delete('/api/take', take)
    }
  })
})
afterAll(() => site.close())

const tokenOf = (browser: Browser) => String(parseFragment(browser.html)[0]!.fields._csrf)
const signedIn = async () => {
  const { browser, person } = await site.person()
  await browser.open('/account')
  return { browser, person, token: tokenOf(browser) }
}

describe('a member’s form', () => {
  test('is taken with its token from a page of ours', async () => {
    taken = []
    const { browser, token } = await signedIn()
    await browser.send('/take', { _csrf: token, words: 'x' })
    expect(browser.status).toBe(200)
    await browser.send('/take', { _csrf: token }, { origin: null })
    expect(browser.status).toBe(200)
    await browser.send('/take', { _csrf: token }, { multipart: false })
    expect(taken).toHaveLength(3)
  })

  test('is refused without the token, with a wrong one, or with somebody else’s', async () => {
    taken = []
    const { browser } = await signedIn()
    const other = await signedIn()
    for (const _csrf of ['', 'x', 'é'.repeat(43), other.token]) {
      await browser.send('/take', { _csrf })
      expect(browser.status, _csrf).toBe(403)
    }
    await browser.send('/take', { words: 'no token' })
    expect(browser.status).toBe(403)
    await browser.send('/take', { _csrf: ['a', 'b'] })
    expect(browser.status).toBe(403)
    expect(taken).toEqual([])
  })

  test('is refused from another site even with the token', async () => {
    taken = []
    const { browser, token } = await signedIn()
    for (const origin of [
      'https://evil.example',
      'null',
      'http://aldermere.example',
      'https://aldermere.example.evil.example',
      'https://aldermere.example:444'
    ]) {
      await browser.send('/take', { _csrf: token }, { origin })
      expect(browser.status, origin).toBe(403)
    }
    expect(taken).toEqual([])
  })

  test('by the referrer where a browser sends no origin', async () => {
    const { browser, token } = await signedIn()
    const send = (referer: string) =>
      site.app.inject({
        method: 'POST',
        url: '/take',
        headers: { referer, 'content-type': 'application/x-www-form-urlencoded' },
        cookies: Object.fromEntries(browser.cookies),
        payload: `_csrf=${token}`
      })
    expect((await send('https://aldermere.example/stories')).statusCode).toBe(200)
    for (const referer of ['https://evil.example/', 'https://evil.example/https://aldermere.example', 'nonsense'])
      expect((await send(referer)).statusCode, referer).toBe(403)
  })

  test('that came too late is shown again, to be copied', async () => {
    const { browser, token } = await signedIn()
    await browser.open('/account')
    await browser.press('Sign out')
    await browser.send('/take', { _csrf: token, title: 'We closed <the> desk', wentBadly: 'Much & more' })
    expect(browser.status).toBe(403)
    expect(browser.html).toContain('We closed &lt;the&gt; desk')
    expect(browser.html).toContain('Much &amp; more')
    expect(browser.html).not.toContain(token)
  })
})

describe('a visitor’s form', () => {
  test('needs the token that its own cookie holds', async () => {
    const browser = await site.browser().open('/sign-in')
    const token = tokenOf(browser)
    expect([...browser.cookies.keys()]).toEqual(['__Host-folkmoot-form'])
    await browser.send('/take', { _csrf: token })
    expect(browser.status).toBe(200)
    const other = await site.browser().open('/sign-in')
    await other.send('/take', { _csrf: token })
    expect(other.status).toBe(403)
    const bare = await site.browser().send('/take', { _csrf: token })
    expect(bare.status).toBe(403)
  })

  test('a cookie made up by somebody else is worth nothing', async () => {
    const browser = site.browser()
    for (const cookie of ['x', token, 'x'.repeat(2_000)]) {
      browser.cookies.set('__Host-folkmoot-form', cookie)
      await browser.send('/take', { _csrf: token })
      expect(browser.status).toBe(403)
    }
  })
  const token = 'chosen-token'

  test('the token of a visitor is none once signed in', async () => {
    const { person } = await site.person()
    const browser = await site.browser().open('/sign-in')
    const before = tokenOf(browser)
    const { newSignInLink, linkLife } = await import('../../server/members/sign-in.ts')
    await browser.open(await newSignInLink(site.context, person.member.id, linkLife.letter))
    await browser.press('Sign in')
    await browser.send('/take', { _csrf: before })
    expect(browser.status).toBe(403)
  })
})

describe('what needs no form token', () => {
  test('an inbox, which is signed, and knows no sessions', async () => {
    for (const url of ['/inbox', '/actors/1/inbox']) {
      const response = await site.app.inject({ method: 'POST', url, payload: { type: 'Like' } })
      expect(response.statusCode, url).toBe(200)
    }
  })

  test('a program with a bearer token, on the API only', async () => {
    const { person } = await site.person()
    const { token } = await createToken(site.context, person.member.id, {})
    const headers = { authorization: `Bearer ${token}` }
    const response = await site.app.inject({ method: 'POST', url: '/api/take', headers, payload: {} })
    expect(response.json()).toEqual({ by: person.member.id })
    expect((await site.app.inject({ method: 'POST', url: '/take', headers, payload: {} })).statusCode).toBe(403)
  })

  test('but a session on the API does, in a header', async () => {
    const { browser, person, token } = await signedIn()
    const call = (headers: Record<string, string>, method: 'POST' | 'DELETE' = 'POST') =>
      site.app.inject({
        method,
        url: '/api/take',
        headers,
        cookies: Object.fromEntries(browser.cookies),
        payload: { _csrf: token }
      })
    expect((await call({})).statusCode).toBe(403)
    expect((await call({}, 'DELETE')).statusCode).toBe(403)
    expect((await call({ 'x-csrf-token': token })).json()).toEqual({ by: person.member.id })
    expect((await call({ 'x-csrf-token': token, origin: 'https://evil.example' })).statusCode).toBe(403)
  })

  test('a wrong bearer token is no visitor', async () => {
    const response = await site.app.inject({
      url: '/api/take',
      method: 'POST',
      headers: { authorization: 'Bearer folk_x' }
    })
    expect(response.statusCode).toBe(401)
    expect(response.headers['content-type']).toContain('application/problem+json')
    expect(response.headers['www-authenticate']).toContain('Bearer')
  })
})
