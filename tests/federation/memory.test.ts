/** What is remembered of peers. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forget, forgetMemories, recall, remember } from '../../federation/memory.store.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'

let context: TestContext

beforeAll(async () => {
  context = await makeTestContext()
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
