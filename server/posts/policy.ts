/** What an author allows others to do with a post: reply to it, quote it, like it. */
import type { Allowed, Policy } from '../../schema/posts.ts'
import { actorById } from '../actors/actors.store.ts'
import { isBlockedBy } from '../controls/hidden.store.ts'
import type { Fault } from '../errors.ts'
import { followBetween } from '../follows/follows.store.ts'
import type { Reader } from '../store/store.ts'
import { isForAnyone } from './audience.ts'
import { mentionedIn, type Post, readPost } from './posts.store.ts'

export type Act = keyof Policy

export const allowedWords: Allowed[] = ['everyone', 'followers', 'nobody']

/** What was chosen; where everyone may do everything there is nothing to keep. */
export function readPolicy(faults: Fault[], chosen: { [One in Act]?: string }): Policy | null {
  const policy: Policy = {}
  for (const act of ['reply', 'quote', 'like'] as const) {
    const word = allowedWords.find((one) => one === (chosen[act] || 'everyone'))
    if (!word) faults.push({ field: act, text: `Choose who may ${act}: ${allowedWords.join(', ')}` })
    else if (word !== 'everyone') policy[act] = word
  }
  return Object.keys(policy).length > 0 ? policy : null
}

/** Who may, where the author said nothing: everyone, but what is not for everyone is quoted by nobody. */
export function allowedIn(post: Pick<Post, 'policy' | 'visibility'>, act: Act): Allowed {
  if (act === 'quote' && !isForAnyone(post.visibility)) return 'nobody'
  return post.policy?.[act] ?? 'everyone'
}

/** Whether an actor of ours or of another server may read a post. */
export async function mayRead(db: Reader, post: Pick<Post, 'id' | 'audience'>, actor: string): Promise<boolean> {
  if (isForAnyone(post.audience)) return true
  const reader = await actorById(db, actor)
  if (!reader) return false
  return (await readPost(db, { id: post.id }, { actor, ...(!reader.local && { elsewhere: true }) })) !== undefined
}

/**
 * Whether an actor may do this with a post. Its author may, those whom it names may reply, and nobody may with what they
 * cannot read, or when its author blocks them.
 */
export async function mayAct(db: Reader, post: Post, actor: string, act: Act): Promise<boolean> {
  const allowed = allowedIn(post, act)
  if (post.author === actor) return true
  if (await isBlockedBy(db, post.author, actor)) return false
  if (!(await mayRead(db, post, actor))) return false
  if (allowed === 'everyone') return true
  if (act === 'reply' && (await mentionedIn(db, post.id)).some((one) => one.id === actor)) return true
  if (allowed === 'nobody') return false
  return (await followBetween(db, actor, post.author))?.state === 'accepted'
}
