/** The transparency page's names and numbers in plain words, and as lines of its CSV. */
import type { Severity } from '../../schema/policies.ts'
import type { Figure, MonthFigures } from '../../server/moderation/log/figures.ts'
import { fewest } from '../../server/moderation/log/figures.ts'

const names: Record<string, string> = {
  'released words': 'Posts let in without their pictures',
  here: 'By people here',
  visitor: 'By visitors',
  server: 'By people on other servers',
  spam: 'Spam',
  abuse: 'Abuse',
  illegal: 'Against the law',
  private: 'Private details',
  wrong: 'Not true',
  other: 'Something else',
  'server network': 'Servers taken as peer councils',
  'server known': 'Servers trusted',
  'server unknown': 'Servers whose trust or limit was taken back',
  'server limited': 'Servers limited',
  'server blocked': 'Servers blocked',
  'actor network': 'People trusted as colleagues',
  'actor known': 'People trusted',
  'actor unknown': 'People whose posts wait again',
  'actor limited': 'People limited',
  'actor blocked': 'People blocked',
  'actor as its server': 'People judged as their server again',
  hate: 'Hate',
  impersonation: 'Impersonation',
  rule: 'House rule',
  'child-abuse': 'Child abuse',
  terrorism: 'Terrorism',
  intimate: 'Intimate pictures',
  copyright: 'Copyright',
  defamation: 'Defamation',
  'report closed': 'Reports closed',
  'report forwarded': 'Reports told to other servers',
  'report reopened': 'Reports opened again',
  'account noted': 'Notes about accounts',
  'account warned': 'People warned',
  'account marked sensitive': 'Accounts marked as sensitive',
  'account limited': 'Accounts limited',
  'account frozen': 'Accounts frozen',
  'account suspended': 'Accounts suspended',
  'account purged': 'Accounts purged',
  'account action undone': 'Decisions about accounts taken back',
  'account action ended': 'Decisions about accounts that ended',
  'post hidden': 'Posts hidden',
  'post marked sensitive': 'Posts marked as sensitive',
  'post withdrawn': 'Posts withdrawn',
  'post action undone': 'Decisions about posts taken back',
  'post action ended': 'Decisions about posts that ended',
  'hold placed': 'Legal holds placed',
  'hold renewed': 'Legal holds looked at and kept',
  'hold lifted': 'Legal holds lifted',
  'evidence made': 'Bundles of evidence made',
  'delivery retried': 'Deliveries tried again',
  'delivery dropped': 'Deliveries dropped',
  'member removed': 'People removed from a community',
  'member readmitted': 'People let back into a community',
  'rule added': 'Rules written',
  'rule changed': 'Rules changed',
  'rule on': 'Rules switched on',
  'rule off': 'Rules switched off',
  'rule up': 'Rules moved up',
  'rule down': 'Rules moved down',
  'rule deleted': 'Rules deleted',
  'post removed': 'Posts removed',
  'post restored': 'Posts restored'
}

/** What something is called; an act that has no name here is told by its own. */
export const namesOf = (word: string): string =>
  Object.hasOwn(names, word) ? names[word]! : word.charAt(0).toUpperCase() + word.slice(1)

/** What limits on servers are called. */
export const severityWords: Record<Severity, string> = {
  suspend: 'Blocked',
  limit: 'Limited',
  none: 'Pictures or reports not taken',
  allow: 'Trusted'
}

export const figureWords = (n: Figure): string => (n === 'few' ? `Fewer than ${fewest}` : n.toLocaleString('en-GB'))

/** "3 hours", "2 days"; nothing when there were too few to say. */
export function lengthOf(milliseconds: number | null): string {
  if (milliseconds === null) return 'Too few to say'
  const minutes = Math.max(1, Math.round(milliseconds / 60_000))
  const said = (n: number, unit: string) => `${n.toLocaleString('en-GB')} ${unit}${n === 1 ? '' : 's'}`
  if (minutes < 60) return said(minutes, 'minute')
  return minutes < 48 * 60 ? said(Math.round(minutes / 60), 'hour') : said(Math.round(minutes / 1440), 'day')
}

type Row = [month: string, part: string, what: string, n: number | string]

/** One month as lines: which part, what, and the number; `<5` where there were too few to tell, nothing where there is none. */
export function csvRows(one: MonthFigures): Row[] {
  const { month, queue, decided, closed, reports, sources, servers, people, appeals, other, automatic } = one
  const minutes = (time: number | null) => (time === null ? '' : Math.round(time / 60_000))
  const n = (figure: Figure) => (figure === 'few' ? `<${fewest}` : figure)
  return [
    ...Object.entries(queue).map(([what, figure]): Row => [month, 'queue', what, figure]),
    [month, 'time to decide', 'median, minutes', minutes(decided.median)],
    [month, 'time to decide', '90th percentile, minutes', minutes(decided.ninth)],
    ...reports.map(({ category, n: figure }): Row => [month, 'reports by kind', category, n(figure)]),
    ...sources.map(({ source, n: figure }): Row => [month, 'reports by source', source, n(figure)]),
    [month, 'time to close a report', 'median, minutes', minutes(closed.median)],
    [month, 'time to close a report', '90th percentile, minutes', minutes(closed.ninth)],
    ...servers.map(({ act, n: figure }): Row => [month, 'decisions about servers', act, figure]),
    ...people.map(({ act, n: figure }): Row => [month, 'decisions about people and posts', act, n(figure)]),
    [month, 'appeals', 'made', n(appeals.made)],
    [month, 'appeals', 'upheld', n(appeals.upheld)],
    ...other.map(({ act, n: figure }): Row => [month, 'other decisions', act, figure]),
    [month, 'all decisions', 'by a rule or a setting', n(automatic)]
  ]
}
