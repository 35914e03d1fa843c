/** Lists and policies from the command line: taken in, shown with their cost, applied, saved again, and undone. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setUpCouncil } from '../../server/council/setup.ts'
import { commandsOn } from '../help/commands.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'

let context: TestContext
let folder: string

beforeAll(async () => {
  context = await makeTestContext({ config: { origin: 'http://localhost:1', handleHost: 'localhost:1' } })
  await setUpCouncil(context, { name: 'Aldermere Borough Council', handle: 'aldermere' })
  folder = context.config.dataDir
})
afterAll(() => context.close())

const { run, ask } = commandsOn(() => context)

test('a list is taken in, shown, applied, saved and undone', async () => {
  const file = join(folder, 'blocks.csv')
  writeFileSync(
    file,
    '\uFEFF#domain,#severity,#public_comment\r\nspam.example,suspend,Spam\r\n*,suspend,\r\nloud.example,silence,\r\n'
  )
  const taken = await ask('domain', 'import', file)
  expect(taken).toMatchObject({ entries: 2, wrongs: 1, wrong: [{ line: 3 }] })
  const shown = await ask('list', 'show', taken.list)
  expect(shown.items).toMatchObject([
    { host: 'loud.example', severity: 'limit', standing: 'new', now: 'unknown' },
    { host: 'spam.example', severity: 'suspend', standing: 'new', now: 'unknown' }
  ])
  expect((await run('list', 'show', taken.list)).output).toContain('no relation')
  expect((await run('list', 'apply', taken.list)).complaint).toContain('--all or --hosts')
  expect(await ask('list', 'apply', taken.list, '--hosts', 'spam.example', '--reason', 'Agreed')).toMatchObject({
    applied: 1
  })
  expect(await ask('list', 'apply', taken.list, '--all')).toMatchObject({ applied: 1 })
  const saved = join(folder, 'out.csv')
  expect(await ask('domain', 'export', saved)).toMatchObject({ policies: 2 })
  expect(readFileSync(saved, 'utf8')).toContain('spam.example,suspend,false,false,Spam,false')
  expect(await ask('domain', 'cost', 'spam.example')).toMatchObject({ followers: 0, conversations: 0 })
  expect(await ask('domain', 'simulate', 'spam.example', '--severity', 'limit')).toMatchObject({ total: 0, held: 0 })
  expect((await run('domain', 'simulate', 'spam.example', '--severity', 'all')).complaint).toContain('--severity is')
  expect(await ask('domain', 'undo', 'spam.example')).toEqual({ host: 'spam.example', state: 'unknown' })
  expect((await ask('domain', 'list', '--state', 'blocked')).items).toEqual([])
  expect((await ask('list', 'show')).items).toMatchObject([{ id: taken.list, kind: 'import' }])
  await ask('list', 'remove', taken.list)
  expect((await ask('list', 'show')).items).toEqual([])
})

test('a list as a spreadsheet saves it, in UTF-16 and with names of all kinds, is taken in line by line', async () => {
  const file = join(folder, 'unicode.csv')
  const text = [
    '#domain,#severity,#public_comment',
    'BÜCHER.example,suspend,"Spam, they ""said"""',
    '*.sub.example,silence,',
    'port.example:8443,noop,',
    '192.0.2.7,suspend,',
    'half*.example,suspend,',
    'bücher.EXAMPLE,silence,'
  ].join('\r\n')
  writeFileSync(file, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]))
  const taken = await ask('domain', 'import', file, '--name', 'From a spreadsheet')
  expect(taken).toMatchObject({ entries: 4, wrongs: 2, wrong: [{ line: 6 }, { line: 7 }] })
  const { items } = await ask('list', 'show', taken.list)
  expect(items.map(({ host }: { host: string }) => host)).toEqual([
    ...['192.0.2.7', 'port.example:8443', 'sub.example', 'xn--bcher-kva.example']
  ])
  await ask('list', 'remove', taken.list)
})

test('a block that would hit everybody is refused in one line, and a list that cannot be read is kept with why', async () => {
  const refused = await run('domain', 'block', 'gov.uk')
  expect(refused.status).not.toBe(0)
  expect(refused.complaint).toContain('many unrelated servers share')
  const added = await ask('list', 'add', 'https://192.0.2.1/list.csv', '--priority', '3', '--exclude', 'mine.example')
  expect(added.fault).toBeTruthy()
  expect((await run('list', 'add', 'nowhere')).complaint).toContain('https://')
  expect((await run('list', 'refresh', '0'.repeat(32))).complaint).toContain('no such list')
})
