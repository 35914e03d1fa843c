/** Answers about what you keep from yourself. */
import Type from 'typebox'
import { filterActs, filterKinds } from '../../server/controls/own-filters.ts'
import { text, time, timeOrNull } from './shape-words.ts'

const common = { since: time('Since when'), until: timeOrNull('When it ends by itself; null for never') }

export const Control = Type.Object(
  {
    target: text('The address of whom it is about'),
    handle: text('As in @nia@aldermere.example'),
    name: text(),
    ...common
  },
  { title: 'Control', additionalProperties: false }
)

export const BlockedServer = Type.Object(
  { host: text('Its name, with its port where that is not the usual one'), since: time('Since when') },
  { title: 'BlockedServer', additionalProperties: false }
)

export const WordFilter = Type.Object(
  {
    id: text('Our own key'),
    words: text('What is looked for, as whole words; a topic without its sign'),
    kind: Type.Enum([...filterKinds]),
    act: Type.Enum([...filterActs]),
    ...common
  },
  { title: 'Filter', additionalProperties: false }
)
