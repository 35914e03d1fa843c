/** Answers about reports, and about what was decided on accounts. */
import Type from 'typebox'
import { number, orNull, text, time, timeOrNull } from './shape-words.ts'

export const Report = Type.Object(
  {
    id: Type.Optional(text()),
    number: Type.Optional(
      Type.Unsafe<number | null>({ type: ['integer', 'null'], description: 'What people call it' })
    ),
    actor: text('The address of whom it is about'),
    objects: Type.Array(text()),
    text: text(),
    category: text(),
    houseRule: Type.Optional(orNull('The house rule that is broken')),
    reporter: Type.Optional(orNull('The address of who reported; null for a visitor')),
    times: Type.Optional(number('How often it was sent')),
    state: Type.Optional(Type.Enum(['open', 'closed'])),
    stage: Type.Optional(Type.Enum(['new', 'looking', 'waiting'])),
    outcome: Type.Optional(
      Type.Unsafe<string | null>({
        type: ['string', 'null'],
        description: 'With what it was closed: action, none, duplicate'
      })
    ),
    assignee: Type.Optional(orNull('The address of the moderator who sees to it')),
    reported: Type.Optional(time('When')),
    closed: Type.Optional(timeOrNull('When it was closed')),
    steps: Type.Optional(
      Type.Array(
        Type.Object({ kind: text('note, assigned, closed …'), by: orNull('Who'), text: text(), at: time('When') })
      )
    )
  },
  { title: 'Report', additionalProperties: false }
)

export const AccountAction = Type.Object(
  {
    id: text(),
    actor: text('The address of whom it is about'),
    post: orNull('The address of the one post that it is about'),
    kind: text('note, warn, sensitive, limit, freeze, suspend, purge; of a post hide, mark, withdraw'),
    state: Type.Enum(['active', 'undone', 'ended', 'final']),
    by: orNull('The address of who acted; null for the admin command'),
    reason: text('For moderators'),
    text: text('What the person was told'),
    ends: timeOrNull('When it ends by itself'),
    decided: time('When'),
    appeal: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'waiting, upheld, dismissed' })
  },
  { title: 'AccountAction', additionalProperties: false }
)

export const Appeal = Type.Object(
  {
    id: text(),
    action: text('The id of the action that it is against'),
    actor: text('The address of who appeals'),
    text: text(),
    state: Type.Enum(['waiting', 'upheld', 'dismissed']),
    made: time('When'),
    decided: timeOrNull('When it was decided')
  },
  { title: 'Appeal', additionalProperties: false }
)

export const HouseRules = Type.Object(
  { rules: Type.Array(Type.String(), { description: 'In order' }) },
  { title: 'HouseRules', additionalProperties: false }
)

export const StrikeDays = Type.Object(
  { days: Type.Integer({ minimum: 1, description: 'For so many days a strike counts' }) },
  { title: 'StrikeDays', additionalProperties: false }
)
