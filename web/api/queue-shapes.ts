/** What the API answers about decisions of the queue, proposals, hours, and for how long things are kept. */
import Type from 'typebox'
import { number, orNull, text, time, timeOrNull } from './shape-words.ts'

const closed = { additionalProperties: false }

export const Chosen = Type.Object(
  {
    choice: text('By which it can be undone'),
    n: number('How many were decided on'),
    missed: number('How many somebody else had decided on before')
  },
  { title: 'Chosen', ...closed }
)

export const UndoneShape = Type.Object(
  {
    choice: text(),
    waiting: number('How many wait again'),
    gone: number('How many cannot, since their words are gone')
  },
  { title: 'Undone', ...closed }
)

export const ProposalShape = Type.Object(
  {
    id: text(),
    kind: Type.Enum(['suspend', 'purge', 'retention', 'export', 'role', 'two-persons']),
    target: text('What it is about'),
    says: text('What would happen'),
    reason: text(),
    cost: text('What it would cost'),
    state: Type.Enum(['open', 'done', 'emergency', 'declined', 'expired']),
    by: orNull('The id of the actor who proposes; null for the command line'),
    decidedBy: orNull('The id of the actor who decided'),
    created: time('When it was proposed'),
    expires: time('When it runs out'),
    review: timeOrNull('Of an emergency: by when somebody else must look at it'),
    reviewed: timeOrNull('When somebody did')
  },
  { title: 'Proposal', ...closed }
)

export const ProposedShape = Type.Object(
  {
    detail: text('That it waits for a second person, and where'),
    proposal: Type.Object(
      { id: text(), kind: text(), says: text('What would happen'), expires: time('When it runs out'), url: text() },
      closed
    )
  },
  { title: 'Proposed', ...closed }
)

const clock = Type.String({ description: 'A time by London’s clock', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })
const span = Type.Object({ from: clock, until: clock }, closed)

/** What is told and what is sent. */
export const hoursFields = {
  hold: Type.Boolean({ description: 'Whether what is not from the network waits outside these hours' }),
  holidays: Type.Boolean({ description: 'Whether bank holidays have no hours' }),
  digest: Type.String({ description: 'When the digest is sent; empty for never', maxLength: 5 }),
  days: Type.Record(Type.String({ pattern: '^[1-7]$' }), span, {
    ...closed,
    description: 'By the day of the week, from 1, Monday; a day without is one without hours'
  })
}
export const HoursShape = Type.Object(
  {
    ...hoursFields,
    waits: Type.Boolean({ description: 'Whether things wait because of the hour now' }),
    next: timeOrNull('When hours begin next')
  },
  { title: 'Hours', ...closed }
)

export const twoPersonsFields = {
  kinds: Type.Array(Type.Enum(['suspend', 'purge', 'retention', 'export', 'role']), {
    description: 'Which decisions need two persons',
    maxItems: 5
  }),
  hours: Type.Integer({ minimum: 1, maximum: 720, description: 'After so many a proposal runs out' })
}
export const TwoPersonsShape = Type.Object(twoPersonsFields, { title: 'TwoPersons', ...closed })

export const retentionFields = {
  heldDays: Type.Integer({ minimum: 1, maximum: 365, description: 'Days that something waits before it is dropped' }),
  undoDays: Type.Integer({ minimum: 1, maximum: 365, description: 'Days for which a decision can be undone' })
}
export const RetentionShape = Type.Object(retentionFields, { title: 'Retention', ...closed })

export const trustFields = {
  authors: Type.Integer({
    minimum: 0,
    maximum: 100,
    description: 'After so many posts an author is known; 0 is never'
  }),
  servers: Type.Integer({
    minimum: 0,
    maximum: 100,
    description: 'After so many authors a server is known; 0 is never'
  }),
  share: Type.Boolean({ description: 'Whether peer councils are told how far servers are trusted here' })
}
export const TrustShape = Type.Object(trustFields, { title: 'TrustGrowth', ...closed })

export const RotaShape = Type.Object(
  {
    weeks: Type.Array(
      Type.Object({ week: text('The Monday of the week'), actor: orNull('The id of the actor who is on duty') }, closed)
    )
  },
  { title: 'Rotation', ...closed }
)

export const GivenUp = Type.Object(
  {
    id: text(),
    what: text('What it was to do'),
    queue: text(),
    host: orNull('Of a delivery: to which server'),
    attempts: number('How often it was tried'),
    fault: text('Why the last try failed'),
    givenUp: time('When')
  },
  { title: 'GivenUp', ...closed }
)

/** Those that the document names. */
export const queueShapes = {
  ...{ Chosen, Undone: UndoneShape, Proposal: ProposalShape, Proposed: ProposedShape, Hours: HoursShape },
  ...{ TwoPersons: TwoPersonsShape, Retention: RetentionShape, Rotation: RotaShape, TrustGrowth: TrustShape, GivenUp }
}
