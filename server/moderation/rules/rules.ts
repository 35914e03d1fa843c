/** Rules as moderators change them: each save is a new version, each change a decision in the log. */
import type { Context } from '../../context.ts'
import { Conflict, Invalid, NotFound } from '../../errors.ts'
import type { Writer } from '../../store/store.ts'
import { addDecision } from '../held.store.ts'
import { bumpRevision } from '../revision.ts'
import { type ReadRule, readRule, type WrittenRule } from './check.ts'
import { refuseDanger } from './danger.ts'
import {
  addRule,
  buryRule,
  changeRule,
  enableRule,
  listRules,
  mostRules,
  orderRules,
  type Rule,
  ruleById
} from './rules.store.ts'
import { ruleSentence } from './sentence.ts'

/** Reads a rule and refuses what would be dangerous. Throws Invalid. */
export async function safeRule(context: Context, written: WrittenRule): Promise<ReadRule> {
  const read = readRule(written, context.clock())
  await refuseDanger(context, read.body)
  return read
}

/** Adds a rule, at work at once unless `enabled` is false. Throws Invalid. */
export async function createRule(
  context: Context,
  by: string | null,
  written: WrittenRule & { enabled?: boolean }
): Promise<Rule> {
  const read = await safeRule(context, written)
  if ((await listRules(context.store.read)).length >= mostRules)
    throw new Invalid([
      { field: 'name', text: `There are ${mostRules.toLocaleString('en-GB')} rules already: delete some first` }
    ])
  return context.store.write(async (tx) => {
    const rule = await addRule(tx, { ...read, enabled: written.enabled !== false }, by)
    await changed(context, tx, by, 'rule added', rule, ruleSentence(rule.body))
    return rule
  })
}

/** Saves a rule as its next version. Throws Invalid, NotFound, or Conflict when it is no longer at version `before`. */
export async function saveRule(
  context: Context,
  by: string | null,
  id: string,
  before: number,
  written: WrittenRule
): Promise<Rule> {
  await findRule(context, id)
  const read = await safeRule(context, written)
  return context.store.write(async (tx) => {
    const rule = await changeRule(tx, id, before, read, by)
    if (!rule)
      throw new Conflict('Somebody else has saved this rule meanwhile. Open it again to see what they changed.')
    await changed(context, tx, by, 'rule changed', rule, ruleSentence(rule.body))
    return rule
  })
}

/** Switches a rule on or off. Throws NotFound, or Invalid when it would be dangerous to switch it on now. */
export async function switchRule(context: Context, by: string | null, id: string, enabled: boolean): Promise<Rule> {
  const rule = await findRule(context, id)
  if (rule.enabled === enabled) return rule
  if (enabled) await refuseDanger(context, rule.body)
  await context.store.write(async (tx) => {
    await enableRule(tx, id, enabled)
    await changed(context, tx, by, enabled ? 'rule on' : 'rule off', rule)
  })
  return { ...rule, enabled }
}

/** Moves a rule one place up or down. Throws NotFound. */
export async function moveRule(context: Context, by: string | null, id: string, way: 'up' | 'down'): Promise<void> {
  const rule = await findRule(context, id)
  await context.store.write(async (tx) => {
    const ids = (await listRules(tx)).map((one) => one.id)
    const at = ids.indexOf(id)
    const to = way === 'up' ? at - 1 : at + 1
    if (at < 0 || to < 0 || to >= ids.length) return
    ;[ids[at], ids[to]] = [ids[to]!, ids[at]!]
    await orderRules(tx, ids)
    await changed(context, tx, by, `rule ${way}`, rule)
  })
}

/** Deletes a rule; what it did stays explained by its versions. Throws NotFound. */
export async function deleteRule(context: Context, by: string | null, id: string): Promise<void> {
  const rule = await findRule(context, id)
  await context.store.write(async (tx) => {
    await buryRule(tx, id, context.clock())
    await changed(context, tx, by, 'rule deleted', rule)
  })
}

/** A rule that is not deleted. Throws NotFound. */
export async function findRule(context: Context, id: string): Promise<Rule> {
  const rule = await ruleById(context.store.read, id)
  if (!rule || rule.deleted) throw new NotFound('There is no such rule.')
  return rule
}

async function changed(context: Context, tx: Writer, by: string | null, act: string, rule: Rule, reason = '') {
  await bumpRevision(tx)
  const target = `${context.config.origin}/moderation/rules/${rule.id}`
  await addDecision(tx, { by, act, target, reason, detail: { name: rule.name, version: rule.version } })
}
