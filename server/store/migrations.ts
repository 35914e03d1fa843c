/** Which migrations the database has had, for telling whether the code and the tables belong together. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { dialect } from '../../schema/columns.ts'
import type { Reader } from './store.ts'

/** How many migrations this code has. */
export function knownMigrations(): number {
  const folder = fileURLToPath(new URL(`../../schema/migrations/${dialect}/meta/`, import.meta.url))
  let n = 0
  while (existsSync(`${folder}${String(n).padStart(4, '0')}_snapshot.json`)) n++
  return n
}

/** How many migrations this database has had; 0 for an empty one. */
export async function appliedMigrations(db: Reader): Promise<number> {
  const tables = dialect === 'postgres' ? sql`information_schema.tables` : sql`sqlite_master`
  const column = dialect === 'postgres' ? sql`table_name` : sql`name`
  const [known] = await db.select({ one: sql`1` }).from(tables).where(sql`${column} = '__drizzle_migrations'`)
  if (!known) return 0
  const journal = dialect === 'postgres' ? sql`drizzle.__drizzle_migrations` : sql`__drizzle_migrations`
  const [row] = await db.select({ n: sql<number>`count(*)` }).from(journal)
  return Number(row?.n ?? 0)
}
