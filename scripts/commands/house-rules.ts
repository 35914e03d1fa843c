/** `house-rules …` and `strikes …`: what the council sets about reports, and about what follows from them. */
import { keepStrikeDays, strikeDays } from '../../server/moderation/accounts/strikes.ts'
import { houseRulesOf, keepHouseRules } from '../../server/moderation/house-rules.ts'
import { type Command, need, readArgs, WrongUse } from './command.ts'
import { readFile } from './file.ts'

const text = { type: 'string' } as const

export const houseRuleCommands: Command[] = [
  {
    name: 'house-rules show',
    usage: '',
    does: 'shows the house rules, which reports can name',
    async run(context, args, out) {
      readArgs(args, {})
      const rules = await houseRulesOf(context)
      out.answer({ rules }, rules.join('\n'))
    }
  },
  {
    name: 'house-rules set',
    usage: '--rule WORDS [--rule WORDS …] | --file FILE',
    does: 'sets the house rules, in order; a file has one to a line',
    async run(context, args, out) {
      const { values } = readArgs(args, { rule: { ...text, multiple: true }, file: text })
      if ((values.rule === undefined) === (values.file === undefined)) throw new WrongUse('give --rule or --file')
      const typed = values.file === undefined ? values.rule!.map(oneLine).join('\n') : readFile(values.file)
      await keepHouseRules(context, null, typed)
      const rules = await houseRulesOf(context)
      out.answer({ rules }, `${rules.length} house ${rules.length === 1 ? 'rule is' : 'rules are'} set.`)
    }
  },
  {
    name: 'strikes show',
    usage: '',
    does: 'shows for how many days a strike counts',
    async run(context, args, out) {
      readArgs(args, {})
      const days = await strikeDays(context)
      out.answer({ days }, `A strike counts for ${days} days.`)
    }
  },
  {
    name: 'strikes set',
    usage: '--days N',
    does: 'sets for how many days a strike counts',
    async run(context, args, out) {
      const { values } = readArgs(args, { days: text })
      await keepStrikeDays(context, null, need(values.days, 'days'))
      const days = await strikeDays(context)
      out.answer({ days }, `A strike counts for ${days} days.`)
    }
  }
]

const oneLine = (words: string) => words.replace(/\s+/g, ' ')
