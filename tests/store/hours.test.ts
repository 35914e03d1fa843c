/** Out of hours: what waits, whom mornings let in, who is on duty, and what the digest tells. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ensureCouncil } from '../../server/council/ensure.ts'
import { setUpCouncil } from '../../server/council/setup.ts'
import { queueDepth } from '../../server/jobs/jobs.store.ts'
import { createMember } from '../../server/members/members.ts'
import { hold, judge } from '../../server/moderation/gate.ts'
import { heldById, listHeld } from '../../server/moderation/held.store.ts'
import { letInKnown, sendDigest } from '../../server/moderation/hours/daily.ts'
import { hoursNow, outOfHoursRule, readHours, setHours, usualHours } from '../../server/moderation/hours/hours.ts'
import { onDuty, setRota, weeksOf } from '../../server/moderation/hours/rota.ts'
import { trustServer } from '../../server/moderation/trust.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'
import { sendLetters } from '../help/letters.ts'

let context: TestContext
let now: Date

beforeEach(async () => {
  // A Wednesday at noon in winter.
  now = new Date('2026-11-25T12:00:00Z')
  context = await makeTestContext({ clock: () => now })
  await ensureCouncil(context)
  await setUpCouncil(context, { name: 'Aldermere Borough Council', handle: 'aldermere' })
  await setHours(context, null, { ...usualHours, hold: true })
})
afterEach(() => context.close())

let n = 0
async function arrives(host: string, type = 'Create') {
  const actor = `https://${host}/users/finn`
  const uri = `${actor}/statuses/${++n}`
  const object = { type: 'Note', id: uri, attributedTo: actor, content: 'Hello' }
  const activity = { type, id: `${uri}/activity`, actor, object }
  const inbound = { type, actor, host, path: 'inbox' as const, uri: activity.id, activity }
  const verdict = await judge(context, inbound)
  if (verdict.act === 'hold') await hold(context, { ...inbound, object: uri, summary: 'Hello' }, verdict)
  return verdict
}
const waiting = async () => (await listHeld(context.store.read, { oldest: true })).rows

describe('the hour', () => {
  test('holds everything but the network at night, at weekends and on bank holidays', async () => {
    await trustServer(context, null, 'peer.example', 'network', '')
    await trustServer(context, null, 'known.example', 'known', '')
    expect((await arrives('known.example')).act).toBe('keep')
    for (const moment of [
      '2026-11-25T17:00:00Z',
      '2026-11-28T12:00:00Z',
      '2026-12-28T12:00:00Z',
      '2026-11-25T08:59:00Z'
    ]) {
      now = new Date(moment)
      expect(await arrives('known.example'), moment).toMatchObject({ act: 'hold', rule: outOfHoursRule })
      expect((await arrives('peer.example')).act, moment).toBe('keep')
      expect((await arrives('known.example', 'Delete')).act, moment).toBe('keep')
    }
    now = new Date('2026-12-29T09:00:00Z')
    expect((await arrives('known.example')).act).toBe('keep')
  })

  test('is London’s, in summer too', async () => {
    await trustServer(context, null, 'known.example', 'known', '')
    now = new Date('2026-07-01T08:30:00Z')
    expect((await arrives('known.example')).act).toBe('keep')
    now = new Date('2026-07-01T16:30:00Z')
    expect((await arrives('known.example')).act).toBe('hold')
    expect((await hoursNow(context)).next?.toISOString()).toBe('2026-07-02T08:00:00.000Z')
  })

  test('holds nothing when it is switched off, and says what is wrong with times', async () => {
    await setHours(context, null, usualHours)
    await trustServer(context, null, 'known.example', 'known', '')
    now = new Date('2026-11-25T23:00:00Z')
    expect((await arrives('known.example')).act).toBe('keep')
    const given = {
      hold: true,
      holidays: true,
      digest: '25:00',
      days: { 1: { from: '17', until: '9:00' }, 2: { from: 'noon', until: '' } }
    }
    expect(() => readHours(given)).toThrow(
      /after the one at which hours begin.*time such as 09:00, or leave.*09:00, or none/s
    )
    expect(() => readHours({ ...given, digest: '', days: {} })).toThrow('everything would wait for ever')
    expect(readHours({ ...given, digest: '930', days: { 1: { from: '9', until: '17.30' } } })).toMatchObject({
      ...{ digest: '09:30', days: { 1: { from: '09:00', until: '17:30' } } }
    })
  })
})

describe('in the morning', () => {
  test('those who are known come in by themselves, once; strangers wait for a person', async () => {
    await trustServer(context, null, 'known.example', 'known', '')
    now = new Date('2026-11-25T20:00:00Z')
    for (const host of ['known.example', 'stranger.example', 'known.example']) await arrives(host)
    await letInKnown(context)
    expect(await waiting()).toHaveLength(3)
    now = new Date('2026-11-26T09:01:00Z')
    await letInKnown(context)
    const left = await waiting()
    expect(left.map(({ host }) => host)).toEqual(['stranger.example'])
    expect((await queueDepth(context.store.read, 'inbox')).waiting).toBe(2)
    now = new Date('2026-11-26T09:30:00Z')
    await letInKnown(context)
    await letInKnown(context)
    expect((await heldById(context.store.read, left[0]!.id))?.state).toBe('waiting')
    expect((await queueDepth(context.store.read, 'inbox')).waiting).toBe(2)
  })

  test('they come in as well when holding is switched off at night', async () => {
    await trustServer(context, null, 'known.example', 'known', '')
    now = new Date('2026-11-25T20:00:00Z')
    await arrives('known.example')
    await setHours(context, null, usualHours)
    await letInKnown(context)
    expect(await waiting()).toEqual([])
  })
})

describe('the rota and the digest', () => {
  const moderator = (handle: string) =>
    createMember(context, { handle, name: handle, email: `${handle}@aldermere.example`, role: 'moderator' })

  test('names who is on duty this week, and nobody who cannot moderate', async () => {
    const [ruth, omar] = [await moderator('ruth'), await moderator('omar')]
    const [first, second] = await weeksOf(context)
    expect(first?.week).toBe('2026-11-23')
    await setRota(context, null, { [first!.week]: ruth.actor.id, [second!.week]: omar.actor.id })
    expect((await onDuty(context))?.name).toBe('ruth')
    now = new Date('2026-11-29T23:59:00Z')
    expect((await onDuty(context))?.name).toBe('ruth')
    now = new Date('2026-11-30T00:01:00Z')
    expect((await onDuty(context))?.name).toBe('omar')
    await expect(setRota(context, null, { '2026-11-30': 'nobody' })).rejects.toThrow('Choose somebody who moderates')
  })

  test('goes to who is on duty once a day, only when something waits, without a word of it', async () => {
    const [ruth] = [await moderator('ruth'), await moderator('omar')]
    await setHours(context, null, { ...usualHours, digest: '09:15' })
    await setRota(context, null, { '2026-11-23': ruth.actor.id })
    now = new Date('2026-11-24T10:00:00Z')
    await sendDigest(context)
    await sendLetters(context)
    expect(context.letters).toEqual([])
    await arrives('stranger.example')
    await arrives('stranger.example')
    now = new Date('2026-11-25T09:14:00Z')
    await sendDigest(context)
    now = new Date('2026-11-25T09:15:00Z')
    await sendDigest(context)
    await sendDigest(context)
    await sendLetters(context)
    expect(context.letters.map(({ to }) => to)).toEqual(['ruth@aldermere.example'])
    const [letter] = context.letters
    expect(letter?.subject).toBe('2 things are waiting for you')
    expect(letter?.text).toContain('- 2: Unknown servers wait for a person')
    expect(letter?.text).not.toContain('Hello\n')
    expect(letter?.text).not.toContain('stranger.example')
    now = new Date('2026-11-28T10:00:00Z')
    await sendDigest(context)
    await sendLetters(context)
    expect(context.letters).toHaveLength(1)
  })

  test('goes to every moderator in a week without anybody', async () => {
    await moderator('ruth')
    await moderator('omar')
    await setHours(context, null, { ...usualHours, digest: '09:15' })
    await arrives('stranger.example')
    await sendDigest(context)
    await sendLetters(context)
    expect(context.letters.map(({ to }) => to).toSorted()).toEqual(['omar@aldermere.example', 'ruth@aldermere.example'])
  })
})
