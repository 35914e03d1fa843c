/** Legal holds whose day to look at them again has come: every moderator is told once, and a new day can be given. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureCouncil } from '../../server/council/ensure.ts'
import { setUpCouncil } from '../../server/council/setup.ts'
import { Conflict, Invalid } from '../../server/errors.ts'
import { createMember } from '../../server/members/members.ts'
import { sweepHolds } from '../../server/moderation/evidence/daily.ts'
import { holdById } from '../../server/moderation/evidence/holds.store.ts'
import { endHold, placeHold, renewHold } from '../../server/moderation/evidence/holds.ts'
import { listDecisions } from '../../server/moderation/log/decisions.store.ts'
import { listNotifications } from '../../server/notifications/notifications.store.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'

let context: TestContext
const day = 86_400_000
const people: Record<string, string> = {}
let now = new Date('2026-11-02T09:00:00Z')
const inDays = (n: number) => new Date(now.getTime() + n * day)

beforeAll(async () => {
  context = await makeTestContext({ clock: () => now })
  await ensureCouncil(context)
  await setUpCouncil(context, { name: 'Aldermere Borough Council', handle: 'aldermere' })
  for (const role of ['admin', 'moderator', 'practitioner'] as const) {
    const input = { handle: `the-${role}`, name: role, email: `${role}@aldermere.example`, role }
    people[role] = (await createMember(context, input)).actor.id
  }
})
afterAll(() => context.close())

const told = async (role: string) =>
  (await listNotifications(context.store.read, people[role]!, {})).rows.filter(
    ({ notification }) => notification.kind === 'hold'
  ).length
const everybody = async () => [await told('admin'), await told('moderator'), await told('practitioner')]
const place = () =>
  placeHold(context, null, { kind: 'search', target: 'bin lorries', reason: 'A court asked', review: inDays(30) })

test('moderators and admins are told once when its day has come, and again for the next day that it is given', async () => {
  const { id } = await place()
  const lifted = await place()
  await endHold(context, null, lifted.id, 'It is over')
  await sweepHolds(context)
  expect(await everybody()).toEqual([0, 0, 0])
  now = inDays(31)
  await sweepHolds(context)
  await sweepHolds(context)
  expect(await everybody()).toEqual([1, 1, 0])
  const review = inDays(60)
  expect(await renewHold(context, people.moderator!, id, { review, reason: 'The case goes on' })).toMatchObject({
    review,
    reminded: null
  })
  await sweepHolds(context)
  expect(await everybody()).toEqual([1, 1, 0])
  now = inDays(61)
  await sweepHolds(context)
  expect(await everybody()).toEqual([2, 2, 0])
  const [renewed] = (await listDecisions(context.store.read, { act: 'hold renewed' })).rows
  expect(renewed).toMatchObject({ by: people.moderator, reason: 'The case goes on', detail: { hold: id } })
  // The words of a search may name a person; the log could never lose them again.
  expect(JSON.stringify(renewed)).not.toContain('bin lorries')
})

test('a new day needs a reason, lies ahead, within two years, and only while the hold lasts', async () => {
  const { id } = await place()
  const wrong = async (review: Date | undefined, reason = 'Still needed') => {
    const error: unknown = await renewHold(context, null, id, { review, reason }).catch((thrown) => thrown)
    return error instanceof Invalid ? error.faults.map(({ field }) => field) : error
  }
  expect(await wrong(inDays(3), ' ')).toEqual(['still'])
  expect(await wrong(inDays(0))).toEqual(['review'])
  expect(await wrong(undefined)).toEqual(['review'])
  expect(await wrong(new Date('never'))).toEqual(['review'])
  expect(await wrong(inDays(3 * 365))).toEqual(['review'])
  await endHold(context, null, id, 'It is over')
  expect(await wrong(inDays(3))).toBeInstanceOf(Conflict)
  expect((await holdById(context.store.read, id))?.lifted).not.toBeNull()
})
