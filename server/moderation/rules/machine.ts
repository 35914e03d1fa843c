/** The rules at work, compiled once and again after each change, in every process. */
import type { Context } from '../../context.ts'
import { compiled } from '../revision.ts'
import { compileRules, type RuleAtWork } from './compile.ts'
import { rulesAtWork } from './rules.store.ts'

/** The machine of the rules at work now. A rule that cannot be compiled is left out and said in the log; the others work. */
export const rulesMachine = compiled('rules', async (context) => compileRules(await usableRules(context)))

/** Of these the rules that look at words, links or media: the others are for what somebody does, not for who they are. */
export const profileMachine = compiled('rules for profiles', async (context) =>
  compileRules((await usableRules(context)).filter(({ body }) => body.conditions.some(({ on }) => said.has(on))))
)

const said = new Set(['words', 'pattern', 'link', 'links', 'media'])

async function usableRules(context: Context): Promise<RuleAtWork[]> {
  const usable: RuleAtWork[] = []
  for (const rule of await rulesAtWork(context.store.read, context.clock())) {
    try {
      compileRules([rule])
      usable.push(rule)
    } catch (error) {
      context.log.error({ err: error, rule: rule.id }, 'a rule cannot be compiled and is left out')
    }
  }
  return usable
}
