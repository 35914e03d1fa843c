/** The limits by a clock of the test's own. */
import { describe, expect, test } from 'vitest'
import { createLimits, type LimitSettings } from '../../../federation/gate/limits.ts'

function make(settings: Partial<LimitSettings> = {}) {
  const time = { now: Date.parse('2026-08-01T00:00:00Z') }
  return { time, limits: createLimits(settings, () => new Date(time.now)) }
}

describe('limits', () => {
  test('a host spends its burst, is told how long to wait, and earns more with time', () => {
    const { time, limits } = make({ burst: 3, perSecond: 2 })
    expect([1, 2, 3].map(() => limits.spend('a'))).toEqual([undefined, undefined, undefined])
    expect(limits.spend('a')).toBe(1)
    expect(limits.spend('b')).toBeUndefined()
    time.now += 500
    expect(limits.spend('a')).toBeUndefined()
    expect(limits.spend('a')).toBe(1)
    time.now += 3_600_000
    expect([1, 2, 3, 4].map(() => limits.spend('a'))).toEqual([undefined, undefined, undefined, 1])
  })

  test('a clock that is set back takes nothing away', () => {
    const { time, limits } = make({ burst: 1, perSecond: 1 })
    limits.spend('a')
    time.now -= 60_000
    expect(limits.spend('a')).toBe(1)
    time.now += 1_000
    expect(limits.spend('a')).toBeUndefined()
  })

  test('ten unverified senders of a host at once, and room again when one leaves', () => {
    const { limits } = make()
    const places = Array.from({ length: 10 }, () => limits.enter('a'))
    expect(places.every(Boolean)).toBe(true)
    expect(limits.enter('a')).toBeUndefined()
    expect(limits.enter('b')).toBeDefined()
    places[0]?.()
    places[0]?.()
    expect(limits.enter('a')).toBeDefined()
    expect(limits.enter('a')).toBeUndefined()
  })

  test('a failed look-up is remembered for a minute', () => {
    const { time, limits } = make()
    limits.failed('k')
    expect(limits.failedFor('k')).toBe(60)
    time.now += 59_500
    expect(limits.failedFor('k')).toBe(1)
    time.now += 500
    expect(limits.failedFor('k')).toBeUndefined()
  })

  test('a second look is taken once a minute', () => {
    const { time, limits } = make()
    expect([limits.oncePerMinute('k'), limits.oncePerMinute('k')]).toEqual([true, false])
    time.now += 60_000
    expect(limits.oncePerMinute('k')).toBe(true)
  })

  test('memory is bounded: the oldest is forgotten', () => {
    const { limits } = make({ remembered: 100 })
    for (let index = 0; index < 1_000; index++) limits.failed(`k${index}`)
    expect(limits.failedFor('k899')).toBeUndefined()
    expect(limits.failedFor('k900')).toBe(60)
  })
})
