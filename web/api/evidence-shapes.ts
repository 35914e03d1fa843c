/** Answers about what must be kept. */
import Type from 'typebox'
import { number, text, time, timeOrNull } from './shape-words.ts'

export const LegalHold = Type.Object(
  {
    id: text(),
    kind: Type.Enum(['item', 'author', 'thread', 'search']),
    target: text('The address of what is kept, or the words'),
    reason: text(),
    placed: time('When'),
    review: time('When somebody should look at it again'),
    lifted: timeOrNull('When it was lifted'),
    kept: number('How many copies were made under it')
  },
  { title: 'LegalHold', additionalProperties: false }
)
