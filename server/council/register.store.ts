/** The imported lists of councils and services, as kept in the database. */
import { and, asc, count, eq, gte, inArray, lt, sql } from 'drizzle-orm'
import { councils, services } from '../../schema/index.ts'
import type { Reader, Writer } from '../store/store.ts'

export type RegisteredCouncil = typeof councils.$inferSelect
export type Service = typeof services.$inferSelect

/** Keeps councils, new or changed, under their codes. */
export async function keepCouncils(tx: Writer, list: RegisteredCouncil[]): Promise<void> {
  for (let from = 0; from < list.length; from += 200) {
    await tx
      .insert(councils)
      .values(list.slice(from, from + 200))
      .onConflictDoUpdate({
        target: councils.gss,
        set: { name: sql`excluded.name`, type: sql`excluded.type`, region: sql`excluded.region` }
      })
  }
}

/** Councils whose name begins so, by name. */
export const councilsByPrefix = (db: Reader, prefix: string, size: number) =>
  db
    .select()
    .from(councils)
    .where(and(gte(councils.name, prefix), lt(councils.name, `${prefix}\uffff`)))
    .orderBy(asc(councils.name))
    .limit(size)

/** Every council, by name: a few hundred. */
export const allCouncils = (db: Reader) => db.select().from(councils).orderBy(asc(councils.name)).limit(2_000)

/** One council by its code. */
export async function councilByGss(db: Reader, gss: string): Promise<RegisteredCouncil | undefined> {
  const [row] = await db.select().from(councils).where(eq(councils.gss, gss))
  return row
}

/** How many councils the register has. */
export async function countCouncils(db: Reader): Promise<number> {
  const [row] = await db.select({ n: count() }).from(councils)
  return row?.n ?? 0
}

/** Keeps services, new or changed, under their ids. */
export async function keepServices(tx: Writer, list: Service[]): Promise<void> {
  for (let from = 0; from < list.length; from += 200) {
    await tx
      .insert(services)
      .values(list.slice(from, from + 200))
      .onConflictDoUpdate({ target: services.id, set: { name: sql`excluded.name`, uri: sql`excluded.uri` } })
  }
}

/** Keeps services that are not there yet. */
export async function addServices(tx: Writer, list: Service[]): Promise<void> {
  await tx.insert(services).values(list).onConflictDoNothing()
}

/** Services by name. */
export const servicesByName = (db: Reader) => db.select().from(services).orderBy(asc(services.name)).limit(3_000)

/** One service by its id or its address. */
export async function findService(db: Reader, ids: string[]): Promise<Service | undefined> {
  const [row] = await db.select().from(services).where(inArray(services.id, ids)).limit(1)
  return row
}

/** How many services there are. */
export async function countServices(db: Reader): Promise<number> {
  const [row] = await db.select({ n: count() }).from(services)
  return row?.n ?? 0
}
