/** Who the council is, and the lists it imports. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actorById } from '../../server/actors/actors.store.ts'
import { readGss, readRegion, shortNameOf, typeOfCouncil } from '../../server/council/codes.ts'
import { contrast, nearestPassing, paper, passes, readColour } from '../../server/council/colour.ts'
import { findCouncils, importCouncils } from '../../server/council/councils.ts'
import { ensureCouncil } from '../../server/council/ensure.ts'
import { importServices, listServices, serviceById } from '../../server/council/services.ts'
import { councilOf } from '../../server/council/settings.ts'
import { setUpCouncil } from '../../server/council/setup.ts'
import type { Invalid } from '../../server/errors.ts'
import { createMember } from '../../server/members/members.ts'
import { useSignInLink } from '../../server/members/sign-in.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'

let context: TestContext
beforeAll(async () => {
  context = await makeTestContext()
})
afterAll(() => context.close())

const faultsOf = (work: Promise<unknown>) =>
  work.then(
    () => [],
    (error: Invalid) => error.faults
  )
const secretIn = (link: string) => new URL(link).pathname.split('/').at(-1)!

describe('a first start', () => {
  test('makes the council, the server’s actor and an admin, also when two processes start together', async () => {
    const [one, other] = await Promise.all([ensureCouncil(context), ensureCouncil(context)])
    expect(one.council).toEqual(other.council)
    expect(one.council).toMatchObject({ name: 'Our council', handle: 'council', setUp: false })
    const db = context.store.read
    expect(await actorById(db, one.council.actor)).toMatchObject({ type: 'Organization', username: 'council' })
    expect(await actorById(db, one.council.serverActor)).toMatchObject({ uri: 'https://aldermere.example/actor' })
    expect(one.signInLink).toMatch(/^https:\/\/aldermere\.example\/sign-in\/link\/[\w-]{43}$/)
  })

  test('gives a new link until an admin has signed in, and none after that', async () => {
    const { signInLink } = await ensureCouncil(context)
    await useSignInLink(context, secretIn(signInLink!))
    expect(await ensureCouncil(context)).not.toHaveProperty('signInLink')
  })

  test('brings a list of services, each with its LGSL address', async () => {
    const list = await listServices(context)
    expect(list.length).toBeGreaterThanOrEqual(30)
    expect(await serviceById(context, '437')).toEqual({
      id: '437',
      name: 'Libraries',
      uri: 'http://id.esd.org.uk/service/437'
    })
    expect((await serviceById(context, 'http://id.esd.org.uk/service/557'))?.name).toBe('Potholes')
    expect(await serviceById(context, '999999')).toBeUndefined()
    expect(await serviceById(context, '437; drop table')).toBeUndefined()
  })
})

describe('setting up', () => {
  test('says who the council is; its address stays and its handle changes', async () => {
    const before = await councilOf(context)
    const { uri } = (await actorById(context.store.read, before.actor))!
    const council = await setUpCouncil(context, {
      name: ' Aldermere  Borough Council ',
      handle: '@Aldermere',
      gss: 'e07 000 008',
      region: 'east of england',
      about: 'We look after *Aldermere*.'
    })
    expect(council).toMatchObject({
      name: 'Aldermere Borough Council',
      shortName: 'Aldermere',
      handle: 'aldermere',
      gss: 'E07000008',
      type: 'district council',
      region: 'East of England',
      setUp: true,
      actor: before.actor
    })
    expect(await councilOf(context)).toEqual(council)
    expect(await actorById(context.store.read, council.actor)).toMatchObject({
      uri,
      username: 'aldermere',
      url: 'https://aldermere.example/@aldermere',
      name: 'Aldermere Borough Council',
      summary: '<p>We look after <em>Aldermere</em>.</p>'
    })
  })

  test('nobody gets a handle that the council had', async () => {
    await setUpCouncil(context, { name: 'Aldermere', handle: 'mere' })
    const input = { handle: 'aldermere', name: 'Mallory', email: 'mallory@aldermere.example', role: 'practitioner' }
    expect(await faultsOf(createMember(context, input))).toMatchObject([{ field: 'handle' }])
    expect((await setUpCouncil(context, { name: 'Aldermere', handle: 'aldermere' })).handle).toBe('aldermere')
  })

  test('tells every fault at once and changes nothing', async () => {
    const input = { name: ' ', handle: 'a b', gss: 'E99000001', region: 'Atlantis', colour: '#ffee00' }
    const faults = await faultsOf(setUpCouncil(context, input))
    expect(faults.map(({ field }) => field).toSorted()).toEqual(['colour', 'gss', 'handle', 'name', 'region'])
    expect((await councilOf(context)).name).toBe('Aldermere')
  })

  test('refuses a colour that cannot be read, and names the nearest that can', async () => {
    const [fault] = await faultsOf(setUpCouncil(context, { name: 'A', handle: 'aldermere', colour: '#ff8800' }))
    const offered = /nearest that can be read is (#[0-9a-f]{6})/.exec(fault!.text)?.[1]
    expect(offered).toBe(nearestPassing('#ff8800'))
    expect(passes(offered!)).toBe(true)
    expect((await setUpCouncil(context, { name: 'A', handle: 'aldermere', colour: offered })).colour).toBe(offered)
  })
})

test('codes tell the type of council', () => {
  expect(readGss(' e10 000008')).toBe('E10000008')
  for (const wrong of ['E1000008', 'E100000088', 'E01000008', 'X10000008', '10000008', ''])
    expect(readGss(wrong)).toBeUndefined()
  expect(typeOfCouncil('E10000008')).toBe('county council')
  expect(typeOfCouncil('W06000002')).toBe('principal area in Wales')
  expect(readRegion('Yorkshire and the Humber')).toBe('Yorkshire and The Humber')
})

test('short names are what people say', () => {
  const names = {
    'Aldermere Borough Council': 'Aldermere',
    'London Borough of Camden': 'Camden',
    'City of Bradford Metropolitan District Council': 'Bradford',
    'Royal Borough of Greenwich': 'Greenwich',
    'Isle of Wight Council': 'Isle of Wight',
    'Greater Manchester Combined Authority': 'Greater Manchester',
    Devon: 'Devon'
  }
  for (const [name, short] of Object.entries(names)) expect(shortNameOf(name)).toBe(short)
})

test('the arithmetic of colours', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(readColour(' 5B2A4F')).toBe('#5b2a4f')
  expect(readColour('#abc')).toBe('#aabbcc')
  expect(readColour('red')).toBeUndefined()
  for (const hex of ['#ffffff', '#ffdd00', '#00ff00', '#777777', '#5b2a4f'])
    expect(contrast(nearestPassing(hex), paper)).toBeGreaterThanOrEqual(4.5)
  expect(nearestPassing('#5b2a4f')).toBe('#5b2a4f')
})

describe('the register of councils', () => {
  test('takes the list of the ONS', async () => {
    const csv =
      '\ufeffFID,LAD24CD,LAD24NM,LAD24NMW\r\n1,E06000001,Hartlepool,\r\n2,W06000002,Gwynedd,Gwynedd\r\n3,K02000001,United Kingdom,\r\n'
    expect(await importCouncils(context, csv)).toBe(2)
    expect(await findCouncils(context, 'gwy')).toEqual([
      { gss: 'W06000002', name: 'Gwynedd', type: 'principal area in Wales', region: 'Wales' }
    ])
  })

  test('takes the list of mySociety, by semicolons too', async () => {
    const csv = [
      'local-authority-code;official-name;nice-name;gss-code;local-authority-type-name;region;end-date',
      'DEV;Devon County Council;Devon;E10000008;County;South West;',
      'XXX;"Old; District Council";Old;E07000999;District;South West;2019-04-01',
      'YYY;Nameless Combined Authority;Nameless;;Combined authority;;'
    ].join('\n')
    expect(await importCouncils(context, csv)).toBe(1)
    const [devon] = await findCouncils(context, 'county devon')
    expect(devon).toEqual({
      gss: 'E10000008',
      name: 'Devon County Council',
      type: 'county council',
      region: 'South West'
    })
  })

  test('takes thousands of lines', async () => {
    const lines = Array.from({ length: 4_000 }, (_, n) => `E07${String(n).padStart(6, '0')},District ${n}`)
    expect(await importCouncils(context, `gss-code,name\n${lines.join('\n')}`)).toBe(4_000)
  })

  test('says which line is wrong', async () => {
    await expect(importCouncils(context, '')).rejects.toThrow('empty')
    await expect(importCouncils(context, 'a,b\n1,2')).rejects.toThrow('Line 1 has no column for the council’s GSS code')
    await expect(importCouncils(context, 'gss-code,name\nE10000008,Devon\nDevon,E10')).rejects.toThrow(
      'Line 3: “Devon”'
    )
    await expect(importCouncils(context, 'gss-code,name\nE10000008,"Devon')).rejects.toThrow(/Line \d cannot be read/)
    await expect(importCouncils(context, '<html><body>Not found</body></html>')).rejects.toThrow('Line 1')
  })
})

describe('the list of services', () => {
  test('takes the LGSL, and brings names up to date', async () => {
    const csv = 'Identifier,Label,Description\n437,Library services,"Books, and\nmore"\n1580,Street parties,x'
    expect(await importServices(context, csv)).toBe(2)
    expect((await serviceById(context, '437'))?.name).toBe('Library services')
    expect((await serviceById(context, '1580'))?.uri).toBe('http://id.esd.org.uk/service/1580')
  })

  test('says which line is wrong', async () => {
    await expect(importServices(context, 'LGSL,Description\n12,Nurseries\nx,y')).rejects.toThrow('Line 3: “x”')
    await expect(importServices(context, 'LGSL,Description\n12,')).rejects.toThrow('Line 2: service 12 has no name')
  })
})
