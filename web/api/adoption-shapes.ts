/** What the API answers about adoption. */
import Type, { type TSchema } from 'typebox'
import { ladder } from '../../server/adoption/said.ts'
import { number, orNull, text, time, timeOrNull } from './shape-words.ts'

const step = Type.Enum([...ladder], { description: 'Where they are' })

/** The shapes, which name authors and items as all others do. */
export function adoptionShapes(Author: TSchema, Item: TSchema) {
  const said = {
    step,
    uri: text('The address of the reply that says so'),
    author: Author,
    published: time('When it was said')
  }
  const counts = Object.fromEntries(ladder.map((one) => [one, number('Councils at this step')]))
  return {
    Adoption: Type.Object(
      {
        object: text('The address of the story or the recipe'),
        counts: Type.Object(counts, { additionalProperties: false }),
        councils: Type.Array(
          Type.Object(
            { council: text('What the council is called'), host: text('The host of its handles'), ...said },
            { additionalProperties: false }
          )
        ),
        elsewhere: Type.Array(Type.Object({ name: text(), ...said }, { additionalProperties: false })),
        mine: orNull('The step that you said'),
        worthRepeating: timeOrNull('Since when two other councils have replicated it; null otherwise')
      },
      { title: 'Adoption', additionalProperties: false }
    ),
    AdoptionSaid: Type.Object(
      { step, about: text('The address of the story or the recipe'), object: Item },
      { title: 'AdoptionSaid', additionalProperties: false }
    ),
    AdoptionNode: Type.Object(
      {
        uri: text('The address of the story or the recipe'),
        page: text('Its page on this server'),
        title: text(),
        author: Author,
        state: orNull('How far it has come there'),
        changed: orNull('What was done otherwise than in what it builds on'),
        replications: Type.Array(Type.Unknown({ description: 'What builds on it, each of this same shape' }))
      },
      { title: 'AdoptionNode', additionalProperties: false }
    )
  }
}
