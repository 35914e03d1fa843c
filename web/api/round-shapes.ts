/** What the API answers about follow-up rounds. */
import Type from 'typebox'
import { orNull, text, time } from './shape-words.ts'
import { Item } from './shapes.ts'

const closed = { additionalProperties: false }

const parts = {
  id: text('Our own key of it'),
  story: text('The address of its story'),
  state: text('open, suggested, published or dropped'),
  assignee: text('The address of who goes back'),
  due: time('By when'),
  answered: Type.Integer({ description: 'How many questions it answered' })
}

/** A round as it stands in a list. */
export const Round = Type.Object(parts, { title: 'Round', ...closed })

/** A round with its questions and what happened with it. */
export const WholeRound = Type.Object(
  {
    ...parts,
    questions: Type.Array(
      Type.Object(
        {
          question: Item,
          words: text('The answer as Markdown; empty while there is none'),
          said: text('Who said it, when that is not who typed it'),
          consent: Type.Boolean({ description: 'They agreed to be named with it' }),
          reply: orNull('The id of the reply that it became')
        },
        closed
      )
    ),
    steps: Type.Array(
      Type.Object(
        {
          act: text('suggested, made, assigned, answered, left-out, dropped, reopened or published'),
          by: orNull('The name of who did it; null when it was the clock'),
          at: time('When')
        },
        closed
      ),
      { description: 'The oldest first' }
    )
  },
  { title: 'WholeRound', ...closed }
)
