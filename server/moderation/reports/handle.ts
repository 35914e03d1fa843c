/** What moderators do with a report on its way: seeing to it, notes, other servers, others like it, and opening it again. */
import type { ReportStage } from '../../../schema/moderation.ts'
import type { Context } from '../../context.ts'
import { Conflict, type Fault, Invalid, NotFound } from '../../errors.ts'
import { moderatorActors } from '../../members/members.store.ts'
import type { Writer } from '../../store/store.ts'
import { canForward, forwardable, forwardReport } from '../forwards.ts'
import { addDecision } from '../log/decisions.store.ts'
import { changeReport, type Report, relatedReports, reopenReport, reportById } from '../reports.store.ts'
import { settleOne } from '../reports.ts'
import { addStep, type NewStep } from './steps.store.ts'

export const stages: readonly ReportStage[] = ['new', 'looking', 'waiting']
type By = string | null

/** A report. Throws NotFound. */
export async function needReport(context: Context, id: string): Promise<Report> {
  const report = await reportById(context.store.read, id)
  if (!report) throw new NotFound('There is no such report.')
  return report
}

/** Words that a moderator must give. Throws Invalid. */
export function needWords(field: string, words: string, missing: string, most: number): string {
  const text = words.trim()
  const faults: Fault[] = []
  if (text === '') faults.push({ field, text: missing })
  if (text.length > most) faults.push({ field, text: `Use ${most.toLocaleString('en-GB')} characters or fewer` })
  if (faults.length > 0) throw new Invalid(faults)
  return text
}

async function change(context: Context, id: string, work: (tx: Writer, report: Report) => Promise<void>) {
  await context.store.write(async (tx) => {
    const report = await reportById(tx, id)
    if (!report) throw new NotFound('There is no such report.')
    if (report.state !== 'open') throw new Conflict('This report is closed. Open it again first.')
    await work(tx, report)
  })
}

const step = (context: Context, tx: Writer, one: NewStep) => addStep(tx, { ...one, created: context.clock() })

/** Gives a report to a moderator, or to nobody; one that is new is looked at from now on. */
export async function assignReport(context: Context, by: By, id: string, assignee: string | null): Promise<void> {
  if (assignee && !(await moderatorActors(context.store.read)).includes(assignee))
    throw new Invalid([{ field: 'assignee', text: 'Choose somebody who moderates here' }])
  await change(context, id, async (tx, report) => {
    if (report.assignee === assignee) return
    const stage = assignee && report.stage === 'new' ? 'looking' : report.stage
    await changeReport(tx, id, { assignee, stage })
    await step(context, tx, { report: id, kind: 'assigned', by, detail: assignee ? { to: assignee } : {} })
  })
}

/** Says how far a report has come. */
export async function stageReport(context: Context, by: By, id: string, asked: string): Promise<void> {
  const stage = stages.find((one) => one === asked)
  if (!stage) throw new Invalid([{ field: 'stage', text: 'Choose how far it has come' }])
  await change(context, id, async (tx, report) => {
    if (report.stage === stage) return
    await changeReport(tx, id, { stage })
    await step(context, tx, { report: id, kind: 'stage', by, detail: { stage } })
  })
}

/** Adds a note, which only moderators read; also to a report that is closed. */
export async function noteReport(context: Context, by: By, id: string, typed: string): Promise<void> {
  const words = needWords('note', typed, 'Write the note', 5_000)
  await needReport(context, id)
  await context.store.write((tx) => step(context, tx, { report: id, kind: 'note', by, words }))
}

/** Opens a closed report again, which undoes closing it; what was done besides stays. */
export async function undoClose(context: Context, by: By, id: string, typed: string): Promise<void> {
  const reason = typed.trim().slice(0, 1_000)
  await needReport(context, id)
  await context.store.write(async (tx) => {
    if (!(await reopenReport(tx, id))) throw new Conflict('This report is open.')
    await step(context, tx, { report: id, kind: 'reopened', by, words: reason })
    await addDecision(tx, { by, act: 'report reopened', target: id, reason, created: context.clock() })
  })
}

/** Closes the other open reports about the same target as the same as this one; gives how many. */
export async function closeDuplicates(context: Context, by: By, id: string): Promise<number> {
  const report = await needReport(context, id)
  return context.store.write(async (tx) => {
    let closed = 0
    for (const other of await relatedReports(tx, report)) {
      if (other.state !== 'open') continue
      const reason = `The same as report ${report.number ?? id}`
      if (await settleOne(context, tx, by, other.id, reason, { outcome: 'duplicate' })) closed++
    }
    return closed
  })
}

/**
 * Tells the server of whom the report is about: these words and posts, and never who reported. Throws Invalid when there
 * is no other server, or nothing to tell.
 */
export async function tellTheirServer(
  context: Context,
  by: By,
  id: string,
  { words: typed, objects }: { words: string; objects: string[] }
): Promise<void> {
  const report = await needReport(context, id)
  const words = needWords('forwardWords', typed, 'Say what their server is told', 5_000)
  if (!(await canForward(context, report.target)))
    throw new Invalid([{ field: 'forwardWords', text: 'It is about somebody here: there is no other server to tell' }])
  const chosen = await forwardable(context, report.target, objects)
  const now = context.clock()
  await context.store.write(async (tx) => {
    await forwardReport(context, tx, { report: id, target: report.target, objects: chosen, words })
    await step(context, tx, { report: id, kind: 'forwarded', by, words, detail: { posts: String(chosen.length) } })
    await addDecision(tx, {
      ...{ by, act: 'report forwarded', target: id, reason: '', created: now },
      detail: { posts: chosen.length, host: new URL(report.target).host }
    })
  })
}
