/** Gathers all that a document tells of a post, so that each noun's function only has to write it down. */
import type { AdoptionStep } from '../../schema/adoption.ts'
import { type Actor, actorById } from '../../server/actors/actors.store.ts'
import { anyAuthorAt } from '../../server/adoption/replications.store.ts'
import { stepsIn } from '../../server/adoption/steps.store.ts'
import { groupsOfPost } from '../../server/communities/places.store.ts'
import type { Context } from '../../server/context.ts'
import { serviceById } from '../../server/council/services.ts'
import { withKeys } from '../../server/media/seen.ts'
import { anyPost, mentionedIn, type WholePost } from '../../server/posts/posts.store.ts'
import { type QuotedBy, quotedBy } from '../../server/quotes/quotes.ts'
import { type RecipeParts, recipeParts } from '../../server/recipes/recipes.store.ts'
import type { RecipeSource } from '../../server/recipes/shown.ts'
import { sourcesOf } from '../../server/recipes/sources.store.ts'
import { reviewedLater } from '../../server/reviews/still.ts'
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
  /** The communities in which it stands, ours and others'. */
  communities?: Actor[]
  /** Of a reply: where it says that a council is with what it answers. */
  step?: AdoptionStep
  /** Who wrote what it builds on. */
  sources?: Actor[]
  /** The address of a story's service. */
  service?: string
  /** Of a recipe. */
  recipe?: { parts: RecipeParts; sources: RecipeSource[] }
}

/** Reads what stands around a post of ours. */
export async function lookAround(context: Context, whole: WholePost): Promise<Told> {
  const { read } = context.store
  const { post, story } = whole
  const asks = post.kind === 'question'
  const [named, counts, parent, accepted, suggested, changed, service, quote, communities, recipe] = await Promise.all([
    mentionedIn(read, post.id),
    countsOf(read, post.id),
    post.parent ? anyPost(read, { id: post.parent }) : undefined,
    asks ? acceptedOf(read, post.id) : [],
    asks ? suggestedFor(read, post.id) : [],
    asks ? answersChanged(read, post.id) : undefined,
    story?.service ? serviceById(context, story.service) : undefined,
    quotedBy(context, post.id),
    groupsOfPost(read, post.id),
    post.kind === 'recipe' ? recipeToldOf(context, post.id) : undefined
  ])
  const updated = latest(post.edited, changed ?? reviewedLater(whole))
  const step = post.inReplyTo ? (await stepsIn(read, [post.id])).get(post.id) : undefined
  const sources = story?.basedOn ? await anyAuthorAt(read, story.basedOn) : []
  const answered = parent && (await actorById(read, parent.author.id))
  return {
    ...whole,
    post: withKeys(context, post),
    origin: context.config.origin,
    named: named.filter((actor) => !actor.deleted && !actor.blocked),
    counts,
    accepted,
    suggested: suggested.filter((uri) => !accepted.some((answer) => answer.uri === uri)),
    ...(updated && { updated }),
    ...(answered && { answered }),
    ...(service && { service: service.uri }),
    ...(quote && { quote }),
    ...(step && { step }),
    ...(sources.length > 0 && { sources }),
    ...(recipe && { recipe }),
    ...(communities.length > 0 && { communities })
  }
}

async function recipeToldOf({ store: { read } }: Context, id: string) {
  const [parts, sources] = await Promise.all([recipeParts(read, id), sourcesOf(read, id)])
  return parts && { parts, sources }
}

function latest(one: Date | null, other: Date | undefined): Date | undefined {
  if (!one || !other) return one ?? other
  return one > other ? one : other
}
