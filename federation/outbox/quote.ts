/** What others are told of quotes: the request, the post, the leave we give, and when we take it back. */
import type { Event } from '../../server/events/events.store.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { approvalUri } from '../../server/quotes/approvals.ts'
import { approvalById } from '../../server/quotes/quotes.store.ts'
import type { Federation } from '../context.ts'
import { lookAround } from '../objects/around.ts'
import { publicUri } from '../objects/context.ts'
import { documentFrom } from '../objects/document.ts'
import { addressOf, isOpen } from '../objects/post.ts'
import { authorizationDocument, requestDocument } from '../objects/quote.ts'
import { sendActivity } from '../outbox.ts'
import { keepersOf, lastWord, personalInbox } from './recipients.ts'
import { activityUri, sendCreate, toldPost } from './saying.ts'

/** A post that quotes: said like any other, and its author's leave is asked of who wrote what it quotes. */
export async function sendQuote({ context }: Federation, event: Event): Promise<void> {
  const told = await toldPost(context, event.subject)
  if (!told) return
  await sendCreate(context, event, told)
  const { quote, author } = told
  const quoted = quote?.target?.author
  if (!quote?.request || !quoted || quoted.local) return
  const instrument = documentFrom(told, context.clock())
  const parts = { actor: author.uri, object: quote.quoted, instrument }
  await sendActivity(context, {
    actor: author,
    document: { ...requestDocument(quote.request, 'quote', parts), to: [quoted.uri] },
    to: personalInbox(quoted),
    open: false,
    object: quote.request
  })
}

/** Leave was given or taken back: the words are as they were, so `updated` stays. */
export async function sendQuoteChange({ context }: Federation, event: Event): Promise<void> {
  const told = await toldPost(context, event.subject)
  if (!told) return
  await sendActivity(context, {
    actor: told.author,
    document: {
      id: activityUri(context, event),
      type: 'Update',
      actor: told.author.uri,
      ...addressOf(told),
      published: event.created.toISOString(),
      object: documentFrom(told, context.clock())
    },
    to: await keepersOf(context, told),
    open: isOpen(told.post),
    object: told.post.uri
  })
}

/** What somebody asked was decided. */
export async function sendDecision(federation: Federation, event: Event): Promise<void> {
  const { context } = federation
  const decided = await decidedIn(federation, event)
  if (!decided || decided.actor.local) return
  const { approval, actor, author, uri, post } = decided
  const accepted = approval.state === 'accepted'
  const parts = { actor: actor.uri, object: post.uri, instrument: approval.interacting }
  await sendActivity(context, {
    actor: author,
    document: {
      id: activityUri(context, event),
      type: accepted ? 'Accept' : 'Reject',
      actor: author.uri,
      to: [actor.uri],
      object: requestDocument(approval.request, approval.kind, parts),
      ...(accepted && { result: uri })
    },
    to: personalInbox(actor),
    open: false,
    object: approval.request
  })
}

/** Leave was taken back: whoever quoted is told, and whoever may have seen it. */
export async function sendRevocation(federation: Federation, event: Event): Promise<void> {
  const { context } = federation
  const decided = await decidedIn(federation, event)
  if (!decided) return
  const { approval, actor, author, uri, post } = decided
  const whole = await anyPost(context.store.read, { id: post.id })
  const keepers = whole ? await keepersOf(context, await lookAround(context, whole)) : []
  const parts = { author: author.uri, interacting: approval.interacting, target: post.uri }
  await sendActivity(context, {
    actor: author,
    document: {
      id: activityUri(context, event),
      type: 'Delete',
      actor: author.uri,
      to: [publicUri],
      cc: [actor.uri],
      object: authorizationDocument(uri, approval.kind, parts)
    },
    to: [...lastWord(actor), ...keepers],
    open: false,
    object: uri
  })
}

async function decidedIn({ context }: Federation, event: Event) {
  const row = event.ids.approval ? await approvalById(context.store.read, event.ids.approval) : undefined
  const found = row && (await anyPost(context.store.read, { id: row.approval.post }))
  if (!row || !found?.post.local) return undefined
  return { ...row, ...found, actor: row.actor, uri: approvalUri(context, row.approval) }
}
