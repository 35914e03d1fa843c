/** Reads a decision log from where it is: the database, a database file as it lies there, or an exported file. */
import { closeSync, copyFileSync, createReadStream, existsSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { Problem } from '../../errors.ts'
import type { Reader } from '../../store/store.ts'
import type { Chained } from './chain.ts'
import { allCheckpoints } from './checkpoints.store.ts'
import { type Checkpoint, published } from './checkpoints.ts'
import { chained, entriesAfter, headOf, unnumbered } from './decisions.store.ts'
import { format } from './export.ts'
import type { LogSource } from './verify.ts'

export interface OpenSource extends LogSource {
  close(): void
}

/** The log of a database that is open. */
export async function sourceOfStore(db: Reader): Promise<OpenSource> {
  const [head, rows, loose] = await Promise.all([headOf(db), allCheckpoints(db), unnumbered(db)])
  async function* entries() {
    let after = Number.MIN_SAFE_INTEGER
    for (;;) {
      const part = await entriesAfter(db, Math.max(after, -2_147_483_648))
      for (const row of part) yield chained(row)
      const last = part.at(-1)?.sequence
      if (last === undefined || last === null || part.length < 1_000) return
      after = last
    }
  }
  return {
    ...{ entries, head, checkpoints: rows.map(published), unnumbered: loose.map(({ id }) => id) },
    close() {}
  }
}

/** The log in a file: an SQLite database, which is only read, or what `audit export` wrote. Throws Problem. */
export async function sourceOfFile(path: string): Promise<OpenSource> {
  if (!existsSync(path)) throw new Problem(422, `There is no file ${path}.`)
  return isSqlite(path) ? sourceOfDatabase(path) : sourceOfExport(path)
}

function isSqlite(path: string): boolean {
  const start = Buffer.alloc(15)
  const file = openSync(path, 'r')
  try {
    readSync(file, start, 0, 15, 0)
  } finally {
    closeSync(file)
  }
  return start.toString('latin1') === 'SQLite format 3'
}

interface Row {
  id: string
  by_id: string | null
  act: string
  target: string
  reason: string
  detail: string
  created_at: number
  sequence: number
  previous_hash: string | null
  hash: string | null
}

function sourceOfDatabase(path: string): OpenSource {
  const { database, close } = openReadOnly(path)
  const all = <Kind>(sql: string) => database.prepare(sql).all() as Kind[]
  try {
    const [head] = all<{ sequence: number; hash: string }>("select sequence, hash from decision_head where id = 'head'")
    const checkpoints = all<Omit<Checkpoint, 'at' | 'key'> & { created_at: number; public_key: string }>(
      'select sequence, hash, origin, public_key, signature, created_at from log_checkpoints order by id'
    )
    return {
      async *entries() {
        const rows = database.prepare('select * from decisions where sequence is not null order by sequence, id')
        for (const row of rows.iterate()) yield entryOf(row as Row)
      },
      head: head ?? { sequence: 0, hash: '0'.repeat(64) },
      checkpoints: checkpoints.map(({ created_at, public_key, ...rest }) => ({
        ...rest,
        key: public_key,
        at: moment(created_at)
      })),
      unnumbered: all<{ id: string }>('select id from decisions where sequence is null limit 100').map(({ id }) => id),
      close
    }
  } catch (error) {
    close()
    const { message } = error as Error
    throw new Problem(422, `${path} has no decision log that can be read (${message}). A database of an older version?`)
  }
}

/** Opens a database for reading; a copy of it where it lies in a folder that cannot be written, as SQLite then asks for. */
function openReadOnly(path: string): { database: Database.Database; close: () => void } {
  try {
    const database = new Database(path, { readonly: true, fileMustExist: true })
    database.prepare('select 1 from sqlite_master').get()
    return { database, close: () => database.close() }
  } catch (error) {
    if (!/^SQLITE_(CANTOPEN|READONLY)/.test(String((error as { code?: string }).code))) throw error
    const folder = mkdtempSync(join(tmpdir(), 'folkmoot-audit-'))
    const copy = join(folder, 'copy.db')
    for (const end of ['', '-wal']) if (existsSync(path + end)) copyFileSync(path + end, copy + end)
    const database = new Database(copy)
    const close = () => {
      database.close()
      rmSync(folder, { recursive: true, force: true })
    }
    return { database, close }
  }
}

const moment = (at: unknown) => {
  const date = new Date(Number(at))
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString()
}

const entryOf = (row: Row): Chained => ({
  sequence: row.sequence,
  id: row.id,
  at: moment(row.created_at),
  by: row.by_id,
  act: row.act,
  target: row.target,
  reason: row.reason,
  detail: detailOf(row.detail),
  previous: row.previous_hash ?? '',
  hash: row.hash ?? ''
})

/** What is no JSON any more is told by its hash. */
function detailOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return { unreadable: text }
  }
}

async function sourceOfExport(path: string): Promise<OpenSource> {
  const lines = () => createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })
  const parsed = (line: string): Record<string, unknown> | undefined => {
    try {
      const value: unknown = JSON.parse(line)
      return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : undefined
    } catch {
      return undefined
    }
  }
  let first: Record<string, unknown> | undefined
  for await (const line of lines()) {
    first = parsed(line.slice(0, 10_000_000))
    break
  }
  if (first?.format !== format)
    throw new Problem(422, `${path} is neither a database of Folkmoot nor a log that \`folkmoot audit export\` wrote.`)
  const header = first as { head: { sequence: number; hash: string }; checkpoints: Checkpoint[] }
  return {
    async *entries() {
      let n = 0
      for await (const line of lines()) {
        if (n++ === 0 || line.trim() === '') continue
        const entry = parsed(line)
        // A line that cannot be read counts as changed, at the place where it stands.
        yield (entry ?? { sequence: n - 1, id: '', hash: '', previous: '' }) as unknown as Chained
      }
    },
    head: header.head,
    checkpoints: Array.isArray(header.checkpoints) ? header.checkpoints : [],
    unnumbered: [],
    close() {}
  }
}
