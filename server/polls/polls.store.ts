/** Votes, as kept in the database, and the counts on their polls. */
import { and, count, countDistinct, eq, inArray, type SQL } from 'drizzle-orm'
import { actors, type Poll, pollVotes, posts, tallies } from '../../schema/index.ts'
import type { Actor } from '../posts/posts.store.ts'
import type { Reader, Writer } from '../store/store.ts'

export type Vote = typeof pollVotes.$inferSelect

/** Keeps a vote; undefined when this actor has voted before: for anything, or, where several may be chosen, for this. */
export async function addVote(
  tx: Writer,
  vote: { poll: string; actor: string; option: string; multiple: boolean }
): Promise<Vote | undefined> {
  const { multiple, ...row } = vote
  const slot = multiple ? vote.option : ''
  const [kept] = await tx
    .insert(pollVotes)
    .values({ ...row, slot })
    .onConflictDoNothing()
    .returning()
  return kept
}

/** One vote. */
export async function voteById(db: Reader, id: string): Promise<Vote | undefined> {
  const [row] = await db.select().from(pollVotes).where(eq(pollVotes.id, id))
  return row
}

/** What an actor chose in these polls. */
export async function votesOf(db: Reader, actor: string, polls: string[]): Promise<Map<string, string[]>> {
  if (polls.length === 0) return new Map()
  const rows = await db
    .select({ poll: pollVotes.poll, option: pollVotes.option })
    .from(pollVotes)
    .where(and(eq(pollVotes.actor, actor), inArray(pollVotes.poll, polls)))
  const grouped = Map.groupBy(rows, (row) => row.poll)
  return new Map([...grouped].map(([poll, votes]) => [poll, votes.map((vote) => vote.option)]))
}

/** Forgets the votes in a poll whose options are others now. */
export async function dropVotes(tx: Writer, poll: string): Promise<void> {
  await tx.delete(pollVotes).where(eq(pollVotes.poll, poll))
}

/** Keeps the counts of a poll. */
export async function keepPoll(tx: Writer, id: string, poll: Poll): Promise<void> {
  await tx.update(posts).set({ poll }).where(eq(posts.id, id))
}

/** Counts the votes in a poll of ours again, leaving out whoever is blocked. */
export async function countVotes(tx: Writer, id: string, poll: Poll): Promise<Poll> {
  const shown = and(eq(pollVotes.poll, id), eq(actors.blocked, false))
  const rows = await tx
    .select({ option: pollVotes.option, n: count() })
    .from(pollVotes)
    .innerJoin(actors, eq(actors.id, pollVotes.actor))
    .where(shown)
    .groupBy(pollVotes.option)
  const [people] = await tx
    .select({ n: countDistinct(pollVotes.actor) })
    .from(pollVotes)
    .innerJoin(actors, eq(actors.id, pollVotes.actor))
    .where(shown)
  const votes = (text: string) => rows.find((row) => row.option === text)?.n ?? 0
  const counted = {
    ...poll,
    options: poll.options.map(({ text }) => ({ text, votes: votes(text) })),
    voters: people?.n ?? 0
  }
  await keepPoll(tx, id, counted)
  return counted
}

/** Counts again wherever these actors voted in a poll of ours: they were blocked, or are so no longer. */
export async function recountVotesOf(tx: Writer, whose: SQL | undefined): Promise<void> {
  const rows = await tx
    .selectDistinct({ id: posts.id })
    .from(pollVotes)
    .innerJoin(actors, eq(actors.id, pollVotes.actor))
    .innerJoin(posts, and(eq(posts.id, pollVotes.poll), eq(posts.local, true)))
    .where(whose)
  for (const { id } of rows) {
    const [row] = await tx.select({ poll: posts.poll }).from(posts).where(eq(posts.id, id))
    if (row?.poll) await countVotes(tx, id, row.poll)
  }
}

/** Who voted in a poll, for telling them the results; at most `most`. */
export async function votersIn(db: Reader, poll: string, most = 500): Promise<Actor[]> {
  const rows = await db
    .selectDistinct({ actor: pollVotes.actor })
    .from(pollVotes)
    .where(eq(pollVotes.poll, poll))
    .limit(most)
  const ids = rows.map((row) => row.actor)
  return ids.length === 0 ? [] : db.select().from(actors).where(inArray(actors.id, ids))
}

/** When the last telling of a poll's results was due. */
export async function lastTally(db: Reader, poll: string): Promise<Date | undefined> {
  const [row] = await db.select({ due: tallies.due }).from(tallies).where(eq(tallies.poll, poll))
  return row?.due
}

/** Remembers when the next telling is due. */
export async function keepTally(tx: Writer, poll: string, due: Date): Promise<void> {
  await tx.insert(tallies).values({ poll, due }).onConflictDoUpdate({ target: tallies.poll, set: { due } })
}
