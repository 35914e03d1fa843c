/** A moderator's work on reports: narrowed, given to somebody, acted on, told to another server, answered, opened again. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forwardsOf } from '../../../server/moderation/forwards.store.ts'
import { setActorTrust } from '../../../server/moderation/instances.store.ts'
import { stepsOf } from '../../../server/moderation/reports/steps.store.ts'
import { addReport, reportById } from '../../../server/moderation/reports.store.ts'
import { makeReport } from '../../../server/moderation/reports.ts'
import { anyPost } from '../../../server/posts/posts.store.ts'
import { writeStory } from '../../../server/stories/stories.ts'
import { pageText } from '../../help/html.ts'
import type { Browser } from '../../help/site.ts'
import { remoteActor, remotePost } from '../pages/elsewhere.ts'
import { openScene, type Scene } from './scene.ts'

let scene: Scene
let ruth: Browser
const text = () => pageText(ruth.html)
const db = () => scene.context.store.read
const path = (id: string) => `/moderation/reports/${id}`

beforeAll(async () => {
  scene = await openScene()
  ruth = await scene.browser('moderator')
})
afterAll(() => scene.close())

describe('the list', () => {
  test('is narrowed by state, kind, who sees to it and whom it is about', async () => {
    const add = (target: string, category: string) =>
      makeReport(scene.context, { target, objects: [], words: `About ${target}`, category })
    const one = await add('https://a.example/u/one', 'hate')
    await add('https://a.example/u/two', 'spam')
    await add('https://a.example/u/two', 'spam')
    const shows = async (query: string, ...wanted: string[]) => {
      await ruth.open(`/moderation/reports?${query}`)
      const found = ['About https://a.example/u/one', 'About https://a.example/u/two'].filter((words) =>
        text().includes(words)
      )
      expect(found, query).toEqual(wanted.map((name) => `About https://a.example/u/${name}`))
    }
    await shows('', 'one', 'two')
    expect(text()).toContain('1 more open about the same account')
    await shows('category=hate', 'one')
    await shows('target=https%3A%2F%2Fa.example%2Fu%2Ftwo', 'two')
    await ruth.open(path(one))
    await ruth.press('I see to it')
    await shows('who=me', 'one')
    await shows('who=nobody', 'two')
    await shows('stage=looking', 'one')
    await shows('state=closed')
    expect(text()).toContain('There is no such report')
    await shows('state=nonsense&category=nonsense&who=nonsense', 'one', 'two')
  })
})

describe('a report about somebody here', () => {
  test('is noted, leads to a hidden post, is answered, and opened again', async () => {
    const author = await scene.viewer('practitioner')
    const words = { title: 'A table', summary: 'Short.', body: 'We moved.', wentWell: 'Well.', wentBadly: 'Badly.' }
    const { post } = await writeStory(scene.context, author, words)
    const id = await makeReport(scene.context, {
      ...{ reporter: (await scene.viewer('reporter')).actor.uri, target: author.actor.uri, objects: [post.uri] },
      ...{ words: '<script>alert(1)</script> names my mother', category: 'private' }
    })
    await ruth.open(path(id))
    expect(text()).toContain('Hide it first and ask your data protection officer')
    expect(text()).toContain('<script>alert(1)</script> names my mother')
    expect(ruth.html).not.toContain('<script>alert(1)')
    expect(ruth.html).not.toContain('Tell ')
    await ruth.press('Add the note', { note: '' })
    expect(ruth.status).toBe(422)
    expect(text()).toContain('Write the note')
    await ruth.press('Add the note', { note: 'Rang the mother' })
    expect(text()).toContain('Rang the mother')
    await ruth.press('Act on the post', { post: post.id, kind: 'hide', postReason: '' })
    expect(text()).toContain('Give the reason, for the log')
    expect(ruth.html).toContain('href="#postReason"')
    await ruth.press('Act on the post', {
      post: post.id,
      kind: 'hide',
      postReason: 'Names her',
      words: 'Leave her out.'
    })
    expect((await anyPost(db(), { id: post.id }))?.post.audience).toBe('hidden')
    expect(text()).toContain('Post hidden')
    expect(text()).toContain('Hidden.')
    await ruth.press('Close the report', { outcome: 'action', reason: '', answer: '' })
    expect(text()).toContain('Say what you did about it, for the log')
    await ruth.press('Close the report', { outcome: 'action', reason: 'Hid it', answer: 'It is gone.' })
    expect(text()).toContain('The report is closed')
    expect(text()).toContain('It is gone.')
    expect(await reportById(db(), id)).toMatchObject({ state: 'closed', outcome: 'action' })
    await ruth.press('Open it again', { reason: 'She wrote again' })
    expect(await reportById(db(), id)).toMatchObject({ state: 'open', outcome: null })
    expect((await stepsOf(db(), id)).map(({ kind }) => kind)).toEqual(['note', 'acted', 'closed', 'reopened'])
    const reporter = await scene.browser('reporter')
    await reporter.open(path(id))
    expect(reporter.status).toBe(403)
    expect(reporter.html).not.toContain('Rang the mother')
  })

  test('of a private post shows no word of it to moderators, and of a child no picture and no link', async () => {
    const author = await scene.viewer('coordinator')
    const words = { title: 'Between us', summary: 'Short.', body: 'Secret.', wentWell: 'W.', wentBadly: 'B.' }
    const { post } = await writeStory(scene.context, author, { ...words, audience: 'followers' })
    const target = author.actor.uri
    const id = await makeReport(scene.context, { target, objects: [post.uri], words: 'x' })
    await ruth.open(path(id))
    expect(text()).toContain('A post for some only')
    expect(text()).not.toContain('Between us')
    const open = (await writeStory(scene.context, author, { ...words, title: 'For everyone' })).post
    const grave = await makeReport(scene.context, { target, objects: [open.uri], words: 'y', category: 'child-abuse' })
    await ruth.open(path(grave))
    expect(text()).toContain('Do not open, copy, forward or describe the pictures')
    expect(text()).not.toContain('For everyone')
    expect(ruth.html).not.toContain(`href="/stories/${open.id}"`)
    await ruth.open('/moderation/reports')
    expect(text()).not.toContain('For everyone')
  })
})

describe('a report about somebody elsewhere', () => {
  test('is told to their server in the words chosen, with their posts only; others like it close with it', async () => {
    const { context } = scene
    const eve = await remoteActor(context, { id: 'https://far.example/u/eve', preferredUsername: 'eve', name: 'Eve' })
    await context.store.write((tx) => setActorTrust(tx, eve.uri, 'known'))
    const post = (await anyPost(db(), { id: await remotePost(context, eve, { content: '<p>Buy chairs</p>' }) }))!.post
    const reporter = (await scene.viewer('practitioner')).actor.uri
    const mine = (await scene.viewer('admin')).actor.uri
    const objects = [post.uri, mine, 'https://far.example/gone']
    const id = await makeReport(context, { reporter, target: eve.uri, objects, words: 'I am Ruth and this is rude' })
    await context.store.write((tx) => addReport(tx, { target: eve.uri, objects: [], words: 'Also me' }))
    await ruth.open(path(id))
    expect(text()).toContain('Decide about far.example')
    await ruth.press('Tell them', { forwardWords: ' ' })
    expect(text()).toContain('Say what their server is told')
    await ruth.press('Tell them', { forwardWords: 'This is rude', objects: [post.uri, mine] })
    expect(await forwardsOf(db(), id)).toMatchObject([{ target: eve.uri, objects: [post.uri], words: 'This is rude' }])
    await ruth.press('Close the 1 open ones as the same')
    expect(text()).toContain('Closed.')
    await ruth.open(`/moderation/accounts?handle=@eve@far.example`)
    expect(ruth.path).toBe(`/moderation/accounts/${eve.id}`)
    expect(text()).toContain('Their server has no way to tell them')
  })
})

describe('the numbers', () => {
  test('stand on a page and in a CSV; house rules and strikes are set there', async () => {
    await ruth.open('/moderation/reports/figures')
    expect(text()).toContain('Open reports by age')
    await ruth.press('Keep', { houseRules: '', strikeDays: 'ten' })
    expect(ruth.status).toBe(422)
    expect(ruth.html).toContain('value="ten"')
    await ruth.press('Keep', { houseRules: 'Be brief\n=Be kind', strikeDays: '90' })
    expect(ruth.html).toContain('Be brief\n=Be kind')
    const csv = (await ruth.open('/moderation/reports/figures.csv')).html
    expect(csv).toContain('part,what,came in,open,closed,with action,"median, minutes"')
    expect(csv).toMatch(/by kind,hate,1,1/)
  })
})
