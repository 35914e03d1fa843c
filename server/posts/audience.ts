/** Who may read what our people write: the words for it, what a reply may be, and what cannot be taken back. */
import type { Audience } from '../../schema/posts.ts'
import { addressOf } from '../actors/handle.ts'
import type { Fault } from '../errors.ts'
import { handlesIn } from '../text/markdown.ts'
import type { Actor, Post } from './whole.store.ts'

/** What the API and the forms call who may read it. */
export type AudienceAsked = 'draft' | 'local' | 'world' | 'unlisted' | 'followers' | 'direct' | 'community'

const kept: Record<AudienceAsked, Audience> = {
  world: 'public',
  unlisted: 'unlisted',
  followers: 'followers',
  direct: 'direct',
  community: 'community',
  local: 'local',
  draft: 'draft'
}

/** Every word that may be asked for, the widest first. */
export const audienceWords = Object.keys(kept) as AudienceAsked[]

/** The audience kept for what was asked, the world if nothing was said; undefined when it is no known word. */
export const audienceOf = (asked: string | undefined): Audience | undefined =>
  Object.hasOwn(kept, asked ?? 'world') ? kept[(asked ?? 'world') as AudienceAsked] : undefined

/** The word that the API and the forms use for an audience. */
export const askedAs = (audience: string): string => (audience === 'public' ? 'world' : audience)

/** Whether something of ours with this audience leaves this server. */
export const isSent = (audience: Audience): boolean =>
  ['public', 'unlisted', 'followers', 'direct', 'community'].includes(audience)

/** Whether a change shows a post to people for whom it was not before: to them it is new. */
export const isShownAnew = (before: Audience, after: Audience): boolean =>
  after !== 'draft' && (before === 'draft' || (!isSent(before) && isSent(after)))

/** Whether anyone may read what has this audience. */
export const isForAnyone = (audience: Audience): boolean => audience === 'public' || audience === 'unlisted'

/** Whether those who may read it are named or kept in a list: then whom it once named stays told of every change. */
export const isForSome = (audience: Audience): boolean => ['followers', 'direct', 'community'].includes(audience)

type Above = Pick<Post, 'audience' | 'visibility' | 'author'>

/**
 * What a reply by `me` may be, the usual choice first. It is never for people who cannot read what it answers: others'
 * followers are not ours, so that what was said to followers is answered to who said it and to those named.
 */
export function audiencesUnder(above: Above, me: string): Audience[] {
  if (above.audience === 'local') return ['local', 'direct']
  switch (above.visibility) {
    case 'public':
      return ['public', 'unlisted', 'followers', 'local', 'direct']
    case 'unlisted':
      return ['unlisted', 'followers', 'local', 'direct']
    case 'followers':
      return above.author === me ? ['followers', 'direct'] : ['direct']
    case 'community':
      return ['community', 'direct']
    default:
      return ['direct']
  }
}

const refusals: Partial<Record<Audience, string>> = {
  local: 'What you answer is for people at this council only. Choose one of the audiences offered',
  followers:
    'What you answer is for followers only. Choose one of the audiences offered, so that nobody else reads of it',
  direct:
    'What you answer is only for those it names. Choose one of the audiences offered, so that nobody else reads of it',
  community: 'What you answer is for its community only. Choose one of the audiences offered'
}

/** The audience of a reply: as asked, or the usual one. What would be wider than what it answers is a fault. */
export function readAudienceUnder(faults: Fault[], above: Above, me: string, asked: string | undefined): Audience {
  const may = audiencesUnder(above, me)
  if (!asked) return may[0]!
  const audience = audienceOf(asked)
  if (audience && may.includes(audience)) return audience
  const scope = above.audience === 'local' ? 'local' : above.visibility
  const words = may.map(askedAs).join(', ')
  faults.push({ field: 'audience', text: (audience && refusals[scope]) ?? `Choose who may read it: ${words}` })
  return may[0]!
}

/** The audience of something that answers nothing, out of those offered. */
export function readAudience(faults: Fault[], asked: string | undefined, offered: Audience[]): Audience {
  const audience = asked ? audienceOf(asked) : offered[0]
  if (audience && offered.includes(audience)) return audience
  faults.push({ field: 'audience', text: `Choose who may read it: ${offered.map(askedAs).join(', ')}` })
  return offered[0]!
}

/**
 * Checks that what is for those named reaches them: at least one is named, and nobody whom we do not know. `known` are
 * the actors found for the handles in the texts, `reached` those told besides, such as who wrote what it answers.
 */
export function needPeople(
  faults: Fault[],
  audience: Audience,
  texts: string[],
  known: { named: Actor[]; reached?: number; handleHost: string }
): void {
  if (audience !== 'direct') return
  const handles = known.named.flatMap((actor) => [`${actor.username}@${actor.host}`, addressOf(actor)])
  const found = new Set(handles.map((handle) => handle.toLowerCase()))
  const missing = handlesIn(texts.join('\n')).filter(
    (handle) => !found.has((handle.includes('@') ? handle : `${handle}@${known.handleHost}`).toLowerCase())
  )
  for (const handle of missing.slice(0, 5))
    faults.push({
      field: 'audience',
      text: `@${handle} is not known here, so it would not reach them. Look them up by their handle first, or leave them out`
    })
  if (missing.length === 0 && known.named.length + (known.reached ?? 0) === 0)
    faults.push({
      field: 'audience',
      text: 'Name who may read it in your text, by handle, such as @nia or @gwil@moot.thornbeck.example'
    })
}

/** Whether an author may change the audience so: what was sent stays as it was, since it cannot be called back. */
export function mayBecome(before: Audience, after: Audience): boolean {
  if (before === after || before === 'draft') return true
  return before === 'local' && ['public', 'unlisted', 'draft'].includes(after)
}

/** Why an audience cannot change. */
export const cannotBecome = (before: Audience): string =>
  before === 'hidden'
    ? 'A moderator has hidden it, so it cannot change. You were told how to appeal.'
    : before === 'public'
      ? 'Everyone can read it already. Withdraw it instead.'
      : 'It was sent to those who may read it, so that cannot change. Withdraw it, and write it anew for others.'

/**
 * Whom a changed post names. Those who were told of something that is not for everyone stay told: they have it, and
 * must learn of every change.
 */
export const stillTold = (audience: Audience, before: { id: string }[], now: string[]): string[] =>
  isForSome(audience) ? [...new Set([...before.map(({ id }) => id), ...now])] : now
