/** What an author allows others to do with a post: reply to it, quote it, like it. */
import type { Allowed, Policy } from '../../schema/posts.ts'
import type { Fault } from '../errors.ts'
import { followBetween } from '../follows/follows.store.ts'
import type { Reader } from '../store/store.ts'
import { mentionedIn, type Post } from './posts.store.ts'

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
  const open = post.visibility === 'public' || post.visibility === 'unlisted'
  if (act === 'quote' && !open) return 'nobody'
  return post.policy?.[act] ?? 'everyone'
}

/** Whether an actor may do this with a post. Its author may, and those whom it names may reply. */
export async function mayAct(db: Reader, post: Post, actor: string, act: Act): Promise<boolean> {
  const allowed = allowedIn(post, act)
  if (allowed === 'everyone' || post.author === actor) return true
  if (act === 'reply' && (await mentionedIn(db, post.id)).some((one) => one.id === actor)) return true
  if (allowed === 'nobody') return false
  return (await followBetween(db, actor, post.author))?.state === 'accepted'
}
