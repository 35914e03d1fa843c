/** How far reports have come, and their steps, in the words of the moderators' pages. */
import type { ReportStage } from '../../schema/moderation.ts'
import type { ReportStep } from '../../schema/reports.ts'

/** How far a report has come. */
export const stageWords: Record<ReportStage, string> = {
  new: 'New',
  looking: 'Being looked at',
  waiting: 'Waiting for whoever reported'
}

/** What happened, as the end of a sentence that begins with who did it. */
export const stepWords: Record<ReportStep, string> = {
  note: 'wrote a note',
  repeated: 'reported it again',
  assigned: 'gave it to somebody',
  stage: 'changed how far it has come',
  acted: 'acted',
  forwarded: 'told their server',
  answered: 'answered',
  closed: 'closed it',
  reopened: 'opened it again',
  told: 'was told'
}

/** What moderators can do, in a word or two. */
export const actWords: Record<string, string> = {
  note: 'Note',
  warn: 'Warned',
  sensitive: 'All marked as sensitive',
  limit: 'Limited',
  freeze: 'Frozen',
  suspend: 'Suspended',
  purge: 'Purged',
  hide: 'Post hidden',
  mark: 'Post marked as sensitive',
  withdraw: 'Post withdrawn'
}
