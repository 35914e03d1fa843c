/** The council's house rules, a sentence or two each, which an admin may change; reports name the one that is broken. */
import type { Context } from '../context.ts'
import { keepSetting, readSetting } from '../council/settings.store.ts'
import { Invalid } from '../errors.ts'
import { plainLine } from '../text/sanitise.ts'
import { addDecision } from './log/decisions.store.ts'

const setting = 'house-rules'
const most = 30

/** The rules of a council that has not written its own. */
export const usualHouseRules: readonly string[] = [
  'Say what happened, also when it went badly. Nobody is blamed for telling.',
  'Write about practice and not about residents or colleagues who could be recognised.',
  'Disagree with what was done, never with the right of a person to say it.',
  'No advertising. If you sell something, say so.',
  'What you say to everyone stays with everyone: other servers keep copies.'
]

/** The rules in force. */
export const houseRulesOf = async ({ store }: Pick<Context, 'store'>): Promise<readonly string[]> =>
  (await readSetting<string[]>(store.read, setting)) ?? usualHouseRules

/** Keeps the rules, one to a line. Throws Invalid. */
export async function keepHouseRules(context: Context, by: string | null, typed: string): Promise<void> {
  const rules = [...new Set(typed.split('\n').map((line) => plainLine(line, 1_000)))].filter(Boolean)
  const wrong = (text: string) => new Invalid([{ field: 'houseRules', text }])
  if (rules.length === 0) throw wrong('Give at least one house rule')
  if (rules.length > most) throw wrong(`Give ${most} house rules or fewer`)
  if (rules.some((rule) => rule.length > 300)) throw wrong('Give each house rule in 300 characters or fewer')
  await context.store.write(async (tx) => {
    await keepSetting(tx, setting, rules, context.clock())
    await addDecision(tx, { by, act: 'settings house rules', target: 'house rules', detail: { rules } })
  })
}
