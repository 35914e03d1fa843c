/** What a rule would do to one post, given by its words, by its address, or held. */
import type { Facts, Said } from '../../../schema/rules.ts'
import { actorByUri } from '../../actors/actors.store.ts'
import type { Context } from '../../context.ts'
import { trustOf } from '../gate.ts'
import { heldByAddress } from '../held.store.ts'
import { compileRules, type RuleAtWork } from './compile.ts'
import { loggedByAddress } from './inbox-log.store.ts'
import { readSaid } from './said.ts'
import { actionWords } from './sentence.ts'

interface One {
  said: Said
  facts: Facts
  actor: string
  host: string
  about: string
}

const stranger: Facts = { trust: 'unknown', age: 0, first: true, followed: false }

/** What the rule does to it, in a sentence or two; words alone are taken as those of a stranger with a new account. */
export async function testOne(
  context: Context,
  rule: RuleAtWork,
  text: string
): Promise<{ hit: boolean; text: string }> {
  const given = text.trim()
  const one = /^https?:\/\/\S+$/.test(given) ? await found(context, given) : words(given)
  if (!one)
    return {
      hit: false,
      text: `Nothing of the last ${context.config.inboxLogDays} days has this address. Paste its words instead.`
    }
  const { said, facts, actor, host } = one
  const now = context.clock()
  const { hits } = compileRules([{ ...rule, expires: null }]).judge({ said, facts, actor, host, now, rate: () => 1 })
  const [hit] = hits
  if (!hit) return { hit: false, text: `Nothing happens to it: the rule does not match. ${one.about}` }
  const does = actionWords(rule.body.actions)
  return { hit: true, text: `The rule would ${does}. It matches in ${hit.field}: ${hit.matched}. ${one.about}` }
}

function words(text: string): One {
  const said = readSaid({ type: 'Create', to: 'as:Public', object: { type: 'Note', content: text } })
  const about = 'Taken as the words of somebody new, on a server that is not known, whom nobody here follows.'
  return { said, facts: stranger, actor: 'https://stranger.invalid/1', host: 'stranger.invalid', about }
}

async function found(context: Context, address: string): Promise<One | undefined> {
  const db = context.store.read
  const item = await heldByAddress(db, address)
  if (item?.activity) {
    const { actor, host } = item
    const trust = await trustOf(context, actor, host)
    const known = await actorByUri(db, actor)
    const since = known?.published ?? known?.created ?? item.created
    const age = (item.created.getTime() - since.getTime()) / 86_400_000
    const facts = { trust, age, first: true, followed: false }
    return { said: readSaid(item.activity), facts, actor, host, about: 'It is waiting in the queue.' }
  }
  const entry = await loggedByAddress(db, address)
  if (!entry) return undefined
  const { said, facts, actor, host, type } = entry
  const about = said.closed ? 'It was not for everybody: its words are not kept.' : 'As it came in.'
  return { said: { ...said, type }, facts, actor, host, about }
}
