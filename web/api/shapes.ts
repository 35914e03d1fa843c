/** What the API answers, shape by shape; the document of the API and its tests read them here. */

import Type, { type Static } from 'typebox'
import { notificationKinds } from '../../schema/notifications.ts'
import { audienceWords } from '../../server/posts/audience.ts'
import { storyStates } from '../../server/stories/stories.ts'
import { adoptionShapes } from './adoption-shapes.ts'
import { Community, CommunityItem, CommunityMember, Membership, RemovedPost } from './community-shapes.ts'
import { LegalHold } from './evidence-shapes.ts'
import { Attachment, Poll, pollParts } from './media-shapes.ts'
import { Me, Metrics, Trouble } from './own-shapes.ts'
import { AppliedList, DomainCost, DomainPolicy, ListProposal, PolicySource } from './policy-shapes.ts'
import { queueShapes } from './queue-shapes.ts'
import { AccountAction, Appeal, HouseRules, Report, StrikeDays } from './report-shapes.ts'
import { RuleShape, RuleSimulation, RuleTest, RuleWithVersions } from './rule-shapes.ts'
import { orNull, text, time, timeOrNull } from './shape-words.ts'
import { Author, Counts, Emoji, emojis, Reaction } from './who-shapes.ts'

export { Me, Metrics, Trouble } from './own-shapes.ts'
export { AccountAction, Appeal, Report } from './report-shapes.ts'
export { Author } from './who-shapes.ts'

/** What every answer about a post has. */
const common = {
  id: text('Our own key'),
  uri: text('The address that the fediverse knows it by'),
  url: text('Its page on its own server'),
  page: text('Its page on this server'),
  local: Type.Boolean({ description: 'Whether it was written here' }),
  topics: Type.Array(text()),
  author: Author,
  published: timeOrNull('When it was published; null for a draft'),
  edited: timeOrNull('When its text last changed'),
  audience: text(`Who may read it: ${audienceWords.join(', ')}`),
  communities: Type.Array(text('The address of a community in which it stands')),
  counts: Counts,
  reactions: Type.Array(Reaction, { description: 'Likes with an emoji, the most frequent first; 100 kinds at most' }),
  emojis: emojis('in its texts'),
  liked: Type.Boolean({ description: 'Whether you like it' }),
  shared: Type.Boolean({ description: 'Whether you shared it' })
}

export const itemKinds = ['story', 'question', 'reply', 'post', 'event', 'video', 'poll', 'recipe'] as const

/** What a list has of a post, whatever its kind. */
const itemParts = {
  kind: Type.Enum([...itemKinds]),
  ...common,
  title: Type.Optional(text()),
  summary: Type.Optional(text('Plain text')),
  html: text('What it says, as safe HTML'),
  warning: Type.Optional(text('What to be told before reading it')),
  filtered: Type.Optional(text('Words that you filter and would have folded away')),
  wentWell: Type.Optional(text('Of a story: Markdown when written here, HTML from elsewhere')),
  wentBadly: Type.Optional(text('Of a story: Markdown when written here, HTML from elsewhere')),
  answered: Type.Optional(Type.Boolean({ description: 'Of a question' })),
  accepted: Type.Optional(Type.Array(text(), { description: 'Of a question: the addresses of accepted answers' })),
  inReplyTo: Type.Optional(text('The address of what it answers')),
  attachments: Type.Optional(Type.Array(Attachment)),
  event: Type.Optional(
    Type.Object(
      { starts: Type.Optional(text()), ends: Type.Optional(text()), place: Type.Optional(text()) },
      { additionalProperties: false }
    )
  ),
  poll: Type.Optional(Poll),
  quote: Type.Optional(text('The address of what it quotes')),
  sharedBy: Type.Optional(Author)
}
export const Item = Type.Object(itemParts, { title: 'Item', additionalProperties: false })
export type Item = Static<typeof Item>

export const { Adoption, AdoptionSaid, AdoptionNode } = adoptionShapes(Author, Item)

export const Thread = Type.Object(
  { ...itemParts, replies: Type.Array(Item, { description: 'Everything said below it, oldest first' }) },
  { title: 'Thread', additionalProperties: false }
)

export const Story = Type.Object(
  {
    kind: Type.Enum(['story']),
    ...common,
    title: text(),
    summary: text('Plain text, two to four sentences'),
    body: text('Markdown when written here, HTML from elsewhere'),
    html: text('The same as safe HTML'),
    wentWell: text('Markdown when written here, HTML from elsewhere'),
    wentBadly: text('Markdown when written here, HTML from elsewhere'),
    state: Type.Unsafe<string | null>({ enum: [...storyStates, null], description: 'How far it has come' }),
    service: orNull('The council service, by its id in the local government service list'),
    serviceName: orNull(),
    place: orNull(),
    cost: orNull(),
    saving: orNull(),
    evidence: orNull(),
    contact: orNull(),
    basedOn: orNull('The address of the story that it replicates'),
    changed: orNull('What was done otherwise than there'),
    worthRepeating: timeOrNull('Since when two other councils have replicated it; null otherwise'),
    lastReviewed: timeOrNull('When its author last said that it is true'),
    untrueSince: timeOrNull('Since when it is true no longer; null while it is'),
    untrueWhy: orNull('Why it is true no longer'),
    interactionPolicy: Type.Object(
      { reply: text('Who may'), quote: text('Who may'), like: text('Who may') },
      { description: 'everyone, followers or nobody', additionalProperties: false }
    )
  },
  { title: 'Story', additionalProperties: false }
)
export type Story = Static<typeof Story>

export const Question = Type.Object(
  {
    kind: Type.Enum(['question']),
    ...common,
    title: text(),
    body: text('Markdown when written here, HTML from elsewhere'),
    html: text('The same as safe HTML'),
    about: orNull('The address of the story that it is about'),
    answered: Type.Boolean(),
    accepted: Type.Array(text(), { description: 'The addresses of accepted answers' })
  },
  { title: 'Question', additionalProperties: false }
)
export type Question = Static<typeof Question>

export const Reply = Type.Object(
  {
    kind: Type.Enum([...itemKinds]),
    ...common,
    body: text('Markdown when written here, HTML from elsewhere'),
    html: text('The same as safe HTML'),
    inReplyTo: orNull('The address of what it answers')
  },
  { title: 'Reply', additionalProperties: false }
)
export type Reply = Static<typeof Reply>

export const PollPost = Type.Object(
  {
    kind: Type.Enum([...itemKinds]),
    ...common,
    body: text('Markdown when written here, HTML from elsewhere'),
    html: text('The same as safe HTML'),
    inReplyTo: orNull('The address of what it answers'),
    ...pollParts,
    voted: Type.Array(text(), { description: 'What you chose' })
  },
  { title: 'Poll', additionalProperties: false }
)

export const Quote = Type.Object(
  {
    kind: Type.Enum([...itemKinds]),
    ...common,
    body: text('Markdown when written here, HTML from elsewhere'),
    html: text('The same as safe HTML'),
    inReplyTo: orNull('The address of what it answers'),
    quote: text('The address of what it quotes'),
    state: Type.Enum(['plain', 'requested', 'accepted', 'refused', 'revoked'], {
      description: 'Whether its author has allowed it'
    })
  },
  { title: 'Quote', additionalProperties: false }
)

export const Follow = Type.Object(
  {
    uri: text('The address of the activity'),
    state: Type.Enum(['requested', 'accepted']),
    target: text('The address of whoever is followed')
  },
  { title: 'Follow', additionalProperties: false }
)

export const Interest = Type.Object(
  { object: text('The address of the post'), counts: Counts },
  { title: 'Interest', additionalProperties: false }
)

export const Notification = Type.Object(
  {
    kind: Type.Enum([...notificationKinds]),
    id: text(),
    uri: text('The address of the post that it is about, or else of whoever did it'),
    url: text('The page of the same'),
    title: Type.Optional(text()),
    html: text('What the post says; empty when there is none, or no longer'),
    author: Author,
    published: time('When it happened'),
    read: Type.Boolean(),
    object: Type.Optional(Item)
  },
  { title: 'Notification', additionalProperties: false }
)

export const Held = Type.Object(
  {
    id: text(),
    reason: text('Why it waits'),
    type: text('What kind of activity it is'),
    actor: text('The address of whoever did it'),
    host: text('The server that it came from'),
    object: orNull('The address of what it is about'),
    about: orNull('The address of what that answers'),
    summary: text('Plain text'),
    rule: text(),
    state: Type.Enum(['waiting', 'released', 'rejected', 'expired']),
    choice: orNull('By which the decision can be undone'),
    received: time('When it came'),
    expires: time('When it is dropped if nobody decides')
  },
  { title: 'Held', additionalProperties: false }
)

export const Domain = Type.Object(
  {
    host: text('With its port where it is not the default'),
    state: Type.Enum(['network', 'known', 'unknown', 'limited', 'blocked']),
    reason: text(),
    software: orNull(),
    name: orNull(),
    // Told where it was just decided; the list of policies tells it of all.
    publicReason: Type.Optional(text('For everyone to read')),
    rejectMedia: Type.Optional(Type.Boolean()),
    rejectReports: Type.Optional(Type.Boolean()),
    obfuscate: Type.Optional(Type.Boolean()),
    review: Type.Optional(orNull('When to look at it again'))
  },
  { title: 'Domain', additionalProperties: false }
)

export const Decision = Type.Object(
  {
    id: text(),
    by: Type.Union([Author, Type.Null()], { description: 'Null when the software decided' }),
    act: text(),
    target: text(),
    reason: text(),
    decided: time('When'),
    sequence: Type.Unsafe<number | null>({
      type: ['integer', 'null'],
      description: 'Its place in the log, from 1; null only until a row of an older version is chained'
    }),
    previous: orNull('The hash of the entry before, in hex'),
    hash: orNull('SHA-256 over the canonical JSON of the entry, in hex')
  },
  { title: 'Decision', additionalProperties: false }
)

/** Those that the document names. */
export const named = {
  ...queueShapes,
  ...{ Rule: RuleShape, RuleWithVersions, RuleTest, RuleSimulation },
  ...{
    Emoji,
    Reaction,
    Author,
    Counts,
    Item,
    Thread,
    Story,
    Question,
    Reply,
    Poll: PollPost,
    Quote,
    Follow,
    Interest,
    Notification
  },
  ...{ Adoption, AdoptionSaid, AdoptionNode },
  ...{ Community, CommunityItem, CommunityMember, Membership, RemovedPost },
  ...{ DomainPolicy, DomainCost, PolicySource, ListProposal, AppliedList },
  ...{
    Held,
    Domain,
    Decision,
    LegalHold,
    Report,
    HouseRules,
    StrikeDays,
    AccountAction,
    Appeal,
    Me,
    Metrics,
    Problem: Trouble
  }
}
