/** Three councils over real HTTP, one of them on PostgreSQL: every exchange, on the pages and in the bytes. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { actors } from './actors.ts'
import { audiences } from './audiences.ts'
import { communities } from './communities.ts'
import { deliveries } from './delivery.ts'
import { polls } from './polls.ts'
import { quotes } from './quotes.ts'
import { threads } from './threads.ts'
import { makeWorld, type World } from './world.ts'

// What one waits for says itself that it did not come.
vi.setConfig({ testTimeout: 180_000 })

let started: World
beforeAll(async () => {
  started = await makeWorld()
}, 180_000)
afterAll(() => started?.stop(), 60_000)
const world = () => started

// In this order: later ones use who follows whom, and the last ones take servers away.
describe('threads', () => threads(world))
const poll = polls(world)
describe('a community', () => communities(world))
describe('quotes and policies', () => quotes(world))
describe('audiences', () => audiences(world))
describe('accounts', () => actors(world))
describe('the poll', () => poll.closed())
describe('delivery', () => deliveries(world))

test('no server complained of itself', () => {
  for (const { name, complaints } of started.all) expect(complaints(), name).toEqual([])
})
