/** Rules that would do more than anybody wants: against ourselves, against all peer councils, or against each other. */
import type { Decide, RuleBody, Said } from '../../../schema/rules.ts'
import type { Context } from '../../context.ts'
import { Invalid } from '../../errors.ts'
import { listInstances } from '../instances.store.ts'
import { compileRules } from './compile.ts'
import { withAbove } from './domains.ts'
import { fold } from './fold.ts'
import type { Rule } from './rules.store.ts'

const doing: Record<Decide, string> = { hold: 'hold', limit: 'limit', reject: 'reject' }

/** Throws Invalid, with why, for a rule against our own server or against every peer council. */
export async function refuseDanger(context: Context, body: RuleBody): Promise<void> {
  const ours = new Set([new URL(context.config.origin).host, context.config.handleHost].flatMap(withAbove))
  body.conditions.forEach((condition, at) => {
    if (condition.on !== 'from' && condition.on !== 'link') return
    const own = condition.domains.find((domain) => ours.has(domain))
    if (!own || (condition.on === 'link' && !body.actions.decide)) return
    const text =
      condition.on === 'from'
        ? `${own} is this server itself, or a domain above it`
        : `${own} leads to this server: whoever answers us with a link to what we said would be stopped`
    throw new Invalid([{ field: `condition-${at + 1}`, text }])
  })
  const { decide } = body.actions
  if (decide !== 'reject' && decide !== 'limit') return
  const peers = await peersStopped(context, body)
  if (peers === undefined) return
  const whom =
    peers === 0 ? 'any peer council' : peers === 1 ? 'the one peer council that you have' : `all ${peers} peer councils`
  const text = `This would ${doing[decide]} ordinary posts from ${whom}. Narrow it down, for example to people who are not known`
  throw new Invalid([{ field: 'condition-1', text }])
}

/** Whether the rule catches ordinary posts of every peer council: how many these are, 0 when there is none yet. */
async function peersStopped(context: Context, body: RuleBody): Promise<number | undefined> {
  const peers = (await listInstances(context.store.read, 'network', '', 1_000)).map(({ host }) => host)
  const machine = compileRules([{ id: '', name: '', version: 0, body }])
  const facts = { trust: 'network' as const, age: 1_000, first: false, followed: true }
  const catches = (host: string) =>
    ordinary.every((text) => {
      const said: Said = { ...plainPost, texts: [{ field: 'words', text }] }
      const asked = { said, facts, host, actor: `https://${host}/actors/1`, now: context.clock(), rate: () => 1 }
      return machine.judge(asked).decider !== undefined
    })
  const hosts = peers.length > 0 ? peers : ['peer-council.invalid']
  return hosts.every(catches) ? peers.length : undefined
}

const ordinary = ['Thank you, that helped.', 'How did you pay for it?', 'Our first month: forty people came.']
const plainPost: Omit<Said, 'texts'> = {
  ...{ type: 'Create', kind: 'Note', links: [], tagged: [], media: [], language: 'en', mentions: 0, closed: false }
}

/** Rules that ask the same and do something else, or that never get their turn: in sentences. */
export function conflictsOf(
  body: RuleBody,
  others: Pick<Rule, 'id' | 'name' | 'body' | 'enabled'>[],
  id?: string
): string[] {
  const key = keyOf(body)
  return others.flatMap((other) => {
    if (other.id === id || !other.enabled || keyOf(other.body) !== key) return []
    const [mine, theirs] = [body.actions.decide, other.body.actions.decide]
    if (mine === theirs) return [`“${other.name}” asks exactly the same. One of the two is enough.`]
    if (!mine || !theirs) return []
    return [
      `“${other.name}” asks exactly the same, and would ${doing[theirs]} what this one would ${doing[mine]}. The one that stands first counts.`
    ]
  })
}

/** The same for bodies that ask the same, whatever the order and the case of what they list. */
function keyOf({ match, conditions }: RuleBody): string {
  const plain = conditions.map((condition) =>
    JSON.stringify(
      Object.entries(condition)
        .map(([name, value]) => [name, Array.isArray(value) ? value.map((one) => fold(String(one))).sort() : value])
        .sort(([one], [other]) => String(one).localeCompare(String(other)))
    )
  )
  return `${conditions.length > 1 ? match : ''} ${plain.sort().join(' ')}`
}
