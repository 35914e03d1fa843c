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

const closed = { additionalProperties: false }

export const Recorded = Type.Object(
  {
    id: text(),
    kind: Type.Enum(['clip', 'picture']),
    url: text('Where it is, for those who look after nominations'),
    mediaType: text(),
    alt: text('What it shows, in words'),
    width: Type.Number({ description: 'In pixels' }),
    height: Type.Number({ description: 'In pixels' }),
    seconds: Type.Optional(Type.Number({ description: 'Of a clip: how long it is, as measured' })),
    sent: time('When it came')
  },
  { ...closed, title: 'Recording' }
)

/** How the nominee stands to the story that came of a nomination. */
export const ReadBy = Type.Object(
  {
    story: text('The id of the story'),
    stand: Type.Enum(['own', 'unasked', 'asked', 'right', 'changes', 'reworded', 'ended'], {
      description:
        'Own: the nominee writes it. Right or changes: what they said of its words as they are now. Reworded: they read other words. Ended: they took their yes back'
    }),
    asked: timeOrNull('When they were last asked to read it'),
    answered: timeOrNull('When they last answered'),
    mayAsk: Type.Boolean({ description: 'Whether its author may ask them now' }),
    readsFirst: Type.Boolean({ description: 'Whether they said yes on condition that they read it first' }),
    mayGoOut: Type.Boolean({ description: 'Whether it may go out as far as they are concerned' }),
    remarks: Type.Array(Type.Object({ words: text(), at: time('When it was said') }, closed), {
      description: 'What they said should change, the latest first'
    })
  },
  { ...closed, title: 'NomineeReading' }
)

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
    story: orNull('The id of the story that came of it'),
    recordings: Type.Array(Recorded, {
      description: 'What the nominee sent by their link, until a story is begun: then it is part of that'
    })
  },
  { title: 'Nomination', additionalProperties: false }
)
