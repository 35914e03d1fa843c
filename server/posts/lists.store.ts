/** Lists of posts, paged by key: first which posts stand on a page, by index alone, then those few with all their parts. */
import { and, asc, desc, eq, exists, gt, gte, inArray, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm'
import {
  type Audience,
  actors,
  type PostKind,
  posts,
  postTopics,
  questions,
  type StoryState,
  stories
} from '../../schema/index.ts'
import { withoutFiltered } from '../controls/filters.ts'
import { notHidden } from '../controls/hidden.store.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader } from '../store/store.ts'
import { unindexed } from '../store/unindexed.ts'
import { type Looking, listed, selectPosts, type WholePost } from './whole.store.ts'

export interface ListAsked extends PageAsked {
  kinds?: PostKind[]
  author?: string
  local?: boolean
  topic?: string
  badly?: boolean
  /** Only stories of which it was said since then that they are true, and not that they are true no longer. */
  checkedSince?: Date
  /** Only stories that two other councils have replicated. */
  worth?: boolean
  state?: StoryState
  answered?: boolean
  about?: string
}

/** One page of a list, newest first. */
export async function listPosts(db: Reader, looking: Looking, asked: ListAsked): Promise<Page<WholePost>> {
  const found = (await Promise.all(listQueries(db, looking, asked))).flat()
  found.sort((a, b) => (a.placed < b.placed === !!asked.before ? -1 : 1))
  const page = cutPage(found, asked, pageSize(asked), (row) => row.placed)
  const rows = await postsInOrder(
    db,
    page.rows.map((row) => row.id),
    looking,
    asked.author
  )
  return { ...page, rows }
}

/**
 * Posts by id, in the order of the ids, as whoever is looking may list them and has not hidden them; `onPageOf` is the
 * person on whose page they stand.
 */
export async function postsInOrder(
  db: Reader,
  ids: string[],
  looking: Looking,
  onPageOf?: string
): Promise<WholePost[]> {
  if (ids.length === 0) return []
  const shown = and(listed(db, looking), notHidden(db, looking, onPageOf))
  const rows = await withoutFiltered(db, looking, await selectPosts(db).where(and(inArray(posts.id, ids), shown)))
  const byId = new Map(rows.map((row) => [row.post.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/**
 * The queries behind {@link listPosts}. An index is in the order of keys only for one kind and one audience, so each pair
 * is asked for by itself; the caller merges.
 */
export function listQueries(db: Reader, looking: Looking, asked: ListAsked) {
  const kinds = asked.kinds ?? ['story', 'question', 'recipe']
  const audiences = audiencesFor(looking, asked.author)
  if (asked.topic) return [topicQuery(db, looking, asked, asked.topic, kinds, audiences)]
  if (asked.author) {
    const by = eq(posts.author, asked.author)
    return audiences.map((audience) =>
      postQuery(db, looking, asked, and(by, eq(posts.audience, audience), inArray(unindexed(posts.kind), kinds)))
    )
  }
  return kinds.flatMap((kind) =>
    audiences.map((audience) => postQuery(db, looking, asked, and(eq(posts.kind, kind), eq(posts.audience, audience))))
  )
}

/** On their own page people see all that they published, whoever it is for; in other lists nobody does. */
function audiencesFor(looking: Looking, author: string | undefined): Audience[] {
  if (!looking || looking.elsewhere) return ['public']
  const mine: Audience[] = ['unlisted', 'followers', 'direct', 'community']
  return ['public', 'local', ...(looking.actor === author ? mine : [])]
}

const postQuery = (db: Reader, looking: Looking, asked: ListAsked, which: SQL | undefined) =>
  db
    .select({ id: posts.id, placed: posts.placed })
    .from(posts)
    .where(
      and(
        which,
        narrowed(db, looking, asked),
        asked.after ? lt(posts.placed, asked.after) : undefined,
        asked.before ? gt(posts.placed, asked.before) : undefined
      )
    )
    .orderBy(asked.before ? asc(posts.placed) : desc(posts.placed))
    .limit(pageSize(asked) + 1)

function topicQuery(
  db: Reader,
  looking: Looking,
  asked: ListAsked,
  topic: string,
  kinds: PostKind[],
  audiences: Audience[]
) {
  const may = and(inArray(posts.kind, kinds), inArray(posts.audience, audiences))
  const by = asked.author ? eq(posts.author, asked.author) : undefined
  const post = db
    .select({ one: sql`1` })
    .from(posts)
    .where(and(eq(posts.id, postTopics.post), may, by, narrowed(db, looking, asked)))
  return db
    .select({ id: postTopics.post, placed: postTopics.placed })
    .from(postTopics)
    .where(
      and(
        eq(postTopics.topic, topic),
        exists(post),
        asked.after ? lt(postTopics.placed, asked.after) : undefined,
        asked.before ? gt(postTopics.placed, asked.before) : undefined
      )
    )
    .orderBy(asked.before ? asc(postTopics.placed) : desc(postTopics.placed))
    .limit(pageSize(asked) + 1)
}

/** What a list leaves out beside kind, audience and author: the blocked and those hidden always, the rest as asked. */
function narrowed(db: Reader, looking: Looking, asked: ListAsked): SQL | undefined {
  const one = { one: sql`1` }
  const author = and(eq(actors.id, posts.author), eq(actors.blocked, false), notHidden(db, looking, asked.author))
  const story = and(
    eq(stories.post, posts.id),
    asked.badly ? eq(stories.toldBadly, true) : undefined,
    asked.state ? eq(stories.state, asked.state) : undefined,
    asked.worth ? isNotNull(stories.worth) : undefined,
    asked.checkedSince ? and(gte(stories.reviewed, asked.checkedSince), isNull(stories.untrue)) : undefined
  )
  const answered = asked.answered
  return and(
    exists(db.select(one).from(actors).where(author)),
    asked.local === undefined ? undefined : eq(posts.local, asked.local),
    asked.badly || asked.state || asked.worth || asked.checkedSince
      ? exists(db.select(one).from(stories).where(story))
      : undefined,
    answered === undefined
      ? undefined
      : exists(
          db
            .select(one)
            .from(questions)
            .where(and(eq(questions.post, posts.id), eq(questions.answered, answered)))
        ),
    asked.about
      ? inArray(posts.id, db.select({ id: questions.post }).from(questions).where(eq(questions.about, asked.about)))
      : undefined
  )
}
