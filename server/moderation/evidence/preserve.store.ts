/** Keeps a copy of what a legal hold covers, in the transaction that is about to change it, withdraw it or drop it. */
import { and, eq } from 'drizzle-orm'
import canonical from 'json-canon'
import {
  acceptedAnswers,
  actors,
  held,
  interests,
  mentions,
  posts,
  preserved,
  questions,
  quotes,
  stories
} from '../../../schema/index.ts'
import type { Reader, Writer } from '../../store/store.ts'
import { textOf } from '../../text/sanitise.ts'
import { keepableJson, sha256 } from '../log/chain.ts'
import { activeHolds, addCopy, covering, holdsOfCopies, type LegalHold, type Thing } from './holds.store.ts'
import { isForSome } from './private.ts'

/** What was about to happen to what was kept. */
export type Why = 'withdrawn' | 'deleted' | 'changed' | 'rejected' | 'expired' | 'dropped'

/** A post as holds see it, with everything that belongs to its row. */
export interface WholeCopy {
  thing: Thing
  private: boolean
  content: Record<string, unknown>
}

/** A post with all that belongs to it, whoever may read it: for keeping, never for showing. */
export async function copyOfPost(db: Reader, id: string): Promise<WholeCopy | undefined> {
  const [row] = await db
    .select({ post: posts, author: actors, story: stories, question: questions, quote: quotes })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.author))
    .leftJoin(stories, eq(stories.post, posts.id))
    .leftJoin(questions, eq(questions.post, posts.id))
    .leftJoin(quotes, eq(quotes.post, posts.id))
    .where(eq(posts.id, id))
  if (!row) return undefined
  const { post, author, story, question, quote } = row
  const [root, named, interested, accepted] = await Promise.all([
    db.select({ uri: posts.uri }).from(posts).where(eq(posts.id, post.thread)),
    db
      .select({ uri: actors.uri })
      .from(mentions)
      .innerJoin(actors, eq(actors.id, mentions.actor))
      .where(eq(mentions.post, id))
      .limit(1_000),
    db
      .select({ kind: interests.kind, actor: actors.uri })
      .from(interests)
      .innerJoin(actors, eq(actors.id, interests.actor))
      .where(eq(interests.post, id))
      .limit(1_000),
    db.select().from(acceptedAnswers).where(eq(acceptedAnswers.answer, id))
  ])
  return {
    thing: {
      uri: post.uri,
      author: author.uri,
      thread: root[0]?.uri,
      text: wordsOf({ post, story })
    },
    private: !['public', 'unlisted', 'local'].includes(post.audience === 'withdrawn' ? post.visibility : post.audience),
    content: keepableJson({
      post,
      author: profileOf(author),
      ...{ story, question, quote, accepted, named: named.map(({ uri }) => uri), interest: interested }
    })
  }
}

/** All the words of a post or of a held item as it was kept. */
export function wordsOf(content: Record<string, unknown>): string {
  const {
    post,
    story,
    held: item
  } = content as {
    post?: Pick<typeof posts.$inferSelect, 'title' | 'summary' | 'warning' | 'html' | 'topics'>
    story?: Pick<typeof stories.$inferSelect, 'wentWellHtml' | 'wentBadlyHtml'> | null
    held?: Pick<typeof held.$inferSelect, 'summary'>
  }
  const html = [post?.html, story?.wentWellHtml, story?.wentBadlyHtml].map((one) => textOf(one ?? ''))
  return [post?.title, post?.summary, post?.warning, ...html, ...(post?.topics ?? []), item?.summary]
    .filter(Boolean)
    .join('\n')
}

const profileOf = (actor: typeof actors.$inferSelect) => {
  const { id, uri, url, type, username, host, name, summary, profile, fields, iconUrl, avatar, alsoKnownAs } = actor
  return { ...{ id, uri, url, type, username, host, name, summary, profile, fields, iconUrl, avatar, alsoKnownAs } }
}

/** Keeps a post as it stands when a hold covers it. Costs one small query when there is no hold at all. */
export async function preservePost(tx: Writer, id: string, why: Why): Promise<void> {
  const holds = await activeHolds(tx)
  if (holds.length === 0) return
  const copy = await copyOfPost(tx, id)
  if (!copy || isTombstone(copy)) return
  await keep(tx, holds, 'post', why, copy)
}

const isTombstone = ({ content }: WholeCopy) => (content.post as { audience: string }).audience === 'withdrawn'

/** Keeps what waits in the queue before its words go; with `once`, what was not kept for this reason before. */
export async function preserveHeld(tx: Writer, ids: string[], why: Why, once = false): Promise<void> {
  const holds = ids.length === 0 ? [] : await activeHolds(tx)
  if (holds.length === 0) return
  for (const id of ids) {
    const [item] = await tx.select().from(held).where(eq(held.id, id))
    if (!item?.activity) continue
    const thing = await thingOfHeld(tx, item)
    if (once && (await hasCopy(tx, thing.uri, why))) continue
    await keep(tx, holds, 'held', why, { thing, private: isForSome(item), content: keepableJson({ held: item }) })
  }
}

async function hasCopy(db: Reader, uri: string, why: Why): Promise<boolean> {
  const same = and(eq(preserved.uri, uri), eq(preserved.kind, 'held'), eq(preserved.why, why))
  return (await db.$count(preserved, same)) > 0
}

/** A held item as holds see it. */
export async function thingOfHeld(db: Reader, item: typeof held.$inferSelect): Promise<Thing> {
  const thread = item.about ? await threadOf(db, item.about) : undefined
  return { uri: item.object ?? item.uri, author: item.actor, thread, text: item.summary }
}

/** The holds in force that cover something in the queue. */
export async function holdsOnHeld(db: Reader, item: typeof held.$inferSelect): Promise<LegalHold[]> {
  const holds = await activeHolds(db)
  return holds.length === 0 ? [] : coveringNow(db, holds, await thingOfHeld(db, item))
}

async function threadOf(db: Reader, uri: string): Promise<string> {
  const [about] = await db.select({ thread: posts.thread }).from(posts).where(eq(posts.uri, uri))
  if (!about) return uri
  const [root] = await db.select({ uri: posts.uri }).from(posts).where(eq(posts.id, about.thread))
  return root?.uri ?? uri
}

/** Keeps who somebody said they were, before their account goes. */
export async function preserveActor(tx: Writer, id: string, why: Why): Promise<void> {
  const holds = (await activeHolds(tx)).filter(({ kind }) => kind === 'author' || kind === 'item')
  if (holds.length === 0) return
  const [actor] = await tx.select().from(actors).where(eq(actors.id, id))
  if (!actor || actor.deleted) return
  const thing = { uri: actor.uri, author: actor.uri, text: '' }
  await keep(tx, holds, 'actor', why, { thing, private: false, content: keepableJson({ actor: profileOf(actor) }) })
}

/** The holds in force that cover a post, by its id, or anything of an author, by their address. */
export async function underHold(db: Reader, which: { post: string } | { actor: string }): Promise<LegalHold[]> {
  const holds = await activeHolds(db)
  if (holds.length === 0) return []
  if ('actor' in which) return holds.filter(({ kind, target }) => kind === 'author' && target === which.actor)
  const copy = await copyOfPost(db, which.post)
  return copy ? coveringNow(db, holds, copy.thing) : []
}

/** Whether what belongs to a post, such as its files, may go for good. */
export const mayDelete = async (db: Reader, post: string): Promise<boolean> =>
  (await underHold(db, { post })).length === 0

/** Whether a file of ours may go for good: no hold covers the post that it is part of, nor whose portrait it is. */
export async function mayDeletePicture(
  { store }: { store: { read: Reader } },
  picture: { post: string | null; owner: string | null }
): Promise<boolean> {
  if (picture.post) return mayDelete(store.read, picture.post)
  const [owner] = picture.owner
    ? await store.read.select({ uri: actors.uri }).from(actors).where(eq(actors.id, picture.owner))
    : []
  return !owner || (await underHold(store.read, { actor: owner.uri })).length === 0
}

/** Those that cover it by what it says now, and those for which it was kept before it said so. */
async function coveringNow(db: Reader, holds: LegalHold[], thing: Thing): Promise<LegalHold[]> {
  const now = covering(holds, thing)
  const others = holds.filter((one) => one.kind === 'search' && !now.includes(one))
  if (others.length === 0) return now
  const before = await holdsOfCopies(db, thing.uri)
  return [...now, ...others.filter(({ id }) => before.has(id))]
}

async function keep(
  tx: Writer,
  holds: LegalHold[],
  kind: 'post' | 'held' | 'actor',
  why: Why,
  { thing, private: isPrivate, content }: WholeCopy
): Promise<void> {
  const by = (await coveringNow(tx, holds, thing)).map(({ id }) => id)
  if (by.length === 0) return
  const { uri, author, thread } = thing
  const hash = sha256(canonical(content))
  await addCopy(tx, { kind, why, uri, author, thread: thread ?? null, private: isPrivate, content, hash }, by)
}
