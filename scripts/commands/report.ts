/** `report …`: what people, visitors and other servers found wrong. */

import type { Context } from '../../server/context.ts'
import { Conflict, NotFound } from '../../server/errors.ts'
import { outcomes } from '../../server/moderation/reports/answer.ts'
import { categoryOf } from '../../server/moderation/reports/categories.ts'
import {
  assignReport,
  closeDuplicates,
  needReport,
  noteReport,
  stageReport,
  stages,
  tellTheirServer,
  undoClose
} from '../../server/moderation/reports/handle.ts'
import { stepsOf } from '../../server/moderation/reports/steps.store.ts'
import { listReports, type Report, reportByNumber } from '../../server/moderation/reports.store.ts'
import { settleReport } from '../../server/moderation/reports.ts'
import { type Command, need, readArgs, tableOf, WrongUse } from './command.ts'
import { needMember } from './user.ts'

const shown = ({ id, number, target, objects, words, category, state, stage, reporter, times, created }: Report) => ({
  ...{ id, number, actor: target, objects, text: words, category, state, stage, reporter, times },
  created: created.toISOString()
})

/** A report by its number, or by its id. Throws NotFound. */
async function named(context: Context, typed: string): Promise<Report> {
  if (!/^\d{1,9}$/.test(typed)) return needReport(context, typed)
  const report = await reportByNumber(context.store.read, Number(typed))
  if (!report) throw new NotFound(`There is no report ${typed}: \`report list\` shows which there are.`)
  return report
}

export const reportList: Command = {
  name: 'report list',
  usage: '[--closed] [--category KIND]',
  does: 'lists open reports, newest first, or those that are closed',
  async run(context, args, out) {
    const { values } = readArgs(args, { closed: { type: 'boolean' }, category: { type: 'string' } })
    const items: ReturnType<typeof shown>[] = []
    let after: string | undefined
    do {
      const page = await listReports(context.store.read, {
        ...{ after, size: 100, state: values.closed ? 'closed' : 'open' },
        ...(values.category && { category: values.category })
      })
      items.push(...page.rows.map(shown))
      after = page.next
    } while (after && items.length < 1_000)
    const rows = items.map((one) => [
      String(one.number ?? one.id),
      categoryOf(one.category).short,
      one.actor,
      one.text.split('\n')[0]!.slice(0, 60)
    ])
    out.answer({ items }, rows.length > 0 ? tableOf(rows) : 'There is no such report.')
  }
}

export const reportShow: Command = {
  name: 'report show',
  usage: 'NUMBER',
  does: 'shows a report and all that happened with it',
  async run(context, args, out) {
    const report = await named(context, readArgs(args, {}, 1).positionals[0]!)
    const steps = await stepsOf(context.store.read, report.id)
    const told = steps.map(({ kind, words, created }) => ({ kind, text: words, at: created.toISOString() }))
    const lines = [
      `About ${report.target}, ${categoryOf(report.category).short}, ${report.state}, by ${report.reporter ?? 'a visitor'}`,
      report.words,
      ...report.objects,
      ...told.map(({ kind, text, at }) => `${at} ${kind} ${text}`.trim())
    ]
    out.answer({ ...shown(report), steps: told }, lines.join('\n'))
  }
}

export const reportClose: Command = {
  name: 'report close',
  usage: `NUMBER --reason WORDS [--outcome ${outcomes.join('|')}] [--answer WORDS]`,
  does: 'closes a report and tells whoever reported',
  async run(context, args, out) {
    const text = { type: 'string' } as const
    const { positionals, values } = readArgs(args, { reason: text, outcome: text, answer: text }, 1)
    const outcome = outcomes.find((one) => one === values.outcome)
    if (values.outcome && !outcome) throw new WrongUse(`--outcome is one of ${outcomes.join(', ')}`)
    const report = await named(context, positionals[0]!)
    const reason = need(values.reason, 'reason')
    if (!(await settleReport(context, null, report.id, reason, { outcome, answer: values.answer })))
      throw new Conflict('This report is closed already.')
    out.answer({ id: report.id, number: report.number, state: 'closed' }, 'It is closed.')
  }
}

const text = { type: 'string' } as const

const working = (
  name: string,
  usage: string,
  does: string,
  work: (context: Context, report: Report, values: Record<string, string | undefined>) => Promise<unknown>
): Command => ({
  name: `report ${name}`,
  usage: `NUMBER ${usage}`,
  does,
  async run(context, args, out) {
    const options = { reason: text, words: text, to: text, stage: text, objects: text }
    const { positionals, values } = readArgs(args, options, 1)
    const report = await named(context, positionals[0]!)
    await work(context, report, values)
    const { id, number, state, stage, assignee } = await needReport(context, report.id)
    out.answer({ id, number, state, stage, assignee }, 'It is done.')
  }
})

/** What is done with a report before it is closed, and after. */
export const reportWork: Command[] = [
  working('note', '--words WORDS', 'adds a note, for moderators', (context, { id }, { words }) =>
    noteReport(context, null, id, need(words, 'words'))
  ),
  working('assign', '--to HANDLE|nobody', 'gives it to a moderator', async (context, { id }, { to }) => {
    const handle = need(to, 'to')
    await assignReport(context, null, id, handle === 'nobody' ? null : (await needMember(context, handle)).actor.id)
  }),
  working('stage', `--stage ${stages.join('|')}`, 'says how far it has come', (context, { id }, { stage }) =>
    stageReport(context, null, id, need(stage, 'stage'))
  ),
  working('reopen', '[--reason WORDS]', 'opens a closed one again', (context, { id }, { reason = '' }) =>
    undoClose(context, null, id, reason)
  ),
  working('duplicates', '', 'closes the other open ones about the same', (context, { id }) =>
    closeDuplicates(context, null, id)
  ),
  working(
    'forward',
    '--words WORDS [--objects URI,URI]',
    'tells the server of whom it is about, in our server’s name and never in the reporter’s',
    (context, { id }, { words, objects = '' }) =>
      tellTheirServer(context, null, id, { words: need(words, 'words'), objects: objects.split(',').filter(Boolean) })
  )
]
