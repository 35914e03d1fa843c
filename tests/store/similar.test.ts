/** Among 50,000 stories those like a title are found in well under 50 milliseconds of work. */
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialect, newKey } from '../../schema/columns.ts'
import { posts, searchPages, stories } from '../../schema/index.ts'
import { addActor } from '../../server/actors/actors.store.ts'
import { similarStories } from '../../server/similar/similar.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'

let context: TestContext
const number = 50_000
interface Running {
  execute(statement: unknown): Promise<unknown>
}
/** What is asked for, and how much slower a busy test machine may be. */
const bound = 50
const allowance = 3

/** Words as often as words are in life: the first stands in most stories, the last in few. */
const vocabulary = Array.from({ length: 4_000 }, (_, n) => {
  const letters = 'bcdfghklmnprstvz'
  const part = (at: number) => letters[at % 16]! + 'aeiou'[at % 5]
  return `${part(n)}${part(n >> 4)}${part(n >> 8)}m`
})
let seed = 7
const chance = () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return seed / 2_147_483_648
}
const word = () => vocabulary[Math.floor(vocabulary.length * chance() ** 3)]!
const sentence = (length: number) => Array.from({ length }, word).join(' ')

beforeAll(async () => {
  context = await makeTestContext()
  const start = Date.now() - number * 1_000
  await context.store.write(async (tx) => {
    const at = 'https://moot.example/users/gwil'
    const names = { type: 'Person' as const, username: 'gwil', host: 'moot.example', name: 'Gwil' }
    const { id: author } = await addActor(tx, { ...names, uri: at, url: at, inbox: `${at}/inbox` })
    for (let from = 0; from < number; from += 500) {
      const batch = Array.from({ length: 500 }, (_, n) => {
        const id = newKey(start + (from + n) * 1_000)
        const isFound = (from + n) % 10_000 === 17
        return { id, title: isFound ? 'A kettle and a table in the library' : sentence(7), stopped: from === 0 }
      })
      const uris = (id: string) => ({ uri: `https://moot.example/${id}`, url: `https://moot.example/${id}` })
      const common = {
        kind: 'story' as const,
        author,
        html: '',
        audience: 'public' as const,
        visibility: 'public' as const
      }
      await tx.insert(posts).values(batch.map(({ id, title }) => ({ ...common, ...uris(id), id, title, thread: id })))
      await tx.insert(stories).values(
        batch.map(({ id, stopped }) => ({
          ...{ post: id, wentWellHtml: '', wentBadlyHtml: '', toldBadly: true },
          state: stopped ? ('stopped' as const) : ('embedded' as const)
        }))
      )
      await tx
        .insert(searchPages)
        .values(batch.map(({ id, title }) => ({ id, title, kind: 'story', body: sentence(20) })))
    }
    // As PostgreSQL does by itself, some time after so much has come.
    if (dialect === 'postgres') await (tx as unknown as Running).execute(sql.raw('analyze'))
  })
}, 300_000)
afterAll(() => context.close())

const find = (title: string, more = '') => similarStories(context, undefined, { title, more })
const titles = [
  'A kettle on the library table',
  // Words of every story.
  vocabulary.slice(0, 8).join(' '),
  // Words of many, of some and of few.
  [0, 40, 160, 600, 1_500, 3_900].map((n) => vocabulary[n]).join(' '),
  vocabulary[0]!,
  'nothing here has kwyjibo'
]

test('finds what is like it, what was stopped first', async () => {
  const found = await find('A kettle on the library table')
  expect(found).toHaveLength(5)
  expect(new Set(found.map(({ post }) => post.title))).toEqual(new Set(['A kettle and a table in the library']))
  expect(found.map(({ story }) => story?.state)).toEqual(['stopped', 'embedded', 'embedded', 'embedded', 'embedded'])
})

test('quickly, whatever the words', async () => {
  for (const title of titles) {
    const times: number[] = []
    for (let n = 0; n < 7; n++) {
      const begun = performance.now()
      await find(title, vocabulary.slice(100, 130).join(' '))
      times.push(performance.now() - begun)
    }
    const best = Math.min(...times)
    const median = times.sort((a, b) => a - b)[3]!
    console.info(
      `similar stories among ${number}: ${median.toFixed(1)} ms, at best ${best.toFixed(1)} ms, for “${title.slice(0, 40)}”`
    )
    expect(best, title).toBeLessThan(bound * allowance)
  }
})
