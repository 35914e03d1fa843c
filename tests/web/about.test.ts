/** The pages that say what this server is: whole, linked to each other, and kept by caches. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { setUpCouncil } from '../../server/council/setup.ts'
import { setRetention } from '../../server/moderation/retention.ts'
import { trustServer } from '../../server/moderation/trust.ts'
import { aboutRoutes } from '../../web/about/routes.ts'
import { pageText } from '../help/html.ts'
import { openSite, type Site } from '../help/site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite({ more: ({ app, pages, context }) => void app.register(aboutRoutes(context, pages)) })
})
afterAll(() => site.close())

const pages: [path: string, heading: string, says: string][] = [
  ['/about', 'About and house rules', 'Open Government Licence'],
  ['/about/moderation', 'How we moderate', 'waits until one of our moderators has read it'],
  ['/about/servers', 'Servers we limit', 'We limit no server.'],
  ['/about/accessibility', 'Accessibility', 'Web Content Accessibility Guidelines version 2.2, level AA'],
  ['/about/privacy', 'Privacy', 'one session cookie'],
  ['/about/contact', 'Contact', '@aldermere@aldermere.example']
]

test.each(pages)('%s', async (path, heading, says) => {
  const { status, html, headers, cookies } = await site.browser().open(path)
  expect(status).toBe(200)
  expect(html).toContain(`<h1 class="govuk-heading-l">${heading}</h1>`)
  expect(pageText(html).replace(/\s/g, ' ')).toContain(says)
  for (const [other] of pages) expect(html).toContain(`href="${other}"`)
  expect(html).toContain(`<link rel="canonical" href="https://aldermere.example${path}">`)
  expect(cookies.size, 'who only reads is given no cookie').toBe(0)
  expect(headers['cache-control']).toBe('public, max-age=60')
  const again = await site.app.inject({ url: path, headers: { 'if-none-match': String(headers.etag) } })
  expect(again.statusCode).toBe(304)
})

test('the privacy page says for how long things are kept, as it is set here', async () => {
  const { context } = site
  await setRetention(context, null, { heldDays: 12, undoDays: 1 })
  context.config.inboxLogDays = 45
  const text = pageText((await site.browser().open('/about/privacy')).html).replace(/\s+/g, ' ')
  for (const says of [
    'What waits for a moderator is kept for 12 days at most',
    'the words are kept for 1 day more',
    'For 45 days we also keep a short note of everything that came in',
    'is forgotten 30 days after the report is closed',
    'within 7 days, all of it is deleted',
    'Your address goes 90 days after the story is out',
    'or nothing for 90 days, what was said about you and your address are deleted',
    'An upload that breaks off is deleted after a day',
    'when nobody looked at it for 30 days',
    'after 14 days without use'
  ])
    expect(text).toContain(says)
})

test('what the council says of itself stands first, and what is no plain text in it does nothing', async () => {
  const about = 'We **share**. <script>alert(1)</script> [x](javascript:alert(1))'
  await setUpCouncil(site.context, { name: 'Aldermere Borough Council', handle: 'aldermere', about })
  const { html } = await site.browser().open('/about')
  expect(html).toContain('We <strong>share</strong>.')
  expect(html).not.toMatch(/<script>alert|href="javascript/)
})

test('the icon is asked for by an old name too', async () => {
  const { statusCode, headers } = await site.app.inject({ url: '/favicon.ico' })
  expect([statusCode, headers.location]).toEqual([302, '/icon.png'])
  const icon = await site.app.inject({ url: '/icon.png' })
  expect(icon.headers['content-type']).toBe('image/png')
  expect(icon.rawPayload.subarray(1, 4).toString()).toBe('PNG')
})

test('the source of what runs here is linked to where the operator says it is, and nowhere else', async () => {
  expect((await site.browser().open('/about')).html).not.toContain('Source code')
  const said = (SOURCE_URL: string) => readConfig({ SOURCE_URL, SECRET_KEY: 'x'.repeat(32) }).sourceUrl
  expect(said('https://git.example/folkmoot?a=1&b=2')).toBe('https://git.example/folkmoot?a=1&b=2')
  expect(said('')).toBeUndefined()
  for (const wrong of ['javascript:alert(1)', 'git.example', 'ftp://git.example/'])
    expect(() => said(wrong)).toThrow(/^SOURCE_URL must be a URL such as https:/)
  const config = { sourceUrl: 'https://git.example/folkmoot?a=1&b=2' }
  const other = await openSite({
    config,
    more: ({ app, pages, context }) => void app.register(aboutRoutes(context, pages))
  })
  const { html } = await other.browser().open('/about')
  expect(html).toContain('<a class="govuk-link" href="https://git.example/folkmoot?a=1&amp;b=2">Source code</a>')
  await other.close()
})

test('anyone reads why servers are limited: the public reason only, and a name in part where that was chosen', async () => {
  const { context } = site
  await trustServer(context, null, 'advertise.example', 'blocked', 'our own words', {
    ...{ publicReason: 'Advertisements <b>only</b>', obfuscate: true }
  })
  await trustServer(context, null, 'loud.example', 'limited', 'too loud', { rejectMedia: true })
  await trustServer(context, null, 'friend.example', 'known', 'good people')
  const { html } = await site.browser().open('/about/servers')
  const text = pageText(html)
  expect(text).toContain('a*v*r*i*e.example')
  expect(text).toContain('Advertisements <b>only</b>')
  expect(text).toContain('loud.example')
  expect(text).toContain('Limited; no pictures')
  for (const secret of ['advertise.example', 'our own words', 'too loud', 'friend.example', '<b>only'])
    expect(html).not.toContain(secret)
})
