/** Named settings that people change in the running server, as kept in the database. */
import { eq } from 'drizzle-orm'
import { settings } from '../../schema/index.ts'
import type { Reader, Writer } from '../store/store.ts'

/** A setting's value; undefined when it was never kept. */
export async function readSetting<Value>(db: Reader, name: string): Promise<Value | undefined> {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.name, name))
  return row?.value as Value | undefined
}

/** Keeps a setting, new or changed. */
export async function keepSetting(tx: Writer, name: string, value: unknown, now: Date): Promise<void> {
  await tx
    .insert(settings)
    .values({ name, value, changed: now })
    .onConflictDoUpdate({ target: settings.name, set: { value, changed: now } })
}

/** Keeps a setting unless it is there already; tells whether it was kept. */
export async function addSetting(tx: Writer, name: string, value: unknown, now: Date): Promise<boolean> {
  const kept = await tx
    .insert(settings)
    .values({ name, value, changed: now })
    .onConflictDoNothing()
    .returning({ name: settings.name })
  return kept.length > 0
}
