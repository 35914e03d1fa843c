/** From the command line: who is on duty, house rules and strikes, what was given up, what is said of a server, and evidence. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureCouncil } from '../../server/council/ensure.ts'
import { setUpCouncil } from '../../server/council/setup.ts'
import { addJob, buryJob, claimJob, queueDepth } from '../../server/jobs/jobs.store.ts'
import { createMember } from '../../server/members/members.ts'
import { verifyBundle } from '../../server/moderation/evidence/verify.ts'
import { onDuty } from '../../server/moderation/hours/rota.ts'
import { houseRulesOf, usualHouseRules } from '../../server/moderation/house-rules.ts'
import { listDecisions } from '../../server/moderation/log/decisions.store.ts'
import { policyOf } from '../../server/moderation/policies/policies.store.ts'
import { commandsOn } from '../help/commands.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'
import { wait } from '../web/moderation/scene.ts'

let context: TestContext

beforeAll(async () => {
  context = await makeTestContext({ config: { origin: 'http://localhost:1', handleHost: 'localhost:1' } })
  await ensureCouncil(context)
  await setUpCouncil(context, { name: 'Aldermere Borough Council', handle: 'aldermere' })
  for (const [handle, role] of [
    ['ruth', 'admin'],
    ['omar', 'admin'],
    ['nia', 'practitioner']
  ] as const)
    await createMember(context, { handle, name: `${handle} of ours`, email: `${handle}@aldermere.example`, role })
})
afterAll(() => context.close())

const { run, ask } = commandsOn(() => context)
const complaint = async (...args: string[]) => {
  const told = await run(...args)
  expect(told.status).toBe(1)
  return told.complaint
}
const decided = async (act: string) => (await listDecisions(context.store.read, { act })).rows
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

test('the rota is shown and planned, one week at a time', async () => {
  const { weeks } = await ask('rota', 'show')
  expect(weeks).toHaveLength(8)
  expect(weeks[0]).toMatchObject({ actor: null, name: null })
  expect(await onDuty(context)).toBeUndefined()
  await ask('rota', 'set', weeks[0].week, 'ruth')
  // Any day of a week names it.
  const thursday = new Date(Date.parse(weeks[2].week) + 3 * 86_400_000).toISOString().slice(0, 10)
  const set = await ask('rota', 'set', thursday, '@omar')
  expect(set.weeks.map((one: { name: string | null }) => one.name).slice(0, 4)).toEqual([
    ...['ruth of ours', null, 'omar of ours', null]
  ])
  expect((await onDuty(context))?.name).toBe('ruth of ours')
  expect((await run('rota', 'show')).output).toContain(`${weeks[0].week} to `)
  await ask('rota', 'set', weeks[0].week, 'none')
  expect(await onDuty(context)).toBeUndefined()
  expect((await ask('rota', 'show')).weeks[2].name).toBe('omar of ours')
  expect(await complaint('rota', 'set', weeks[0].week, 'nia')).toContain('Choose somebody who moderates here')
  expect(await complaint('rota', 'set', weeks[0].week, 'nobody')).toContain('Nobody here has the handle')
  for (const day of ['2020-01-06', '2026-02-30', 'monday', '2999-01-01', ''])
    expect(await complaint('rota', 'set', day, 'ruth'), day).toContain('give a day from')
  expect(await decided('settings rota')).toHaveLength(3)
})

test('house rules are shown and set, in words or from a file; strikes count for as long as is set', async () => {
  expect((await ask('house-rules', 'show')).rules).toEqual(usualHouseRules)
  expect(await ask('house-rules', 'set', '--rule', 'Be brief', '--rule', 'Be\nkind')).toEqual({
    rules: ['Be brief', 'Be kind']
  })
  const file = join(context.config.dataDir, 'rules.txt')
  writeFileSync(file, '\uFEFFBe brief\r\n\r\nBe brave\r\n')
  await ask('house-rules', 'set', '--file', file)
  expect(await houseRulesOf(context)).toEqual(['Be brief', 'Be brave'])
  expect(await complaint('house-rules', 'set')).toContain('give --rule or --file')
  expect(await complaint('house-rules', 'set', '--rule', ' ')).toContain('at least one house rule')
  expect(await complaint('house-rules', 'set', '--file', `${file}.none`)).toContain('is not there')
  expect(await ask('strikes', 'set', '--days', '90')).toEqual({ days: 90 })
  expect(await ask('strikes', 'show')).toEqual({ days: 90 })
  expect(await complaint('strikes', 'set', '--days', 'many')).toContain('whole number of days')
  expect(await complaint('strikes', 'set')).toContain('--days is missing')
})

test('what was given up is listed, tried again and dropped: one, those to one server, or all', async () => {
  const ids: string[] = []
  for (const lane of ['gone.example', 'gone.example', 'away.example', 'lost.example']) {
    await context.store.write((tx) => addJob(context, tx, { queue: 'delivery', lane, body: {} }))
    const now = new Date(Date.now() + 1_000)
    const job = (await claimJob(context, 'delivery', 'test', now, now))!
    await context.store.write((tx) => buryJob(tx, job.id, now, 'Nobody there'))
    ids.unshift(job.id)
  }
  const listed = async (...more: string[]) =>
    (await ask('deliveries', 'list', ...more)).items.map(({ id }: { id: string }) => id)
  expect(await listed()).toEqual(ids)
  expect(await listed('--host', 'Gone.example')).toEqual(ids.slice(2))
  expect((await run('deliveries', 'list')).output).toContain('A delivery to away.example')
  expect(await complaint('deliveries', 'retry')).toContain('give one ID, --host HOST or --all')
  expect(await complaint('deliveries', 'drop', ids[0]!, '--all')).toContain('give one ID')
  expect(await ask('deliveries', 'retry', '--host', 'gone.example')).toEqual({ retried: 2 })
  expect(await listed()).toEqual(ids.slice(0, 2))
  expect((await queueDepth(context.store.read, 'delivery')).waiting).toBe(2)
  expect(await ask('deliveries', 'drop', ids[0]!)).toEqual({ dropped: 1 })
  expect(await complaint('deliveries', 'drop', ids[0]!)).toContain('not given up any more')
  expect(await ask('deliveries', 'retry', '--all')).toEqual({ retried: 1 })
  expect(await listed()).toEqual([])
  expect((await run('deliveries', 'list')).output).toBe('Nothing was given up.')
  expect(await decided('delivery retried')).toHaveLength(3)
  expect(await decided('delivery dropped')).toHaveLength(1)
})

test('of a server more is said than how far it is trusted, and what is not said stays', async () => {
  const day = inDays(60)
  await ask(
    ...['domain', 'limit', 'loud.example', '--reason', 'Noise', '--public-reason', 'Noise at night'],
    ...['--review', day, '--no-media', '--no-reports', '--obfuscate']
  )
  const policy = () => policyOf(context.store.read, 'loud.example')
  const all = { publicReason: 'Noise at night', rejectMedia: true, rejectReports: true, obfuscate: true }
  expect(await policy()).toMatchObject(all)
  expect((await policy())?.review?.toISOString().slice(0, 10)).toBe(day)
  expect(await ask('domain', 'limit', 'loud.example', '--media', '--review', 'none')).toMatchObject({
    ...{ host: 'loud.example', state: 'limited', rejectMedia: false, review: null }
  })
  expect(await policy()).toMatchObject({ ...all, rejectMedia: false, review: null })
  expect(await ask('domain', 'show', 'Loud.example')).toMatchObject({
    ...{ ...all, host: 'loud.example', state: 'limited', rejectMedia: false, review: null, restorableUntil: null }
  })
  const shown = (await run('domain', 'show', 'loud.example')).output
  for (const words of ['limited', 'Noise at night', 'reports']) expect(shown).toContain(words)
  expect(await complaint('domain', 'show', 'never.example')).toContain('Nothing was decided about never.example')
  expect(await complaint('domain', 'list', '--state', 'odd')).toContain('--state is one of')
  // A server that is not limited may have its media left out alone.
  await ask('domain', 'hold', 'pictures.example', '--no-media')
  expect(await policyOf(context.store.read, 'pictures.example')).toMatchObject({ rejectMedia: true })
  for (const review of ['2020-01-01', '2999-02-30', 'soon'])
    expect(await complaint('domain', 'limit', 'loud.example', '--review', review)).toContain('a day to come')
  expect(await complaint('domain', 'limit', 'loud.example', '--media', '--no-media')).toContain('not both')
  expect(await complaint('domain', 'limit', 'loud.example', '--public-reason', 'x'.repeat(501))).toContain('500')
  expect(await complaint('domain', 'hold', 'localhost:1', '--no-media')).toContain('That is this server itself')
})

test('evidence with what was written for some only needs a second admin where two persons are needed', async () => {
  await wait(context, { words: 'The kettle rota' })
  await ask('proposal', 'rule', 'export')
  const file = join(context.config.dataDir, 'evidence.zip')
  const author = 'https://busstop.example/users/finn'
  const make = ['evidence', 'export', file, '--author', author, '--reason', 'A court asked', '--private']
  expect((await run(...make)).status).toBe(3)
  expect(existsSync(file)).toBe(false)
  const [{ id }] = (await ask('proposal', 'list')).items
  await ask('proposal', 'confirm', id, '--as', 'omar')
  const { manifest } = await ask(...make)
  expect(manifest).toMatchObject({ about: { kind: 'author', target: author }, made: { by: null } })
  expect(await verifyBundle(new Uint8Array(readFileSync(file)))).toMatchObject({ ok: true })
  expect((await run(...make.with(2, `${file}.again`))).status).toBe(3)
  expect(await decided('evidence made')).toHaveLength(1)
})
