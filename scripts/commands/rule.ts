/** `rule …`: what moderators decide once for all that comes in. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Context } from '../../server/context.ts'
import type { WrittenRule } from '../../server/moderation/rules/check.ts'
import type { RuleAtWork } from '../../server/moderation/rules/compile.ts'
import { conflictsOf } from '../../server/moderation/rules/danger.ts'
import { listRules, type Rule } from '../../server/moderation/rules/rules.store.ts'
import {
  createRule,
  deleteRule,
  findRule,
  moveRule,
  safeRule,
  saveRule,
  switchRule
} from '../../server/moderation/rules/rules.ts'
import { ruleSentence } from '../../server/moderation/rules/sentence.ts'
import { missed, tally, toCsv } from '../../server/moderation/rules/tally.ts'
import { tryRules } from '../../server/moderation/rules/try.ts'
import { testOne } from '../../server/moderation/rules/try-one.ts'
import { type Command, readArgs, tableOf, WrongUse } from './command.ts'

const text = { type: 'string' } as const
const yes = { type: 'boolean' } as const
const written = {
  ...{ name: text, file: text, words: text, pattern: text, link: text, from: text, links: text, age: text },
  ...{ strangers: yes, first: yes, any: yes, do: text, label: text, 'no-media': yes, sensitive: yes, expires: text }
}
const writing =
  '--name NAME (--file RULE.json | [--words A,B] [--link DOMAIN,…] [--from DOMAIN,…] [--pattern RE2] [--links N] [--age DAYS] [--strangers] [--first] [--any] [--do hold|limit|reject] [--label WORDS] [--no-media] [--sensitive] [--expires DATE])'

type Values = { [Name in keyof typeof written]?: (typeof written)[Name] extends typeof yes ? boolean : string }

const items = (list: string) =>
  list
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)

/** The rule as the options say it, or a file with the JSON that the API takes. */
function readWritten(values: Values): WrittenRule {
  if (values.file !== undefined) {
    try {
      const rule = JSON.parse(readFileSync(values.file, 'utf8')) as WrittenRule
      return { ...rule, ...(values.name && { name: values.name }) }
    } catch (error) {
      throw new WrongUse(`${values.file} cannot be read: ${(error as Error).message}`)
    }
  }
  const conditions = [
    values.words !== undefined && { on: 'words', list: items(values.words) },
    values.pattern !== undefined && { on: 'pattern', pattern: values.pattern },
    values.link !== undefined && { on: 'link', domains: items(values.link) },
    values.from !== undefined && { on: 'from', domains: items(values.from) },
    values.links !== undefined && { on: 'links', atLeast: values.links },
    values.age !== undefined && { on: 'age', days: values.age },
    values.strangers && { on: 'trust', states: ['unknown', 'limited'] },
    values.first && { on: 'first' }
  ].filter((one) => !!one)
  if (values.do !== undefined && !['hold', 'limit', 'reject'].includes(values.do))
    throw new WrongUse('--do is hold, limit or reject')
  const actions = {
    ...(values.do && { decide: values.do }),
    ...(values.label && { label: { text: values.label, open: false } }),
    ...(values['no-media'] && { stripMedia: true }),
    ...(values.sensitive && { sensitive: true })
  }
  return { name: values.name, match: values.any ? 'any' : 'all', conditions, actions, expires: values.expires }
}

const shown = (rule: Rule) => ({
  ...{ id: rule.id, name: rule.name, version: rule.version, enabled: rule.enabled, hits: rule.hits },
  ...{ expires: rule.expires?.toISOString() ?? null, sentence: ruleSentence(rule.body), ...rule.body }
})

export const ruleList: Command = {
  name: 'rule list',
  usage: '',
  does: 'lists the rules, in the order in which they are asked',
  async run(context, args, out) {
    readArgs(args, {})
    const rules = await listRules(context.store.read)
    const rows = rules.map((rule) => [rule.id, rule.enabled ? 'on' : 'off', rule.name, ruleSentence(rule.body)])
    out.answer({ items: rules.map(shown) }, rows.length > 0 ? tableOf(rows) : 'There is no rule.')
  }
}

export const ruleAdd: Command = {
  name: 'rule add',
  usage: writing,
  does: 'adds a rule behind the others, at work at once',
  async run(context, args, out) {
    const { values } = readArgs(args, written)
    const rule = await createRule(context, null, readWritten(values))
    const conflicts = conflictsOf(rule.body, await listRules(context.store.read), rule.id)
    out.answer({ ...shown(rule), conflicts }, [`${rule.id}: ${ruleSentence(rule.body)}`, ...conflicts].join('\n'))
  }
}

export const ruleChange: Command = {
  name: 'rule change',
  usage: `ID ${writing.replace('--name NAME', '[--name NAME]')}`,
  does: 'saves a rule as its next version; what it was stays for the log',
  async run(context, args, out) {
    const before = await findRule(context, args[0] ?? '')
    const { values } = readArgs(args.slice(1), written)
    const asked = { ...readWritten(values), name: values.name ?? before.name }
    const rule = await saveRule(context, null, before.id, before.version, asked)
    const conflicts = conflictsOf(rule.body, await listRules(context.store.read), rule.id)
    out.answer(
      { ...shown(rule), conflicts },
      [`Version ${rule.version}: ${ruleSentence(rule.body)}`, ...conflicts].join('\n')
    )
  }
}

const turning = (name: 'on' | 'off' | 'up' | 'down', does: string): Command => ({
  name: `rule ${name}`,
  usage: 'ID',
  does,
  async run(context, args, out) {
    const id = readArgs(args, {}, 1).positionals[0]!
    if (name === 'up' || name === 'down') await moveRule(context, null, id, name)
    else await switchRule(context, null, id, name === 'on')
    const place = (await listRules(context.store.read)).findIndex((rule) => rule.id === id) + 1
    out.answer({ ...shown(await findRule(context, id)), place }, `It is ${name}, at place ${place}.`)
  }
})

export const ruleTurns: Command[] = [
  turning('on', 'switches a rule on'),
  turning('off', 'switches a rule off: it is asked no more'),
  turning('up', 'moves a rule one place up: it is asked earlier'),
  turning('down', 'moves a rule one place down')
]

export const ruleRemove: Command = {
  name: 'rule remove',
  usage: 'ID',
  does: 'deletes a rule; its versions stay for the log',
  async run(context, args, out) {
    const id = readArgs(args, {}, 1).positionals[0]!
    await deleteRule(context, null, id)
    out.answer({ id, state: 'deleted' }, 'It is deleted.')
  }
}

export const ruleTest: Command = {
  name: 'rule test',
  usage: 'ID WORDS-OR-ADDRESS',
  does: 'says what a rule would do to one post',
  async run(context, args, out) {
    const [id, post] = readArgs(args, {}, 2).positionals
    const { hit, text: says } = await testOne(context, await findRule(context, id!), post!)
    out.answer({ matches: hit, says }, says)
  }
}

export const ruleSimulate: Command = {
  name: 'rule simulate',
  usage: `(ID [--csv FILE] | [--csv FILE] ${writing})`,
  does: 'says what a rule would have done to what came in of late; changes nothing',
  async run(context, args, out) {
    const kept = args[0] !== undefined && /^[0-9a-f]{32}$/.test(args[0])
    const { values } = readArgs(kept ? args.slice(1) : args, { ...written, csv: text })
    const rule = kept ? await findRule(context, args[0]!) : await draftOf(context, values)
    const { from, until, results, later } = await tryRules(context, [[rule]])
    const [result] = results
    if (values.csv !== undefined) writeFileSync(values.csv, toCsv(result!, later))
    const numbers = tally(result!, later)
    const good = missed(result!, later).map(({ entry }) => entry.object ?? entry.uri)
    const lines = [
      ruleSentence(rule.body),
      `Of ${numbers.total} things since ${from.toISOString().slice(0, 10)}: ${numbers.held} held, ${numbers.limited} limited, ${numbers.rejected} rejected, ${numbers.labelled} labelled.`,
      `Of those stopped, ${numbers.stopped.rejectedByHand} were rejected by hand, ${numbers.stopped.letIn} let in, ${numbers.stopped.accepted} accepted answers later, ${numbers.stopped.followed} by people followed here.`,
      ...good.map((uri) => `  missed: ${uri}`)
    ]
    out.answer({ from: from.toISOString(), until: until.toISOString(), ...numbers, missed: good }, lines.join('\n'))
  }
}

async function draftOf(context: Context, values: Values): Promise<RuleAtWork> {
  const rule = await safeRule(context, { ...readWritten(values), name: values.name ?? 'This rule' })
  return { id: '', version: 1, ...rule }
}
