/** Legal holds: who places one, on what, for how long, and lifting it; each a decision in the log. */
import type { HoldKind } from '../../../schema/evidence.ts'
import { actorByHandle, actorByUri } from '../../actors/actors.store.ts'
import type { Context } from '../../context.ts'
import { Conflict, type Fault, Invalid, NotFound } from '../../errors.ts'
import { anyPost } from '../../posts/posts.store.ts'
import type { Writer } from '../../store/store.ts'
import { addDecision } from '../log/decisions.store.ts'
import { heldByObject } from './found.store.ts'
import {
  addHold,
  changeReview,
  copiesAfter,
  copiesOf,
  covering,
  holdById,
  type LegalHold,
  liftHold,
  linkCopy
} from './holds.store.ts'
import { wordsOf } from './preserve.store.ts'

export const holdKinds: HoldKind[] = ['item', 'author', 'thread', 'search']

/** How long copies stay after the last hold on them was lifted, in milliseconds, so that a mistake can be mended. */
export const keptAfterLifting = 30 * 86_400_000

/** What a form, a call or a command says. */
export interface HoldInput {
  kind: string
  /** The address of a post or an author (or a handle), or the words of a search. */
  target: string
  reason: string
  /** When to look at it again. */
  review: Date | undefined
}

/** Places a hold. Throws Invalid. `by` is null for the admin command. */
export async function placeHold(context: Context, by: string | null, input: HoldInput): Promise<LegalHold> {
  const faults: Fault[] = []
  const kind = holdKinds.find((one) => one === input.kind)
  const reason = input.reason.trim()
  if (!kind) faults.push({ field: 'kind', text: 'Choose what must be kept' })
  const target = kind ? await targetOf(context, kind, input.target.trim(), faults) : ''
  if (reason === '') faults.push({ field: 'reason', text: 'Say why it must be kept, for the log' })
  if (reason.length > 1_000) faults.push({ field: 'reason', text: 'Give the reason in 1,000 characters or fewer' })
  const review = reviewOf(context, input.review, faults)
  if (faults.length > 0 || !kind || !review) throw new Invalid(faults)
  return context.store.write(async (tx) => {
    const hold = await addHold(tx, { kind, target, reason, by, review, created: context.clock() })
    await takeOver(tx, hold)
    await addDecision(tx, { by, act: 'hold placed', ...aboutHold(context, hold), reason })
    return hold
  })
}

function reviewOf({ clock }: Context, review: Date | undefined, faults: Fault[]): Date | undefined {
  const now = clock().getTime()
  const at = review?.getTime() ?? Number.NaN
  if (!(at > now)) faults.push({ field: 'review', text: 'Give a day to come on which somebody looks at it again' })
  else if (at > now + 2 * 366 * 86_400_000)
    faults.push({ field: 'review', text: 'Give a day within two years: then somebody looks at it again' })
  return review
}

/**
 * Somebody looked at a hold and it is needed further on: it gets another day to look at it again. Throws NotFound, Invalid
 * without a reason or a day to come, or Conflict when it was lifted.
 */
export async function renewHold(
  context: Context,
  by: string | null,
  id: string,
  given: { review: Date | undefined; reason: string }
): Promise<LegalHold> {
  const hold = await holdById(context.store.read, id)
  if (!hold) throw new NotFound('There is no such hold.')
  const faults: Fault[] = []
  const reason = given.reason.trim()
  if (reason === '') faults.push({ field: 'still', text: 'Say why it is still needed, for the log' })
  if (reason.length > 1_000) faults.push({ field: 'still', text: 'Give the reason in 1,000 characters or fewer' })
  const review = reviewOf(context, given.review, faults)
  if (faults.length > 0 || !review) throw new Invalid(faults)
  await context.store.write(async (tx) => {
    if (!(await changeReview(tx, id, review))) throw new Conflict('Somebody has lifted this hold already.')
    const { target, detail } = aboutHold(context, hold)
    const until = review.toISOString().slice(0, 10)
    await addDecision(tx, { by, act: 'hold renewed', target, reason, detail: { ...detail, review: until } })
  })
  return (await holdById(context.store.read, id))!
}

/** Lifts a hold. Throws NotFound, Invalid without a reason, or Conflict when it was lifted before. */
export async function endHold(context: Context, by: string | null, id: string, because: string): Promise<LegalHold> {
  const hold = await holdById(context.store.read, id)
  if (!hold) throw new NotFound('There is no such hold.')
  const reason = because.trim()
  if (reason === '')
    throw new Invalid([{ field: 'reason', text: 'Say why it need not be kept any longer, for the log' }])
  if (reason.length > 1_000)
    throw new Invalid([{ field: 'reason', text: 'Give the reason in 1,000 characters or fewer' }])
  await context.store.write(async (tx) => {
    if (!(await liftHold(tx, id, by, reason, context.clock())))
      throw new Conflict('Somebody has lifted this hold already.')
    await addDecision(tx, { by, act: 'hold lifted', ...aboutHold(context, hold), reason })
  })
  return (await holdById(context.store.read, id))!
}

/** What the log says of a hold: of a search not its words, which may name a person and could never be taken out. */
const aboutHold = ({ config }: Context, { id, kind, target }: LegalHold) => ({
  target: kind === 'search' ? `${config.origin}/moderation/holds/${id}` : target,
  detail: { kind, hold: id }
})

async function targetOf(context: Context, kind: HoldKind, text: string, faults: Fault[]): Promise<string> {
  const wrong = (words: string) => {
    faults.push({ field: 'target', text: words })
    return ''
  }
  const db = context.store.read
  if (kind === 'search') {
    if ((text.match(/[\p{L}\p{N}]/gu) ?? []).length < 3)
      return wrong('Give words to search for, with three letters or more')
    return text.length > 300 ? wrong('Give the words in 300 characters or fewer') : text
  }
  if (kind === 'author') {
    const [username = '', host] = text.replace(/^@/, '').split('@')
    const found = text.includes('://')
      ? await actorByUri(db, text)
      : await actorByHandle(db, username, host ?? context.config.handleHost)
    return found?.uri ?? wrong('Give the address or the handle of somebody known here')
  }
  const post = await anyPost(db, { uri: text })
  if (kind === 'thread') {
    const root = post && (await anyPost(db, { id: post.post.thread }))
    return root?.post.uri ?? post?.post.uri ?? wrong('Give the address of a post in the conversation')
  }
  const waiting = post ? undefined : await heldByObject(db, text)
  return (
    post?.post.uri ?? waiting?.object ?? waiting?.uri ?? wrong('Give the address of a post that is here, or that waits')
  )
}

/** Copies that other holds made before are kept for this one too. */
async function takeOver(tx: Writer, hold: LegalHold): Promise<void> {
  const { kind, target, id } = hold
  if (kind !== 'search') {
    const which = kind === 'item' ? { uri: target } : kind === 'author' ? { author: target } : { thread: target }
    for (const copy of await copiesOf(tx, which, 10_000)) await linkCopy(tx, copy.id, [id])
    return
  }
  let after = ''
  for (;;) {
    const copies = await copiesAfter(tx, after)
    for (const { id: copy, uri, author, thread, content } of copies)
      if (covering([hold], { uri, author, thread, text: wordsOf(content) }).length > 0) await linkCopy(tx, copy, [id])
    after = copies.at(-1)?.id ?? ''
    if (copies.length < 200) return
  }
}
