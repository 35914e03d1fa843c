/** Policies about servers: what is in force, what a suspension cuts and brings back, what it would cost, lists and growth. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actorById } from '../../server/actors/actors.store.ts'
import { openCommunity } from '../../server/communities/communities.ts'
import { followBetween, keepFollow } from '../../server/follows/follows.store.ts'
import { createMember } from '../../server/members/members.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { growTrust, setGrowth } from '../../server/moderation/growth.ts'
import { addHeld, decideHeld, heldById, listDecisions } from '../../server/moderation/held.store.ts'
import { keepInstances } from '../../server/moderation/instances.store.ts'
import { applyEntries, passEntries } from '../../server/moderation/policies/apply.ts'
import { hostTrust, policiesNow } from '../../server/moderation/policies/compiled.ts'
import { allCosts, costOf } from '../../server/moderation/policies/cost.ts'
import { countCut } from '../../server/moderation/policies/cut.store.ts'
import { sweepPolicies } from '../../server/moderation/policies/daily.ts'
import { surroundingsOf, weigh } from '../../server/moderation/policies/draft.ts'
import { countEntries, entriesFor, entriesOf } from '../../server/moderation/policies/lists.store.ts'
import {
  importList,
  needList,
  readSubscription,
  subscribe,
  takeEntries
} from '../../server/moderation/policies/lists.ts'
import { policyOf } from '../../server/moderation/policies/policies.store.ts'
import { tiesWith } from '../../server/moderation/policies/ties.store.ts'
import { restorableDays, trustActor, trustServer, undoPolicy } from '../../server/moderation/trust.ts'
import { adviceOn, receiveVouches } from '../../server/moderation/vouching.ts'
import { listNotifications } from '../../server/notifications/notifications.store.ts'
import { readPost } from '../../server/posts/posts.store.ts'
import { actorElsewhere, type TestCouncil, testCouncil } from '../federation/council.ts'

let council: TestCouncil
let nia: Viewer
const day = 86_400_000
let n = 0

beforeAll(async () => {
  council = await testCouncil()
  nia = await council.person('nia')
})
afterAll(() => council.close())

const read = () => council.context.store.read
const someone = (host: string, name = `person${++n}`) => council.remote(actorElsewhere(name, host), 'unknown')
const trusted = (host: string) => hostTrust(council.context, host)
const decide = (host: string, trust: Parameters<typeof trustServer>[3], terms = {}) =>
  trustServer(council.context, null, host, trust, 'for the test', terms)

async function waits(actor: { uri: string; host: string }, type = 'Create') {
  const uri = `${actor.uri}/things/${++n}`
  const id = await council.context.store.write((tx) =>
    addHeld(tx, {
      ...{ uri, type, actor: actor.uri, host: actor.host, object: uri, path: 'inbox', summary: 'Some words' },
      ...{ activity: { id: uri }, about: null, reason: 'unknown', rule: 'r', matched: null, state: 'waiting' },
      expires: new Date(council.context.clock().getTime() + 2 * day)
    })
  )
  return id!
}

describe('a suspension', () => {
  test('cuts follows both ways and what waits, and undoing it brings all of it back', async () => {
    const maddy = await someone('tidepool.example')
    const below = await someone('a.tidepool.example')
    await council.follow(maddy, nia.actor.id)
    await council.context.store.write(async (tx) => {
      const pair = { follower: nia.actor.id, followed: below.id }
      await keepFollow(tx, { ...pair, uri: 'https://aldermere.example/follows/1', state: 'accepted' })
    })
    const { post } = await council.received({ uri: `${maddy.uri}/1`, author: maddy.id })
    const held = await waits(below)
    const before = await actorById(read(), nia.actor.id)
    expect(before).toMatchObject({ followers: 1, following: 1 })
    await decide('tidepool.example', 'blocked', { publicReason: 'Advertisements' })
    expect(await trusted('a.tidepool.example')).toBe('blocked')
    expect(await followBetween(read(), maddy.id, nia.actor.id)).toBeUndefined()
    expect(await actorById(read(), nia.actor.id)).toMatchObject({ followers: 0, following: 0 })
    expect(await readPost(read(), { id: post.id }, undefined)).toBeUndefined()
    expect(await heldById(read(), held)).toMatchObject({ state: 'rejected', activity: null, summary: '' })
    expect(await countCut(read(), 'tidepool.example')).toEqual({ follows: 2, held: 1 })

    expect(await undoPolicy(council.context, null, 'tidepool.example', 'A mistake')).toBe('unknown')
    expect(await followBetween(read(), maddy.id, nia.actor.id)).toMatchObject({ state: 'accepted' })
    const ours = await followBetween(read(), nia.actor.id, below.id)
    expect(ours).toMatchObject({ state: 'accepted' })
    // Asked for anew, under an id of its own, since the other server may have ended it.
    expect(ours?.uri).not.toBe('https://aldermere.example/follows/1')
    expect(await actorById(read(), nia.actor.id)).toMatchObject({ followers: 1, following: 1 })
    expect(await readPost(read(), { id: post.id }, undefined)).toBeDefined()
    expect(await heldById(read(), held)).toMatchObject({ state: 'waiting', summary: 'Some words' })
    expect(await policyOf(read(), 'tidepool.example')).toBeUndefined()
    expect(await countCut(read(), 'tidepool.example')).toEqual({ follows: 0, held: 0 })
  })

  test('can be restored for thirty days and no longer', async () => {
    const pest = await someone('pest.example')
    await council.follow(pest, nia.actor.id)
    await decide('pest.example', 'blocked')
    council.context.pass((restorableDays - 1) * day)
    await sweepPolicies(council.context)
    expect(await countCut(read(), 'pest.example')).toEqual({ follows: 1, held: 0 })
    council.context.pass(2 * day)
    await sweepPolicies(council.context)
    expect(await policyOf(read(), 'pest.example')).toMatchObject({ restorable: null })
    expect(await countCut(read(), 'pest.example')).toEqual({ follows: 0, held: 0 })
    await decide('pest.example', 'unknown')
    expect(await followBetween(read(), pest.id, nia.actor.id)).toBeUndefined()
    expect(await trusted('pest.example')).toBe('unknown')
  })

  test('leaves those below it alone for which something else was decided', async () => {
    const friend = await someone('friend.hosting.example')
    await someone('other.hosting.example')
    await decide('friend.hosting.example', 'known')
    await council.follow(friend, nia.actor.id)
    await decide('hosting.example', 'blocked')
    expect(await trusted('friend.hosting.example')).toBe('known')
    expect(await trusted('other.hosting.example')).toBe('blocked')
    expect((await actorById(read(), friend.id))?.blocked).toBe(false)
    expect(await followBetween(read(), friend.id, nia.actor.id)).toBeDefined()
    await decide('other.hosting.example', 'blocked')
    await decide('hosting.example', 'unknown')
    expect(await trusted('other.hosting.example')).toBe('blocked')
    expect(await trusted('x.hosting.example')).toBe('unknown')
  })

  test('of ourselves, of a shared ending or of every council is refused, with why', async () => {
    await expect(decide('example', 'blocked')).rejects.toThrow()
    const why = (host: string, trust: 'blocked' | 'limited' = 'blocked') =>
      decide(host, trust).then(
        () => 'done',
        (error) => error.faults[0].text as string
      )
    expect(await why('aldermere.example')).toContain('includes this server itself')
    expect(await why('gov.uk')).toContain('unrelated servers share')
    expect(await why('xyz', 'limited')).toContain('unrelated servers share')
    await decide('one.councils.example', 'network')
    await decide('two.councils.example', 'network')
    expect(await why('councils.example')).toContain('every council that you work with')
    expect(await why('one.councils.example')).toBe('done')
    await decide('one.councils.example', 'network')
    expect(await trusted('councils.example')).toBe('unknown')
  })
})

describe('what is in force', () => {
  test('is compiled: ten thousand domains cost next to nothing for each host', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => `d${i}.block.example`)
    for (let from = 0; from < rows.length; from += 500)
      await council.context.store.write((tx) =>
        keepInstances(
          tx,
          rows.slice(from, from + 500).map((host) => ({ host, trust: 'blocked', reason: '' }))
        )
      )
    const policies = await policiesNow(council.context)
    expect(policies.trustOf('a.b.d9999.block.example')).toBe('blocked')
    expect(policies.trustOf('block.example')).toBe('unknown')
    const started = performance.now()
    for (let i = 0; i < 20_000; i++) policies.trustOf(`a.d${i}.block.example`)
    const each = (performance.now() - started) / 20_000
    console.info(`trust of a host among ten thousand: ${(each * 1000).toFixed(2)} µs`)
    expect(each).toBeLessThan(0.1)
  })

  test('media and reports are rejected for a domain and those below it', async () => {
    await decide('loud.example', 'unknown', { rejectMedia: true, rejectReports: true })
    const policies = await policiesNow(council.context)
    expect(policies.of('x.loud.example')).toMatchObject({ rejectMedia: true, rejectReports: true, trust: 'unknown' })
    await decide('loud.example', 'limited')
    expect((await policiesNow(council.context)).of('loud.example')).toMatchObject({
      trust: 'limited',
      rejectMedia: true
    })
    await undoPolicy(council.context, null, 'loud.example', '')
    expect(await trusted('loud.example')).toBe('unknown')
  })

  test('a review that is due reminds every moderator once', async () => {
    const { actor } = await createMember(council.context, {
      ...{ handle: 'ruth', name: 'Ruth Okafor', email: 'ruth@aldermere.example', role: 'moderator' }
    })
    const review = new Date(council.context.clock().getTime() + day)
    await decide('later.example', 'limited', { review })
    const told = async () =>
      (await listNotifications(read(), actor.id, {})).rows.filter((row) => row.notification.kind === 'review').length
    await sweepPolicies(council.context)
    expect(await told()).toBe(0)
    council.context.pass(2 * day)
    await sweepPolicies(council.context)
    await sweepPolicies(council.context)
    expect(await told()).toBe(1)
    expect((await listNotifications(read(), nia.actor.id, {})).rows).toHaveLength(0)
  })
})

describe('the cost', () => {
  test('counts what ties us to a server and those below it', async () => {
    const [one, two] = [await someone('costly.example'), await someone('a.costly.example')]
    await council.follow(one, nia.actor.id)
    const { post } = await council.story(nia)
    await council.received({ uri: `${two.uri}/r`, author: two.id, inReplyTo: post.uri })
    await council.received({ uri: `${one.uri}/q`, author: one.id, kind: 'question', title: 'How?' })
    await waits(two)
    const cost = await costOf(council.context, 'costly.example')
    expect(cost).toMatchObject({ people: 2, followers: 1, following: 0, conversations: 1, posts: 2, questions: 1 })
    expect(cost).toMatchObject({ accepted: 0, waiting: 1 })
    const all = await allCosts(council.context)
    expect(all.get('costly.example')).toEqual(cost)
    expect(all.get('a.costly.example')).toMatchObject({ people: 1, followers: 0, conversations: 1 })
    expect(all.get('nowhere.example')).toBeUndefined()
    // Who follows a community of ours belongs to it, and is counted as such and not as a follower of a person.
    const input = { handle: 'desks', name: 'Desks', purpose: 'Advice desks', posting: 'everyone' }
    const { actor: group } = await openCommunity(council.context, nia.actor, input)
    await council.follow(one, group.id)
    await council.context.store.write((tx) =>
      keepFollow(tx, { follower: two.id, followed: group.id, uri: `${two.uri}/f`, state: 'requested' })
    )
    const after = await costOf(council.context, 'costly.example')
    expect(after).toEqual({ ...cost, members: 1 })
    expect((await allCosts(council.context)).get('costly.example')).toEqual(after)
    const { members, follows } = await tiesWith(read(), 'costly.example')
    expect(members.map(({ ours, theirs }) => [ours.id, theirs.id])).toEqual([[group.id, one.id]])
    expect(follows.map(({ ours }) => ours.id)).toEqual([nia.actor.id])
  })
})

describe('a list', () => {
  const csv = (lines: string[]) => ['#domain,#severity,#public_comment', ...lines].join('\n')
  const standings = async (id: string) => {
    const { context } = council
    const list = await needList(context, id)
    const around = await surroundingsOf(context, list, await allCosts(context))
    const weighed = await weigh(context, around, await entriesOf(read(), id, 'open'))
    return Object.fromEntries(weighed.map(({ entry, standing }) => [entry.host, standing]))
  }

  test('is a draft: nothing is applied until a person says so, and what must not be is left', async () => {
    const { context } = council
    const tied = await someone('tied.list.example')
    await council.follow(tied, nia.actor.id)
    await decide('strict.list.example', 'blocked')
    await decide('peer.list.example', 'network')
    const bytes = csv([
      'fresh.list.example,suspend,Spam',
      'tied.list.example,suspend,Spam',
      'strict.list.example,silence',
      'peer.list.example,suspend',
      'aldermere.example,suspend',
      'co.uk,suspend'
    ])
    const list = await importList(context, nia.actor.id, { name: 'A list', severity: 'suspend', bytes })
    expect(await trusted('fresh.list.example')).toBe('unknown')
    expect(await standings(list.id)).toEqual({
      'fresh.list.example': 'new',
      'tied.list.example': 'new',
      'strict.list.example': 'stricter',
      'peer.list.example': 'peer',
      'aldermere.example': 'refused',
      'co.uk': 'refused'
    })
    const result = await applyEntries(context, nia.actor.id, list, 'all', 'We agree')
    expect(result).toMatchObject({ applied: 2, leftOver: 4 })
    expect(await trusted('fresh.list.example')).toBe('blocked')
    expect(await trusted('peer.list.example')).toBe('network')
    expect(await followBetween(read(), tied.id, nia.actor.id)).toBeUndefined()
    expect(await policyOf(read(), 'fresh.list.example')).toMatchObject({ publicReason: 'Spam', list: list.id })
    const acts = (await listDecisions(read(), {})).rows.map((row) => row.act)
    expect(acts).toContain('list applied')
    await undoPolicy(context, null, 'tied.list.example', '')
    expect(await followBetween(read(), tied.id, nia.actor.id)).toBeDefined()
    expect(await passEntries(context, null, list, ['peer.list.example'], 'Not ours')).toBe(1)
    expect(await standings(list.id)).not.toHaveProperty('peer.list.example')
  })

  test('what it takes back is proposed to be lifted, unless another list still says so; the first list counts', async () => {
    const { context } = council
    const asked = (url: string, priority: string, excludes = '') =>
      readSubscription({ name: '', url, kind: 'csv', severity: 'suspend', priority, excludes })
    const first = await subscribe(context, null, asked('https://lists.example/a.csv', '1', 'mine.sub.example'))
    const second = await subscribe(context, null, asked('https://lists.example/b.csv', '2'))
    const entry = (host: string, severity: 'suspend' | 'limit') => ({
      ...{ host, severity, rejectMedia: false, rejectReports: false, obfuscate: false, comment: '' }
    })
    const both = [entry('one.sub.example', 'suspend'), entry('two.sub.example', 'suspend')]
    await takeEntries(context, first, { entries: [...both, entry('x.mine.sub.example', 'suspend')], wrong: [] })
    await takeEntries(context, second, { entries: [entry('one.sub.example', 'limit')], wrong: [] })
    expect(await standings(first.id)).toMatchObject({ 'x.mine.sub.example': 'excluded', 'one.sub.example': 'new' })
    expect(await standings(second.id)).toEqual({ 'one.sub.example': 'overruled' })
    await applyEntries(context, null, first, 'all', '')
    expect(await trusted('two.sub.example')).toBe('blocked')
    expect(await trusted('x.mine.sub.example')).toBe('unknown')
    await takeEntries(context, await needList(context, first.id), { entries: [], wrong: [] })
    expect(await trusted('two.sub.example')).toBe('blocked')
    expect(await standings(first.id)).toEqual({ 'one.sub.example': 'lift', 'two.sub.example': 'lift' })
    await takeEntries(context, second, { entries: [entry('one.sub.example', 'suspend')], wrong: [] })
    expect(await standings(first.id)).toMatchObject({ 'one.sub.example': 'kept' })
    expect(await applyEntries(context, null, first, 'all', '')).toMatchObject({ lifted: 1, leftOver: 1 })
    expect(await trusted('two.sub.example')).toBe('unknown')
    expect(await trusted('one.sub.example')).toBe('blocked')
    expect(await entriesFor(read(), first.id, ['two.sub.example'])).toHaveLength(0)
  })

  test('of many thousand lines is taken in, weighed and applied in seconds', async () => {
    const { context } = council
    const lines = Array.from({ length: 20_000 }, (_, i) => `h${i}.many.example,suspend`)
    const started = performance.now()
    const list = await importList(context, null, { name: 'Many', severity: 'suspend', bytes: csv(lines) })
    const taken = performance.now()
    const result = await applyEntries(context, null, list, 'all', '')
    const done = performance.now()
    console.info(`20,000 lines: taken in ${(taken - started).toFixed(0)} ms, applied ${(done - taken).toFixed(0)} ms`)
    expect(result.applied).toBe(20_000)
    expect(await countEntries(read(), list.id)).toEqual([{ list: list.id, state: 'applied', n: 20_000 }])
    expect(done - started).toBeLessThan(30_000)
  })
})

describe('trust that grows', () => {
  async function letIn(actor: { uri: string; host: string }, times: number) {
    const { context } = council
    let last = ''
    for (let i = 0; i < times; i++) {
      last = await waits(actor)
      await context.store.write((tx) => decideHeld(tx, last, 'released', null, context.clock()))
    }
    await growTrust(context, {
      id: 'e',
      kind: 'held.released',
      actor: null,
      subject: last,
      ids: {},
      created: new Date()
    })
  }
  const trustOfActor = async (id: string) => (await actorById(read(), id))?.trust

  test('makes an author known after three posts, and a server after as many authors as were set, and logs each step', async () => {
    const { context } = council
    await setGrowth(context, null, { authors: 3, servers: 2 })
    const [one, two] = [await someone('grow.example'), await someone('grow.example')]
    await letIn(one, 2)
    expect(await trustOfActor(one.id)).toBeNull()
    await letIn(one, 1)
    expect(await trustOfActor(one.id)).toBe('known')
    expect(await trusted('grow.example')).toBe('unknown')
    await letIn(two, 3)
    expect(await trusted('grow.example')).toBe('known')
    const rows = (await listDecisions(read(), {})).rows
    expect(rows.find((row) => row.target === one.uri)).toMatchObject({ by: null, act: 'actor known' })
    expect(rows.find((row) => row.target === 'grow.example')?.reason).toContain('2 of its people are known')
  })

  test('never for whom somebody limited, never after something was rejected, and not at all when it is off', async () => {
    const { context } = council
    await setGrowth(context, null, { authors: 1, servers: 1 })
    const limited = await someone('bounds.example')
    await trustActor(context, null, limited.uri, 'limited', '')
    await letIn(limited, 2)
    expect(await trustOfActor(limited.id)).toBe('limited')
    const mixed = await someone('bounds.example')
    const bad = await waits(mixed)
    await context.store.write((tx) => decideHeld(tx, bad, 'rejected', null, context.clock()))
    await letIn(mixed, 2)
    expect(await trustOfActor(mixed.id)).toBeNull()
    await decide('capped.example', 'limited')
    const capped = await council.remote(actorElsewhere('capped', 'capped.example'), 'unknown')
    await decide('capped.example', 'limited')
    await letIn(capped, 2)
    expect(await trustOfActor(capped.id)).toBeNull()
    expect(await trusted('capped.example')).toBe('limited')
    await setGrowth(context, null, { authors: 0, servers: 0 })
    const off = await someone('off.example')
    await letIn(off, 5)
    expect(await trustOfActor(off.id)).toBeNull()
  })
})

test('what peers think of a server is advice in words, from those who are peers now', async () => {
  const { context } = council
  for (const peer of ['p1.example', 'p2.example', 'p3.example']) await decide(peer, 'network')
  const told = (state: string) => [{ host: 'Judged.Example', state }, { host: 7 }, { host: 'x', state: 'odd' }, null]
  expect(await receiveVouches(context, 'p1.example', told('known'))).toBe(1)
  await receiveVouches(context, 'p2.example', told('known'))
  await receiveVouches(context, 'p3.example', told('limited'))
  await receiveVouches(context, 'stranger.example', told('blocked'))
  expect(await adviceOn(context, 'judged.example')).toBe('2 councils in your network know this server; 1 limits it.')
  await receiveVouches(context, 'p3.example', 'nonsense')
  expect(await adviceOn(context, 'judged.example')).toBe('2 councils in your network know this server.')
  expect(await adviceOn(context, 'else.example')).toBe('')
  expect(await trusted('judged.example')).toBe('unknown')
})
