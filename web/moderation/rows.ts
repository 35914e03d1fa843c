/** Held items as rows of the queue: whose, since when, the words, why, and what they are about. */
import type { Context } from '../../server/context.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { countEach } from '../../server/moderation/counts.store.ts'
import type { HeldItem } from '../../server/moderation/held.store.ts'
import { postsByUris } from '../../server/moderation/waiting.store.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { shorten, textOf } from '../../server/text/sanitise.ts'
import type { PersonView } from '../item.ts'
import { withQuery } from '../paging.ts'
import { lookingFor, pathOf } from '../present.ts'
import { sendersOf } from './people.ts'
import { oneLine, readSaid, type Said } from './said.ts'
import { listed, many, waitingFor, wayOf } from './words.ts'

/** A post of ours, or one that is here, that a held item is about. */
export interface About {
  title: string
  path: string
  by: string
}

export interface QueueRow {
  /** The id of the first; what a link opens. */
  id: string
  /** All of them, with commas between. */
  ids: string
  many: number
  person: PersonView
  waiting: string
  said: Said
  /** Likes and shares of one author, gathered: "2 likes and 1 share". */
  gathered?: string
  about: About[]
  why: string
  /** The page of the moderators' rule that holds it, and what it matched. */
  rule?: string
  matched?: string
  cameIn: string
  /** What else waits from the same author, not on this page. */
  more?: { n: number; href: string }
}

/** The rows of a page of the queue; what says nothing in words is gathered by author. */
export async function queueRows(context: Context, viewer: Viewer, items: HeldItem[]): Promise<QueueRow[]> {
  const db = context.store.read
  const authors = items.map((item) => item.actor)
  const [people, about, waiting] = await Promise.all([
    sendersOf(context, items),
    postsByUris(
      db,
      items.flatMap((item) => item.about ?? []),
      lookingFor(viewer)
    ),
    countEach(db, 'actor', authors)
  ])
  return gather(items).map((group) => {
    const [item] = group
    const person = people(item).person
    const more = (waiting.get(item.actor) ?? 0) - authors.filter((uri) => uri === item.actor).length
    return {
      id: item.id,
      ids: group.map(({ id }) => id).join(','),
      many: group.length,
      person,
      waiting: waitingFor(item.created, context.clock()),
      said: readSaid(item, 600),
      ...(isReaction(item.type) && { gathered: tally(group) }),
      about: aboutAll(group, about),
      why: oneLine(item.reason),
      ...(item.ruleId && { rule: `/moderation/rules/${item.ruleId}`, matched: oneLine(item.matched ?? '', 120) }),
      cameIn: wayOf(item.path),
      ...(more > 0 && { more: { n: more, href: withQuery('/moderation', { author: item.actor }) } })
    }
  })
}

/** What says nothing in words of its own. */
const isReaction = (type: string) => /^(Like|Dislike|EmojiReact|Announce)$/.test(type)

/** Groups in the order of their first; only likes, shares and such of one author join. */
function gather(items: HeldItem[]): [HeldItem, ...HeldItem[]][] {
  const groups = new Map<string, [HeldItem, ...HeldItem[]]>()
  for (const item of items) {
    const key = isReaction(item.type) ? item.actor : item.id
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return [...groups.values()]
}

/** "2 likes and 1 share". */
function tally(items: HeldItem[]): string {
  const found = new Map<string, number>()
  for (const item of items) {
    const { noun } = readSaid(item, 100)
    found.set(noun, (found.get(noun) ?? 0) + 1)
  }
  return listed([...found].map(([noun, n]) => many(n, noun)))
}

function aboutAll(items: HeldItem[], posts: Map<string, WholePost>): About[] {
  const found = new Map(items.map((item) => [item.about ?? '', posts.get(item.about ?? '')]))
  return [...found.values()].flatMap((row) => (row ? [aboutOf(row)] : []))
}

/** A post in a few words. */
export function aboutOf(row: WholePost): About {
  const words = row.post.title || shorten(textOf(row.post.html).replace(/\n/g, ' '), 80)
  return { title: words || 'a post without words', path: pathOf(row), by: row.author.name || row.author.username }
}
