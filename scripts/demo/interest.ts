/** Who finds which story useful, and who passes it on: by person and story, mostly across the two servers. */

/** Likes: the story, then who. */
export const likes: [story: string, who: string[]][] = [
  ['library-table', ['moira', 'wyn', 'bethan', 'anjali', 'tom', 'sal']],
  ['market-town-table', ['nia', 'tom', 'hester', 'gwilym']],
  ['food-waste', ['ruth', 'graham', 'sal', 'bethan']],
  ['chatbot', ['wyn', 'anjali', 'derek', 'nia']],
  ['damp', ['derek', 'moira', 'nia']],
  ['letters', ['gwilym', 'anjali', 'moira']],
  ['small-grants', ['hester', 'graham', 'derek']],
  ['one-hour', ['sal', 'ruth']],
  ['noise-diaries', ['sal', 'owen']],
  ['moor-cameras', ['graham', 'ruth', 'anjali']],
  ['verges', ['bethan', 'gwilym']],
  ['cameras', ['wyn', 'moira']],
  ['flood-tree', ['hester']],
  ['two-days', ['hester', 'ruth']]
]

/** Boosts: the story, then who. */
export const shares: [story: string, who: string[]][] = [
  ['library-table', ['moira', 'bethan']],
  ['market-town-table', ['nia']],
  ['food-waste', ['ruth']],
  ['moor-cameras', ['graham']],
  ['chatbot', ['wyn']],
  ['damp', ['derek']]
]
