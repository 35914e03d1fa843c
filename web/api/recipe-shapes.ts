/** What the API answers about recipes. */
import Type from 'typebox'
import { sections } from '../../server/recipes/lines.ts'
import { Reply } from './shapes.ts'

const text = (description?: string) => Type.String(description ? { description } : {})
const orNull = (description: string) => Type.Unsafe<string | null>({ type: ['string', 'null'], description })
const closed = { additionalProperties: false }

const Source = Type.Object(
  {
    uri: text('The address of the post that it comes from'),
    url: text('Its page on its own server'),
    author: text('The address of who said it'),
    name: text('What they are called'),
    what: text('What it is: a story, an answer')
  },
  closed
)
const Line = Type.Object(
  {
    id: text('Stays the same from version to version'),
    section: Type.Enum([...sections, 'title', 'summary']),
    text: text('Plain text; empty when it is gone'),
    gone: Type.Boolean({ description: 'Whoever said it took it back' }),
    sources: Type.Array(Source)
  },
  closed
)

export const Recipe = Type.Object(
  {
    ...Reply.properties,
    title: text(),
    summary: text('Plain text'),
    version: Type.Integer({ description: 'The number of the version' }),
    story: orNull('The address of the story that it was put together from'),
    lines: Type.Array(Line, { description: 'Lines that wait for the leave of whoever said them are left out' })
  },
  { title: 'Recipe', ...closed }
)

const Words = Type.Array(Type.Object({ text: text(), how: Type.Enum(['same', 'added', 'removed']) }, closed))
export const RecipeVersions = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          number: Type.Integer(),
          title: text(),
          summary: text(),
          by: orNull('The address of who published it'),
          published: text('RFC 3339'),
          changes: Type.Array(
            Type.Object(
              {
                how: Type.Enum(['added', 'removed', 'changed', 'moved', 'same']),
                id: text('The line'),
                section: Type.Enum([...sections, 'title', 'summary']),
                words: Words
              },
              closed
            ),
            { description: 'Since the version before' }
          )
        },
        closed
      )
    )
  },
  { title: 'RecipeVersions', ...closed }
)

export const DraftRecipe = Type.Object(
  {
    id: text(),
    uri: text(),
    revision: Type.Integer({ description: 'Counts the changes' }),
    version: Type.Integer({ description: 'The version that is published; 0 before the first' }),
    story: orNull('The address of the story'),
    clashes: Type.Array(text(), { description: 'Lines that somebody else changed as well: both wordings are kept' }),
    lines: Type.Array(
      Type.Object(
        {
          id: text(),
          section: Type.Enum([...sections, 'title', 'summary']),
          text: text(),
          rev: Type.Integer({ description: 'The revision in which it last changed' }),
          standing: Type.Enum(['shown', 'waiting', 'refused', 'gone'], {
            description: 'Whether those whom it quotes allow it'
          }),
          passages: Type.Array(
            Type.Object(
              { uri: text(), words: text('What was said'), hash: text('SHA-256 of all that the post said then') },
              closed
            )
          ),
          sources: Type.Array(Source),
          others: Type.Array(text(), { description: 'Other wordings of the same line' })
        },
        closed
      )
    )
  },
  { title: 'DraftRecipe', ...closed }
)
