/** What the API answers about what is attached to posts, and about polls. */
import Type from 'typebox'
import { text } from './shape-words.ts'

export const Attachment = Type.Object(
  {
    kind: Type.Enum(['image', 'video', 'audio', 'link']),
    url: text(),
    mediaType: Type.Optional(text()),
    alt: text('What it shows, in words'),
    width: Type.Optional(Type.Number({ description: 'In pixels' })),
    height: Type.Optional(Type.Number({ description: 'In pixels' })),
    seconds: Type.Optional(Type.Number({ description: 'How long it is' })),
    poster: Type.Optional(text('A still picture of a clip')),
    captions: Type.Optional(
      Type.Array(
        Type.Object(
          { language: text('BCP 47'), url: text('Captions in WebVTT') },
          { additionalProperties: false, description: 'One set of captions' }
        )
      )
    ),
    small: Type.Optional(
      Type.Object(
        { url: text(), width: Type.Number() },
        { additionalProperties: false, description: 'The same picture for small screens' }
      )
    )
  },
  { additionalProperties: false }
)

export const pollParts = {
  options: Type.Array(Type.Object({ text: text(), votes: Type.Integer() }, { additionalProperties: false })),
  multiple: Type.Boolean(),
  closes: Type.Optional(text()),
  voters: Type.Optional(Type.Integer())
}
export const Poll = Type.Object(pollParts, { additionalProperties: false })
