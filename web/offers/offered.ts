/** Questions that somebody may know the answer to, with why, as pages show them. */
import { actorsByIds } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import type { Offer, OfferedQuestion } from '../../server/offers/offers.store.ts'
import { readPosts, type WholePost } from '../../server/posts/posts.store.ts'
import { shorten } from '../../server/text/sanitise.ts'
import type { ItemView } from '../item.ts'
import { nameOf } from '../present/people.ts'
import { lookingFor } from '../present.ts'
import { monthOf } from '../words.ts'

/** An offered question as pages show it. */
export interface OfferView {
  id: string
  item: ItemView
  /** Why they are asked, in a sentence. */
  why: string
}

/** Offers with their questions, which are presented already, in the same order. */
export async function offerViews(
  context: Context,
  viewer: Viewer,
  offered: OfferedQuestion[],
  items: ItemView[]
): Promise<OfferView[]> {
  const reasons = await reasonsFor(context, viewer, offered)
  return offered.map(({ offer }, n) => ({ id: offer.id, item: items[n]!, why: reasons[n]! }))
}

/** Why somebody is asked each of these, in a sentence. */
export async function reasonsFor(context: Context, viewer: Viewer, offered: { offer: Offer }[]): Promise<string[]> {
  const db = context.store.read
  const [written, people] = await Promise.all([
    readPosts(db, [...new Set(offered.flatMap(({ offer }) => offer.why.post ?? []))], lookingFor(viewer)),
    actorsByIds(
      db,
      offered.flatMap(({ offer }) => offer.by ?? [])
    )
  ])
  const posts = new Map(written.map((row) => [row.post.id, row]))
  const names = new Map(people.map((actor) => [actor.id, nameOf(actor)]))
  return offered.map(({ offer }) => {
    if (offer.by) return `${names.get(offer.by) ?? 'A colleague'} thinks that you would know.`
    return `Asked because ${groundsOf(offer, posts.get(offer.why.post ?? ''))}.`
  })
}

function groundsOf({ why }: Offer, written: WholePost | undefined): string {
  const { skill, topic, words } = why
  const where = written ? ` ${placeOf(written)}` : ''
  const about = topic ? `#${topic}` : words?.join(', ')
  if (skill && about) return `your profile says “${skill}” and you wrote about ${about}${where}`
  if (skill) return `your profile says “${skill}”`
  return about ? `you wrote about ${about}${where}` : 'you may know'
}

function placeOf({ post }: WholePost): string {
  const month = monthOf(post.published ?? post.created)
  return post.title ? `in “${shorten(post.title, 80)}”` : `in ${month}`
}
