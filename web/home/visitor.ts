/** What a visitor's first page shows: one true story, what is new, who waits for an answer, who is in conversation. */
import { councilsKnown } from '../../server/actors/directory.store.ts'
import type { Context } from '../../server/context.ts'
import { liveliest } from '../../server/interest/interest.store.ts'
import { listPosts, readPosts, type WholePost } from '../../server/posts/posts.store.ts'
import type { PersonView } from '../item.ts'
import { announcedOf } from '../present/announced.ts'
import { personPath } from '../present/people.ts'
import { presentPosts } from '../present.ts'

const day = 86_400_000
/** How far back a story may be told and still be talked about "this week", or else lately. */
const spans = [7, 60]

/** The data of home/visitor.njk. */
export async function visitorHome(context: Context) {
  const db = context.store.read
  const [lively, stories, waiting, councils] = await Promise.all([
    liveliestStory(context),
    listPosts(db, undefined, { kinds: ['story'], size: 6 }),
    listPosts(db, undefined, { kinds: ['question'], answered: false, size: 4 }),
    councilsKnown(db, '', 8)
  ])
  const fresh = stories.rows.filter((row) => row.post.id !== lively?.row.post.id).slice(0, 5)
  const rows = [...(lively ? [lively.row] : []), ...fresh, ...waiting.rows]
  const items = await presentPosts(context, undefined, rows)
  const begin = lively ? 1 : 0
  return {
    ...(lively && { lively: items[0]!, livelySince: lively.days === 7 ? 'this week' : 'lately' }),
    stories: items.slice(begin, begin + fresh.length),
    waiting: items.slice(begin + fresh.length),
    councils: councils.map(({ actor }) => ({ name: actor.name, path: personPath(actor) })),
    total: stories.rows.length + (stories.next ? 1 : 0),
    ring: ringOf(items.map((item) => item.author))
  }
}

/** The story of ours or our peers' that drew most answers and interest of late. */
async function liveliestStory(context: Context): Promise<{ row: WholePost; days: number } | undefined> {
  const db = context.store.read
  for (const days of spans) {
    const since = context.clock().getTime() - days * day
    const scored = await liveliest(db, keyAt(since))
    const best = scored.filter(({ score }) => Number(score) > 0).map(({ id }) => id)
    const rows = new Map((await readPosts(db, best, undefined)).map((row) => [row.post.id, row]))
    const own = await announcedOf(context, [...rows.values()])
    const first = best.map((id) => rows.get(id)).find((row) => row && isTalkedAbout(row, own.get(row.post.id) ?? 0))
    if (first) return { row: first, days }
  }
  return undefined
}

/** Both halves are told, and people answered or found it useful; what its council and community announced is no talk. */
const isTalkedAbout = ({ post, story }: WholePost, announced: number) =>
  story?.wentWellHtml && story.wentBadlyHtml && (post.replies > 0 || post.likes > 0 || post.shares > announced)

/** The lowest key that could be made at a moment. */
const keyAt = (at: number) => at.toString(16).padStart(12, '0').padEnd(32, '0')

/** Everyone at one table: up to ten people on a circle, as home/moot.svg.njk draws them. */
function ringOf(people: PersonView[]) {
  const unique = [...new Map(people.map((person) => [person.uri, person])).values()].slice(0, 10)
  return unique.map(({ initials, from }, n) => {
    const angle = (n / unique.length) * 2 * Math.PI - Math.PI / 2
    return { initials, from, x: Math.round(165 + 136 * Math.cos(angle)), y: Math.round(165 + 136 * Math.sin(angle)) }
  })
}
