/** The decision log: chained, only ever added to, and verified where it lies; whatever is done to it by hand is found and named. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialect } from '../../schema/columns.ts'
import { decisions, logCheckpoints } from '../../schema/index.ts'
import { runCommand } from '../../scripts/commands/run.ts'
import { ensureCouncil } from '../../server/council/ensure.ts'
import { setUpCouncil } from '../../server/council/setup.ts'
import { entryHash, genesis, type Head } from '../../server/moderation/log/chain.ts'
import { allCheckpoints } from '../../server/moderation/log/checkpoints.store.ts'
import { checkpointDaily, isGenuine, published } from '../../server/moderation/log/checkpoints.ts'
import { addDecision, chainAll, chained, entriesAfter, headOf } from '../../server/moderation/log/decisions.store.ts'
import { exportLog } from '../../server/moderation/log/export.ts'
import { sourceOfFile, sourceOfStore } from '../../server/moderation/log/source.ts'
import { type Known, verifyLog } from '../../server/moderation/log/verify.ts'
import { openStore } from '../../server/store/open.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'

let context: TestContext
const store = () => context.store
const decide = (n: number, more: object = {}) =>
  store().write((tx) =>
    addDecision(tx, { act: 'rejected', target: `https://moot.example/${n}`, reason: 'Noise', ...more })
  )
const rows = () => entriesAfter(store().read, 0)
const verdict = async (known?: Known) => verifyLog(await sourceOfStore(store().read), known)

beforeAll(async () => {
  context = await makeTestContext()
  await ensureCouncil(context)
  await setUpCouncil(context, { name: 'Aldermere Borough Council', handle: 'aldermere' })
  // As an older version wrote them: without a chain.
  const old = (n: number) => ({ act: 'released', target: `https://old.example/${n}`, created: new Date(n) })
  await store().write((tx) => tx.insert(decisions).values([old(1), old(2)]))
  const detail = { words: 'Ünïcode ‮ “quotes”', n: 1.5, nested: { b: [1, null], a: true } }
  await decide(3, { by: 'a'.repeat(32), detail, reason: 'half a character \ud800 and a NUL \0' })
  for (const n of [4, 5, 6]) await decide(n)
  await checkpointDaily(context)
  for (const n of [7, 8]) await decide(n)
})
afterAll(() => context.close())

describe('the log', () => {
  test('is chained from its beginning, older rows first', async () => {
    const all = (await rows()).map(chained)
    expect(all.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(all[0]!.previous).toBe(genesis)
    for (const [n, entry] of all.entries()) {
      expect(entry.hash).toBe(entryHash(entry))
      if (n > 0) expect(entry.previous).toBe(all[n - 1]!.hash)
    }
    expect(all.slice(0, 2).map(({ target }) => target)).toEqual(['https://old.example/1', 'https://old.example/2'])
    expect(await headOf(store().read)).toEqual({ sequence: 8, hash: all[7]!.hash })
    expect(await verdict()).toMatchObject({ ok: true, entries: 8, checkpoints: 1, findings: [] })
  })

  test('is taken back with the decision when that is not kept', async () => {
    const failing = store().write(async (tx) => {
      await addDecision(tx, { act: 'rejected', target: 'https://moot.example/never' })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect((await headOf(store().read)).sequence).toBe(8)
    expect(await verdict()).toMatchObject({ ok: true, entries: 8 })
  })

  test('has no gaps and no twins when several processes write at once', async () => {
    const other = await openStore(context.databaseUrl)
    try {
      const from = (await headOf(store().read)).sequence
      const write = (n: number) =>
        (n % 2 ? other : store()).write((tx) =>
          addDecision(tx, { act: 'rejected', target: `https://many.example/${n}` })
        )
      const places: Head[] = []
      // Two connections of one process that wait for each other would stop it: on SQLite they take turns.
      if (dialect === 'sqlite') for (let n = 0; n < 20; n++) places.push(await write(n))
      else places.push(...(await Promise.all(Array.from({ length: 20 }, (_, n) => write(n)))))
      const numbers = places.map(({ sequence }) => sequence).toSorted((a, b) => a - b)
      expect(numbers).toEqual(Array.from({ length: 20 }, (_, n) => from + 1 + n))
      expect((await verdict()).ok).toBe(true)
    } finally {
      await other.close()
    }
  })

  test('cannot be changed or emptied through the database', async () => {
    const attempts = [
      () => store().write((tx) => tx.update(decisions).set({ reason: 'Another' })),
      () => store().write((tx) => tx.update(decisions).set({ hash: null, sequence: null })),
      () => store().write((tx) => tx.delete(decisions)),
      () => store().write((tx) => tx.delete(logCheckpoints)),
      () => store().write((tx) => tx.update(logCheckpoints).set({ sequence: 1 })),
      () => store().write((tx) => tx.insert(decisions).values({ act: 'x', target: 'y', sequence: 2, hash: 'z' }))
    ]
    for (const attempt of attempts) await expect(attempt()).rejects.toThrow()
    // Replacing a row would remove it without asking the trigger for removals.
    if (dialect === 'sqlite') {
      const file = new Database(context.databaseUrl.slice(5))
      expect(() =>
        file.exec(
          "insert or replace into decisions select id, by_id, 'other', target, reason, detail, created_at, sequence, previous_hash, hash from decisions where sequence = 3"
        )
      ).toThrow(/only ever added to/)
      file.close()
    }
    expect((await verdict()).ok).toBe(true)
  })

  test('is signed once a day, and the signature is by the key that the server lists', async () => {
    await checkpointDaily(context)
    const [first, ...more] = (await allCheckpoints(store().read)).map(published)
    expect(more).toEqual([])
    expect(first!.sequence).toBe(6)
    expect(await isGenuine(first!)).toBe(true)
    expect(await isGenuine({ ...first!, sequence: 5 })).toBe(false)
    expect(await isGenuine({ ...first!, hash: genesis })).toBe(false)
    expect(await verdict({ key: first!.key })).toMatchObject({ ok: true })
    expect((await verdict({ key: 'z6MkOther' })).findings).toMatchObject([{ wrong: 'signature' }])
    const anchor = { sequence: 3, hash: 'f'.repeat(64) }
    expect((await verdict({ anchors: [anchor] })).findings).toMatchObject([{ sequence: 3, wrong: 'rewritten' }])
  })

  test('can be exported, and whatever is done to the file is found', async () => {
    const path = join(context.config.dataDir, 'log.jsonl')
    const lines: string[] = []
    for await (const line of exportLog(context)) lines.push(line)
    const look = async (changed: string[], known?: Known) => {
      writeFileSync(path, changed.join(''))
      return verifyLog(await sourceOfFile(path), known)
    }
    expect(await look(lines)).toMatchObject({ ok: true, entries: 28, checkpoints: 2 })
    const without = (n: number) => lines.filter((_, at) => at !== n)
    expect((await look(without(4))).findings).toMatchObject([{ sequence: 4, wrong: 'removed' }])
    expect((await look(lines.slice(0, -3))).findings).toMatchObject([{ sequence: 26, wrong: 'cut' }])
    const altered = lines.with(5, lines[5]!.replace('Noise', 'Spite'))
    expect((await look(altered)).findings).toMatchObject([{ sequence: 5, wrong: 'changed' }])
    expect((await look(lines.with(5, 'not JSON\n'))).findings[0]).toMatchObject({ sequence: 5, wrong: 'changed' })
    await expect(look(['{}\n'])).rejects.toThrow(/neither/)
  })
})

interface DecisionRow {
  id: string
  sequence: number
  by_id: string | null
  act: string
  target: string
  reason: string
  detail: string
  created_at: number
  previous_hash: string
  hash: string
}

/** A copy of the database file, with everything that guards it taken off, as somebody with the file could do. */
function tampered(change: (file: Database.Database) => void): string {
  const path = join(context.config.dataDir, `tampered-${Math.random().toString(36).slice(2)}.db`)
  const source = new Database(context.databaseUrl.slice(5))
  source.pragma('wal_checkpoint(truncate)')
  source.close()
  copyFileSync(context.databaseUrl.slice(5), path)
  const file = new Database(path)
  const triggers = file.prepare("select name from sqlite_master where type = 'trigger' and sql like '%RAISE%'").all()
  for (const { name } of triggers as { name: string }[]) file.exec(`drop trigger ${name}`)
  change(file)
  file.close()
  return path
}

const findings = async (change: (file: Database.Database) => void) => {
  const source = await sourceOfFile(tampered(change))
  try {
    return (await verifyLog(source)).findings
  } finally {
    source.close()
  }
}

/** Makes every hash from a number on anew, as somebody would who knows how. */
function rehash(file: Database.Database, from: number): void {
  const all = file
    .prepare('select * from decisions where sequence >= ? order by sequence')
    .all(from - 1) as DecisionRow[]
  let previous = from === 1 ? genesis : String(all[0]!.hash)
  for (const row of from === 1 ? all : all.slice(1)) {
    const { sequence, id, by_id: by, act, target, reason } = row
    const at = new Date(row.created_at).toISOString()
    const hash = entryHash({ sequence, id, at, by, act, target, reason, detail: JSON.parse(row.detail), previous })
    file.prepare('update decisions set previous_hash = ?, hash = ? where id = ?').run(previous, hash, id)
    previous = hash
  }
  file.prepare('update decision_head set hash = ?').run(previous)
}

describe.runIf(dialect === 'sqlite')('what is done by hand to the database file is found', () => {
  test('nothing, when nothing was done', async () => expect(await findings(() => {})).toEqual([]))

  test('a row that was changed', async () => {
    for (const change of [
      "reason = 'Another'",
      "by_id = 'b'",
      "act = 'released'",
      'created_at = created_at + 1',
      'detail = \'{"a":2}\'',
      "detail = '{'"
    ])
      expect(
        await findings((file) => file.exec(`update decisions set ${change} where sequence = 4`)),
        change
      ).toMatchObject([{ sequence: 4, wrong: 'changed' }])
  })

  test('a row that was changed, with its own hash made anew', async () => {
    const found = await findings((file) => {
      const row = file.prepare('select * from decisions where sequence = 4').get() as DecisionRow
      const { sequence, id, by_id: by, act, target, previous_hash: previous } = row
      const at = new Date(row.created_at).toISOString()
      const hash = entryHash({ sequence, id, at, by, act, target, reason: 'Another', detail: {}, previous })
      file.prepare("update decisions set reason = 'Another', hash = ? where id = ?").run(hash, id)
    })
    expect(found).toMatchObject([{ sequence: 5, wrong: 'rewritten' }])
    expect(found[0]!.detail).toContain('number 4')
  })

  test('a row that was changed, with every hash after it and the end made anew', async () => {
    const found = await findings((file) => {
      file.exec("update decisions set reason = 'Another' where sequence = 4")
      rehash(file, 4)
    })
    expect(found).toMatchObject([{ sequence: 6, wrong: 'rewritten' }])
  })

  test('a row that was removed: in the middle, at the beginning, at the end', async () => {
    const remove = (n: number) => findings((file) => file.exec(`delete from decisions where sequence = ${n}`))
    expect(await remove(4)).toMatchObject([{ sequence: 4, wrong: 'removed' }])
    expect(await remove(1)).toMatchObject([{ sequence: 1, wrong: 'removed' }])
    expect(await remove(28)).toMatchObject([{ sequence: 28, wrong: 'cut' }])
  })

  test('an end that was cut off together with what the log says of its end', async () => {
    const found = await findings((file) => {
      file.exec('delete from decisions where sequence > 5')
      file.exec('update decision_head set sequence = 5, hash = (select hash from decisions where sequence = 5)')
    })
    expect(found).toMatchObject([{ sequence: 6, wrong: 'cut' }])
  })

  test('a row that was removed, with the others moved up and made anew', async () => {
    const found = await findings((file) => {
      file.exec('delete from decisions where sequence = 3')
      file.exec('update decisions set sequence = sequence - 1000 where sequence > 3')
      file.exec('update decisions set sequence = sequence + 999 where sequence < 0')
      file.exec('update decision_head set sequence = sequence - 1')
      rehash(file, 3)
    })
    expect(found).toMatchObject([{ sequence: 6, wrong: 'rewritten' }])
  })

  test('two rows that changed places', async () => {
    const found = await findings((file) => {
      file.exec('update decisions set sequence = -1 where sequence = 4')
      file.exec('update decisions set sequence = 4 where sequence = 5')
      file.exec('update decisions set sequence = 5 where sequence = -1')
    })
    expect(found).toMatchObject([
      { sequence: 4, wrong: 'moved', detail: 'Number 4 was moved: it was number 5.' },
      { sequence: 5, wrong: 'moved', detail: 'Number 5 was moved: it was number 4.' }
    ])
  })

  test('rows that were put in', async () => {
    const put = (sequence: string) =>
      findings((file) => {
        file.exec('drop index decisions_sequence')
        file.exec(
          `insert into decisions select 'f' || substr(id, 2), by_id, act, target, reason, detail, created_at, ${sequence}, previous_hash, hash from decisions where sequence = 4`
        )
      })
    expect((await put('4')).map(({ sequence, wrong }) => [sequence, wrong])).toContainEqual([4, 'added'])
    expect(await put('null')).toMatchObject([{ wrong: 'unnumbered' }])
    expect((await put('29')).map(({ sequence, wrong }) => [sequence, wrong])).toContainEqual([29, 'added'])
  })

  test('a checkpoint that was changed', async () => {
    expect(await findings((file) => file.exec('update log_checkpoints set sequence = 5'))).toMatchObject([
      { sequence: 5, wrong: 'signature' }
    ])
  })
})

describe('the command', () => {
  const run = async (...args: string[]) => {
    const said: string[] = []
    const [log, error] = [console.log, console.error]
    console.log = (line: string) => void said.push(line)
    console.error = console.log
    try {
      return {
        status: await runCommand({ ...context.config, databaseUrl: context.databaseUrl }, args),
        said: said.join('\n')
      }
    } finally {
      console.log = log
      console.error = error
    }
  }

  test('says that the log is whole', async () => {
    const { status, said } = await run('audit', 'verify')
    expect(said).toContain('The decision log is whole.\n28 decisions')
    expect(status).toBe(0)
    const json = await run('audit', 'verify', '--json')
    expect(JSON.parse(json.said)).toMatchObject({ ok: true, entries: 28, head: { sequence: 28 } })
  })

  test('exports, once, and verifies the file without a database', async () => {
    const path = join(context.config.dataDir, 'exported.jsonl')
    expect(await run('audit', 'export', path)).toMatchObject({ status: 0 })
    expect(readFileSync(path, 'utf8').split('\n').length).toBe(1 + 28 + 1)
    expect((await run('audit', 'export', path)).said).toContain('new file')
    expect(await run('audit', 'verify', '--file', path)).toMatchObject({ status: 0 })
    writeFileSync(path, readFileSync(path, 'utf8').replace('Noise', 'Spite'))
    const { status, said } = await run('audit', 'verify', '--file', path)
    expect(status).toBe(1)
    expect(said).toContain('was changed')
    expect((await run('audit', 'verify', '--file', `${path}.none`)).said).toContain('There is no file')
    expect((await run('audit', 'verify', '--anchor', 'x')).said).toContain('--anchor is a number and a hash')
  })

  test.runIf(dialect === 'sqlite')('finds it in a process of its own, and its exit status says so', () => {
    const path = tampered((file) => file.exec("update decisions set reason = 'Another' where sequence = 7"))
    const script = join(import.meta.dirname, '../../scripts/folkmoot.ts')
    const before = readFileSync(path)
    const done = spawnSync(process.execPath, [script, 'audit', 'verify', '--file', path], {
      env: { PATH: process.env.PATH, DATA_DIR: context.config.dataDir, SECRET_KEY: context.config.secretKey },
      encoding: 'utf8'
    })
    expect(done.stdout).toContain('WRONG 7 changed')
    expect(done.status).toBe(1)
    expect(readFileSync(path).equals(before)).toBe(true)
  })
})

test('older rows are chained at the first chance, on a database that has no chain', async () => {
  const fresh = await makeTestContext()
  try {
    const older = Array.from({ length: 600 }, (_, n) => ({ act: 'released', target: `https://old.example/${n}` }))
    await fresh.store.write((tx) => tx.insert(decisions).values(older))
    expect((await verifyLog(await sourceOfStore(fresh.store.read))).findings[0]).toMatchObject({ wrong: 'unnumbered' })
    await fresh.store.write(chainAll)
    const [last] = await fresh.store.read.select({ n: sql<number>`max(sequence)` }).from(decisions)
    expect(Number(last!.n)).toBe(600)
    expect(await verifyLog(await sourceOfStore(fresh.store.read))).toMatchObject({ ok: true, entries: 600 })
  } finally {
    await fresh.close()
  }
})
