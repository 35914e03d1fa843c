/** Every consequence of every event, on one screen. Each bears repetition: it runs at least once, after the commit. */
import type { Federation } from '../federation/context.ts'
import { askFeatured } from '../federation/featured.ts'
import { sendActorUpdate } from '../federation/outbox/actor.ts'
import { fetchSource, tellSource } from '../federation/outbox/adoption.ts'
import { sendAcceptance } from '../federation/outbox/answer.ts'
import { sendBlock, sendUnblock } from '../federation/outbox/block.ts'
import {
  passOnOwn,
  sendCoordinator,
  sendMemberRemoval,
  sendPlaced,
  sendRemoval,
  sendRestored
} from '../federation/outbox/community.ts'
import { sendPin, sendUnpin } from '../federation/outbox/featured.ts'
import { sendAccept, sendFollow, sendReject, sendUnfollow } from '../federation/outbox/follow.ts'
import { sendActorDelete } from '../federation/outbox/gone.ts'
import { sendInterest, sendInterestUndo } from '../federation/outbox/interest.ts'
import { sendMove } from '../federation/outbox/move.ts'
import { sendPoll, sendResults, sendVote } from '../federation/outbox/poll.ts'
import { sendPost } from '../federation/outbox/post.ts'
import { sendQuestion, sendQuestionEdit } from '../federation/outbox/question.ts'
import { sendDecision, sendQuote, sendQuoteChange, sendRevocation } from '../federation/outbox/quote.ts'
import { sendCitationRequest, sendRecipe, sendRecipeEdit } from '../federation/outbox/recipe.ts'
import { sendReply, sendReplyEdit } from '../federation/outbox/reply.ts'
import { sendReport } from '../federation/outbox/report.ts'
import { sendStory, sendStoryEdit } from '../federation/outbox/story.ts'
import { sendWithdrawal } from '../federation/outbox/withdraw.ts'
import { settleWorth } from './adoption/worth.ts'
import type { Context } from './context.ts'
import { type Event, eventById } from './events/events.store.ts'
import type { EventKind } from './events/kinds.ts'
import type { Handler } from './jobs/worker.ts'
import { growTrust } from './moderation/growth.ts'
import { letInTrusted } from './moderation/let-in.ts'
import { takeBackAgain } from './moderation/undo/take-back.ts'
import { noteReworded } from './nominations/reworded.ts'
import { draftForNominee, noteTold, tellCoordinators } from './nominations/told.ts'
import {
  notifyOfAcceptance,
  notifyOfCitation,
  notifyOfFollow,
  notifyOfInterest,
  notifyOfMove,
  notifyOfPost,
  notifyOfReplication,
  notifyOfWorth
} from './notifications/notify.ts'
import { offerAsked } from './offers/offers.ts'
import { reviewApprovals, revokeBlocked } from './quotes/approvals.ts'
import { reviewCitations } from './recipes/consent.ts'
import { thankFirst } from './steps/thanks.ts'

type Reaction = (context: Context, event: Event) => Promise<void>
type Sending = (federation: Federation, event: Event) => Promise<void>

/** What follows from each event: what is sent to others, and who here is told. */
const table: Record<EventKind, { send?: Sending[]; tell?: Reaction[] }> = {
  'story.published': {
    send: [sendStory, fetchSource],
    tell: [notifyOfPost, notifyOfReplication, settleWorth, thankFirst, noteTold]
  },
  'story.edited': {
    send: [sendStoryEdit, passOnOwn, fetchSource],
    tell: [reviewApprovals, reviewCitations, settleWorth, noteReworded]
  },
  'story.worth': { tell: [notifyOfWorth] },
  'question.published': { send: [sendQuestion], tell: [notifyOfPost, offerAsked] },
  'question.edited': { send: [sendQuestionEdit, passOnOwn], tell: [reviewApprovals, reviewCitations] },
  'reply.published': { send: [sendReply], tell: [notifyOfPost] },
  'reply.edited': { send: [sendReplyEdit, passOnOwn], tell: [reviewApprovals, reviewCitations] },
  'post.published': { send: [sendPost], tell: [notifyOfPost] },
  'post.withdrawn': { send: [sendWithdrawal, passOnOwn] },
  'post.received': {
    send: [fetchSource, tellSource],
    tell: [notifyOfPost, notifyOfReplication, settleWorth, offerAsked]
  },
  'post.changed': { send: [fetchSource], tell: [notifyOfAcceptance, settleWorth] },
  'post.pinned': { send: [sendPin] },
  'post.unpinned': { send: [sendUnpin] },
  'answer.accepted': { send: [sendAcceptance, passOnOwn], tell: [notifyOfAcceptance] },
  'answer.unaccepted': { send: [sendAcceptance, passOnOwn] },
  'interest.added': { send: [sendInterest, passOnOwn], tell: [notifyOfInterest] },
  'interest.removed': { send: [sendInterestUndo, passOnOwn] },
  'interest.received': { tell: [notifyOfInterest] },
  'poll.published': { send: [sendPoll], tell: [notifyOfPost] },
  'poll.counted': { send: [sendResults, passOnOwn] },
  'poll.closed': { send: [sendResults, passOnOwn] },
  'vote.cast': { send: [sendVote] },
  'quote.published': { send: [sendQuote], tell: [notifyOfPost] },
  'quote.changed': { send: [sendQuoteChange, passOnOwn] },
  'approval.decided': { send: [sendDecision] },
  'approval.revoked': { send: [sendRevocation] },
  'recipe.published': { send: [sendRecipe], tell: [notifyOfCitation] },
  'recipe.edited': { send: [sendRecipeEdit, passOnOwn], tell: [notifyOfCitation] },
  'recipe.asked': { send: [sendCitationRequest] },
  'follow.requested': { send: [sendFollow] },
  'follow.removed': { send: [sendUnfollow] },
  'follow.received': { send: [sendAccept], tell: [notifyOfFollow] },
  'follow.accepted': { send: [askFeatured] },
  'follow.ended': { send: [sendReject] },
  'follow.moved': { tell: [notifyOfMove] },
  'block.added': { send: [sendBlock] },
  'block.removed': { send: [sendUnblock] },
  'actor.changed': { send: [sendActorUpdate] },
  'actor.deleted': { send: [sendActorDelete] },
  'actor.moved': { send: [sendActorUpdate, sendMove] },
  'member.invited': {},
  'nomination.made': { tell: [tellCoordinators] },
  'nomination.answered': { tell: [tellCoordinators, draftForNominee] },
  'held.added': {},
  'held.released': { tell: [growTrust] },
  'held.undone': { tell: [takeBackAgain] },
  'report.made': {},
  'report.forwarded': { send: [sendReport] },
  'instance.trusted': { tell: [revokeBlocked, letInTrusted] },
  'council.changed': { send: [sendActorUpdate] },
  'community.created': {},
  'community.changed': { send: [sendActorUpdate] },
  'community.closed': { send: [sendActorUpdate] },
  'community.coordinated': { send: [sendCoordinator] },
  'community.left': { send: [sendMemberRemoval] },
  'community.posted': { send: [sendPlaced] },
  'community.removed': { send: [sendRemoval] },
  'community.restored': { send: [sendRestored] }
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
