/** Reports (M6): one open report for each reporter and target, however often it is sent. */
import type { Context } from '../context.ts'
import { type Fault, Invalid } from '../errors.ts'
import { record } from '../events/record.ts'
import { addDecision } from './held.store.ts'
import { addReport, closeReport, type NewReport } from './reports.store.ts'

export const reportCategories = ['spam', 'abuse', 'illegal', 'private', 'wrong', 'other']

/** Keeps a report from another server, or adds its words to the open one by the same reporter about the same target. */
export async function receiveReport(context: Context, report: NewReport): Promise<void> {
  await context.store.write(async (tx) => {
    const id = await addReport(tx, report)
    if (id) await record(context, tx, { kind: 'report.made', subject: id })
  })
}

/** Keeps a report by a person here or a visitor. Throws Invalid. */
export async function makeReport(context: Context, report: NewReport): Promise<void> {
  const faults: Fault[] = []
  if (!URL.canParse(report.target)) faults.push({ field: 'actor', text: 'Say whom the report is about' })
  if (report.words.trim() === '') faults.push({ field: 'text', text: 'Say what is wrong' })
  if (report.words.length > 5_000) faults.push({ field: 'text', text: 'Use 5,000 characters or fewer' })
  if (report.category && !reportCategories.includes(report.category))
    faults.push({ field: 'category', text: 'Choose what kind of report it is' })
  if (faults.length > 0) throw new Invalid(faults)
  await receiveReport(context, report)
}

/** Closes a report, with the reason in the log. */
export async function settleReport(context: Context, by: string, id: string, reason: string): Promise<void> {
  await context.store.write(async (tx) => {
    if (await closeReport(tx, id)) await addDecision(tx, { by, act: 'report closed', target: id, reason })
  })
}
