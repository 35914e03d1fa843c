/** Tokens of the JSON API, as kept in the database: only their hashes. */
import { and, desc, eq, isNull } from 'drizzle-orm'
import { actors, apiTokens, members } from '../../schema/index.ts'
import type { Reader, Writer } from '../store/store.ts'

export type ApiToken = typeof apiTokens.$inferSelect

/** Adds a token. */
export async function addToken(tx: Writer, token: typeof apiTokens.$inferInsert): Promise<ApiToken> {
  const [row] = await tx.insert(apiTokens).values(token).returning()
  return row!
}

/** The query for a token that counts, of a member who may sign in, with both. */
export const liveToken = (db: Reader, hash: string) =>
  db
    .select({ token: apiTokens, member: members, actor: actors })
    .from(apiTokens)
    .innerJoin(members, eq(members.id, apiTokens.member))
    .innerJoin(actors, eq(actors.id, members.actor))
    .where(and(eq(apiTokens.hash, hash), isNull(apiTokens.revoked), isNull(members.disabled)))

/** A member's tokens that count, the newest first. */
export const tokensOf = (db: Reader, member: string): Promise<ApiToken[]> =>
  db
    .select()
    .from(apiTokens)
    .where(and(eq(apiTokens.member, member), isNull(apiTokens.revoked)))
    .orderBy(desc(apiTokens.id))
    .limit(200)

/** Notes that a token was used. */
export async function touchToken(tx: Writer, id: string, now: Date): Promise<void> {
  await tx.update(apiTokens).set({ used: now }).where(eq(apiTokens.id, id))
}

/** Makes a member's token count no more; tells whether it did. */
export async function revokeOne(tx: Writer, member: string, id: string, now: Date): Promise<boolean> {
  const gone = await tx
    .update(apiTokens)
    .set({ revoked: now })
    .where(and(eq(apiTokens.id, id), eq(apiTokens.member, member), isNull(apiTokens.revoked)))
    .returning({ id: apiTokens.id })
  return gone.length > 0
}

/** Makes all tokens of a member count no more. */
export async function revokeAll(tx: Writer, member: string, now: Date): Promise<void> {
  await tx
    .update(apiTokens)
    .set({ revoked: now })
    .where(and(eq(apiTokens.member, member), isNull(apiTokens.revoked)))
}
