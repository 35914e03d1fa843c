/** Which stories and recipes build on which, as kept in the database, and which stories are worth repeating for it. */
import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, or, type SQL } from 'drizzle-orm'
import { actors, instances, posts, recipes, stories } from '../../schema/index.ts'
import { type Looking, listed, selectPosts, type WholePost } from '../posts/whole.store.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader, Writer } from '../store/store.ts'
import { unindexed } from '../store/unindexed.ts'

/** A story or a recipe with the address of what it builds on. */
export type Grown = WholePost & { from: string | null }

/** What builds on any of these addresses, the oldest first, as whoever is looking may list it. */
export async function builtOn(db: Reader, uris: string[], looking: Looking, most: number): Promise<Grown[]> {
  if (uris.length === 0) return []
  const found = await builtOnQuery(db, uris)
  if (found.length === 0) return []
  const from = new Map(found.map((row) => [row.post, row.from]))
  const rows = await selectPosts(db)
    .where(and(inArray(posts.id, [...from.keys()]), listed(db, looking)))
    .limit(most)
  return rows
    .map((row) => ({ ...row, from: from.get(row.post.id) ?? null }))
    .sort((a, b) => (a.post.placed < b.post.placed ? -1 : 1))
}

/** The ids behind {@link builtOn}: mostly there are none, and then this is all that is asked. */
const builtOnQuery = (db: Reader, uris: string[]) =>
  db
    .select({ post: stories.post, from: stories.basedOn })
    .from(stories)
    .where(inArray(stories.basedOn, uris))
    .unionAll(db.select({ post: recipes.post, from: recipes.story }).from(recipes).where(inArray(recipes.story, uris)))
    .limit(2_000)

/** A story or a recipe with what it builds on. */
export async function grown(db: Reader, whole: WholePost): Promise<Grown> {
  const [recipe] =
    whole.post.kind === 'recipe'
      ? await db.select({ story: recipes.story }).from(recipes).where(eq(recipes.post, whole.post.id))
      : []
  return { ...whole, from: whole.story?.basedOn ?? recipe?.story ?? null }
}

/** A story or a recipe by its address, with what it builds on. */
export async function grownAt(db: Reader, uri: string, looking: Looking): Promise<Grown | undefined> {
  const [row] = await selectPosts(db).where(
    and(eq(posts.uri, uri), inArray(unindexed(posts.kind), ['story', 'recipe']), listed(db, looking))
  )
  return row && grown(db, row)
}

/** One page of the replications of a story and of its recipes, the newest first. */
export async function listReplications(
  db: Reader,
  uri: string,
  looking: Looking,
  asked: PageAsked
): Promise<Page<WholePost>> {
  const size = pageSize(asked)
  const uris = [uri, ...(await recipesOf(db, uri, listed(db, looking)))]
  const rows = (await Promise.all(uris.map((uri) => replicationsQuery(db, uri, looking, asked, size)))).flat()
  rows.sort((a, b) => (a.post.placed < b.post.placed === !!asked.before ? -1 : 1))
  return cutPage(rows, asked, size, (row) => row.post.placed)
}

/** The query behind {@link listReplications}: an index is in order for one source only. */
export const replicationsQuery = (db: Reader, uri: string, looking: Looking, asked: PageAsked, size: number) =>
  selectPosts(db)
    .where(
      and(
        eq(stories.basedOn, uri),
        listed(db, looking),
        asked.after ? lt(stories.placed, asked.after) : undefined,
        asked.before ? gt(stories.placed, asked.before) : undefined
      )
    )
    .orderBy(asked.before ? asc(stories.placed) : desc(stories.placed))
    .limit(size + 1)

/** The addresses of the recipes that were made of a story; with `shown` only of those, see `listed`. */
export async function recipesOf(db: Reader, story: string, shown?: SQL): Promise<string[]> {
  const rows = await db
    .select({ uri: posts.uri })
    .from(recipes)
    .innerJoin(posts, eq(posts.id, recipes.post))
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(and(eq(recipes.story, story), shown))
    .limit(50)
  return rows.map(({ uri }) => uri)
}

/** So many other councils make a story practice worth repeating. */
export const enough = 2

/**
 * Counts anew which of the stories at these addresses are worth repeating: with replications, or replications of their
 * recipes, that anyone may read, by people of two other councils who at least try it. Gives the ids of those that became so.
 */
export async function recountWorth(tx: Writer, uris: (string | null | undefined)[], now: Date): Promise<string[]> {
  const became: string[] = []
  for (const asked of new Set(uris.filter((uri) => uri))) {
    const uri = await storyBehind(tx, asked!)
    const [source] = await tx
      .select({ id: posts.id, host: actors.host, worth: stories.worth })
      .from(posts)
      .innerJoin(actors, eq(actors.id, posts.author))
      .innerJoin(stories, eq(stories.post, posts.id))
      .where(eq(posts.uri, uri))
    if (!source) continue
    const hosts = await replicatingHosts(tx, [uri, ...(await recipesOf(tx, uri))], source.host)
    const worth = hosts.length >= enough
    if (worth === (source.worth !== null)) continue
    await tx
      .update(stories)
      .set({ worth: worth ? now : null })
      .where(eq(stories.post, source.id))
    if (worth) became.push(source.id)
  }
  return became
}

/** Replications of a recipe are of the story that it was made of. */
async function storyBehind(tx: Writer, uri: string): Promise<string> {
  const [made] = await tx
    .select({ story: recipes.story })
    .from(posts)
    .innerJoin(recipes, eq(recipes.post, posts.id))
    .where(eq(posts.uri, uri))
  return made?.story ?? uri
}

async function replicatingHosts(tx: Writer, uris: string[], own: string): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ host: actors.host })
    .from(stories)
    .innerJoin(posts, eq(posts.id, stories.post))
    .innerJoin(actors, eq(actors.id, posts.author))
    .leftJoin(instances, eq(instances.host, actors.host))
    .where(
      and(
        inArray(stories.basedOn, uris),
        inArray(unindexed(posts.audience), ['public', 'unlisted']),
        eq(actors.blocked, false),
        or(isNull(stories.state), inArray(unindexed(stories.state), ['trying', 'embedded'])),
        or(eq(actors.local, true), eq(instances.software, 'folkmoot'), eq(instances.trust, 'network'), isCouncil(tx))
      )
    )
  return rows.map(({ host }) => host).filter((host) => host !== own)
}

/** A server with an organisation of its own is a council's. */
function isCouncil(tx: Writer): SQL {
  const there = tx
    .select({ host: actors.host })
    .from(actors)
    .where(and(eq(actors.type, 'Organization'), eq(actors.blocked, false), isNull(actors.deleted)))
  return inArray(actors.host, there)
}

/** Counts again wherever these actors replicated something: they were blocked, or are so no longer, or are a council now. */
export async function recountWorthOf(tx: Writer, whose: SQL | undefined, now: Date): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ uri: stories.basedOn })
    .from(stories)
    .innerJoin(posts, eq(posts.id, stories.post))
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(and(whose, isNotNull(stories.basedOn)))
  return recountWorth(
    tx,
    rows.map(({ uri }) => uri),
    now
  )
}

/** What a story builds on. */
export async function basedOnOf(db: Reader, post: string): Promise<string | null> {
  const [row] = await db.select({ uri: stories.basedOn }).from(stories).where(eq(stories.post, post))
  return row?.uri ?? null
}

/** How many known steps lead down from a story, up to `most`: the longest line of replications of replications. */
export async function depthBelow(db: Reader, uri: string, most: number): Promise<number> {
  const seen = new Set([uri])
  let level = [uri]
  for (let depth = 0; depth < most; depth++) {
    const rows = await db
      .select({ uri: posts.uri })
      .from(stories)
      .innerJoin(posts, eq(posts.id, stories.post))
      .where(inArray(stories.basedOn, level))
      .limit(100)
    level = rows.map((row) => row.uri).filter((one) => !seen.has(one))
    if (level.length === 0) return depth
    for (const one of level) seen.add(one)
  }
  return most
}

/** The author of the post at an address: a list of one, or of none. */
export async function anyAuthorAt(db: Reader, uri: string): Promise<WholePost['author'][]> {
  const rows = await db
    .select({ actor: actors })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(eq(posts.uri, uri))
  return rows.map(({ actor }) => actor)
}

/** {@link recountWorthOf} for everybody at a host. */
export const recountWorthAt = (tx: Writer, host: string, now: Date): Promise<string[]> =>
  recountWorthOf(tx, eq(actors.host, host), now)

/** Stories of ours that build on what is at an address: the ids of at most 20. */
export async function oursBuiltOn(db: Reader, uri: string): Promise<string[]> {
  const rows = await db
    .select({ id: posts.id })
    .from(stories)
    .innerJoin(posts, eq(posts.id, stories.post))
    .where(and(eq(stories.basedOn, uri), eq(posts.local, true)))
    .limit(20)
  return rows.map(({ id }) => id)
}
