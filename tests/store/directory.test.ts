/** People and councils are found by index, however many actors of other servers are kept. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialect } from '../../schema/columns.ts'
import {
  councilsAt,
  councilsAtQuery,
  councilsKnown,
  countByAuthor,
  peopleKnowing,
  publishingPeople
} from '../../server/actors/directory.store.ts'
import { announcements } from '../../server/interest/announced.store.ts'
import { hostQuery } from '../../server/posts/host.store.ts'
import { tombstonesIn } from '../../server/posts/threads.store.ts'
import { openTestStore, type TestStore } from '../help/store.ts'

let opened: TestStore
const key = 'a'.repeat(32)

beforeAll(async () => {
  opened = await openTestStore()
})
afterAll(() => opened.close())

test('nothing is asked of the database for no hosts', async () => {
  expect((await councilsAt(opened.store.read, [])).size).toBe(0)
})

test.runIf(dialect === 'sqlite')('every list goes by an index, and is in its order', () => {
  const db = opened.store.read
  const queries = {
    'councils at hosts': councilsAtQuery(db, ['a.example', 'b.example']),
    'people who publish': publishingPeople(db, false, key),
    'people who publish, for a member': publishingPeople(db, true),
    'people who know': peopleKnowing(db, ['housing', 'waste']),
    'councils known': councilsKnown(db, key),
    'stories by author': countByAuthor(db, [key], ['story']),
    'stories of a host': hostQuery(db, 'story', 'a.example', { after: key }),
    'stories of a host, backwards': hostQuery(db, 'story', 'a.example', { before: key }),
    'announced by councils': announcements(db, [key, 'b']),
    'gaps in a conversation': tombstonesIn(db, key, undefined)
  }
  for (const [name, query] of Object.entries(queries)) {
    const plan = opened.store.explain(query).join('\n')
    expect(plan, name).not.toMatch(/SCAN|TEMP B-TREE FOR ORDER/)
  }
})
