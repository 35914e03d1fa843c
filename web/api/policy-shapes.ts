/** The shapes of policies about servers, and of the lists that propose them. */
import Type from 'typebox'

const text = (description?: string) => Type.String({ ...(description && { description }) })
const orNull = (description?: string) =>
  Type.Union([Type.String(), Type.Null()], { ...(description && { description }) })
const whole = (description?: string) => Type.Integer({ minimum: 0, ...(description && { description }) })
const closed = { additionalProperties: false }
const trust = Type.Enum(['network', 'known', 'unknown', 'limited', 'blocked'])
const severity = Type.Enum(['suspend', 'limit', 'none', 'allow'])

export const DomainPolicy = Type.Object(
  {
    host: text('It holds for all servers below it too'),
    state: trust,
    reason: text('For moderators'),
    publicReason: text(),
    rejectMedia: Type.Boolean(),
    rejectReports: Type.Boolean(),
    obfuscate: Type.Boolean(),
    review: orNull('When to look at it again'),
    restorableUntil: orNull('Until when what it cut can be restored')
  },
  { title: 'DomainPolicy', ...closed }
)

const ties = {
  ...{
    people: whole(),
    followers: whole(),
    following: whole(),
    members: whole(),
    conversations: whole(),
    posts: whole()
  },
  ...{ questions: whole(), accepted: whole(), quotes: whole(), waiting: whole() }
}

export const DomainCost = Type.Object(
  {
    host: text(),
    ...ties,
    restorable: Type.Object({ follows: whole(), held: whole() }, closed)
  },
  { title: 'DomainCost', ...closed }
)

export const PolicySource = Type.Object(
  {
    ...{ id: text(), name: text(), kind: Type.Enum(['import', 'csv', 'fires']), url: orNull(), severity },
    priority: Type.Integer(),
    excludes: Type.Array(Type.String()),
    waiting: whole('Entries that nobody has decided on'),
    wrong: Type.Array(Type.Object({ line: whole(), text: text(), why: text() }, closed)),
    fault: orNull('Why it could not be read last'),
    checked: orNull()
  },
  { title: 'PolicySource', ...closed }
)

export const ListProposal = Type.Object(
  {
    ...{ host: text(), severity, comment: text(), rejectMedia: Type.Boolean(), rejectReports: Type.Boolean() },
    gone: Type.Boolean({ description: 'The list no longer says so' }),
    standing: Type.Enum(['new', 'lift', 'same', 'stricter', 'peer', 'overruled', 'kept', 'excluded', 'refused']),
    now: trust,
    cost: Type.Object(ties, closed)
  },
  { title: 'ListProposal', ...closed }
)

export const AppliedList = Type.Object(
  {
    ...{ applied: whole(), lifted: whole(), passed: whole() },
    left: Type.Array(Type.Object({ host: text(), why: text() }, closed))
  },
  { title: 'AppliedList', ...closed }
)
