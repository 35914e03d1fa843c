/** What moderators do, without a browser: work on reports, change rules, act on posts, decide on appeals, set what holds here. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureCouncil } from '../../server/council/ensure.ts'
import { setUpCouncil } from '../../server/council/setup.ts'
import type { Person } from '../../server/members/members.store.ts'
import { createMember } from '../../server/members/members.ts'
import { makeViewer } from '../../server/members/viewer.ts'
import { act } from '../../server/moderation/accounts/actions.ts'
import { makeAppeal } from '../../server/moderation/accounts/appeals.ts'
import { heldById } from '../../server/moderation/held.store.ts'
import { listDecisions } from '../../server/moderation/log/decisions.store.ts'
import { makeReport } from '../../server/moderation/reports.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { writeStory } from '../../server/stories/stories.ts'
import { commandsOn } from '../help/commands.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'
import { wait } from '../web/moderation/scene.ts'

let context: TestContext
const people: Record<string, Person> = {}

beforeAll(async () => {
  context = await makeTestContext({ config: { origin: 'http://localhost:1', handleHost: 'localhost:1' } })
  await ensureCouncil(context)
  await setUpCouncil(context, { name: 'Aldermere Borough Council', handle: 'aldermere' })
  for (const [handle, role] of [
    ['ruth', 'admin'],
    ['omar', 'admin'],
    ['nia', 'practitioner']
  ] as const)
    people[handle] = await createMember(context, {
      ...{ handle, name: handle, email: `${handle}@aldermere.example`, role }
    })
})
afterAll(() => context.close())

const { run, ask } = commandsOn(() => context)
const complaint = async (...args: string[]) => (await run(...args)).complaint
const decided = async (act: string) => (await listDecisions(context.store.read, { act })).rows

test('the words of what waits are let in alone, or not at all', async () => {
  const attachment = [{ type: 'Document', mediaType: 'image/png', name: 'A mug', url: 'https://busstop.example/1.png' }]
  const id = await wait(context, { words: 'The kettle rota', object: { attachment } })
  expect(await complaint('queue', 'release', id, '--words', '--trust', 'author')).toContain('not both')
  const { choice } = await ask('queue', 'release', id, '--words')
  expect(await heldById(context.store.read, id)).toMatchObject({ state: 'released', marks: { wordsOnly: true } })
  await ask('queue', 'undo', choice)
  expect((await heldById(context.store.read, id))?.state).toBe('waiting')
})

test('a report is given to somebody, noted on, moved on, closed with its like, opened again', async () => {
  await wait(context, { by: 'deals', host: 'shiny.example' })
  const target = 'https://shiny.example/users/deals'
  const made = { target, objects: [], category: 'spam' }
  const id = await makeReport(context, { ...made, words: 'Sells chairs' })
  await makeReport(context, { ...made, reporter: people.nia!.actor.uri, words: 'Chairs!' })
  expect(await ask('report', 'assign', id, '--to', 'ruth')).toMatchObject({
    stage: 'looking',
    assignee: people.ruth!.actor.id
  })
  expect(await complaint('report', 'assign', id, '--to', 'nia')).toContain('Choose somebody who moderates here')
  expect(await ask('report', 'assign', id, '--to', 'nobody')).toMatchObject({ assignee: null })
  expect(await ask('report', 'stage', id, '--stage', 'waiting')).toMatchObject({ stage: 'waiting' })
  expect(await complaint('report', 'stage', id, '--stage', 'lost')).toContain('Choose how far')
  await ask('report', 'note', id, '--words', 'Rang them')
  await ask('report', 'forward', id, '--words', 'This account sells chairs.')
  await ask('report', 'duplicates', id)
  await ask('report', 'close', id, '--reason', 'Told their server')
  expect(await ask('report', 'reopen', id, '--reason', 'It goes on')).toMatchObject({ state: 'open' })
  const { steps } = await ask('report', 'show', id)
  const kinds = steps.map(({ kind }: { kind: string }) => kind)
  for (const kind of ['assigned', 'stage', 'note', 'forwarded', 'reopened']) expect(kinds).toContain(kind)
  expect((await ask('report', 'list', '--closed')).items).toHaveLength(1)
})

test('a rule is changed as its next version, switched and moved', async () => {
  const one = await ask('rule', 'add', '--name', 'Chairs', '--words', 'chairs', '--do', 'hold')
  const other = await ask('rule', 'add', '--name', 'Sofas', '--words', 'sofas', '--do', 'hold')
  expect(await ask('rule', 'change', one.id, '--words', 'chairs,stools', '--do', 'reject')).toMatchObject({
    ...{ name: 'Chairs', version: 2, actions: { decide: 'reject' } },
    conditions: [{ on: 'words', list: ['chairs', 'stools'] }]
  })
  expect(await complaint('rule', 'change', one.id, '--pattern', '.', '--do', 'hold')).toContain('Narrow it down')
  expect(await ask('rule', 'off', one.id)).toMatchObject({ enabled: false })
  expect(await ask('rule', 'on', one.id)).toMatchObject({ enabled: true })
  expect(await ask('rule', 'up', other.id)).toMatchObject({ place: 1 })
  expect(await ask('rule', 'down', other.id)).toMatchObject({ place: 2 })
  for (const act of ['rule changed', 'rule off', 'rule on', 'rule up', 'rule down'])
    expect(await decided(act), act).toHaveLength(1)
})

test('a post is hidden, and an appeal against a warning is decided by another person', async () => {
  const { member, actor } = people.nia!
  const words = {
    title: 'A table in the library',
    summary: 'Short.',
    body: 'We moved.',
    wentWell: 'Well.',
    wentBadly: 'Badly.'
  }
  const { post } = await writeStory(context, makeViewer(member, actor), words)
  expect(await ask('post', 'mark', post.uri, '--reason', 'Faces')).toMatchObject({ kind: 'mark', post: post.uri })
  expect((await anyPost(context.store.read, { uri: post.uri }))?.post.sensitive).toBe(true)
  await ask('post', 'hide', post.uri, '--reason', 'Faces', '--words', 'There are faces.')
  expect((await anyPost(context.store.read, { uri: post.uri }))?.post.audience).not.toBe('public')
  expect(await complaint('post', 'hide', 'https://nowhere.example/1', '--reason', 'x')).toContain('no such post')
  const ruth = makeViewer(people.ruth!.member, people.ruth!.actor)
  const warned = await act(context, ruth, actor.id, { kind: 'warn', reason: 'Unkind', words: 'Be kind.' })
  const { id } = await makeAppeal(context, warned.id, 'I was quoting.')
  expect((await ask('appeal', 'list')).items).toMatchObject([{ id, kind: 'warn', text: 'I was quoting.' }])
  const decide = ['appeal', 'decide', id, 'upheld', '--reason', 'A quote']
  expect(await complaint(...decide, '--as', 'ruth')).toContain('somebody else has to look at the appeal')
  expect(await complaint(...decide)).toContain('--as is missing')
  expect(await ask(...decide, '--as', 'omar')).toMatchObject({ state: 'upheld' })
  expect((await ask('appeal', 'list')).items).toEqual([])
  expect((await ask('appeal', 'list', '--decided')).items).toHaveLength(1)
})

test('what holds here is shown and set; what needs two persons is proposed, and an emergency looked at by another', async () => {
  expect(await ask('trust', 'set', '--authors', '5', '--share', 'yes')).toEqual({ authors: 5, servers: 5, share: true })
  expect(await complaint('trust', 'set', '--servers', 'many')).toContain('whole number')
  expect(await ask('trust', 'show')).toEqual({ authors: 5, servers: 5, share: true })
  expect(await ask('retention', 'set', '--held', '20')).toEqual({ heldDays: 20, undoDays: 30 })
  await ask('proposal', 'rule', 'retention')
  expect((await run('retention', 'set', '--held', '10')).status).toBe(3)
  expect(await ask('retention', 'show')).toEqual({ heldDays: 20, undoDays: 30 })
  const [{ id }] = (await ask('proposal', 'list')).items
  await ask('proposal', 'emergency', id, '--as', 'ruth', '--reason', 'The disk is full')
  expect(await ask('retention', 'show')).toEqual({ heldDays: 10, undoDays: 30 })
  expect(await complaint('proposal', 'review', id, 'stands', '--as', 'ruth')).toContain('somebody else must look at it')
  await ask('proposal', 'review', id, 'stands', '--as', 'omar')
  expect(await decided('emergency reviewed')).toHaveLength(1)
})

test('a hold is kept further on', async () => {
  const placed = await ask(
    'hold',
    'place',
    'search',
    'bin lorries',
    '--reason',
    'A court asked',
    '--review',
    '2027-03-01'
  )
  const renewed = await ask('hold', 'renew', placed.id, '--reason', 'It goes on', '--review', '2027-06-01')
  expect(renewed.review).toContain('2027-06-01')
  expect(await complaint('hold', 'renew', placed.id, '--reason', 'It goes on', '--review', '2020-01-01')).toContain(
    'a day to come'
  )
})
