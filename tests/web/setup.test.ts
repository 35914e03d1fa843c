/** The first set-up, in a browser without JavaScript. */
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actorById } from '../../server/actors/actors.store.ts'
import { importCouncils } from '../../server/council/councils.ts'
import { councilOf } from '../../server/council/settings.ts'
import { personByEmail } from '../../server/members/members.store.ts'
import { parseFragment } from '../help/html.ts'
import { type Browser, openSite, type Site } from '../help/site.ts'

const register = [
  'gss-code,official-name,nice-name,region',
  'E07000008,Aldermere Borough Council,Aldermere,East of England',
  'E10000008,Devon County Council,Devon,South West',
  'E07000044,South Hams District Council,South Hams,South West'
].join('\n')
const logo = (width: number) =>
  sharp({ create: { width, height: width, channels: 4, background: '#00ff0080' } })
    .png()
    .toBuffer()

let site: Site
let admin: Browser
beforeAll(async () => {
  site = await openSite({ setUp: false })
  admin = site.browser()
})
afterAll(() => site.close())

const fieldsOf = (browser: Browser) => parseFragment(browser.html).find(({ multipart }) => multipart)!.fields

describe('the first admin', () => {
  test('opens the printed link, presses the one button, and is led to the set-up from every page', async () => {
    await admin.open(site.firstLink)
    await admin.press('Sign in')
    expect(admin.path).toBe('/setup')
    for (const page of ['/account', '/account/people', '/account/tokens']) {
      await admin.open(page)
      expect(admin.path, page).toBe('/setup')
    }
    await admin.open('/no/such/page')
    expect(admin.status).toBe(404)
  })

  test('is told everything that is missing at once, and nothing typed is lost, not even the logo', async () => {
    await admin.open('/setup')
    await admin.press('Open the council', {
      name: '',
      handle: 'Not a handle!',
      gss: 'E99000001',
      colour: '#ffee00',
      about: 'We <b>care</b>.',
      logoFile: await logo(40)
    })
    expect(admin.status).toBe(422)
    for (const field of ['name', 'handle', 'gss', 'colour', 'yourName', 'yourEmail']) {
      expect(admin.html, field).toContain(`href="#${field}"`)
      expect(admin.html, field).toContain(`id="${field}-error"`)
    }
    const fields = fieldsOf(admin)
    expect(fields).toMatchObject({ handle: 'Not a handle!', gss: 'E99000001', about: 'We <b>care</b>.' })
    expect(fields.logo).toMatch(/^[0-9a-f]{32}$/)
    expect((await councilOf(site.context)).setUp).toBe(false)
  })

  test('is offered the nearest colour that can be read, and sees how it looks', async () => {
    await admin.press('See how it looks')
    const offer = parseFragment(admin.html)
      .flatMap(({ buttons }) => buttons)
      .find(({ text }) => /^Use #/.test(text))!
    await admin.press(offer.text)
    expect(offer.text).toContain(String(fieldsOf(admin).colour))
    await admin.open(/\/setup\/preview\.svg\?colour=[0-9a-f]{6}/.exec(admin.html)![0])
    expect(admin.headers['content-type']).toBe('image/svg+xml')
    expect(admin.headers['content-security-policy']).toContain('sandbox')
    await admin.open('/setup/preview.svg?colour=%22%3E%3Cscript%3E')
    expect(admin.status).toBe(404)
  })

  test('finds the council in the register, and it brings its code and region', async () => {
    await importCouncils(site.context, register)
    await admin.open('/setup')
    expect(admin.html).toContain('<option value="Devon County Council">')
    await admin.press('Look it up in the list', { name: 'alder' })
    await admin.press('Use this council', { picked: 'E07000008' })
    expect(fieldsOf(admin)).toMatchObject({
      name: 'Aldermere Borough Council',
      gss: 'E07000008',
      region: 'East of England'
    })
  })

  test('opens the council', async () => {
    await admin.press('Open the council', {
      handle: 'aldermere',
      yourName: 'Nia Rees',
      yourEmail: 'Nia@Aldermere.example',
      logoFile: await logo(900)
    })
    const council = await councilOf(site.context)
    expect(council).toMatchObject({
      name: 'Aldermere Borough Council',
      shortName: 'Aldermere',
      handle: 'aldermere',
      type: 'district council',
      region: 'East of England',
      setUp: true
    })
    const actor = await actorById(site.context.store.read, council.actor)
    expect(actor).toMatchObject({ name: council.name, username: 'aldermere', avatar: council.logo })
    const person = await personByEmail(site.context.store.read, 'nia@aldermere.example')
    expect(person).toMatchObject({ member: { role: 'admin' }, actor: { name: 'Nia Rees' } })
    await admin.open('/account')
    expect(admin.status).toBe(200)
    expect(admin.html).toContain('Nia Rees')
    await admin.open(`/media/${council.logo}`)
    expect(admin.headers).toMatchObject({ 'content-type': 'image/png', 'x-content-type-options': 'nosniff' })
  })
})

describe('later on', () => {
  test('everything can be changed under /account/council', async () => {
    await admin.open('/account/council')
    expect(fieldsOf(admin)).toMatchObject({ name: 'Aldermere Borough Council', handle: 'aldermere' })
    expect(fieldsOf(admin)).not.toHaveProperty('yourEmail')
    const { logo } = await councilOf(site.context)
    await admin.press('Keep the changes', { colour: '#1b5a3c', gss: '' })
    expect(admin.path).toBe('/account/council?saved=1')
    const council = await councilOf(site.context)
    expect(council).toMatchObject({ colour: '#1b5a3c', logo })
    expect(council).not.toHaveProperty('gss')
  })

  test('a name picked from the suggestions brings its code', async () => {
    await admin.press('Keep the changes', { name: 'south hams district council', gss: '', region: '' })
    expect(await councilOf(site.context)).toMatchObject({ gss: 'E07000044', region: 'South West' })
  })

  test('only a picture of the council’s own can be its logo', async () => {
    const { browser } = await site.person('admin')
    await browser.open('/account')
    await browser.press('Keep the changes', { avatarFile: await logo(30) })
    const avatar = /\/media\/([0-9a-f]{32})/.exec(browser.html)![1]!
    const before = (await councilOf(site.context)).logo
    await admin.open('/account/council')
    await admin.press('Keep the changes', { logo: avatar })
    expect((await councilOf(site.context)).logo).toBe(before)
  })

  test('a file that is no picture is refused beside its field', async () => {
    for (const file of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<!doctype html><script>alert(1)</script>']) {
      await admin.open('/account/council')
      await admin.press('Keep the changes', { logoFile: Buffer.from(file) })
      expect(admin.status).toBe(422)
      expect(admin.html).toContain('id="logoFile-error"')
    }
    await admin.open('/account/council')
    await admin.press('Keep the changes', { logoFile: new Uint8Array(9 * 1024 * 1024) })
    expect(admin.status).toBe(422)
    expect(admin.html).toContain('8 MB or less')
  })

  test('is for admins only', async () => {
    for (const role of ['moderator', 'reporter', 'practitioner']) {
      const { browser } = await site.person(role)
      for (const page of ['/setup', '/account/council', '/setup/preview.svg?colour=000000']) {
        await browser.open(page)
        expect(browser.status, `${role} ${page}`).toBe(403)
      }
      await browser.open('/account')
      const { _csrf } = fieldsOf(browser)
      await browser.send('/account/council', { _csrf: _csrf!, name: 'Ours', handle: 'ours' }, { multipart: true })
      expect(browser.status).toBe(403)
    }
    await site.browser().open('/setup')
    expect((await councilOf(site.context)).handle).toBe('aldermere')
  })
})

test('the icon is the logo, or drawn in the council’s colour', async () => {
  const plain = await openSite()
  const browser = await plain.browser().open('/icon.png')
  expect(browser.headers['content-type']).toBe('image/png')
  await plain.close()
})
