/** Steps on the adoption ladder, as kept in the database; what counts is only what anyone may read, by nobody blocked. */
import { and, desc, eq, exists, inArray, lt, sql } from 'drizzle-orm'
import { type AdoptionStep, actors, adoptionSteps, posts, type StoryState, stories } from '../../schema/index.ts'
import { type Actor, selectPosts, type WholePost } from '../posts/whole.store.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader, Writer } from '../store/store.ts'

/** One step as it was said: by a reply, or by telling the story of doing the same. */
export interface SaidStep {
  post: string
  kind: 'reply' | 'story'
  uri: string
  step: AdoptionStep
  actor: Actor
  at: Date
}

/** What a story that builds on another says of its council. */
const steps: Record<StoryState, AdoptionStep> = {
  idea: 'want',
  trying: 'trying',
  embedded: 'adopted',
  stopped: 'stopped'
}

/** More than anyone reads; the newest count. */
const most = 2_000

/** Keeps that a reply is a step, or, without one, that it is none. */
export async function keepStep(tx: Writer, post: string, said?: { about: string; step: AdoptionStep }): Promise<void> {
  if (!said) await tx.delete(adoptionSteps).where(eq(adoptionSteps.post, post))
  else
    await tx
      .insert(adoptionSteps)
      .values({ post, ...said })
      .onConflictDoUpdate({ target: adoptionSteps.post, set: said })
}

const open = and(inArray(posts.audience, ['public', 'unlisted']), eq(actors.blocked, false))

/** All steps on something that count, the newest first; at most 2,000. */
export async function stepsAbout(db: Reader, about: string): Promise<SaidStep[]> {
  const rows = await stepsQuery(db, about)
  return rows.map(({ published, created, ...row }) => ({ ...row, kind: 'reply', at: published ?? created }))
}

/** The query behind {@link stepsAbout}. */
export const stepsQuery = (db: Reader, about: string) =>
  db
    .select({
      post: posts.id,
      uri: posts.uri,
      step: adoptionSteps.step,
      actor: actors,
      published: posts.published,
      created: posts.created
    })
    .from(adoptionSteps)
    .innerJoin(posts, eq(posts.id, adoptionSteps.post))
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(and(eq(adoptionSteps.about, about), open))
    .orderBy(desc(adoptionSteps.post))
    .limit(most)

/** The stories that build on something and say how far their council is, as steps that count; at most 2,000. */
export async function toldAbout(db: Reader, about: string): Promise<SaidStep[]> {
  const rows = await toldQuery(db, about)
  return rows.flatMap(({ published, created, state, ...row }) =>
    state ? [{ ...row, kind: 'story', step: steps[state], at: published ?? created }] : []
  )
}

/** The query behind {@link toldAbout}. */
const toldQuery = (db: Reader, about: string) =>
  db
    .select({
      post: posts.id,
      uri: posts.uri,
      state: stories.state,
      actor: actors,
      published: posts.published,
      created: posts.created
    })
    .from(stories)
    .innerJoin(posts, eq(posts.id, stories.post))
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(and(eq(stories.basedOn, about), open))
    .orderBy(desc(stories.placed))
    .limit(most)

/** Which of these posts are steps. */
export async function stepsIn(db: Reader, ids: string[]): Promise<Map<string, AdoptionStep>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ post: adoptionSteps.post, step: adoptionSteps.step })
    .from(adoptionSteps)
    .where(inArray(adoptionSteps.post, ids))
  return new Map(rows.map(({ post, step }) => [post, step]))
}

/** One page of all steps that anyone may read, newest first, each as its reply; not who only follows. */
export async function listSteps(
  db: Reader,
  asked: PageAsked
): Promise<Page<WholePost & { step: AdoptionStep; about: string }>> {
  const size = pageSize(asked)
  const said = await newestStepsQuery(db, asked, size)
  const page = cutPage(said, { after: asked.after }, size, (row) => row.post)
  const ids = page.rows.map(({ post }) => post)
  const whole = ids.length === 0 ? [] : await selectPosts(db).where(and(inArray(posts.id, ids), open))
  const byId = new Map(whole.map((row) => [row.post.id, row]))
  const rows = page.rows.flatMap(({ post, step, about }) => {
    const found = byId.get(post)
    return found ? [{ ...found, step, about }] : []
  })
  return { ...page, rows }
}

/** The query behind {@link listSteps}. */
export const newestStepsQuery = (db: Reader, asked: PageAsked, size: number) =>
  db
    .select({ post: adoptionSteps.post, step: adoptionSteps.step, about: adoptionSteps.about })
    .from(adoptionSteps)
    .where(
      and(
        exists(publicReply(db)),
        inArray(adoptionSteps.step, ['want', 'trying', 'adopted', 'stopped']),
        asked.after ? lt(adoptionSteps.post, asked.after) : undefined
      )
    )
    .orderBy(desc(adoptionSteps.post))
    .limit(size + 1)

const publicReply = (db: Reader) =>
  db
    .select({ one: sql`1` })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(and(eq(posts.id, adoptionSteps.post), eq(posts.audience, 'public'), eq(actors.blocked, false)))
