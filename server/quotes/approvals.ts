/** Leave to quote, answer or like what our people wrote: given or refused by its author's policy, and taken back with it. */
import type { ApprovalKind } from '../../schema/quotes.ts'
import type { Context } from '../context.ts'
import { isBlockedBy } from '../controls/hidden.store.ts'
import type { Event } from '../events/events.store.ts'
import { record } from '../events/record.ts'
import { instancesOf } from '../moderation/instances.store.ts'
import { mayAct } from '../posts/policy.ts'
import { anyPost, type WholePost } from '../posts/posts.store.ts'
import type { Writer } from '../store/store.ts'
import {
  type Approval,
  changeQuote,
  keepApproval,
  quotesAllowed,
  quotesAllowedBy,
  quotesAllowedTo,
  quotesByAuthorization,
  quotesOf,
  revokeApproval
} from './quotes.store.ts'

/** The address of a leave: at it stands what it allows. */
export const approvalUri = (context: Pick<Context, 'config'>, { id, kind }: { id: string; kind: ApprovalKind }) =>
  `${context.config.origin}/${kind === 'quote' ? 'quote-authorizations' : 'authorizations'}/${id}`

export interface Asking {
  kind: ApprovalKind
  /** Who asks. */
  actor: string
  /** The address of the quoting post, the reply, the like or the share. */
  interacting: string
  /** The activity that asked. */
  request: string
}

/** Decides on what is asked of a post of ours; true when it is allowed. Asked again, it is answered again. */
export async function decideApproval(context: Context, { post }: WholePost, asking: Asking): Promise<boolean> {
  const { kind, actor } = asking
  const open = post.audience === 'public' || post.audience === 'unlisted'
  const may =
    kind === 'share'
      ? !(await isBlockedBy(context.store.read, post.author, actor))
      : await mayAct(context.store.read, post, actor, kind)
  const allowed = open && may
  await context.store.write(async (tx) => {
    const id = await keepApproval(tx, { ...asking, post: post.id, state: allowed ? 'accepted' : 'refused' })
    await record(context, tx, { kind: 'approval.decided', subject: post.id, ids: { approval: id } })
  })
  return allowed
}

/** Whoever may no longer quote a post, since its author changed who may, has the leave taken back. */
export async function reviewApprovals(context: Context, event: Event): Promise<void> {
  const found = await anyPost(context.store.read, { id: event.subject })
  if (!found?.post.local) return
  for (const { quote, author } of await quotesOf(context.store.read, found.post.uri)) {
    // Those who never asked have no leave to lose; here they are shown as a quote no longer.
    if (quote.state !== 'plain' || (await mayAct(context.store.read, found.post, author, 'quote'))) continue
    await context.store.write((tx) => changeQuote(tx, quote.post, { state: 'refused' }))
  }
  for (const approval of await quotesAllowed(context.store.read, found.post.id)) {
    if (await mayAct(context.store.read, found.post, approval.actor, 'quote')) continue
    await context.store.write((tx) => revoke(context, tx, approval))
  }
}

/** Takes back all leave to quote that somebody elsewhere has, or everybody of a server: they are blocked. */
export async function revokeFrom(context: Context, tx: Writer, who: { actor: string } | { host: string }) {
  for (const approval of await quotesAllowedTo(tx, who)) await revoke(context, tx, approval)
}

/** An author takes back all leave to quote that they gave somebody: they block them. */
export async function revokeBetween(context: Context, tx: Writer, author: string, actor: string): Promise<void> {
  for (const approval of await quotesAllowedBy(tx, author, actor)) await revoke(context, tx, approval)
}

/** A server was blocked: its people quote ours no longer. */
export async function revokeBlocked(context: Context, event: Event): Promise<void> {
  const [server] = await instancesOf(context.store.read, [event.subject])
  if (server?.trust !== 'blocked') return
  await context.store.write((tx) => revokeFrom(context, tx, { host: server.host }))
}

async function revoke(context: Context, tx: Writer, approval: Approval): Promise<void> {
  await revokeApproval(tx, approval.id)
  await revokeQuotes(context, tx, approvalUri(context, approval))
  await record(context, tx, { kind: 'approval.revoked', subject: approval.post, ids: { approval: approval.id } })
}

/** What rested on a leave is a quote no longer, here and wherever we said so. */
export async function revokeQuotes(context: Context, tx: Writer, authorization: string): Promise<void> {
  for (const quote of await quotesByAuthorization(tx, authorization)) {
    await changeQuote(tx, quote.post, { state: 'revoked' })
    const whole = await anyPost(tx, { id: quote.post })
    if (whole?.post.local) await record(context, tx, { kind: 'quote.changed', subject: quote.post })
  }
}
