/** The queue, proposals and hours from the command line; what needs two persons ends with status 3 and is not done. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureCouncil } from '../../server/council/ensure.ts'
import { setUpCouncil } from '../../server/council/setup.ts'
import { createMember } from '../../server/members/members.ts'
import { trustOfHost } from '../../server/moderation/instances.store.ts'
import { commandsOn } from '../help/commands.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'
import { wait } from '../web/moderation/scene.ts'

let context: TestContext

beforeAll(async () => {
  context = await makeTestContext({ config: { origin: 'http://localhost:1', handleHost: 'localhost:1' } })
  await ensureCouncil(context)
  await setUpCouncil(context, { name: 'Aldermere Borough Council', handle: 'aldermere' })
  for (const handle of ['ruth', 'omar'])
    await createMember(context, { handle, name: handle, email: `${handle}@aldermere.example`, role: 'admin' })
})
afterAll(() => context.close())

const { run, ask } = commandsOn(() => context)

const trust = async (host: string) => (await trustOfHost(context.store.read, host))?.trust ?? 'unknown'

test('what waits is shown, decided on and undone', async () => {
  const id = await wait(context, { words: 'The kettle rota' })
  expect((await ask('queue', 'list')).items).toMatchObject([{ id, summary: 'The kettle rota' }])
  expect(await ask('queue', 'show', id)).toMatchObject({ id, state: 'waiting', activity: { type: 'Create' } })
  const { choice } = await ask('queue', 'reject', id, '--reason', 'No')
  expect((await ask('queue', 'list')).items).toEqual([])
  expect((await run('queue', 'reject', id)).complaint).toContain('Somebody has decided on this already.')
  expect(await ask('queue', 'undo', choice)).toMatchObject({ waiting: 1, gone: 0 })
  expect((await run('queue', 'undo', choice)).complaint).toContain('Somebody has undone this already.')
  const blocked = await ask('queue', 'block', id, '--server')
  expect(await trust('busstop.example')).toBe('blocked')
  await ask('queue', 'undo', blocked.choice)
  expect(await trust('busstop.example')).toBe('unknown')
  expect((await ask('queue', 'list')).items).toHaveLength(1)
  expect((await run('queue', 'show', 'nothing')).complaint).toContain('There is no such item')
})

test('what needs two persons is proposed, says so, and ends with a status of its own', async () => {
  expect(await ask('proposal', 'rule', 'suspend', 'role', '--hours', '24')).toEqual({
    kinds: ['suspend', 'role'],
    hours: 24
  })
  const tried = await run('domain', 'block', 'shiny.example', '--reason', 'Chairs')
  expect(tried.status).toBe(3)
  expect(tried.complaint).toContain('This needs two persons, and is proposed now')
  expect(await trust('shiny.example')).toBe('unknown')
  const json = await run('user', 'role', 'ruth', 'moderator', '--json')
  expect(json.status).toBe(0)
  expect((await run('user', 'role', 'ruth', 'admin')).status).toBe(3)
  const { items } = await ask('proposal', 'list')
  const blocking = items.find(({ kind }: { kind: string }) => kind === 'suspend')
  expect((await run('proposal', 'confirm', blocking.id)).complaint).toContain('--as is missing')
  expect((await run('proposal', 'confirm', blocking.id, '--as', 'nobody')).status).toBe(1)
  expect(await ask('proposal', 'confirm', blocking.id, '--as', 'ruth')).toMatchObject({ state: 'done' })
  expect(await trust('shiny.example')).toBe('blocked')
  const raising = items.find(({ kind }: { kind: string }) => kind === 'role')
  expect((await run('proposal', 'confirm', raising.id, '--as', 'ruth')).complaint).toContain('Only an admin')
  expect((await run('proposal', 'emergency', raising.id, '--as', 'omar')).complaint).toContain('Say why it cannot wait')
  expect(await ask('proposal', 'decline', raising.id, '--as', 'omar')).toMatchObject({ state: 'declined' })
  expect((await run('proposal', 'rule', 'none')).status).toBe(3)
  expect((await ask('proposal', 'rule')).kinds).toEqual(['suspend', 'role'])
  expect((await ask('proposal', 'list', '--all')).items.length).toBeGreaterThan(2)
})

test('hours are shown and set, one day at a time', async () => {
  expect(await ask('hours', 'show')).toMatchObject({ hold: false, days: { monday: { from: '09:00' }, sunday: null } })
  await ask('hours', 'set', '--hold', 'yes', '--digest', '9', '--saturday', '10:00-12:00', '--monday', 'none')
  expect(await ask('hours', 'show')).toMatchObject({
    ...{ hold: true, digest: '09:00' },
    days: { monday: null, tuesday: { from: '09:00' }, saturday: { from: '10:00', until: '12:00' } }
  })
  expect((await run('hours', 'set', '--friday', '17:00-09:00')).complaint).toContain(
    'after the one at which hours begin'
  )
  expect((await run('hours', 'show')).output).toContain('saturday   10:00 to 12:00')
})
