/** The token buckets that keep anybody from asking too often. */
import { expect, test } from 'vitest'
import { TooMany } from '../../server/errors.ts'
import { addressKey, makeLimiter } from '../../server/plugins/limits.ts'

test('a burst passes, then one for each interval, for each key by itself', () => {
  let now = 0
  const limiter = makeLimiter({ burst: 2, every: 10 }, () => now)
  expect([1, 2, 3].map(() => limiter.take('a'))).toEqual([0, 0, 10])
  expect(limiter.take('b')).toBe(0)
  now = 4_000
  expect(limiter.take('a')).toBe(6)
  now = 10_000
  expect([limiter.take('a'), limiter.take('a')]).toEqual([0, 10])
  now = 1_000_000
  expect([1, 2, 3].map(() => limiter.take('a') === 0)).toEqual([true, true, false])
})

test('says when to come back', () => {
  const limiter = makeLimiter({ burst: 1, every: 60 }, () => 0)
  limiter.need('a')
  expect(() => limiter.need('a', 'Too often.')).toThrow(TooMany)
  expect(() => limiter.need('a')).toThrow(expect.objectContaining({ status: 429, retryAfter: 60 }))
})

test('remembers so many keys and no more, and stands a clock that goes back', () => {
  let now = 1_000
  const limiter = makeLimiter({ burst: 1, every: 60 }, () => now, 3)
  for (const key of ['a', 'b', 'c']) limiter.take(key)
  expect(limiter.take('a')).toBeGreaterThan(0)
  limiter.take('d')
  expect(limiter.take('b'), 'asked for longest ago, and forgotten').toBe(0)
  expect(limiter.take('a')).toBeGreaterThan(0)
  now = 0
  expect(limiter.take('a')).toBeGreaterThan(0)
})

test('a household’s network counts as one address', () => {
  expect(addressKey('192.0.2.7')).toBe('192.0.2.7')
  expect(addressKey('::ffff:192.0.2.7')).toBe('192.0.2.7')
  expect(addressKey('2001:db8:1:2::7')).toBe(addressKey('2001:db8:1:2:aaaa:bbbb:cccc:dddd'))
  expect(addressKey('2001:db8:1:2::7')).not.toBe(addressKey('2001:db8:1:3::7'))
  expect(addressKey('::1')).toBe('0:0:0:0')
})
