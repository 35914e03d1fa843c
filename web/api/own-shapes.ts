/** Answers about yourself, about the whole server, and about what went wrong. */
import Type from 'typebox'
import { number, text } from './shape-words.ts'

export const Me = Type.Object(
  {
    handle: text(),
    uri: text(),
    url: text(),
    name: text(),
    role: Type.Enum(['admin', 'moderator', 'reporter', 'coordinator', 'practitioner']),
    scopes: Type.Array(Type.Enum(['read', 'write', 'moderate', 'admin'])),
    unread: number('How many notifications you have not read')
  },
  { title: 'Me', additionalProperties: false }
)

export const Metrics = Type.Object(
  {
    stories: number('Stories from here that anyone may read'),
    questions: number('Questions from here that anyone may read'),
    replies: number('Replies from here that anyone may read'),
    people: number('People of the council'),
    followers: number('Who follows the council'),
    servers: number('Servers that this one has met'),
    held: Type.Optional(number('What waits for a moderator; for moderators')),
    reports: Type.Optional(number('Open reports; for moderators'))
  },
  { title: 'Metrics', additionalProperties: false }
)

/** RFC 9457. */
export const Trouble = Type.Object(
  {
    type: text(),
    title: text(),
    status: Type.Integer(),
    detail: text('What is wrong, and what to do about it'),
    faults: Type.Optional(Type.Array(Type.Object({ field: text(), text: text() })))
  },
  { title: 'Problem' }
)
