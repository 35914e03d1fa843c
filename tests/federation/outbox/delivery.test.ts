/** Deliveries to peers that are choosy, busy, broken, away and gone. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { noteBack } from '../../../federation/circuit.ts'
import type { JsonObject } from '../../../federation/json.ts'
import { sendActivity } from '../../../federation/outbox.ts'
import type { Actor } from '../../../server/actors/actors.store.ts'
import { followBetween } from '../../../server/follows/follows.store.ts'
import { deadJobs, queueDepth, reviveJob } from '../../../server/jobs/jobs.store.ts'
import { startWorkers } from '../../../server/jobs/worker.ts'
import type { Viewer } from '../../../server/members/viewer.ts'
import { type Delivery, type Peer, startPeer } from '../../help/peer.ts'
import { freePorts, until } from '../../help/server.ts'
import { type TestCouncil, testCouncil } from '../council.ts'
import { isSignedBy, schemeOf } from '../signatures.ts'

const minute = 60_000
const day = 24 * 60 * minute
let ports: [number, number]
let peer: Peer
let other: Peer
let council: TestCouncil
let nia: Viewer
let n = 0
/** Every request that came, taken or not. */
let tried: Delivery[] = []

/** Sends something small to inboxes; gives its id. */
async function send(...to: string[]): Promise<string> {
  const id = `https://aldermere.example/activities/${++n}-1`
  const document = { id, type: 'Like', actor: nia.actor.uri, object: 'https://x.example/1' }
  await sendActivity(council.context, { actor: nia.actor, document, to, open: false })
  return id
}
const answer = (status: number, headers?: Record<string, string>) =>
  peer.answerWith((delivery) => {
    tried.push(delivery)
    return { status, ...(headers && { headers }) }
  })
const inbox = (who = 'owl') => `${peer.origin}/users/${who}/inbox`
const waiting = async () => (await queueDepth(council.context.store.read, 'delivery')).waiting
const dead = async () => (await deadJobs(council.context.store.read)).rows

beforeAll(async () => {
  ports = (await freePorts(2)) as [number, number]
  ;[peer, other] = [await startPeer(ports[0]), await startPeer(ports[1])]
  council = await testCouncil({ allowPrivateOrigins: [peer.origin, other.origin] })
  nia = await council.person('nia')
  await council.react()
})
beforeEach(() => {
  tried = []
  answer(202)
})
afterEach(async () => {
  answer(202)
  await noteBack(council.context, peer.host)
  council.context.pass(day)
  await council.deliver()
  peer.inbox.length = 0
  other.inbox.length = 0
})
afterAll(async () => {
  await council?.close()
  await Promise.all([peer?.stop(), other?.stop()])
})

describe('signatures', () => {
  test('draft-cavage comes first, and RFC 9421 where that is not taken; what was taken is remembered', async () => {
    peer.answerWith((delivery) => {
      tried.push(delivery)
      return { status: schemeOf(delivery) === 'rfc9421' ? 202 : 401 }
    })
    await send(inbox())
    await council.deliver()
    expect(tried.map(schemeOf)).toEqual(['cavage', 'rfc9421'])
    expect(tried.every((delivery) => isSignedBy(delivery, nia.actor, peer.origin))).toBe(true)
    await send(inbox())
    await council.deliver()
    expect(tried.map(schemeOf)).toEqual(['cavage', 'rfc9421', 'rfc9421'])
  })

  test('each attempt is signed anew', async () => {
    answer(500)
    await send(inbox())
    await council.deliver()
    council.context.pass(minute)
    await new Promise((done) => setTimeout(done, 1_100))
    answer(202)
    await council.deliver()
    expect(tried).toHaveLength(2)
    const dates = tried.map(({ headers }) => headers.date ?? headers['signature-input'])
    expect(dates[0]).not.toBe(dates[1])
    expect(isSignedBy(tried[1]!, nia.actor, peer.origin)).toBe(true)
  })
})

describe('answers', () => {
  test.each([200, 202, 204])('%i means that it arrived', async (status) => {
    answer(status)
    await send(inbox())
    await council.deliver()
    expect(await waiting()).toBe(0)
    expect(await dead()).toEqual([])
  })

  test.each([400, 403, 405, 413, 501])('%i means that it never will; it is kept for people to see', async (status) => {
    answer(status)
    const before = (await dead()).length
    await send(inbox())
    await council.deliver()
    expect(await waiting()).toBe(0)
    const given = await dead()
    expect(given).toHaveLength(before + 1)
    expect(given.at(-1)!.fault).toBe(`${inbox()} answered ${status}.`)
    // Brought back by hand it goes once more, whatever its age.
    answer(202)
    council.context.pass(30 * day)
    await council.context.store.write((tx) => reviveJob(tx, given.at(-1)!.id, council.context.clock()))
    await council.deliver()
    expect(await dead()).toHaveLength(before)
  })

  test.each([302, 408, 500, 507])('%i may pass: it is tried again', async (status) => {
    answer(status)
    await send(inbox())
    await council.deliver()
    expect(await waiting()).toBe(1)
    answer(202)
    council.context.pass(minute)
    await council.deliver()
    expect(tried).toHaveLength(2)
    expect(await waiting()).toBe(0)
  })

  test('what does not pass is tried later and later, for seven days', async () => {
    answer(500)
    const before = (await dead()).length
    await send(inbox())
    const gaps: number[] = []
    let last = 0
    for (let hours = 0; hours <= 7.5 * 24 && (await waiting()) > 0; hours++) {
      const count = tried.length
      await council.deliver()
      if (tried.length > count) {
        gaps.push(hours - last)
        last = hours
      }
      council.context.pass(60 * minute)
    }
    expect(last).toBeGreaterThan(6.5 * 24)
    expect(gaps.length).toBeLessThan(60)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(7)
    expect((await dead()).length).toBe(before + 1)
    expect((await dead()).at(-1)!.fault).toMatch(/^Not delivered in seven days\./)
  })

  test('401 is tried for an hour: some say it while they cannot fetch our key', async () => {
    answer(401)
    const before = (await dead()).length
    await send(inbox())
    await council.deliver()
    expect(await waiting()).toBe(1)
    council.context.pass(61 * minute)
    await council.deliver()
    expect(await waiting()).toBe(0)
    expect(await dead()).toHaveLength(before + 1)
  })

  test.each([404, 410])('%i from somebody’s own inbox ends their follow, without a word', async (status) => {
    const name = `gone${status}`
    const gone: Actor = await council.remote(peer.actor(name).document as JsonObject)
    await council.follow(gone, nia.actor.id)
    await council.settle()
    tried = []
    const before = (await dead()).length
    answer(status)
    await send(gone.inbox)
    await council.deliver()
    expect(await followBetween(council.context.store.read, gone.id, nia.actor.id)).toBeUndefined()
    expect(await waiting()).toBe(0)
    expect(await dead()).toHaveLength(before)
  })

  test('one from a shared inbox ends nobody’s: it is not theirs', async () => {
    const elk: Actor = await council.remote(peer.actor('elk').document as JsonObject)
    await council.follow(elk, nia.actor.id)
    await council.settle()
    answer(404)
    await send(elk.sharedInbox!)
    await council.deliver()
    expect(await followBetween(council.context.store.read, elk.id, nia.actor.id)).toBeDefined()
  })

  test('a private address is never posted to', async () => {
    const before = (await dead()).length
    await send('http://127.0.0.1:9/inbox', 'https://10.0.0.1/inbox')
    await council.deliver()
    expect(await dead()).toHaveLength(before + 2)
  })
})

describe('a host that is away', () => {
  test('puts off everything for it, and nothing for others', async () => {
    answer(503)
    for (const who of ['a', 'b', 'c', 'd', 'e']) await send(inbox(who))
    await send(`${other.origin}/inbox`)
    await council.deliver()
    expect(tried).toHaveLength(1)
    expect(other.inbox).toHaveLength(1)
    expect(await waiting()).toBe(5)
    // What comes meanwhile waits as well, without asking.
    await send(inbox('f'))
    await council.deliver()
    expect(tried).toHaveLength(1)
  })

  test('is asked once a minute, and within a minute of its return has everything', async () => {
    answer(503)
    for (const who of ['a', 'b', 'c']) await send(inbox(who))
    for (let minutes = 0; minutes < 60; minutes++) {
      await council.deliver()
      council.context.pass(minute)
    }
    expect(tried.length).toBeGreaterThan(50)
    expect(tried.length).toBeLessThan(75)
    answer(202)
    council.context.pass(-minute)
    for (let second = 0; second < 60; second += 10) {
      council.context.pass(10_000)
      await council.deliver()
    }
    expect(await waiting()).toBe(0)
    expect(peer.inbox).toHaveLength(3)
  })

  test('that refuses connections is left alone alike', async () => {
    await peer.stop()
    await send(inbox('a'))
    await send(inbox('b'))
    await council.deliver()
    expect(await waiting()).toBe(2)
    peer = await startPeer(ports[0])
    answer(202)
    council.context.pass(minute)
    await council.deliver()
    expect(await waiting()).toBe(0)
    expect(peer.inbox).toHaveLength(2)
  })

  test('says when to come back, and is heeded: in seconds, or by a date', async () => {
    answer(429, { 'retry-after': '600' })
    await send(inbox())
    await council.deliver()
    council.context.pass(9 * minute)
    await council.deliver()
    expect(tried).toHaveLength(1)
    answer(503, { 'retry-after': new Date(council.context.clock().getTime() + 31 * minute).toUTCString() })
    council.context.pass(2 * minute)
    await council.deliver()
    expect(tried).toHaveLength(2)
    council.context.pass(27 * minute)
    await council.deliver()
    expect(tried).toHaveLength(2)
    answer(202)
    council.context.pass(3 * minute)
    await council.deliver()
    expect(await waiting()).toBe(0)
  })

  test('is not held up by one activity that breaks it', async () => {
    peer.answerWith((delivery) => {
      tried.push(delivery)
      return { status: delivery.path.includes('poison') ? 502 : 202 }
    })
    await send(inbox('poison'))
    for (const who of ['a', 'b', 'c']) await send(inbox(who))
    for (let second = 0; second < 60; second += 5) {
      await council.deliver()
      council.context.pass(5_000)
    }
    expect(peer.inbox.map(({ path }) => path)).toEqual(['/users/a/inbox', '/users/b/inbox', '/users/c/inbox'])
  })

  test('gets what waits at once when it speaks to us again', async () => {
    answer(503, { 'retry-after': '7200' })
    await send(inbox())
    await council.deliver()
    answer(202)
    await noteBack(council.context, peer.host)
    await council.deliver()
    expect(await waiting()).toBe(0)
  })

  test('for more than a week is given up, and asked by the hour', async () => {
    answer(503)
    const before = (await dead()).length
    await send(inbox('a'))
    for (let hours = 0; hours <= 7 * 24 + 2; hours++) {
      await council.deliver()
      council.context.pass(60 * minute)
    }
    expect(await dead()).toHaveLength(before + 1)
    await send(inbox('b'))
    const count = tried.length
    for (let passed = 0; passed < 60; passed += 5) {
      council.context.pass(5 * minute)
      await council.deliver()
    }
    expect(tried.length - count).toBeLessThanOrEqual(2)
  })
})

describe('the workers', () => {
  test('deliver to many at once, in order for each host', async () => {
    const stop = startWorkers(council.context, [council.delivery])
    const ids: string[] = []
    for (let at = 0; at < 10; at++) ids.push(await send(`${peer.origin}/inbox`, `${other.origin}/inbox`))
    await until(() => peer.inbox.length === 10 && other.inbox.length === 10)
    await stop()
    expect(peer.inbox.map(({ body }) => body.id)).toEqual(ids)
    expect(other.inbox.map(({ body }) => body.id)).toEqual(ids)
  })
})
