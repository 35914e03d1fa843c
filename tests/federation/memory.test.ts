/** What is remembered of peers, and Fedify's key-value store over it. */

import type { KvStore } from '@fedify/fedify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fedifyMemory, forget, forgetMemories, recall, remember } from '../../federation/memory.store.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'

let context: TestContext
let memory: KvStore
const lasting = (milliseconds: number) => ({ ttl: { total: () => milliseconds } }) as never

beforeAll(async () => {
  context = await makeTestContext()
  memory = fedifyMemory(context)
})
afterAll(() => context.close())

describe('facts', () => {
  test('are remembered until they end', async () => {
    await remember(context, 'a', { n: 1 }, 1_000)
    expect(await recall(context, 'a')).toEqual({ n: 1 })
    context.pass(1_001)
    expect(await recall(context, 'a')).toBeUndefined()
    await remember(context, 'a', 'for good')
    await context.store.write((tx) => forgetMemories(tx, new Date(context.clock().getTime() + 1e10)))
    expect(await recall(context, 'a')).toBe('for good')
    await forget(context, 'a')
    expect(await recall(context, 'a')).toBeUndefined()
  })

  test('null is something', async () => {
    await remember(context, 'b', null)
    expect(await recall(context, 'b')).toBeNull()
  })
})

describe('for Fedify', () => {
  test('sets, gets and deletes, with an end or without', async () => {
    await memory.set(['k', 'one'], { deep: [1, null] })
    expect(await memory.get(['k', 'one'])).toEqual({ deep: [1, null] })
    await memory.set(['k', 'one'], null)
    expect(await memory.get(['k', 'one'])).toBeNull()
    await memory.set(['k', 'two'], 1, lasting(1_000))
    context.pass(1_001)
    expect(await memory.get(['k', 'two'])).toBeUndefined()
    await memory.delete(['k', 'one'])
    expect(await memory.get(['k', 'one'])).toBeUndefined()
    await memory.set(['k', 'one'], 2)
    await memory.set(['k', 'one'], undefined)
    expect(await memory.get(['k', 'one'])).toBeUndefined()
  })

  test('exchanges only what is as expected', async () => {
    const key = ['c', 'x'] as const
    expect(await memory.cas!(key, 1, 2)).toBe(false)
    expect(await memory.cas!(key, undefined, { a: 1, b: 2 })).toBe(true)
    expect(await memory.cas!(key, undefined, 3)).toBe(false)
    expect(await memory.cas!(key, { b: 2, a: 1 }, null)).toBe(true)
    expect(await memory.cas!(key, null, 4, lasting(1_000))).toBe(true)
    context.pass(1_001)
    expect(await memory.cas!(key, undefined, 5)).toBe(true)
    expect(await memory.cas!(key, 5, undefined)).toBe(true)
    expect(await memory.get(key)).toBeUndefined()
    const tries = await Promise.all([1, 2, 3].map((n) => memory.cas!(key, undefined, n)))
    expect(tries.filter(Boolean)).toHaveLength(1)
  })

  test('lists by the first words of keys, and nothing that only looks alike', async () => {
    for (const key of [['l'], ['l', 'a'], ['l', 'a', '"x'], ['l', 'ab'], ['la']] as const) await memory.set(key, key[0])
    await memory.set(['l', 'late'], 1, lasting(-1))
    const keys = async (prefix?: readonly [string, ...string[]]) =>
      (await Array.fromAsync(memory.list(prefix))).map(({ key }) => key)
    expect(new Set(await keys(['l', 'a']))).toEqual(
      new Set([
        ['l', 'a'],
        ['l', 'a', '"x']
      ])
    )
    expect(await keys(['l'])).toHaveLength(4)
    expect((await keys()).filter(([first]) => first === 'la')).toHaveLength(1)
  })
})
