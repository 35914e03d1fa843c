/** Reports as kept: grouped, numbered, handled by more than one, counted; and the commands for them. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { runCommand } from '../../scripts/commands/run.ts'
import { ensureCouncil } from '../../server/council/ensure.ts'
import { setUpCouncil } from '../../server/council/setup.ts'
import { createMember } from '../../server/members/members.ts'
import { limitsOn } from '../../server/moderation/accounts/limits.ts'
import { keepStrikeDays, strikesOf } from '../../server/moderation/accounts/strikes.ts'
import { houseRulesOf, keepHouseRules, usualHouseRules } from '../../server/moderation/house-rules.ts'
import { sourceOfStore } from '../../server/moderation/log/source.ts'
import { verifyLog } from '../../server/moderation/log/verify.ts'
import { reportFigures } from '../../server/moderation/reports/figures.ts'
import { assignReport, closeDuplicates, noteReport, undoClose } from '../../server/moderation/reports/handle.ts'
import { stepsOf } from '../../server/moderation/reports/steps.store.ts'
import { listReports, reportById } from '../../server/moderation/reports.store.ts'
import { makeReport, receiveReport, settleReport } from '../../server/moderation/reports.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'

let context: TestContext
let nia: Awaited<ReturnType<typeof createMember>>
let mod: Awaited<ReturnType<typeof createMember>>
const db = () => context.store.read
const about = async (target: string) => (await listReports(db(), { target, state: 'all' })).rows
const flag = (target: string, reporter: string, words = 'Spam', objects: string[] = []) =>
  receiveReport(context, { target, reporter, words, objects, host: new URL(reporter).host })

beforeAll(async () => {
  context = await makeTestContext()
  await ensureCouncil(context)
  await setUpCouncil(context, { name: 'Aldermere Borough Council', handle: 'aldermere' })
  const person = (handle: string, role: string) =>
    createMember(context, { handle, name: handle, email: `${handle}@aldermere.example`, role })
  nia = await person('nia', 'practitioner')
  mod = await person('mod', 'moderator')
})
afterAll(() => context.close())

describe('a flood', () => {
  test('of one reporter about one target is one report, with a count and no more words than a report may have', async () => {
    const target = `${context.config.origin}/actors/flooded`
    for (let n = 0; n < 60; n++)
      await flag(target, 'https://loud.example/actor', `${n} ${'x'.repeat(200)}`, [`https://loud.example/${n}`])
    const rows = await about(target)
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ times: 60, host: 'loud.example' })
    expect(rows[0]!.words.length).toBeLessThanOrEqual(5_000)
    expect(rows[0]!.objects).toHaveLength(50)
  })

  test('of one server by ever new people joins what is open, and begins anew once that is closed', async () => {
    const target = `${context.config.origin}/actors/besieged`
    for (let n = 0; n < 40; n++) await flag(target, `https://loud.example/users/u${n}`)
    await flag(target, 'https://calm.example/actor')
    const rows = await about(target)
    expect(rows.filter(({ host }) => host === 'loud.example')).toHaveLength(3)
    expect(rows).toHaveLength(4)
    expect(rows.reduce((sum, { times }) => sum + times, 0)).toBe(41)
    expect(await closeDuplicates(context, mod.actor.id, rows[0]!.id)).toBe(3)
    expect((await about(target)).filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(3)
    await flag(target, 'https://calm.example/actor')
    expect((await about(target)).filter(({ state }) => state === 'open')).toHaveLength(1)
  })
})

describe('a report', () => {
  const report = () =>
    makeReport(context, {
      reporter: nia.actor.uri,
      target: `https://far.example/u/${Math.random()}`,
      objects: [],
      words: 'x'
    })

  test('has a number of its own, also when many come at once', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, report))
    const numbers = await Promise.all(ids.map(async (id) => (await reportById(db(), id))?.number))
    expect(new Set(numbers).size).toBe(8)
    expect(numbers.every((one) => Number.isInteger(one))).toBe(true)
  })

  test('is given to who moderates, noted, closed once, and opened again; each step is kept, and the log is whole', async () => {
    const id = await report()
    await expect(assignReport(context, mod.actor.id, id, nia.actor.id)).rejects.toThrow('moderates here')
    await assignReport(context, mod.actor.id, id, mod.actor.id)
    expect(await reportById(db(), id)).toMatchObject({ stage: 'looking', assignee: mod.actor.id })
    await noteReport(context, mod.actor.id, id, 'Rang her')
    const closed = [1, 2].map(() => settleReport(context, mod.actor.id, id, 'Spoke', { outcome: 'action' }))
    expect((await Promise.all(closed)).sort()).toEqual([false, true])
    await expect(assignReport(context, mod.actor.id, id, null)).rejects.toThrow('closed')
    await undoClose(context, mod.actor.id, id, 'She wrote again')
    expect(await reportById(db(), id)).toMatchObject({ state: 'open', outcome: null, closed: null })
    expect((await stepsOf(db(), id)).map(({ kind }) => kind)).toEqual(['assigned', 'note', 'closed', 'reopened'])
    expect((await verifyLog(await sourceOfStore(db()))).ok).toBe(true)
  })

  test('is counted by age, kind and month', async () => {
    const before = await reportFigures(context)
    const id = await report()
    await settleReport(context, null, id, 'Done', { outcome: 'action' })
    await report()
    const { ages, kinds, months } = await reportFigures(context)
    expect(ages[0]!.n - before.ages[0]!.n).toBe(1)
    expect(months[0]!.acted - before.months[0]!.acted).toBe(1)
    expect(months[0]!.median).toBeGreaterThanOrEqual(0)
    const other = (all: typeof kinds) => all.find(({ category }) => category === 'other')?.made ?? 0
    expect(other(kinds) - other(before.kinds)).toBe(2)
  })

  test('names a house rule that there is', async () => {
    const with_ = (houseRule: string) =>
      makeReport(context, { target: 'https://far.example/u/x', objects: [], words: 'x', category: 'rule', houseRule })
    await expect(with_('No hats')).rejects.toMatchObject({ faults: [{ field: 'houseRule' }] })
    expect(await houseRulesOf(context)).toEqual(usualHouseRules)
    await keepHouseRules(context, null, 'No hats\n\n No <b>boots</b> \nNo hats')
    expect(await houseRulesOf(context)).toEqual(['No hats', 'No boots'])
    expect((await reportById(db(), await with_('No hats')))?.houseRule).toBe('No hats')
    await expect(keepHouseRules(context, null, '\n')).rejects.toThrow('at least one')
  })
})

describe('the commands', () => {
  async function run(...args: string[]) {
    const said = vi.spyOn(console, 'log').mockImplementation(() => {})
    const complained = vi.spyOn(console, 'error').mockImplementation(() => {})
    try {
      const status = await runCommand({ ...context.config, databaseUrl: context.databaseUrl }, [...args, '--json'])
      const lines = said.mock.calls.map(([line]) => String(line))
      return { status, told: status === 0 ? JSON.parse(lines.join('')) : complained.mock.calls.join(' ') }
    } finally {
      said.mockRestore()
      complained.mockRestore()
    }
  }

  test('list, show and close reports, and act on accounts and take it back', async () => {
    const target = 'https://far.example/u/commanded'
    const id = await makeReport(context, { target, objects: [], words: 'Very rude', category: 'hate' })
    const { told } = await run('report', 'list', '--category', 'hate')
    expect(told.items).toMatchObject([{ id, actor: target, text: 'Very rude' }])
    const number = String(told.items[0].number)
    expect((await run('report', 'close', number)).status).toBe(1)
    expect((await run('report', 'close', number, '--reason', 'Done', '--outcome', 'none')).status).toBe(0)
    expect((await run('report', 'close', number, '--reason', 'Done')).told).toContain('closed already')
    expect((await run('report', 'show', number)).told).toMatchObject({ state: 'closed', steps: [{ kind: 'closed' }] })

    expect((await run('account', 'warn', '@nia', '--reason', 'x')).told).toContain('Write what the person is told')
    expect((await run('account', 'suspend', '@nobody', '--reason', 'x')).told).toContain('Nobody known here')
    for (const kind of ['note', 'sensitive', 'limit', 'freeze', 'suspend'])
      expect((await run('account', kind, '@nia', '--reason', 'x')).status, kind).toBe(0)
    expect(await limitsOn(context, nia.actor)).toEqual({
      sensitive: true,
      limited: true,
      frozen: true,
      suspended: true
    })
    expect(await strikesOf(context, nia.actor.id)).toBe(4)
    expect((await run('account', 'limit', '@nia', '--reason', 'x')).told).toContain('in force already')
    expect((await run('account', 'purge', '@nia', '--reason', 'x')).told).toContain('--yes')
    for (const kind of ['suspend', 'freeze', 'limit', 'sensitive'])
      expect((await run('account', 'undo', '@nia', '--reason', 'x')).told.kind).toBe(kind)
    expect(await limitsOn(context, nia.actor)).toEqual({
      sensitive: false,
      limited: false,
      frozen: false,
      suspended: false
    })
    expect((await run('account', 'undo', '@nia', '--reason', 'x')).status).toBe(1)
    expect(await strikesOf(context, nia.actor.id)).toBe(0)
    expect((await verifyLog(await sourceOfStore(db()))).ok).toBe(true)
  })

  test('strikes count for as long as is set', async () => {
    await run('account', 'warn', '@nia', '--reason', 'x', '--words', 'Be kind.')
    expect(await strikesOf(context, nia.actor.id)).toBe(1)
    await keepStrikeDays(context, null, '30')
    await expect(keepStrikeDays(context, null, '0')).rejects.toMatchObject({ faults: [{ field: 'strikeDays' }] })
    context.pass(31 * 86_400_000)
    expect(await strikesOf(context, nia.actor.id)).toBe(0)
  })
})
