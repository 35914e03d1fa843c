/** A moderator's morning in a real browser: a stranger's reply is let in by keyboard, without and with scripts; every page is open to everyone. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMember } from '../../server/members/members.ts'
import { newSignInLink } from '../../server/members/sign-in.ts'
import { heldById, listHeld } from '../../server/moderation/held.store.ts'
import { type Peer, type PeerActor, startPeer } from '../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'
import { wait } from '../web/moderation/scene.ts'
import { faultsOf, openBrowser, openPage } from './look.ts'

let browser: Browser
let server: TestServer
let stranger: Peer
let finn: PeerActor
let nia: Person
let ruth: string
let story: Answer

beforeAll(async () => {
  const [port, other] = (await freePorts(2)) as [number, number]
  server = await testServer(port, 'Aldermere', [`http://127.0.0.1:${port}`, `http://127.0.0.1:${other}`])
  stranger = await startPeer(other)
  finn = stranger.actor('finn', {
    summary: '<p>Tenant, co-op treasurer, bus enthusiast</p>',
    published: '2023-05-01T00:00:00Z'
  })
  nia = await server.person('nia')
  const input = { handle: 'ruth', name: 'Ruth Pendlebury', email: 'ruth@aldermere.example', role: 'moderator' }
  ruth = (await createMember(server.context, input)).member.id
  story = await nia.call('POST', 'stories', {
    title: 'We moved housing advice to a table in the library',
    summary: 'Every Tuesday two housing officers sit at a table with a kettle. People come earlier.',
    body: 'We closed one of five counter windows.',
    wentWell: 'People came earlier.',
    wentBadly: 'For nine weeks we had no private room.'
  })
  browser = await openBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await stranger?.stop()
  await server?.stop()
})

/** A stranger's reply comes in over HTTP and is held; gives its id in the queue. */
async function reply(words: string, attachment: object[] = []) {
  const note = { inReplyTo: story.uri, content: `<p>${words}</p>`, cc: [nia.uri], attachment }
  const create = stranger.create(finn, note)
  expect((await finn.post(`${server.origin}/inbox`, create)).status).toBe(202)
  const found = await until(async () =>
    (await listHeld(server.context.store.read, {})).rows.find((row) => row.object === create.object.id)
  )
  return found.id
}

const shown = (words: string) => until(async () => (await server.page(story.url)).includes(words))

/** Opens the sign-in link and signs in, leading to the queue. */
async function signIn(javaScript: boolean, width = 1280) {
  const link = await newSignInLink(server.context, ruth, 60_000, '/moderation')
  const { page, told } = await openPage(browser, link, { width, javaScript })
  await toKeyboard(page, 'Sign in')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/moderation/)
  return { page, told }
}

/** Goes by the Tab key until what has the focus bears these words; throws when it never does. */
async function toKeyboard(page: Page, words: string) {
  for (let n = 0; n < 150; n++) {
    await page.keyboard.press('Tab')
    const text = await page.evaluate(() => {
      const at = document.activeElement
      const label =
        at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement ? at.labels?.[0]?.textContent : ''
      return `${label ?? ''} ${at?.closest('header') ? '' : (at?.textContent ?? '')}`.replace(/\s+/g, ' ').trim()
    })
    if (text.startsWith(words)) return
  }
  throw new Error(`The Tab key never reached “${words}”.`)
}

describe('a stranger’s reply', () => {
  test('is let in by keyboard alone, without scripts', async () => {
    await reply('The kettle rota nearly ended us')
    expect(await server.page(story.url)).not.toContain('kettle rota')
    const { page, told } = await signIn(false)
    expect(await page.textContent('main')).toContain('The kettle rota nearly ended us')
    await toKeyboard(page, 'Let it in: the reply from Finn of Mastodon')
    await page.keyboard.press('Enter')
    await page.waitForURL(/done=release/)
    expect(await page.textContent('.govuk-notification-banner')).toContain('Let in. It shows in a moment.')
    await shown('kettle rota')
    expect(told).toEqual([])
    await page.context().close()
  }, 60_000)

  test('is let in from its own page, with scripts, which say what was done first', async () => {
    const first = await reply('Is the booth still going spare?', [
      {
        type: 'Document',
        mediaType: 'image/jpeg',
        url: `${stranger.origin}/mugs.jpg`,
        name: 'Eleven mugs and one clean spoon.'
      }
    ])
    await reply('And the kettle?')
    const { page, told } = await signIn(true)
    await toKeyboard(page, 'Open the reply from Finn of Mastodon')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/moderation/held/${first}`)
    expect(await page.locator('input[type=radio]:checked').count()).toBe(0)
    await toKeyboard(page, 'Do it')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.govuk-error-summary')
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('govuk-error-summary')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Space')
    expect(await page.locator('input[type=radio]:checked').getAttribute('value')).toBe('release')
    await toKeyboard(page, 'Do it')
    await page.keyboard.press('Enter')
    await page.waitForURL(/done=release/)
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('notification-banner')
    expect(await page.textContent('h1')).toContain('A reply from Finn of Mastodon, held since today')
    expect(await page.textContent('.fm-heldcard')).toContain('And the kettle?')
    await shown('booth still going spare')
    // The one refused form is what the browser speaks of.
    expect(told.filter((text) => !text.includes('422'))).toEqual([])
    await page.context().close()
  }, 60_000)

  test('is chosen with others and rejected together', async () => {
    const { page } = await signIn(false, 360)
    const before = (await listHeld(server.context.store.read, {})).rows.length
    await toKeyboard(page, 'Choose the reply from Finn of Mastodon')
    await page.keyboard.press('Space')
    await page.locator('button:has-text("Reject the chosen")').focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/done=reject/)
    expect((await listHeld(server.context.store.read, {})).rows.length).toBe(before - 1)
    await page.context().close()
  }, 60_000)
})

test('single keys go through the list, reject and undo; typed in a field they stand for themselves', async () => {
  const { context } = server
  for (const by of ['keya', 'keyb']) await wait(context, { by, host: 'keys.example', words: `Words of ${by}` })
  const { page, told } = await signIn(true)
  await page.goto(`${server.origin}/moderation?host=keys.example`)
  await page.keyboard.press('?')
  expect(await page.textContent('.fm-keys')).toContain('let it in and trust the author')
  expect(await faultsOf(page)).toEqual([])
  await page.keyboard.press('?')
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Words of keyb')
  await page.keyboard.press('k')
  await page.keyboard.press('x')
  expect(await page.locator('input[name=id]:checked').count()).toBe(1)
  await page.keyboard.press('r')
  await page.waitForURL(/done=reject/)
  expect(await page.textContent('main')).not.toContain('Words of keya')
  await page.keyboard.press('u')
  await page.waitForURL(/\/moderation\/undo\//)
  await toKeyboard(page, 'Undo it')
  await page.keyboard.press('Enter')
  await page.waitForURL(/done=unchosen/)
  const [item] = (await listHeld(context.store.read, { host: 'keys.example', oldest: true })).rows
  await page.goto(`${server.origin}/moderation/held/${item!.id}`)
  await page.keyboard.press('r')
  const chosen = () => page.locator('input[type=radio]:checked').getAttribute('value')
  expect(await chosen()).toBe('reject')
  await page.locator('#reason').pressSequentially('a bit rude')
  expect(await chosen()).toBe('reject')
  expect(await page.locator('#reason').inputValue()).toBe('a bit rude')
  await page.locator('button:has-text("Do it")').click()
  await page.waitForURL(/done=reject/)
  expect((await heldById(context.store.read, item!.id))?.state).toBe('rejected')
  expect(told).toEqual([])
  await page.context().close()
}, 90_000)
