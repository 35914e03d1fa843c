/** The whole way of a story, as people go it on the pages: from a nomination to practice worth repeating, on three servers. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { faults, type Way } from './whole-way-pages.ts'
import { spreading } from './whole-way-spreading.ts'
import { telling } from './whole-way-telling.ts'
import { makeWorld } from './whole-way-world.ts'

/** Each step adds what it found out. */
const way = {} as Way
/** One step follows from the last: where the way breaks off, it ends. */
let broken = ''

beforeAll(async () => {
  way.world = await makeWorld()
  way.clip = await way.world.record()
}, 120_000)
afterAll(() => way.world?.stop())
afterEach(() => {
  expect(faults.splice(0)).toEqual([])
  expect(way.world.told.splice(0)).toEqual([])
})

test.each([...telling, ...spreading])(
  '%s',
  async (name, go) => {
    if (broken) throw new Error(`The way broke off at “${broken}”.`)
    broken = name
    await go(way)
    broken = ''
  },
  120_000
)
