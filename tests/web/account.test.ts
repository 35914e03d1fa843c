/** One's own account, and everybody's for admins. */
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { personById } from '../../server/members/members.store.ts'
import { findToken } from '../../server/members/tokens.ts'
import { pageText, parseFragment } from '../help/html.ts'
import { type Browser, openSite, type Site } from '../help/site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const now = async (id: string) => (await personById(site.context.store.read, id))!
const photo = (width = 300) =>
  sharp({ create: { width, height: width, channels: 3, background: '#884422' } })
    .jpeg()
    .toBuffer()
const avatarIn = (browser: Browser) => /\/media\/([0-9a-f]{32})/.exec(browser.html)?.[1]

describe('the profile', () => {
  test('is changed, and shown as it was typed', async () => {
    const { person, browser } = await site.person()
    await browser.open('/account')
    await browser.press('Keep the changes', {
      name: 'Nia Rees',
      role: 'Housing options officer',
      team: 'Housing',
      skills: 'Choice-based lettings\r\nDuty desks, Rotas',
      bio: 'I run the **duty desk**.\r\n\r\nAsk me.',
      discoverable: []
    })
    expect(browser.path).toBe('/account?saved=1')
    const { actor } = await now(person.member.id)
    expect(actor).toMatchObject({
      name: 'Nia Rees',
      profile: {
        role: 'Housing options officer',
        team: 'Housing',
        skills: ['Choice-based lettings', 'Duty desks', 'Rotas'],
        bio: 'I run the **duty desk**.\n\nAsk me.'
      },
      discoverable: false
    })
    expect(parseFragment(browser.html).find(({ multipart }) => multipart)?.fields).toMatchObject({
      skills: 'Choice-based lettings\nDuty desks\nRotas',
      bio: 'I run the **duty desk**.\n\nAsk me.'
    })
  })

  test('takes no role, no rights and no address that the form does not have', async () => {
    const { person, browser } = await site.person()
    await browser.open('/account')
    const sneaky = {
      role: 'admin',
      'member[role]': 'admin',
      member_role: 'admin',
      email: 'x@y.example',
      id: 'x',
      trust: 'blocked'
    }
    await browser.press('Keep the changes', { ...sneaky, name: 'N' })
    const { member, actor } = await now(person.member.id)
    expect(member).toMatchObject({ role: 'practitioner', email: person.member.email })
    expect(actor).toMatchObject({ id: person.actor.id, trust: 'network', profile: { role: 'admin' } })
    await browser.open('/account/people')
    expect(browser.status).toBe(403)
  })

  test('with a fault keeps what was typed', async () => {
    const { browser } = await site.person()
    await browser.open('/account')
    await browser.press('Keep the changes', { name: '', bio: '<script>alert(1)</script>' })
    expect(browser.status).toBe(422)
    expect(browser.html).toContain('href="#name"')
    expect(browser.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;</textarea>')
  })

  test('has a picture, drawn anew, that replaces the one before and can be taken away', async () => {
    const { person, browser } = await site.person()
    await browser.open('/account')
    await browser.press('Keep the changes', { avatarFile: await photo() })
    const first = avatarIn(browser)!
    await browser.press('Keep the changes', { avatarFile: await photo(900) })
    const second = avatarIn(browser)!
    expect(second).not.toBe(first)
    expect((await now(person.member.id)).actor.avatar).toBe(second)
    const visitor = await site.browser().open(`/media/${second}`)
    expect(visitor.headers).toMatchObject({
      'content-type': 'image/webp',
      'content-disposition': `inline; filename="${second}.webp"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=31536000, immutable'
    })
    expect(visitor.headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox/)
    expect((await visitor.open(`/media/${first}`)).status).toBe(404)
    await browser.open('/account')
    await browser.press('Keep the changes', { removeAvatar: 'yes' })
    expect((await now(person.member.id)).actor.avatar).toBeNull()
    expect((await visitor.open(`/media/${second}`)).status).toBe(404)
  })

  const fakes: Record<string, () => Uint8Array | Promise<Uint8Array>> = {
    'a page named .png': () => Buffer.from('<!doctype html><script>alert(1)</script>'),
    'an SVG': () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    'a file of nine megabytes': () => new Uint8Array(9 * 1024 * 1024).fill(65),
    'a pixel bomb': () =>
      sharp({ create: { width: 9_000, height: 9_000, channels: 3, background: '#000' } })
        .png()
        .toBuffer()
  }
  for (const [name, make] of Object.entries(fakes)) {
    test(`refuses ${name} as a picture, and keeps the rest of the form`, async () => {
      const { person, browser } = await site.person()
      await browser.open('/account')
      await browser.press('Keep the changes', { team: 'Housing', avatarFile: await make() })
      expect(browser.status).toBe(422)
      expect(browser.html).toContain('id="avatarFile-error"')
      expect(browser.html).toContain('value="Housing"')
      expect((await now(person.member.id)).actor.avatar).toBeNull()
    })
  }

  test('a visitor is led to the sign-in and back', async () => {
    const browser = await site.browser().open('/account/tokens')
    expect(browser.path).toBe('/sign-in?back=%2Faccount%2Ftokens')
  })
})

describe('media', () => {
  test('leads to no other file', async () => {
    for (const path of ['/media/..%2ffolkmoot.db', '/media/%2e%2e', '/media/secret-key', '/media/', '/media/%00'])
      expect((await site.browser().open(path)).status, path).toBe(404)
  })
})

describe('tokens', () => {
  test('are shown once, and taken back', async () => {
    const { browser } = await site.person('moderator')
    await browser.open('/account/tokens')
    await browser.press('Make a token', { name: 'Intranet <i>', scopes: ['read', 'moderate'] })
    const token = /value="(folk_[\w-]+)"/.exec(browser.html)![1]!
    expect((await findToken(site.context, token))?.scopes).toEqual(['read', 'moderate'])
    expect(browser.headers['cache-control']).toContain('no-store')
    await browser.open('/account/tokens')
    expect(browser.html).not.toContain(token)
    expect(browser.html).toContain('Intranet')
    await browser.press('Take it back (Intranet)', {})
    expect(await findToken(site.context, token)).toBeUndefined()
  })

  test('can do nothing that the role cannot', async () => {
    const { browser } = await site.person()
    await browser.open('/account/tokens')
    expect(browser.html).not.toContain('value="admin"')
    await browser.press('Make a token', { scopes: ['read', 'admin'] })
    expect(browser.status).toBe(422)
    await browser.press('Make a token', { scopes: [] })
    expect(browser.html).toContain('Choose what it may do')
  })

  test('of others are out of reach', async () => {
    const [one, other] = [await site.person(), await site.person()]
    await one.browser.open('/account/tokens')
    await one.browser.press('Make a token', { name: 'Mine' })
    const token = /value="(folk_[\w-]+)"/.exec(one.browser.html)![1]!
    const id = /\/account\/tokens\/([0-9a-f]{32})\/revoke/.exec(one.browser.html)![1]!
    await other.browser.open('/account/tokens')
    const { _csrf } = parseFragment(other.browser.html)[0]!.fields
    await other.browser.send(`/account/tokens/${id}/revoke`, { _csrf: _csrf! })
    expect(other.browser.status).toBe(404)
    expect(await findToken(site.context, token)).toBeDefined()
  })
})

describe('people', () => {
  test('an admin invites a colleague, who signs in by the letter', async () => {
    const { browser } = await site.person('admin')
    await browser.open('/account/people/invite')
    await browser.press('Send the invitation', {
      name: 'Priya',
      email: 'not an address',
      handle: 'priya',
      role: 'reporter'
    })
    expect(browser.status).toBe(422)
    expect(browser.html).toContain('value="not an address"')
    await browser.press('Send the invitation', { email: 'priya@aldermere.example', role: 'reporter' })
    expect(pageText(browser.html)).toContain('The invitation is on its way')
    await site.sendLetters()
    const letter = site.context.letters.at(-1)!
    expect(letter.to).toBe('priya@aldermere.example')
    const priya = await site.browser().open(/https:\S+\/link\/\S+/.exec(letter.text)![0])
    await priya.press('Sign in')
    await priya.open('/account')
    expect(priya.html).toContain('priya@aldermere.example')
  })

  test('an admin changes a role, and keeps somebody out at once', async () => {
    const [admin, other] = [await site.person('admin'), await site.person('reporter')]
    const { id } = other.person.member
    await admin.browser.open(`/account/people/${id}`)
    await admin.browser.press('Keep the changes', { role: 'moderator' })
    expect((await now(id)).member.role).toBe('moderator')
    await other.browser.open('/account')
    expect(other.browser.path).toContain('/sign-in')
    await admin.browser.open(`/account/people/${id}`)
    await admin.browser.press('Keep them out')
    expect((await now(id)).member.disabled).toBeInstanceOf(Date)
    await admin.browser.press('Let them sign in again')
    expect((await now(id)).member.disabled).toBeNull()
  })

  test('the last admin stays one', async () => {
    const alone = await openSite()
    const { person, browser } = await alone.person('admin')
    // The first admin of all has never signed in; without them this one is the last.
    const everybody = await browser.open('/account/people')
    const first = /\/account\/people\/([0-9a-f]{32})"><bdi>Administrator/.exec(everybody.html)![1]!
    await browser.open(`/account/people/${first}`)
    await browser.press('Keep the changes', { role: 'practitioner' })
    await browser.open(`/account/people/${person.member.id}`)
    await browser.press('Keep the changes', { role: 'practitioner' })
    expect(browser.status).toBe(422)
    expect(pageText(browser.html)).toContain('This is the last admin')
    await browser.open(`/account/people/${person.member.id}`)
    await browser.press('Keep them out')
    expect(browser.status).toBe(409)
    await browser.open('/account/people')
    expect(browser.status).toBe(200)
    await alone.close()
  })

  test('is for admins only, on every address', async () => {
    const target = (await site.person()).person.member.id
    const before = await now(target)
    const gets = ['/account/people', '/account/people/invite', `/account/people/${target}`]
    const posts = [
      '/account/people/invite',
      ...['', '/disable', '/enable'].map((act) => `/account/people/${target}${act}`)
    ]
    for (const role of ['practitioner', 'coordinator', 'reporter', 'moderator', undefined]) {
      const browser = role ? (await site.person(role)).browser : site.browser()
      for (const path of gets) {
        await browser.open(path)
        expect(role ? browser.status : browser.path, `${role} ${path}`).toEqual(
          role ? 403 : expect.stringMatching(/^\/sign-in/)
        )
      }
      await browser.open(role ? '/account' : '/sign-in')
      const { _csrf } = parseFragment(browser.html)[0]!.fields
      for (const path of posts) {
        const input = { _csrf: _csrf!, role: 'admin', email: 'x@y.example', name: 'X', handle: 'x' }
        await browser.send(path, input)
        expect(browser.status, `${role} ${path}`).toBe(role ? 403 : 401)
      }
    }
    expect(await now(target)).toEqual(before)
  })
})
