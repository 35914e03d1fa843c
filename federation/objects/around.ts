/** Gathers all that a document tells of a post, so that each noun's function only has to write it down. */
import { type Actor, actorById } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { serviceById } from '../../server/council/services.ts'
import { anyPost, mentionedIn, type WholePost } from '../../server/posts/posts.store.ts'
import { type QuotedBy, quotedBy } from '../../server/quotes/quotes.ts'
import { type Answer, acceptedOf, answersChanged, type Counts, countsOf, suggestedFor } from './around.store.ts'

/** A post with everything that others are told of it. */
export interface Told extends WholePost {
  origin: string
  /** Whom it names. */
  named: Actor[]
  counts: Counts
  /** When its text last changed as others see it. */
  updated?: Date
  /** Who wrote what it answers. */
  answered?: Actor
  /** Of a question. */
  accepted: Answer[]
  suggested: string[]
  /** What it quotes. */
  quote?: QuotedBy
  /** The address of a story's service. */
  service?: string
}

/** Reads what stands around a post of ours. */
export async function lookAround(context: Context, whole: WholePost): Promise<Told> {
  const { read } = context.store
  const { post, story } = whole
  const asks = post.kind === 'question'
  const [named, counts, parent, accepted, suggested, changed, service, quote] = await Promise.all([
    mentionedIn(read, post.id),
    countsOf(read, post.id),
    post.parent ? anyPost(read, { id: post.parent }) : undefined,
    asks ? acceptedOf(read, post.id) : [],
    asks ? suggestedFor(read, post.id) : [],
    asks ? answersChanged(read, post.id) : undefined,
    story?.service ? serviceById(context, story.service) : undefined,
    quotedBy(context, post.id)
  ])
  const updated = latest(post.edited, changed)
  const answered = parent && (await actorById(read, parent.author.id))
  return {
    ...whole,
    origin: context.config.origin,
    named: named.filter((actor) => !actor.deleted && !actor.blocked),
    counts,
    accepted,
    suggested: suggested.filter((uri) => !accepted.some((answer) => answer.uri === uri)),
    ...(updated && { updated }),
    ...(answered && { answered }),
    ...(service && { service: service.uri }),
    ...(quote && { quote })
  }
}

function latest(one: Date | null, other: Date | undefined): Date | undefined {
  if (!one || !other) return one ?? other
  return one > other ? one : other
}
