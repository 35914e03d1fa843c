/** Everything that can happen here: the names that `record` writes and `reactions.ts` answers. */

/** `subject` is the row it is about; `ids` are further rows. Content is never part of an event. */
export type EventKind =
  | 'story.published'
  | 'story.edited'
  | 'question.published'
  | 'question.edited'
  | 'reply.published'
  | 'reply.edited'
  | 'post.withdrawn'
  | 'post.received'
  | 'post.changed'
  | 'answer.accepted'
  | 'answer.unaccepted'
  | 'interest.added'
  | 'interest.removed'
  | 'interest.received'
  | 'poll.published'
  | 'poll.counted'
  | 'poll.closed'
  | 'vote.cast'
  | 'quote.published'
  | 'quote.changed'
  | 'approval.decided'
  | 'approval.revoked'
  | 'follow.requested'
  | 'follow.removed'
  | 'follow.received'
  | 'follow.accepted'
  | 'follow.moved'
  | 'actor.changed'
  | 'actor.deleted'
  | 'actor.moved'
  | 'member.invited'
  | 'held.added'
  | 'held.released'
  | 'report.made'
  | 'instance.trusted'
  | 'council.changed'

export interface NewEvent {
  kind: EventKind
  /** The actor who did it; absent when nobody did. */
  actor?: string
  subject: string
  ids?: Record<string, string>
}
