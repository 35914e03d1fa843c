/** Recipes come together from passages, two people change one without losing a word, and versions tell what changed. */
import { describe, expect, test } from 'vitest'
import { compareLines } from '../../server/recipes/compare.ts'
import { actOn, mergeLines, type RecipeLine, type TypedLine } from '../../server/recipes/lines.ts'
import { passagesIn, placeOf } from '../../server/recipes/passages.ts'
import { type RecipeSource, recipeHtml, sourcesByUri, standingOf } from '../../server/recipes/shown.ts'

const passage = (uri: string) => ({ uri, words: `said at ${uri}`, hash: 'h' })
const line = (id: string, text: string, more: Partial<RecipeLine> = {}): RecipeLine => ({
  ...{ id, section: 'steps', text, sources: [passage(`https://a.example/${id}`)], rev: 1 },
  ...more
})
const typed = (id: string, was: string, text: string, more: Partial<TypedLine> = {}): TypedLine => ({
  ...{ id, was, text, rev: 1 },
  ...more
})
const texts = (lines: RecipeLine[]) => lines.map(({ text }) => text)
const by = { by: 'tom', revision: 2 }

describe('passages', () => {
  const places = (html: string, question?: string) =>
    passagesIn(html).map((found) => [found.text, placeOf(found, question)])

  test('are paragraphs and list items, placed by what stands above them and by their words', () => {
    const html =
      '<p>We asked the front desk.</p><h4>What you need</h4><ul><li><p>A table</p></li><li>A <b>diary</b></li></ul>' +
      '<p>Then, in order:</p><ol><li>Close a window.</li><li>Walk the building.</li></ol>' +
      '<p>It cost £400 in all.</p><p>It took three weeks.</p><p>Do not choose the day yourself.</p>'
    expect(places(html)).toEqual([
      ['We asked the front desk.', 'steps'],
      ['A table', 'needs'],
      ['A diary', 'needs'],
      ['Close a window.', 'steps'],
      ['Walk the building.', 'steps'],
      ['It cost £400 in all.', 'cost'],
      ['It took three weeks.', 'time'],
      ['Do not choose the day yourself.', 'badly']
    ])
  })

  test('that mention a sum or a time in passing are no facts', () => {
    const long = `We asked two officers for three weeks, and ${'they told us more, '.repeat(8)}for £5.`
    expect(places(`<p>${long}</p>`)[0]![1]).toBe('steps')
  })

  test('of an answer go where its question asks', () => {
    expect(places('<p>Two, from the front office.</p>', 'Who does it?')).toEqual([
      ['Two, from the front office.', 'people']
    ])
    expect(places('<p>The key.</p>', 'What do we need before we begin?')[0]![1]).toBe('needs')
    expect(places('<p>Everything at once.</p>', 'What would you do differently?')[0]![1]).toBe('badly')
  })

  test('of hostile markup are plain text', () => {
    const html = '<ul><li>one<ul><li>two</li></ul>three</li></ul></ul></p>&lt;b&gt; four'
    expect(passagesIn(html).map(({ text }) => text)).toEqual(['one', 'two', 'three', '<b> four'])
  })
})

describe('two people at once', () => {
  const now = [line('a', 'first'), line('b', 'second'), line('c', 'third')]

  test('who change different lines both have what they wrote', () => {
    const one = mergeLines(now, [typed('a', 'first', 'FIRST'), typed('b', 'second', 'second')], by)
    const two = mergeLines(one.lines, [typed('a', 'first', 'first'), typed('b', 'second', 'SECOND')], {
      ...{ by: 'nia', revision: 3 }
    })
    expect(texts(two.lines)).toEqual(['FIRST', 'SECOND', 'third'])
    expect(two.clashes).toEqual([])
    expect(two.lines.map((one) => one.by)).toEqual(['tom', 'nia', undefined])
  })

  test('who change one line have both wordings beside each other, until one is chosen', () => {
    const one = mergeLines(now, [typed('a', 'first', 'as Tom has it')], by)
    const two = mergeLines(one.lines, [typed('a', 'first', 'as Nia has it')], { by: 'nia', revision: 3 })
    expect(two.clashes).toEqual(['a'])
    expect(two.lines[0]).toMatchObject({ text: 'as Tom has it', others: [{ text: 'as Nia has it', by: 'nia' }] })
    const act = (does: 'keep' | 'take' | 'both') =>
      actOn(two.lines, does, 'a', { by: 'nia', revision: 4, newId: () => 'new' }).lines
    expect(texts(act('keep'))).toEqual(['as Tom has it', 'second', 'third'])
    expect(texts(act('take'))).toEqual(['as Nia has it', 'second', 'third'])
    expect(texts(act('both'))).toEqual(['as Tom has it', 'as Nia has it', 'second', 'third'])
    for (const does of ['keep', 'take', 'both'] as const)
      expect(act(does).every(({ others, sources }) => !others && sources.length === 1)).toBe(true)
  })

  test('a line that one took out while the other worded it comes back with its source', () => {
    const without = now.filter(({ id }) => id !== 'b')
    const { lines, clashes } = mergeLines(without, [typed('b', 'second', 'second, better')], { ...by, removed: now })
    expect(lines.at(-1)).toMatchObject({ id: 'b', text: 'second, better', sources: [passage('https://a.example/b')] })
    expect(clashes).toEqual(['b'])
    expect(mergeLines(without, [typed('b', 'second', 'second')], by).lines).toEqual(without)
  })

  test('who write the same need not choose', () => {
    const one = mergeLines(now, [typed('a', 'first', 'same')], by)
    expect(mergeLines(one.lines, [typed('a', 'first', 'same')], { by: 'nia', revision: 3 }).clashes).toEqual([])
  })
})

describe('arranging', () => {
  const lines = [line('a', 'One. Two. Three.'), line('n', 'need', { section: 'needs' }), line('b', 'second')]
  const act = (does: Parameters<typeof actOn>[1], id: string) =>
    actOn(lines, does, id, { by: 'tom', revision: 2, newId: () => 'new' }).lines

  test('moves within a section, past lines of others', () => {
    expect(act('down', 'a').map(({ id }) => id)).toEqual(['b', 'n', 'a'])
    expect(act('up', 'a')).toEqual(lines)
  })

  test('joins and splits, and the sources stay', () => {
    const [joined, ...rest] = act('merge', 'a')
    expect(joined!.text).toBe('One. Two. Three. second')
    expect(joined!.sources.map(({ uri }) => uri)).toEqual(['https://a.example/a', 'https://a.example/b'])
    expect(rest).toHaveLength(1)
    const split = act('split', 'a')
    expect(texts(split)).toEqual(['One.', 'Two. Three.', 'need', 'second'])
    expect(split[1]!.sources).toEqual(lines[0]!.sources)
    const typedBreaks = [line('a', 'One\nTwo')]
    expect(texts(actOn(typedBreaks, 'split', 'a', { by: 'tom', revision: 2, newId: () => 'new' }).lines)).toEqual([
      'One',
      'Two'
    ])
  })

  test('moves to another section by choice', () => {
    const moved = mergeLines(lines, [typed('b', 'second', 'second', { section: 'cost', wasSection: 'steps' })], by)
    expect(moved.lines[2]).toMatchObject({ section: 'cost', text: 'second' })
  })
})

test('a line is shown only with the leave of everybody whom it quotes', () => {
  const source = (uri: string, state: RecipeSource['state']): RecipeSource => ({
    ...{ id: uri, recipe: 'r', uri, url: uri, author: uri, name: `<${state}>`, what: 'Answer', state },
    ...{ request: null, authorization: null, withdrawn: null }
  })
  const states = ['own', 'free', 'plain', 'accepted', 'needed', 'requested', 'refused', 'revoked'] as const
  const byUri = sourcesByUri(states.map((state) => source(state, state)))
  const standing = (...uris: string[]) => standingOf(line('a', 'x', { sources: uris.map(passage) }), byUri)
  expect(states.map((state) => standing(state))).toEqual([
    ...['shown', 'shown', 'shown', 'shown', 'waiting', 'waiting', 'refused', 'refused']
  ])
  expect(standing('own', 'requested')).toBe('waiting')
  expect(standing('requested', 'refused')).toBe('refused')
  const html = recipeHtml(
    [line('a', 'a <b>', { sources: [passage('free')] }), line('b', 'secret', { sources: [passage('needed')] })],
    byUri
  )
  expect(html).toBe('<p><strong>Steps</strong></p><ol><li>a &lt;b&gt; (&lt;free&gt;)</li></ol>')
})

test('versions are compared line by line and word by word', () => {
  const before = [line('a', 'Ask the desk which day is quiet.'), line('b', 'second'), line('c', 'third')]
  const after = [
    line('a', 'Ask the desk which day is quietest.'),
    line('d', 'new'),
    line('c', 'third', { section: 'needs' })
  ]
  const changes = compareLines(before, after)
  expect(changes.get('steps')!.map(({ how, line: { id } }) => [how, id])).toEqual([
    ['changed', 'a'],
    ['removed', 'b'],
    ['added', 'd']
  ])
  expect(changes.get('needs')!.map(({ how, from }) => [how, from])).toEqual([['moved', 'steps']])
  const words = changes.get('steps')![0]!.words
  expect(words.filter(({ how }) => how === 'removed').map(({ text }) => text)).toEqual(['quiet'])
  expect(words.filter(({ how }) => how === 'added').map(({ text }) => text)).toEqual(['quietest'])
})
