/** Which words of a title say what it is about: without those that stand in every sentence, in English and in Welsh. */

/** The most words that are looked for. */
const most = 10

const common = new Set(
  `a about above after again all also am an and any are as at be because been before being below between both but by can
  could did do does doing down during each few for from further get got had has have having he her here hers him his how
  i if in into is it its just let made make me more most my no nor not now of off on once only or other our ours out over
  own put same she should so some such than that the their theirs them then there these they this those through to too
  try tried trying under until up us used using very was we were what when where which while who whom why will with would
  you your yours anybody anyone anything everybody everyone everything ever like many much never nobody nothing really
  somebody someone something still without yet
  council councils people new one two three instead went going started stopped moved asked
  a ac ag am ar arall at bod bu bydd bydden byddai cael chi cyn dan dau de dim does dros ei eich ein er eu fe fel fod fy
  ga gael gan ger gyda gyfer heb hefyd hi hon hwn hyn i iawn mae maen mewn mi mwy na nad nag neu ni nid o oedd oeddem
  oeddent oes ond os pan pob pobl roedd sef sut sy sydd trwy tua tuag un wedi wedyn wrth wyf y ydi ydw ydy ydym yn yna
  ynglyn yr yw cyngor ddim`.split(/\s+/)
)

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/**
 * The words that say something, each once, those of the title before those of the rest. Where there are no others, those
 * that stand everywhere.
 */
export function tellingWords(title: string, more = ''): string[] {
  const all = [title.slice(0, 300), more.slice(0, 1_000)].flatMap(
    (text) => fold(text).match(/[\p{L}\p{N}]{2,40}/gu) ?? []
  )
  const telling = all.filter((word) => !common.has(word) && (word.length > 2 || /\d/.test(word)))
  return [...new Set(telling)].slice(0, most)
}
