/** Who said something and how others took it, as the API answers it. */
import Type from 'typebox'
import { number, text } from './shape-words.ts'

/** What stands for `:name:` in names and texts, as copies kept here. */
export const Emoji = Type.Object(
  { name: text('What stands between the two colons'), url: text('Our copy of the picture') },
  { title: 'Emoji', additionalProperties: false }
)
/** Pictures where there are any. */
export const emojis = (where: string) =>
  Type.Optional(Type.Array(Emoji, { description: `Pictures that stand ${where}` }))

export const Reaction = Type.Object(
  {
    emoji: text('One emoji, or :name:'),
    count: number('How many reacted with it'),
    url: Type.Optional(text('Our copy of the picture that stands for :name:'))
  },
  { title: 'Reaction', additionalProperties: false }
)

export const Author = Type.Object(
  {
    handle: text('As in @nia@aldermere.example'),
    uri: text('The address that the fediverse knows them by'),
    url: text('Their page on their own server'),
    name: text(),
    emojis: emojis('in the name')
  },
  { title: 'Author', additionalProperties: false }
)

export const Counts = Type.Object(
  { likes: number('Likes'), shares: number('Shares'), replies: number('Replies that anyone may read') },
  { title: 'Counts', additionalProperties: false }
)
