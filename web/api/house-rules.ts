/** What the council sets about reports, by the API: its house rules, and for how long strikes count. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { keepStrikeDays, strikeDays } from '../../server/moderation/accounts/strikes.ts'
import { houseRulesOf, keepHouseRules } from '../../server/moderation/house-rules.ts'
import { HouseRules, StrikeDays } from './report-shapes.ts'
import { type ApiRoute, route } from './route.ts'
import { text } from './words.ts'

/** The calls. */
export const houseRuleRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/moderation/settings/house-rules',
    access: 'moderate',
    does: 'Lists the house rules, which stand on the page about this server and can be named in reports.',
    gives: { status: 200, shape: HouseRules },
    handle: async () => ({ rules: [...(await houseRulesOf(context))] })
  }),
  route({
    method: 'PUT',
    path: '/moderation/settings/house-rules',
    access: 'moderate',
    does: 'Sets the house rules, from 1 to 30.',
    body: Type.Object({
      rules: Type.Array(text('One of them, up to 300 characters', 1_000), { description: 'In order', maxItems: 100 })
    }),
    gives: { status: 200, shape: HouseRules },
    async handle({ viewer, body: { rules } }) {
      // One rule stays one, whatever breaks its lines.
      const lines = rules.map((rule) => rule.replace(/\s+/g, ' ')).join('\n')
      await keepHouseRules(context, viewer.actor.id, lines).catch(named('rules'))
      return { rules: [...(await houseRulesOf(context))] }
    }
  }),
  route({
    method: 'GET',
    path: '/moderation/settings/strikes',
    access: 'moderate',
    does: 'Tells for how many days a strike counts.',
    gives: { status: 200, shape: StrikeDays },
    handle: async () => ({ days: await strikeDays(context) })
  }),
  route({
    method: 'PUT',
    path: '/moderation/settings/strikes',
    access: 'moderate',
    does: 'Sets for how many days a strike counts.',
    body: Type.Object({ days: Type.Integer({ minimum: 1, maximum: 3_650, description: 'From 1 to 3,650' }) }),
    gives: { status: 200, shape: StrikeDays },
    async handle({ viewer, body: { days } }) {
      await keepStrikeDays(context, viewer.actor.id, String(days)).catch(named('days'))
      return { days: await strikeDays(context) }
    }
  })
]

/** Faults as faults of what the caller calls `field`. */
const named = (field: string) => (error: unknown) => {
  if (!(error instanceof Invalid)) throw error
  throw new Invalid(error.faults.map(({ text: told }) => ({ field, text: told })))
}
