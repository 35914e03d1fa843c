/** Every consequence of every event, on one screen. Each bears repetition: it runs at least once, after the commit. */
import type { Federation } from '../federation/context.ts'
import { sendActorUpdate } from '../federation/outbox/actor.ts'
import { sendAcceptance } from '../federation/outbox/answer.ts'
import { sendAccept, sendFollow, sendUnfollow } from '../federation/outbox/follow.ts'
import { sendActorDelete } from '../federation/outbox/gone.ts'
import { sendInterest, sendInterestUndo } from '../federation/outbox/interest.ts'
import { sendMove } from '../federation/outbox/move.ts'
import { sendPoll, sendResults, sendVote } from '../federation/outbox/poll.ts'
import { sendQuestion, sendQuestionEdit } from '../federation/outbox/question.ts'
import { sendDecision, sendQuote, sendQuoteChange, sendRevocation } from '../federation/outbox/quote.ts'
import { sendReply, sendReplyEdit } from '../federation/outbox/reply.ts'
import { sendStory, sendStoryEdit } from '../federation/outbox/story.ts'
import { sendWithdrawal } from '../federation/outbox/withdraw.ts'
import type { Context } from './context.ts'
import { type Event, eventById } from './events/events.store.ts'
import type { EventKind } from './events/kinds.ts'
import type { Handler } from './jobs/worker.ts'
import { letInTrusted } from './moderation/let-in.ts'
import {
  notifyOfAcceptance,
  notifyOfFollow,
  notifyOfInterest,
  notifyOfMove,
  notifyOfPost
} from './notifications/notify.ts'
import { reviewApprovals } from './quotes/approvals.ts'

type Reaction = (context: Context, event: Event) => Promise<void>
type Sending = (federation: Federation, event: Event) => Promise<void>

/** What follows from each event: what is sent to others, and who here is told. */
const table: Record<EventKind, { send?: Sending[]; tell?: Reaction[] }> = {
  'story.published': { send: [sendStory], tell: [notifyOfPost] },
  'story.edited': { send: [sendStoryEdit], tell: [reviewApprovals] },
  'question.published': { send: [sendQuestion], tell: [notifyOfPost] },
  'question.edited': { send: [sendQuestionEdit] },
  'reply.published': { send: [sendReply], tell: [notifyOfPost] },
  'reply.edited': { send: [sendReplyEdit] },
  'post.withdrawn': { send: [sendWithdrawal] },
  'post.received': { tell: [notifyOfPost] },
  'post.changed': { tell: [notifyOfAcceptance] },
  'answer.accepted': { send: [sendAcceptance], tell: [notifyOfAcceptance] },
  'answer.unaccepted': { send: [sendAcceptance] },
  'interest.added': { send: [sendInterest], tell: [notifyOfInterest] },
  'interest.removed': { send: [sendInterestUndo] },
  'interest.received': { tell: [notifyOfInterest] },
  'poll.published': { send: [sendPoll], tell: [notifyOfPost] },
  'poll.counted': { send: [sendResults] },
  'poll.closed': { send: [sendResults] },
  'vote.cast': { send: [sendVote] },
  'quote.published': { send: [sendQuote], tell: [notifyOfPost] },
  'quote.changed': { send: [sendQuoteChange] },
  'approval.decided': { send: [sendDecision] },
  'approval.revoked': { send: [sendRevocation] },
  'follow.requested': { send: [sendFollow] },
  'follow.removed': { send: [sendUnfollow] },
  'follow.received': { send: [sendAccept], tell: [notifyOfFollow] },
  'follow.accepted': {},
  'follow.moved': { tell: [notifyOfMove] },
  'actor.changed': { send: [sendActorUpdate] },
  'actor.deleted': { send: [sendActorDelete] },
  'actor.moved': { send: [sendActorUpdate, sendMove] },
  'member.invited': {},
  'held.added': {},
  'held.released': {},
  'report.made': {},
  'instance.trusted': { tell: [letInTrusted] },
  'council.changed': { send: [sendActorUpdate] }
}

/** The handler of `events` jobs. */
export function reactTo(federation: Federation): Handler {
  return async (context, job) => {
    const event = await eventById(context.store.read, String(job.body.event))
    if (!event) return
    const { send = [], tell = [] } = table[event.kind] ?? {}
    for (const reaction of tell) await reaction(context, event)
    for (const sending of send) await sending(federation, event)
  }
}
