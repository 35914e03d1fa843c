/** What whoever reported is told: a few sentences that fit what was done, and what the moderator adds. */
import type { ReportOutcome } from '../../../schema/moderation.ts'
import { actorByUri } from '../../actors/actors.store.ts'
import type { Context } from '../../context.ts'
import { councilOf } from '../../council/settings.ts'
import { addLetter } from '../../letters.ts'
import { addNotification } from '../../notifications/notifications.store.ts'
import type { Writer } from '../../store/store.ts'
import type { Report } from '../reports.store.ts'
import { openMail, reportPath } from './link.ts'

export const outcomes: readonly ReportOutcome[] = ['action', 'none', 'duplicate']

/** What each outcome is called. */
export const outcomeWords: Record<ReportOutcome, string> = {
  action: 'Something was done',
  none: 'Nothing had to be done',
  duplicate: 'It is the same as another report'
}

const told: Record<ReportOutcome, string> = {
  action:
    'We looked at what you reported and did something about it. We cannot tell you everything about other people.',
  none: 'We looked at what you reported. It breaks neither the law nor our house rules as we read them, so we left it as it is.',
  duplicate: 'Others told us of the same thing, and we see to all of it together.'
}

/** The answer to a report. */
export function answerFor(outcome: ReportOutcome | null | undefined, own = ''): string {
  const usual = outcome ? told[outcome] : 'We looked at what you reported and closed it.'
  return [usual, own.trim()].filter(Boolean).join('\n\n')
}

/** Tells whoever reported, if they can be told: people here, and visitors who proved an address. Others have no way. */
export async function tellReporter(context: Context, tx: Writer, report: Report, answer: string): Promise<void> {
  const { serverActor, name } = await councilOf(context)
  const person = report.reporter ? await actorByUri(tx, report.reporter) : undefined
  if (person?.local && person.type === 'Person')
    await addNotification(tx, {
      ...{ to: person.id, kind: 'report', by: serverActor },
      subject: `${report.id} ${context.clock().getTime()}`
    })
  const to = report.mail && report.mailConfirmed ? openMail(context, report.mail) : undefined
  if (!to) return
  await addLetter(context, tx, {
    to,
    subject: `Your report ${report.number ?? ''} to ${name}`.replace('  ', ' '),
    text: [
      'Hello,',
      answer,
      'What we know of it stands here:',
      `${context.config.origin}${reportPath(context, report.id)}`,
      `The moderators at ${name}`
    ].join('\n\n')
  })
}
