/** Moderators' rules by the API: reading and changing them, trying one on a post, and on the last 30 days. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { ruledTypes, type WrittenRule } from '../../server/moderation/rules/check.ts'
import type { RuleAtWork } from '../../server/moderation/rules/compile.ts'
import { conflictsOf } from '../../server/moderation/rules/danger.ts'
import { listRules, type Rule, versionsOf } from '../../server/moderation/rules/rules.store.ts'
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
import { tryRules } from '../../server/moderation/rules/try.ts'
import { testOne } from '../../server/moderation/rules/try-one.ts'
import { type ApiRoute, route } from './route.ts'
import { RuleShape, RuleSimulation, RuleTest, RuleWithVersions } from './rule-shapes.ts'
import { simulationOf } from './simulations.ts'
import { keyPattern, oneOf, pageOf, text } from './words.ts'

const list = (description: string) =>
  Type.Optional(Type.Array(text('One of them', 500), { description, maxItems: 1_000 }))
const whole = (description: string) => Type.Optional(Type.Integer({ description, minimum: 0, maximum: 100_000 }))
const on = [
  ...['words', 'pattern', 'link', 'links', 'mentions', 'media', 'language', 'age', 'first', 'followed', 'rate'],
  ...['trust', 'from', 'type']
]

const Condition = Type.Object(
  {
    on: oneOf(on, 'What it looks for; of the rest only what belongs to it is read'),
    list: list('words: words and phrases; a * at the end of one stands for all that begins so'),
    pattern: Type.Optional(text('pattern: a regular expression as RE2 has them', 500)),
    domains: list('link, from: domains, with all that is below them'),
    types: list(`media: image, video, audio, other or media types; type: ${ruledTypes.join(', ')}`),
    languages: list('language: their codes'),
    states: list('trust: network, known, unknown, limited'),
    is: Type.Optional(Type.Boolean({ description: 'language, followed: whether it is so' })),
    of: Type.Optional(oneOf(['actor', 'host'], 'rate: of one author or one server')),
    atLeast: whole('links, mentions, rate: how many'),
    minutes: whole('rate: within so many minutes'),
    days: whole('age: the account is younger than this')
  },
  { additionalProperties: false }
)

const written = {
  name: text('What it is called, up to 100 characters', 500),
  match: Type.Optional(oneOf(['all', 'any'], 'How many conditions have to be met; all if nothing is said')),
  conditions: Type.Array(Condition, { description: 'From 1 to 12', maxItems: 100 }),
  actions: Type.Object(
    {
      decide: Type.Optional(oneOf(['hold', 'limit', 'reject'], 'What settles it; nothing lets it pass')),
      label: Type.Optional(
        Type.Object({
          text: text('Up to 60 characters', 500),
          open: Type.Optional(Type.Boolean({ description: 'Whether every reader sees it, or only moderators' }))
        })
      ),
      stripMedia: Type.Optional(Type.Boolean({ description: 'Whether what is attached is left out' })),
      sensitive: Type.Optional(Type.Boolean({ description: 'Whether it is marked sensitive' }))
    },
    { additionalProperties: false }
  ),
  expires: Type.Optional(text('When it ends (RFC 3339); never if nothing is said', 64))
}
const Written = Type.Object(written)
const key = (description: string) => Type.Optional(Type.String({ description, pattern: keyPattern }))

/** The calls. */
export const ruleRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/moderation/rules',
    access: 'moderate',
    does: 'Lists the rules, in the order in which they are asked.',
    gives: { status: 200, shape: pageOf(RuleShape) },
    async handle() {
      const rules = await listRules(context.store.read)
      return { items: rules.map((rule) => ruleOf(rule, rules)), next: null }
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/rules',
    access: 'moderate',
    does: 'Adds a rule behind the others, at work at once unless `enabled` is false.',
    body: Type.Object({ ...written, enabled: Type.Optional(Type.Boolean({ description: 'Whether it is at work' })) }),
    gives: { status: 201, shape: RuleShape },
    handle: async ({ viewer, body }) => told(context, await createRule(context, viewer.actor.id, body))
  }),
  route({
    method: 'GET',
    path: '/moderation/rules/:id',
    access: 'moderate',
    does: 'Gives one rule with all its versions.',
    gives: { status: 200, shape: RuleWithVersions },
    async handle({ params }) {
      const rule = await findRule(context, params.id!)
      const versions = await versionsOf(context.store.read, rule.id)
      const versionOf = (one: (typeof versions)[number]) => ({
        ...{ version: one.version, name: one.name, ...one.body, sentence: ruleSentence(one.body) },
        ...{ expires: one.expires?.toISOString() ?? null, saved: one.created.toISOString() }
      })
      return { ...(await told(context, rule)), versions: versions.map(versionOf) }
    }
  }),
  route({
    method: 'PUT',
    path: '/moderation/rules/:id',
    access: 'moderate',
    does: 'Saves a rule as its next version; 409 when somebody else saved it since the version named.',
    body: Type.Object({
      ...written,
      version: Type.Integer({ description: 'The version that this is made from', minimum: 1 })
    }),
    gives: { status: 200, shape: RuleShape },
    handle: async ({ viewer, params, body }) =>
      told(context, await saveRule(context, viewer.actor.id, params.id!, body.version, body))
  }),
  route({
    method: 'PATCH',
    path: '/moderation/rules/:id',
    access: 'moderate',
    does: 'Switches a rule on or off, or moves it one place.',
    body: Type.Object({
      enabled: Type.Optional(Type.Boolean({ description: 'Whether it is at work' })),
      move: Type.Optional(oneOf(['up', 'down'], 'Which way'))
    }),
    gives: { status: 200, shape: RuleShape },
    async handle({ viewer, params, body }) {
      if (body.enabled !== undefined) await switchRule(context, viewer.actor.id, params.id!, body.enabled)
      if (body.move) await moveRule(context, viewer.actor.id, params.id!, body.move)
      return told(context, await findRule(context, params.id!))
    }
  }),
  route({
    method: 'DELETE',
    path: '/moderation/rules/:id',
    access: 'moderate',
    does: 'Deletes a rule; its versions stay for the log.',
    gives: { status: 204 },
    handle: ({ viewer, params }) => deleteRule(context, viewer.actor.id, params.id!)
  }),
  route({
    method: 'POST',
    path: '/moderation/rules/test',
    access: 'moderate',
    does: 'Says what a rule would do to one post, by its words or by the address of something that came in.',
    body: Type.Object({ rule: Written, text: text('Words, or an address', 20_000) }),
    gives: { status: 200, shape: RuleTest },
    async handle({ body }) {
      const { hit, text: says } = await testOne(context, await draft(context, body.rule), body.text)
      return { matches: hit, says }
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/rules/simulate',
    access: 'moderate',
    does: 'Says what a rule would have done to what came in of late (30 days, unless set otherwise), and how two differ. Changes nothing.',
    body: Type.Object({
      rule: Type.Optional(Written),
      id: key('In place of `rule`: one that is kept'),
      against: Type.Optional(Written),
      againstId: key('In place of `against`: one that is kept')
    }),
    gives: { status: 200, shape: RuleSimulation },
    async handle({ body }) {
      const one = await chosen(context, body.rule, body.id)
      if (!one) throw new Invalid([{ field: 'rule', text: '“rule” or “id” is missing.' }])
      return simulation(context, one, await chosen(context, body.against, body.againstId))
    }
  })
]

async function draft(context: Context, rule: WrittenRule): Promise<RuleAtWork> {
  return { id: '', version: 1, ...(await safeRule(context, rule)) }
}

const chosen = async (context: Context, rule: WrittenRule | undefined, id: string | undefined) =>
  rule ? draft(context, rule) : id ? findRule(context, id) : undefined

const simulation = async (context: Context, one: RuleAtWork, other: RuleAtWork | undefined) =>
  simulationOf(await tryRules(context, other ? [[one], [other]] : [[one]]))

const told = async (context: Context, rule: Rule) => ruleOf(rule, await listRules(context.store.read))

const ruleOf = (rule: Rule, all: Rule[]) => ({
  ...{ id: rule.id, name: rule.name, version: rule.version, enabled: rule.enabled, ...rule.body },
  ...{ sentence: ruleSentence(rule.body), expires: rule.expires?.toISOString() ?? null, hits: rule.hits },
  conflicts: conflictsOf(rule.body, all, rule.id)
})
