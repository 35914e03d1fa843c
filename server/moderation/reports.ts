/** Reports (M6): one open report for each reporter and target, however often it is sent; closed with an answer. */

import type { ReportOutcome } from '../../schema/moderation.ts'
import type { Context } from '../context.ts'
import { councilOf } from '../council/settings.ts'
import { type Fault, Invalid } from '../errors.ts'
import { record } from '../events/record.ts'
import { addLetter } from '../letters.ts'
import { readEmail } from '../members/members.ts'
import type { Writer } from '../store/store.ts'
import { canForward, forwardable, forwardReport } from './forwards.ts'
import { houseRulesOf } from './house-rules.ts'
import { addDecision } from './log/decisions.store.ts'
import { answerFor, tellReporter } from './reports/answer.ts'
import { reportCategories } from './reports/categories.ts'
import { confirmUrl, isConfirmedBy, sealMail } from './reports/link.ts'
import { addStep } from './reports/steps.store.ts'
import { addReport, changeReport, closeReport, type NewReport, reportById } from './reports.store.ts'

export { reportCategories } from './reports/categories.ts'

/** Keeps a report from another server, or adds its words to the open one by the same reporter about the same target. */
export async function receiveReport(context: Context, report: NewReport): Promise<void> {
  await context.store.write((tx) => keepReport(context, tx, report))
}

async function keepReport(context: Context, tx: Writer, report: NewReport): Promise<string> {
  const { id, fresh } = await addReport(tx, { created: context.clock(), ...report })
  if (fresh) await record(context, tx, { kind: 'report.made', subject: id })
  return id
}

/** What somebody here, or a visitor, says beside the report itself. */
export interface Besides {
  /** Their own server is told too; that needs a person here. */
  forward?: boolean
  /** Where a visitor wants the answer. */
  email?: string
}

/** Keeps a report by a person here or a visitor; gives its id. Throws Invalid. */
export async function makeReport(context: Context, report: NewReport, besides: Besides = {}): Promise<string> {
  const email = await checkReport(context, report, besides)
  const { reporter, target, words } = report
  const passedOn = besides.forward === true && reporter !== undefined && (await canForward(context, target))
  const objects = passedOn ? await forwardable(context, target, report.objects) : []
  const council = email ? (await councilOf(context)).name : ''
  return context.store.write(async (tx) => {
    const id = await keepReport(context, tx, { ...report, ...(email && { mail: sealMail(context, email) }) })
    if (email) await addLetter(context, tx, confirmLetter(context, email, id, council))
    if (passedOn) {
      await forwardReport(context, tx, { report: id, target, objects, words })
      await addStep(tx, { report: id, kind: 'forwarded', words, created: context.clock() })
    }
    return id
  })
}

/** Looks at all of it at once; gives the address for the answer. */
async function checkReport(context: Context, report: NewReport, { email }: Besides): Promise<string | undefined> {
  const { reporter, target, words, category, houseRule } = report
  const faults: Fault[] = []
  if (!URL.canParse(target)) faults.push({ field: 'actor', text: 'Say whom the report is about' })
  if (words.trim() === '') faults.push({ field: 'text', text: 'Say what is wrong' })
  if (words.length > 5_000) faults.push({ field: 'text', text: 'Use 5,000 characters or fewer' })
  if (category && !reportCategories.includes(category))
    faults.push({ field: 'category', text: 'Choose what kind of report it is' })
  if (houseRule && !(await houseRulesOf(context)).includes(houseRule))
    faults.push({ field: 'houseRule', text: 'Choose one of the house rules' })
  const read = email?.trim() && !reporter ? readEmail(email) : undefined
  if (email?.trim() && !reporter && !read)
    faults.push({ field: 'email', text: 'Give an e-mail address, such as name@example.org, or leave it empty' })
  if (faults.length > 0) throw new Invalid(faults)
  return read
}

const confirmLetter = (context: Context, to: string, report: string, council: string) => ({
  to,
  subject: `You reported something to ${council}`,
  text: [
    'Hello,',
    `Somebody, we think you, reported something to the moderators at ${council} and gave this address for the answer. To have the answer sent here, open this link and press the button:`,
    confirmUrl(context, report),
    'The same page shows what became of the report. If it was not you, do nothing: we send nothing more.'
  ].join('\n\n')
})

/** Notes that the address for the answer belongs to whoever reported; false when the link is none of ours. */
export async function confirmMail(context: Context, report: string, token: string): Promise<boolean> {
  if (!isConfirmedBy(context, report, token)) return false
  await context.store.write(async (tx) => {
    const known = await reportById(tx, report)
    if (known?.mail && !known.mailConfirmed) await changeReport(tx, report, { mailConfirmed: context.clock() })
  })
  return true
}

/** How a report is closed. */
export interface Closing {
  outcome?: ReportOutcome | undefined
  /** What is told to whoever reported, beside the usual sentences. */
  answer?: string | undefined
}

/** Closes a report, with the reason in the log, and tells whoever reported. False when it was closed before. */
export async function settleReport(
  context: Context,
  by: string | null,
  id: string,
  reason: string,
  closing: Closing = {}
): Promise<boolean> {
  return context.store.write((tx) => settleOne(context, tx, by, id, reason, closing))
}

/** The transaction of {@link settleReport}. */
export async function settleOne(
  context: Context,
  tx: Writer,
  by: string | null,
  id: string,
  reason: string,
  { outcome, answer: own }: Closing
): Promise<boolean> {
  const now = context.clock()
  const answer = answerFor(outcome, own)
  if (!(await closeReport(tx, id, { outcome: outcome ?? null, answer, closed: now }))) return false
  const report = await reportById(tx, id)
  await addStep(tx, { report: id, kind: 'closed', by, words: reason, detail: outcome ? { outcome } : {}, created: now })
  await addDecision(tx, {
    ...{ by, act: 'report closed', target: id, reason, created: now },
    detail: { ...(outcome && { outcome }), category: report!.category }
  })
  await tellReporter(context, tx, report!, answer)
  return true
}
