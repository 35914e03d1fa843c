/** What the API answers about rules. */
import Type from 'typebox'
import { number, orNull, text, time, timeOrNull } from './shape-words.ts'

const body = {
  match: Type.Enum(['all', 'any']),
  conditions: Type.Array(Type.Object({ on: text('What it looks for') }, { additionalProperties: true })),
  actions: Type.Object({}, { additionalProperties: true, description: 'decide, label, stripMedia, sensitive' }),
  sentence: text('The rule in words'),
  expires: timeOrNull('When it ends')
}

const rule = {
  ...{ id: text(), name: text(), version: number('Grows by one with each save'), ...body },
  enabled: Type.Boolean(),
  hits: number('How often it ever matched'),
  conflicts: Type.Array(text('Another rule that asks the same'))
}

export const RuleShape = Type.Object(rule, { title: 'Rule', additionalProperties: false })

const version = Type.Object(
  { version: number('Which'), name: text(), ...body, saved: time('When') },
  { additionalProperties: false }
)

export const RuleWithVersions = Type.Object(
  { ...rule, versions: Type.Array(version, { description: 'The latest first' }) },
  { title: 'RuleWithVersions', additionalProperties: false }
)

export const RuleTest = Type.Object(
  { matches: Type.Boolean(), says: text('What the rule would do to it, and why') },
  { title: 'RuleTest', additionalProperties: false }
)

const numbers = {
  total: number('How many came in'),
  caught: number('How many the rule matches'),
  held: number('How many it would hold'),
  limited: number('How many it would show only to those who follow their author'),
  rejected: number('How many it would reject'),
  labelled: number('How many it would label'),
  stripped: number('Of how many it would fetch no media'),
  sensitive: number('How many it would mark sensitive'),
  stopped: Type.Object(
    {
      accepted: number('Accepted answers later'),
      followed: number('By people whom somebody here followed'),
      rejectedByHand: number('Rejected by hand'),
      letIn: number('Let in by hand'),
      shown: number('Shown to everyone')
    },
    { description: 'Of those held, limited and rejected', additionalProperties: false }
  )
}

const caught = Type.Object(
  {
    ...{ actor: text(), object: text(), type: text(), field: text('Where it matched'), matched: text() },
    ...{ received: time('When it came'), followed: Type.Boolean(), decide: orNull('hold, limit or reject') }
  },
  { additionalProperties: false }
)

export const RuleSimulation = Type.Object(
  {
    ...{ from: time('Since when'), until: time('Until when'), ...numbers },
    missed: Type.Array(caught, { description: 'Accepted answers and people followed here, among what it would stop' }),
    sample: Type.Array(caught, { description: 'Up to 20 of all that it matches' }),
    against: Type.Optional(Type.Object(numbers, { additionalProperties: false })),
    difference: Type.Optional(
      Type.Object(
        {
          onlyThis: number('Matched only by the rule'),
          onlyOther: number('Matched only by the other'),
          both: number('Matched by both')
        },
        { additionalProperties: false }
      )
    )
  },
  { title: 'RuleSimulation', additionalProperties: false }
)
