/** Members: joining, roles, signing in by link, sessions, tokens. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { actorById } from '../../server/actors/actors.store.ts'
import { Conflict, Gone, Invalid, NotFound, Refused } from '../../server/errors.ts'
import { claimJob, finishJob } from '../../server/jobs/jobs.store.ts'
import { sendLetter } from '../../server/letters.ts'
import { inviteMember } from '../../server/members/invite.ts'
import { listPeople, type Person, personByActor, personByHandle } from '../../server/members/members.store.ts'
import {
  changeEmail,
  changeRole,
  createMember,
  disableMember,
  enableMember,
  readEmail
} from '../../server/members/members.ts'
import { editProfile, type ProfileInput } from '../../server/members/profile.ts'
import { endSession, findSession } from '../../server/members/sessions.ts'
import {
  linkLife,
  localPath,
  newSignInLink,
  readSignInLink,
  requestSignIn,
  useSignInLink
} from '../../server/members/sign-in.ts'
import { createToken, findToken, listTokens, revokeToken } from '../../server/members/tokens.ts'
import { makeViewer } from '../../server/members/viewer.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'

let context: TestContext
let admin: Person
let n = 0
const join = (role = 'practitioner', handle = `member${++n}`) =>
  createMember(context, { handle, name: `Member ${handle}`, email: `${handle}@aldermere.example`, role })
const viewerOf = (person: Person) => makeViewer(person.member, person.actor)
const secretIn = (link: string) => new URL(link).pathname.split('/').at(-1)!
const signIn = async (person: Person) =>
  useSignInLink(context, secretIn(await newSignInLink(context, person.member.id, linkLife.letter)))
/** Does what the worker would. */
const post = async () => {
  for (;;) {
    const now = context.clock()
    const job = await claimJob(context, 'mail', 'test', now, new Date(now.getTime() + 60_000))
    if (!job) return
    await sendLetter(context, job)
    await context.store.write((tx) => finishJob(tx, job.id))
  }
}

beforeAll(async () => {
  context = await makeTestContext()
  admin = await join('admin', 'first')
})
beforeEach(() => {
  context.letters.length = 0
})
afterAll(() => context.close())

describe('joining', () => {
  test('a member has an actor of their own and is found by it', async () => {
    const { member, actor } = await join('reporter', 'nia')
    expect(member).toMatchObject({ role: 'reporter', email: 'nia@aldermere.example', disabled: null, seen: null })
    expect(actor).toMatchObject({ type: 'Person', username: 'nia', name: 'Member nia' })
    expect((await personByActor(context.store.read, actor.id))?.member.id).toBe(member.id)
    expect((await personByHandle(context.store.read, 'nia'))?.member.id).toBe(member.id)
  })

  test('every fault is told at once', async () => {
    const wrong = createMember(context, { handle: 'N A', name: ' ', email: 'nia', role: 'king' })
    await expect(wrong).rejects.toMatchObject({
      faults: [{ field: 'name' }, { field: 'handle' }, { field: 'email' }, { field: 'role' }]
    })
  })

  test('an address is used once, in whatever case', async () => {
    await join('reporter', 'sal')
    const again = { handle: 'sal2', name: 'Sal', email: 'SAL@Aldermere.example', role: 'reporter' }
    await expect(createMember(context, again)).rejects.toMatchObject({ faults: [{ field: 'email' }] })
    const both = ['x1', 'x2'].map((handle) =>
      createMember(context, { handle, name: 'X', email: 'x@a.example', role: 'reporter' })
    )
    const results = await Promise.allSettled(both)
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: expect.any(Invalid) })
  })

  test('addresses that only look like addresses are refused', () => {
    expect(readEmail(' Nia.Rees@Aldermere.GOV.UK ')).toBe('nia.rees@aldermere.gov.uk')
    for (const wrong of [
      'a@b@c.example',
      'a b@c.example',
      'a@c.example\nBcc: x@y.example',
      'а@c.example',
      '"a"@c',
      'a,b@c',
      '<a@b>'
    ])
      expect(readEmail(wrong), wrong).toBeUndefined()
  })

  test('an invitation brings a letter whose link signs in once', async () => {
    const input = { handle: 'priya', name: 'Priya', email: 'priya@aldermere.example', role: 'moderator' }
    await expect(inviteMember(context, viewerOf(await join()), input)).rejects.toThrow(Refused)
    const { member } = await inviteMember(context, viewerOf(admin), input)
    await post()
    expect(context.letters).toMatchObject([{ to: 'priya@aldermere.example' }])
    const link = /https:\S+\/sign-in\/link\/\S+/.exec(context.letters[0]!.text)![0]
    const session = await findSession(context, await useSignInLink(context, secretIn(link)))
    expect(session?.viewer.member).toEqual({ id: member.id, role: 'moderator' })
  })

  test('lists everybody by pages', async () => {
    const first = await listPeople(context.store.read, { size: 2 })
    const second = await listPeople(context.store.read, { size: 2, after: first.next })
    expect(first.rows).toHaveLength(2)
    expect(second.rows.map(({ member }) => member.id)).not.toEqual(first.rows.map(({ member }) => member.id))
    const back = await listPeople(context.store.read, { size: 2, before: second.previous })
    expect(back.rows).toEqual(first.rows)
  })
})

describe('roles', () => {
  test('the last admin stays one', async () => {
    const { id } = admin.member
    await expect(changeRole(context, id, 'reporter', viewerOf(admin))).rejects.toThrow(Conflict)
    await expect(disableMember(context, id, viewerOf(admin))).rejects.toThrow(Conflict)
    const other = await join('admin')
    const both = [changeRole(context, id, 'reporter'), changeRole(context, other.member.id, 'reporter')]
    const results = await Promise.allSettled(both)
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    await changeRole(context, id, 'admin')
    await changeRole(context, other.member.id, 'reporter')
  })

  test('only an admin changes them', async () => {
    const moderator = await join('moderator')
    await expect(changeRole(context, moderator.member.id, 'admin', viewerOf(moderator))).rejects.toThrow(Refused)
    await expect(disableMember(context, admin.member.id, viewerOf(moderator))).rejects.toThrow(Refused)
    await expect(changeRole(context, 'nobody', 'admin')).rejects.toThrow(NotFound)
    await expect(changeRole(context, moderator.member.id, 'king')).rejects.toThrow(Invalid)
  })

  test('a new role ends the sessions begun under the old one', async () => {
    const person = await join('moderator')
    const session = await signIn(person)
    await changeRole(context, person.member.id, 'practitioner', viewerOf(admin))
    expect(await findSession(context, session)).toBeUndefined()
  })

  test('being disabled ends sessions, links and tokens at once', async () => {
    const person = await join('reporter')
    const session = await signIn(person)
    const link = secretIn(await newSignInLink(context, person.member.id, linkLife.letter))
    const { token } = await createToken(context, person.member.id, {})
    await disableMember(context, person.member.id, viewerOf(admin))
    expect(await findSession(context, session)).toBeUndefined()
    expect(await findToken(context, token)).toBeUndefined()
    await expect(useSignInLink(context, link)).rejects.toThrow(Gone)
    await enableMember(context, person.member.id, viewerOf(admin))
    expect(await findSession(context, session)).toBeUndefined()
    expect(await findToken(context, token)).toBeUndefined()
    expect(await findSession(context, await signIn(person))).toBeDefined()
  })

  test('a changed address takes the links of the old one away', async () => {
    const person = await join('reporter')
    const link = secretIn(await newSignInLink(context, person.member.id, linkLife.letter))
    await changeEmail(context, person.member.id, 'New@aldermere.example', viewerOf(admin))
    expect(await readSignInLink(context, link)).toBeUndefined()
    await expect(changeEmail(context, person.member.id, 'first@aldermere.example')).rejects.toThrow(Invalid)
  })
})

describe('signing in', () => {
  test('a known and an unknown address do the same work; only the known one gets a letter', async () => {
    const { member } = await join('reporter', 'tomos')
    expect(await requestSignIn(context, 'Tomos@aldermere.example', '/stories/1?x=2')).toBe(
      await requestSignIn(context, 'nobody@aldermere.example')
    )
    await post()
    expect(context.letters).toMatchObject([{ to: 'tomos@aldermere.example' }])
    const link = new URL(/https:\S+/.exec(context.letters[0]!.text)![0])
    expect(link.searchParams.get('back')).toBe('/stories/1?x=2')
    expect((await readSignInLink(context, secretIn(link.href)))?.member.id).toBe(member.id)
  })

  test('a link works once, of two at the same moment too, and takes the others with it', async () => {
    const person = await join()
    const other = secretIn(await newSignInLink(context, person.member.id, linkLife.letter))
    const link = secretIn(await newSignInLink(context, person.member.id, linkLife.letter))
    const results = await Promise.allSettled([useSignInLink(context, link), useSignInLink(context, link)])
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    await expect(useSignInLink(context, other)).rejects.toThrow(Gone)
    await expect(useSignInLink(context, 'made-up')).rejects.toThrow(Gone)
    expect((await personByActor(context.store.read, person.actor.id))?.member.seen).toBeInstanceOf(Date)
  })

  test('a link is too old after a quarter of an hour, and so is a request that waited for hours', async () => {
    const person = await join('reporter', 'late')
    const link = secretIn(await newSignInLink(context, person.member.id, linkLife.letter))
    await requestSignIn(context, 'late@aldermere.example')
    context.pass(15 * 60_000 + 1)
    expect(await readSignInLink(context, link)).toBeUndefined()
    await expect(useSignInLink(context, link)).rejects.toThrow(Gone)
    context.pass(3 * 3_600_000)
    await post()
    expect(context.letters).toEqual([])
  })

  test('only paths of this server are gone back to', () => {
    for (const good of ['/', '/stories?a=b#c', '/@nia']) expect(localPath(good)).toBe(good)
    for (const bad of [
      undefined,
      '',
      'stories',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      'https://evil.example',
      '/\\/evil',
      'javascript:alert(1)',
      '/a\nb',
      `/${'a'.repeat(600)}`
    ])
      expect(localPath(bad), String(bad)).toBeUndefined()
  })
})

describe('sessions', () => {
  test('each sign-in makes a new one and ends the one that the browser had', async () => {
    const person = await join()
    const first = await signIn(person)
    const link = secretIn(await newSignInLink(context, person.member.id, linkLife.letter))
    const second = await useSignInLink(context, link, first)
    expect(second).not.toBe(first)
    expect(await findSession(context, first)).toBeUndefined()
    expect((await findSession(context, second))?.csrf).toMatch(/^[\w-]{43}$/)
  })

  test('being used lets it live on, to ninety days at most', async () => {
    const person = await join()
    const session = await signIn(person)
    for (let days = 0; days < 84; days += 12) {
      context.pass(12 * 24 * 3_600_000)
      expect(await findSession(context, session), `day ${days}`).toBeDefined()
    }
    context.pass(12 * 24 * 3_600_000)
    expect(await findSession(context, session)).toBeUndefined()
  })

  test('unused, it ends after a fortnight; signed out, at once', async () => {
    const [one, other] = [await signIn(await join()), await signIn(await join())]
    await endSession(context, one)
    expect(await findSession(context, one)).toBeUndefined()
    context.pass(14 * 24 * 3_600_000 + 1)
    expect(await findSession(context, other)).toBeUndefined()
    expect(await findSession(context, 'x'.repeat(5_000))).toBeUndefined()
  })
})

describe('tokens', () => {
  test('do what their scopes and the role allow, and no more', async () => {
    const moderator = await join('moderator')
    const { token } = await createToken(context, moderator.member.id, { scopes: ['read', 'moderate'] })
    expect(token).toMatch(/^folk_[\w-]{43}$/)
    const viewer = (await findToken(context, token))!
    expect(viewer.scopes).toEqual(['read', 'moderate'])
    expect(viewer.can('moderate')).toBe(true)
    expect(viewer.can('publish')).toBe(false)
    await changeRole(context, moderator.member.id, 'practitioner')
    expect((await findToken(context, token))?.scopes).toEqual(['read'])
  })

  test('a role gives only scopes that it has', async () => {
    const { member } = await join('practitioner')
    await expect(createToken(context, member.id, { scopes: ['admin'] })).rejects.toThrow('cannot give')
    await expect(createToken(context, member.id, { scopes: ['all'] })).rejects.toThrow('Choose scopes')
    expect((await createToken(context, member.id, {})).kept.scopes).toEqual(['read', 'write'])
  })

  test('can be taken back, by their owner only, and are never shown again', async () => {
    const [one, other] = [await join(), await join()]
    const { token, kept } = await createToken(context, one.member.id, { name: 'Importer' })
    expect(JSON.stringify(await listTokens(context, one.member.id))).not.toContain(token)
    await expect(revokeToken(context, other.member.id, kept.id)).rejects.toThrow(NotFound)
    await revokeToken(context, one.member.id, kept.id)
    expect(await findToken(context, token)).toBeUndefined()
    expect(await listTokens(context, one.member.id)).toEqual([])
    for (const made of ['', 'folk_', 'folk_x', token.slice(5), 'x'.repeat(9_999)])
      expect(await findToken(context, made)).toBeUndefined()
  })
})

describe('a profile', () => {
  test('holds what its owner said, as harmless HTML', async () => {
    const person = await join()
    await editProfile(context, viewerOf(person), {
      name: 'Nia Rees',
      role: 'Housing options officer',
      team: 'Housing',
      skills: ['Choice-based lettings', 'choice-based lettings ', 'Choice-based lettings', ''],
      bio: 'I run the **duty desk**. <script>alert(1)</script>'
    })
    const actor = (await actorById(context.store.read, person.actor.id))!
    expect(actor.name).toBe('Nia Rees')
    expect(actor.profile).toMatchObject({ role: 'Housing options officer', team: 'Housing' })
    expect(actor.profile.skills).toEqual(['Choice-based lettings', 'choice-based lettings'])
    expect(actor.summary).toContain('<strong>duty desk</strong>')
    expect(actor.summary).not.toContain('<script')
  })

  test('takes nothing that is not part of it', async () => {
    const person = await join()
    const sneaky = { name: 'N', role: 'admin', id: 'x', local: false, trust: 'blocked', member: { role: 'admin' } }
    await editProfile(context, viewerOf(person), sneaky as ProfileInput)
    const now = (await personByActor(context.store.read, person.actor.id))!
    expect(now.member.role).toBe('practitioner')
    expect(now.actor).toMatchObject({ local: true, trust: 'network', profile: { role: 'admin' } })
  })

  test('tells every fault at once', async () => {
    const long = 'x'.repeat(2_000)
    const skills = Array.from({ length: 21 }, (_, at) => `skill ${at}`)
    const input = { name: '', role: long, team: long, skills, bio: long }
    await expect(editProfile(context, viewerOf(await join()), input)).rejects.toMatchObject({
      faults: ['name', 'role', 'team', 'skills', 'bio'].map((field) => ({ field }))
    })
  })
})
