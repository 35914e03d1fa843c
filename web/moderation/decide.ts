/** What a moderator can do with what waits, as a form names it. */
import type { ChoiceAct } from '../../schema/choices.ts'
import { type Fault, Invalid } from '../../server/errors.ts'

export type Act = ChoiceAct

const acts: readonly Act[] = [
  ...(['release', 'release-words', 'release-author', 'release-server'] as const),
  ...(['reject', 'block-author', 'block-server'] as const)
]

/** What a form chose, checked. Throws Invalid. */
export function readDecision(typed: { act: string; reason: string }): { act: Act; reason: string } {
  const act = acts.find((one) => one === typed.act)
  const reason = typed.reason.trim()
  const faults: Fault[] = []
  if (!act) faults.push({ field: 'act', text: 'Choose what should happen' })
  if (reason.length > 1_000) faults.push({ field: 'reason', text: 'Give the reason in 1,000 characters or fewer' })
  if (!act || faults.length > 0) throw new Invalid(faults)
  return { act, reason }
}
