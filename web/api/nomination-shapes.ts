/** What the API answers about nominations. */
import Type from 'typebox'
import { nominationKinds } from '../../server/nominations/fields.ts'
import { orNull, text, time, timeOrNull } from './shape-words.ts'

/** Every state that is shown. */
export const nominationStates = [
  'new',
  'asked',
  'consented',
  'assigned',
  'recorded',
  'drafted',
  'published',
  'declined'
] as const

export const Nominated = Type.Object(
  {
    id: text(),
    url: text('Its page, for coordinators and reporters'),
    kind: Type.Enum([...nominationKinds]),
    state: Type.Enum([...nominationStates]),
    title: text('What was typed is empty once it is declined'),
    who: text(),
    place: text(),
    why: text(),
    nominator: text('The name of whoever sent it'),
    since: time('Since when it is in its state'),
    consented: timeOrNull('When the nominee said yes'),
    due: timeOrNull('By when it is to be recorded'),
    way: Type.Unsafe<'visit' | 'self' | null>({ type: ['string', 'null'], enum: ['visit', 'self', null] }),
    assignee: orNull('The address of who records it'),
    offer: text('Payment or training offered for it'),
    offered: Type.Boolean({ description: 'Whether that was given' }),
    story: orNull('The id of the story that came of it')
  },
  { title: 'Nomination', additionalProperties: false }
)
