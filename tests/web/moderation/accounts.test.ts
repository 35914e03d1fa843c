/** Acting on accounts and posts: what each does, who may, that it can be undone, and appeals decided by somebody else. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actorById } from '../../../server/actors/actors.store.ts'
import { councilOf } from '../../../server/council/settings.ts'
import { keepFollow } from '../../../server/follows/follows.store.ts'
import { claimJob, finishJob } from '../../../server/jobs/jobs.store.ts'
import { sendLetter } from '../../../server/letters.ts'
import { admins, personById } from '../../../server/members/members.store.ts'
import { createMember, disableMember } from '../../../server/members/members.ts'
import { startSession } from '../../../server/members/sessions.ts'
import { makeViewer, type Viewer } from '../../../server/members/viewer.ts'
import { actionsOf } from '../../../server/moderation/accounts/actions.store.ts'
import { act, undoAction } from '../../../server/moderation/accounts/actions.ts'
import { makeAppeal } from '../../../server/moderation/accounts/appeals.ts'
import { limitsOn } from '../../../server/moderation/accounts/limits.ts'
import { actOnPost } from '../../../server/moderation/accounts/posts.ts'
import { purge } from '../../../server/moderation/accounts/purge.ts'
import { strikesOf } from '../../../server/moderation/accounts/strikes.ts'
import { trustOf } from '../../../server/moderation/gate.ts'
import { setActorTrust } from '../../../server/moderation/instances.store.ts'
import { figuresOf } from '../../../server/moderation/log/figures.ts'
import { sourceOfStore } from '../../../server/moderation/log/source.ts'
import { verifyLog } from '../../../server/moderation/log/verify.ts'
import { anyPost, listPosts, readPost } from '../../../server/posts/posts.store.ts'
import { editStory, writeStory } from '../../../server/stories/stories.ts'
import { sweep } from '../../../server/sweep.ts'
import { accountRoutes } from '../../../web/account/routes.ts'
import { makePages } from '../../../web/pages.ts'
import { peopleRoutes } from '../../../web/people/routes.ts'
import { createViews } from '../../../web/views.ts'
import { pageText } from '../../help/html.ts'
import { Browser } from '../../help/site.ts'
import { remoteActor, remotePost } from '../pages/elsewhere.ts'
import { openScene, type Scene } from './scene.ts'

let scene: Scene
let ruth: Browser
let n = 0
const db = () => scene.context.store.read
const text = (browser: Browser) => pageText(browser.html)

beforeAll(async () => {
  scene = await openScene()
  const pages = makePages(scene.context, createViews())
  await scene.app.register(accountRoutes(scene.context, pages))
  await scene.app.register(peopleRoutes(scene.context, pages))
  ruth = await scene.browser('moderator')
})
afterAll(() => scene.close())

/** Somebody here, with a browser and a story. */
async function member(role = 'practitioner') {
  const handle = `mem${++n}`
  const made = await createMember(scene.context, { handle, name: `Mem ${n}`, email: `${handle}@a.example`, role })
  const viewer = makeViewer(made.member, made.actor)
  const browser = new Browser(scene.app, scene.context.config.origin)
  const secret = await scene.context.store.write((tx) => startSession(scene.context, tx, made.member.id))
  browser.cookies.set('folkmoot', secret)
  const words = { title: `A table ${n}`, summary: 'Short.', body: 'We moved.', wentWell: 'Well.', wentBadly: 'Badly.' }
  const story = await writeStory(scene.context, viewer, words)
  return { ...made, viewer, browser, story, handle }
}

async function letters() {
  for (;;) {
    const now = scene.context.clock()
    const job = await claimJob(scene.context, 'mail', 'test', now, new Date(now.getTime() + 60_000))
    if (!job) return scene.context.letters
    await sendLetter(scene.context, job)
    await scene.context.store.write((tx) => finishJob(tx, job.id))
  }
}

const listed = async (looking?: Viewer) =>
  (await listPosts(db(), looking && { actor: looking.actor.id }, { size: 100 })).rows.map(({ post }) => post.title)

async function doIt(actor: string, fields: Record<string, string>, browser = ruth) {
  await browser.open(`/moderation/accounts/${actor}`)
  return browser.press('Do it', fields)
}

describe('an account here', () => {
  test('is suspended and comes back as it was, in words that its person reads without signing in', async () => {
    const { actor, browser, story, handle } = await member()
    await doIt(actor.id, { kind: 'suspend', reason: 'Threats, report 7', words: 'You threatened a colleague.' })
    expect(text(ruth)).toContain('Suspended: nothing of it is shown')
    expect(await limitsOn(scene.context, actor)).toEqual({
      ...{ sensitive: false, limited: false, frozen: true, suspended: true }
    })
    await browser.open('/account')
    expect(browser.path).toContain('/sign-in')
    expect(await readPost(db(), { id: story.post.id }, undefined)).toBeUndefined()
    const visitor = new Browser(scene.app, scene.context.config.origin)
    await visitor.open(`/@${handle}`)
    expect(visitor.status).toBe(404)
    expect(text(visitor)).toContain('This account is not available')
    await ruth.open(`/@${handle}`)
    expect(text(ruth)).toContain('This account is suspended')
    const letter = (await letters()).at(-1)!
    expect(letter.text).toContain('You threatened a colleague.')
    expect(letter.text).not.toContain('report 7')
    await visitor.open(/https:\S+/.exec(letter.text)![0])
    expect(text(visitor)).toContain('nothing of yours is shown')
    expect(text(visitor)).not.toContain('report 7')
    await ruth.open(`/moderation/accounts/${actor.id}`)
    await ruth.press(
      `Take it back: Suspended, ${new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(scene.context.clock())}`
    )
    expect(text(ruth)).toContain('Taken back, and written in the log.')
    expect(await limitsOn(scene.context, actor)).toMatchObject({ frozen: false, suspended: false })
    expect((await actorById(db(), actor.id))?.blocked).toBe(false)
    expect(await readPost(db(), { id: story.post.id }, undefined)).toBeDefined()
    await visitor.open(`/@${handle}`)
    expect(visitor.status).toBe(200)
  })

  test('that is limited stands in lists of those who follow it; its posts open by link', async () => {
    const { actor, story, viewer } = await member()
    const title = story.post.title
    expect(await listed()).toContain(title)
    await doIt(actor.id, { kind: 'limit', reason: 'Advertises', ends: '2099-01-01' })
    expect(await listed()).not.toContain(title)
    expect(await listed(await scene.viewer('coordinator'))).not.toContain(title)
    expect(await listed(viewer)).toContain(title)
    expect(await readPost(db(), { id: story.post.id }, undefined)).toBeDefined()
    await scene.context.store.write(async (tx) => {
      const follower = (await scene.viewer('coordinator')).actor.id
      await keepFollow(tx, { follower, followed: actor.id, uri: `https://a.example/f/${n}`, state: 'accepted' })
    })
    expect(await listed(await scene.viewer('coordinator'))).toContain(title)
  })

  test('is limited until a day, and then no more', async () => {
    const { actor, story } = await member()
    const ends = new Date(scene.context.clock().getTime() + 3 * 86_400_000)
    await act(scene.context, null, actor.id, { kind: 'limit', reason: 'A week of quiet', ends })
    await sweep(scene.context)
    expect(await listed()).not.toContain(story.post.title)
    scene.context.pass(4 * 86_400_000)
    await sweep(scene.context)
    expect(await listed()).toContain(story.post.title)
    expect(await actionsOf(db(), actor.id)).toMatchObject([{ state: 'ended' }])
  })

  test('frozen twice over stays frozen until the last is undone; whom an admin disabled stays out', async () => {
    const { actor, member: row } = await member()
    const viewer = await scene.viewer('moderator')
    const freeze = await act(scene.context, viewer, actor.id, { kind: 'freeze', reason: 'a' })
    const suspend = await act(scene.context, viewer, actor.id, { kind: 'suspend', reason: 'b' })
    const out = async () => (await personById(db(), row.id))?.member.disabled !== null
    await undoAction(scene.context, viewer, freeze.id, '')
    expect(await out()).toBe(true)
    await undoAction(scene.context, viewer, suspend.id, '')
    expect(await out()).toBe(false)
    await disableMember(scene.context, row.id)
    const again = await act(scene.context, viewer, actor.id, { kind: 'freeze', reason: 'c' })
    await undoAction(scene.context, viewer, again.id, '')
    expect(await out()).toBe(true)
    await expect(undoAction(scene.context, viewer, again.id, '')).rejects.toThrow('not in force')
  })

  test('is purged only by an admin, only once suspended, and for good', async () => {
    const { actor, story } = await member()
    const [mod, admin] = [await scene.viewer('moderator'), await scene.viewer('admin')]
    await expect(purge(scene.context, admin, actor.id, 'Spam')).rejects.toThrow('Suspend the account first')
    const suspend = await act(scene.context, mod, actor.id, { kind: 'suspend', reason: 'Spam' })
    await expect(purge(scene.context, mod, actor.id, 'Spam')).rejects.toThrow('Only an admin')
    await purge(scene.context, admin, actor.id, 'Spam')
    expect((await anyPost(db(), { id: story.post.id }))?.post).toMatchObject({ audience: 'withdrawn', html: '' })
    expect((await actorById(db(), actor.id))?.deleted).not.toBeNull()
    await expect(undoAction(scene.context, admin, suspend.id, '')).rejects.toThrow()
    await ruth.open(`/moderation/accounts/${actor.id}`)
    expect(text(ruth)).toContain('This account is deleted')
  })
})

describe('whom nobody may act on', () => {
  test('oneself, an admin as a moderator, the last admin, the council', async () => {
    const [mod, admin] = [await scene.viewer('moderator'), await scene.viewer('admin')]
    const input = { kind: 'freeze', reason: 'x' }
    await expect(act(scene.context, mod, mod.actor.id, input)).rejects.toThrow('Nobody decides about themselves')
    await expect(act(scene.context, mod, admin.actor.id, input)).rejects.toThrow('Only another admin')
    await expect(act(scene.context, await scene.viewer('reporter'), mod.actor.id, input)).rejects.toThrow('moderators')
    await expect(act(scene.context, mod, (await councilOf(scene.context)).actor, input)).rejects.toThrow('no accounts')
    const all = await admins(db())
    for (const one of all.slice(1)) await act(scene.context, null, one.actor.id, input)
    await expect(act(scene.context, null, all[0]!.actor.id, input)).rejects.toThrow('last admin')
    for (const one of all.slice(1))
      await undoAction(scene.context, null, (await actionsOf(db(), one.actor.id))[0]!.id, '')
  })

  test('faults are told beside the fields, and what was typed is kept', async () => {
    const { actor } = await member()
    await doIt(actor.id, { kind: 'warn', reason: 'x'.repeat(1_001), ends: '2099-01-01', words: '' })
    expect(ruth.status).toBe(422)
    for (const fault of ['1,000 characters', 'Write what the person is told', 'This has no end date'])
      expect(text(ruth)).toContain(fault)
    expect(ruth.html).toContain('value="2099-01-01"')
    await doIt(actor.id, { kind: 'limit', reason: 'x', ends: 'tomorrow' })
    expect(text(ruth)).toContain('Give a day to come')
    await doIt(actor.id, { kind: 'explode', reason: '' })
    expect(text(ruth)).toContain('Choose what to do')
  })
})

describe('an account elsewhere', () => {
  test('is limited and suspended by trust, which comes back as it was', async () => {
    const { context } = scene
    const eve = await remoteActor(context, { id: 'https://far.example/u/eve', preferredUsername: 'eve', name: 'Eve' })
    await context.store.write((tx) => setActorTrust(tx, eve.uri, 'known'))
    const trust = () => trustOf(context, eve.uri, 'far.example')
    await doIt(eve.id, { kind: 'freeze', reason: 'x' })
    expect(text(ruth)).toContain('Only people here can be frozen')
    await doIt(eve.id, { kind: 'limit', reason: 'Loud' })
    expect(await trust()).toBe('limited')
    await doIt(eve.id, { kind: 'suspend', reason: 'Louder' })
    expect(await trust()).toBe('blocked')
    const [suspend, limit] = await actionsOf(db(), eve.id)
    await undoAction(context, await scene.viewer('moderator'), limit!.id, '')
    expect(await trust()).toBe('blocked')
    await undoAction(context, await scene.viewer('moderator'), suspend!.id, '')
    expect(await trust()).toBe('known')
    expect((await actorById(db(), eve.id))?.blocked).toBe(false)
  })
})

describe('a post', () => {
  test('is hidden from everyone but its author, and shown again', async () => {
    const { story, viewer } = await member()
    const mod = await scene.viewer('moderator')
    const hide = await actOnPost(scene.context, mod, story.post.id, { kind: 'hide', reason: 'Names a child' })
    const readable = async (looking?: Viewer) =>
      (await readPost(db(), { id: story.post.id }, looking && { actor: looking.actor.id })) !== undefined
    expect([await readable(), await readable(mod), await readable(viewer)]).toEqual([false, false, true])
    expect(await listed()).not.toContain(story.post.title)
    const words = { title: 'B', summary: 'S.', body: 'b', wentWell: 'w', wentBadly: 'b', audience: 'world' }
    await expect(editStory(scene.context, viewer, story.post.id, words)).rejects.toThrow('A moderator has hidden it')
    await undoAction(scene.context, mod, hide.id, 'Agreed')
    expect(await readable()).toBe(true)
    const out = await actOnPost(scene.context, mod, story.post.id, { kind: 'withdraw', reason: 'Court order' })
    expect((await anyPost(db(), { id: story.post.id }))?.post.audience).toBe('withdrawn')
    await expect(undoAction(scene.context, mod, out.id, '')).rejects.toThrow('what was deleted is gone')
  })

  test('from elsewhere stays hidden when its author changes it, and marked ones are shown when asked for', async () => {
    const { context } = scene
    const finn = await remoteActor(context, {
      ...{ id: 'https://far.example/u/finn', preferredUsername: 'finn', name: 'Finn' }
    })
    await context.store.write((tx) => setActorTrust(tx, finn.uri, 'known'))
    const id = 'https://far.example/u/finn/1'
    const say = (words: string, updated: string) =>
      remotePost(context, finn, { id, content: `<p>${words}</p>`, updated })
    const post = await say('First', '2026-01-01T10:00:00Z')
    const now = async () => (await anyPost(db(), { id: post }))?.post
    const mod = await scene.viewer('moderator')
    await actOnPost(context, mod, post, { kind: 'mark', reason: 'x' })
    await actOnPost(context, mod, post, { kind: 'hide', reason: 'x' })
    await say('Second', '2026-02-01T10:00:00Z')
    expect(await now()).toMatchObject({ audience: 'hidden', sensitive: true, html: '<p>Second</p>' })
    await expect(actOnPost(context, mod, post, { kind: 'withdraw', reason: 'x' })).rejects.toThrow('own server')
  })
})

describe('an appeal', () => {
  test('is made once, in time, by its person; decided by another than who acted; upheld, the decision is undone', async () => {
    const { actor, browser, viewer } = await member()
    const mod = await scene.viewer('moderator')
    await doIt(actor.id, { kind: 'warn', reason: 'Rude', words: 'Be kind.' })
    const [warn] = await actionsOf(db(), actor.id)
    expect(await strikesOf(scene.context, actor.id)).toBe(1)
    await browser.open('/account/actions')
    expect(text(browser)).toContain('We warn you.')
    await browser.open(`/account/actions/${warn!.id}/appeal`)
    await browser.press('Appeal', { words: ' ' })
    expect(browser.status).toBe(422)
    await browser.press('Appeal', { words: 'I was <b>quoting</b> somebody.' })
    expect(text(browser)).toContain('Your appeal waits.')
    await expect(makeAppeal(scene.context, warn!.id, 'Again')).rejects.toThrow('You have appealed')

    await ruth.open('/moderation/appeals')
    await ruth.open(/href="(\/moderation\/appeals\/[0-9a-f]{32})"/.exec(ruth.html)![1]!)
    expect(text(ruth)).toContain('somebody else has to look at the appeal')
    expect(text(ruth)).toContain('I was <b>quoting</b> somebody.')
    const address = ruth.path
    const token = { _csrf: /name="_csrf" value="([^"]+)"/.exec(ruth.html)![1]!, decision: 'dismissed', reason: 'No' }
    await ruth.send(address, token)
    expect(ruth.status).toBe(403)

    const ada = await scene.browser('admin')
    await ada.open(address)
    await ada.press('Decide', { decision: '', reason: '' })
    expect(text(ada)).toContain('Choose whether the decision stays')
    await ada.press('Decide', { decision: 'upheld', reason: 'It was a quote', answer: 'You are right.' })
    expect(text(ada)).toContain('Decided. The person is told.')
    expect(await strikesOf(scene.context, actor.id)).toBe(0)
    expect((await actionsOf(db(), actor.id))[0]?.state).toBe('undone')
    await browser.open(`/account/actions/${warn!.id}`)
    expect(text(browser)).toContain('the decision is taken back')
    expect(text(browser)).toContain('You are right.')
    expect((await letters()).at(-1)!.text).toContain('agrees with you')
    await ruth.open('/moderation/log')
    expect(text(ruth)).toContain('upheld the appeal of')
    const month = scene.context.clock().toISOString().slice(0, 7)
    expect((await figuresOf(scene.context, month)).appeals).toEqual({ made: 'few', upheld: 'few' })
    expect((await verifyLog(await sourceOfStore(db()))).ok).toBe(true)
    expect(viewer.actor.id).not.toBe(mod.actor.id)
  })

  test('by link while frozen; not by others, not with another key, not after 20 days', async () => {
    const { actor } = await member()
    const [one, other] = [await member(), new Browser(scene.app, scene.context.config.origin)]
    const action = await act(scene.context, await scene.viewer('admin'), actor.id, { kind: 'freeze', reason: 'x' })
    const late = await act(scene.context, null, one.actor.id, { kind: 'limit', reason: 'y' })
    const [mine, theirs] = (await letters()).slice(-2).map(({ text }) => new URL(/https:\S+/.exec(text)![0]))
    await other.open(`/account/actions/${action.id}`)
    expect(other.path).toContain('/sign-in')
    await one.browser.open(`/account/actions/${action.id}`)
    expect(one.browser.status).toBe(404)
    await one.browser.open(`/account/actions/${action.id}?key=${theirs!.searchParams.get('key')}`)
    expect(one.browser.status).toBe(404)
    await other.open(mine!.pathname + mine!.search)
    await other.press('Appeal', { words: 'Not me.' })
    expect(text(other)).toContain('Your appeal waits.')
    expect(other.headers['referrer-policy']).toBe('same-origin')
    scene.context.pass(21 * 86_400_000)
    await expect(makeAppeal(scene.context, late.id, 'Late')).rejects.toThrow('is over')
  })
})
