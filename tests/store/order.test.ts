/** Where posts stand: beside their lists also in conversations, among replications and unanswered questions, and after an update. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialect } from '../../schema/columns.ts'
import { listReplications } from '../../server/adoption/replications.store.ts'
import { setUpCouncil } from '../../server/council/setup.ts'
import { createMember } from '../../server/members/members.ts'
import { makeViewer, type Viewer } from '../../server/members/viewer.ts'
import { listUnanswered } from '../../server/offers/unanswered.store.ts'
import { newAddress } from '../../server/posts/draft.ts'
import { addPost, anyPost, listPosts, readThread } from '../../server/posts/posts.store.ts'
import { typedQuestion } from '../../server/questions/draft.ts'
import { askQuestion } from '../../server/questions/questions.ts'
import { writeReply } from '../../server/replies/replies.ts'
import { editStory, writeStory } from '../../server/stories/stories.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'

let context: TestContext
let nia: Viewer
const read = () => context.store.read

beforeAll(async () => {
  context = await makeTestContext()
  await setUpCouncil(context, { name: 'Aldermere Borough Council', handle: 'aldermere' })
  const input = { handle: 'nia', name: 'Nia', email: 'nia@aldermere.example', role: 'practitioner' }
  const { member, actor } = await createMember(context, input)
  nia = makeViewer(member, actor)
})
afterAll(() => context.close())

const tell = async (title: string, more: object = {}) => {
  context.pass(1_000)
  const words = { summary: `${title}.`, body: 'So it was.', wentWell: 'Warm.', wentBadly: 'Loud.' }
  return (await writeStory(context, nia, { title, ...words, topics: ['kettles'], ...more })).post
}
const publish = async (id: string) => {
  context.pass(1_000)
  return (await editStory(context, nia, id, { ...(await asTyped(id)), audience: 'world' })).post
}
async function asTyped(id: string) {
  const { post, story } = (await anyPost(read(), { id }))!
  return {
    ...{ title: post.title!, summary: post.summary!, body: post.markdown!, topics: post.topics },
    ...{ wentWell: story!.wentWell!, wentBadly: story!.wentBadly!, basedOn: story!.basedOn ?? '' }
  }
}

/** A question that is typed and not asked yet. */
async function begin(title: string) {
  context.pass(1_000)
  const as = await typedQuestion(context, nia, { title })
  const address = newAddress(context, 'questions')
  const base = { ...as.post, ...address, kind: as.kind, local: true, author: nia.actor.id, thread: address.id }
  await context.store.write(async (tx) => {
    await addPost(tx, { ...base, audience: 'draft', visibility: 'draft' })
    await as.keepParts(tx, address.id)
  })
  return (await anyPost(read(), { id: address.id }))!
}

test('who builds on a story, page by page', async () => {
  const source = await tell('A kettle')
  const begun = await tell('Begun kettle', { basedOn: source.uri, audience: 'draft' })
  const other = await tell('Another kettle', { basedOn: source.uri })
  await publish(begun.id)
  const first = await listReplications(read(), source.uri, undefined, { size: 1 })
  expect(first.rows.map(({ post }) => post.id)).toEqual([begun.id])
  const second = await listReplications(read(), source.uri, undefined, { size: 1, after: first.next })
  expect(second.rows.map(({ post }) => post.id)).toEqual([other.id])
  expect(second.next).toBeUndefined()
  const back = await listReplications(read(), source.uri, undefined, { size: 1, before: second.previous })
  expect(back.rows.map(({ post }) => post.id)).toEqual([begun.id])
})

test('a question that was begun before a reply and asked after it stands below it, and waits from then on', async () => {
  const { uri, id } = await tell('A table')
  const begun = await begin('Which table?')
  const alone = await begin('Which kettle?')
  context.pass(1_000)
  const reply = await writeReply(context, nia, { inReplyTo: uri, body: 'A round one.' })
  const waiting = await askQuestion(context, nia, { title: 'Which chair?' })
  context.pass(1_000)
  await askQuestion(context, nia, { title: 'Which table?', about: uri }, begun)
  context.pass(1_000)
  await askQuestion(context, nia, { title: 'Which kettle?' }, alone)
  const said = await readThread(read(), id, undefined)
  expect(said.map(({ post }) => post.id)).toEqual([id, reply.post.id, begun.post.id])
  const rest = await readThread(read(), id, undefined, 500, reply.post.placed)
  expect(rest.map(({ post }) => post.id)).toEqual([begun.post.id])
  const { rows } = await listUnanswered(read(), undefined, {})
  expect(rows.map(({ post }) => post.id)).toEqual([waiting.post.id, begun.post.id, alone.post.id])
})

test('what is published between two pages is neither twice on them nor shifts them', async () => {
  const topic = 'chairs'
  const drafts: string[] = []
  const told: string[] = []
  for (let n = 0; n < 9; n++) {
    drafts.push((await tell(`Begun ${n}`, { topics: [topic], audience: 'draft' })).id)
    told.unshift((await tell(`Told ${n}`, { topics: [topic] })).id)
  }
  for (const asked of [{ topic }, { author: nia.actor.id, topic }, { kinds: ['story' as const], topic }]) {
    const seen: string[] = []
    const shown: string[] = []
    const before = (await listPosts(read(), undefined, { ...asked, size: 100 })).rows.map(({ post }) => post.id)
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page = await listPosts(read(), undefined, { ...asked, size: 4, ...(after && { after }) })
      seen.push(...page.rows.map(({ post }) => post.id))
      after = page.next
      if (shown.length < 3) shown.unshift((await publish(drafts.shift()!)).id)
    }
    expect(seen).toEqual(before)
    const now = (await listPosts(read(), undefined, { ...asked, size: 100 })).rows.map(({ post }) => post.id)
    expect(now).toEqual([...shown, ...before])
  }
  expect(drafts).toEqual([])
})

test('an update puts what was published from drafts long ago where it was published', async () => {
  const at = Date.UTC(2026, 0, 31)
  const keys = await context.store.write(async (tx) => {
    const one = async (name: string, created: number, published: number) => {
      const id = created.toString(16).padStart(12, '0').padEnd(32, name)
      const uri = `https://aldermere.example/stories/${id}`
      const rest = { author: nia.actor.id, html: '', local: true, thread: id, created: new Date(created) }
      const shown = { audience: 'public' as const, visibility: 'public' as const, published: new Date(published) }
      await addPost(tx, { ...rest, ...shown, id, uri, url: uri, kind: 'story', topics: ['old'], placed: '' })
      return id
    }
    return { late: await one('a', at, at + 86_400_000), soon: await one('b', at + 3_600_000, at + 3_600_007) }
  })
  await context.store.write(async (tx) => {
    for (const statement of filling())
      await (tx as unknown as Running)[dialect === 'sqlite' ? 'run' : 'execute'](sql.raw(statement))
  })
  const { rows } = await listPosts(read(), undefined, { topic: 'old' })
  expect(rows.map(({ post }) => post.id)).toEqual([keys.late, keys.soon])
  expect(rows[0]!.post.placed).toBe((at + 86_400_000).toString(16).padStart(12, '0') + keys.late.slice(12))
  expect(rows[1]!.post.placed).toBe(keys.soon)
})

interface Running {
  run(statement: unknown): unknown
  execute(statement: unknown): unknown
}

/** What the migrations do with the rows that there are. */
function filling(): string[] {
  const folder = join(import.meta.dirname, '../../schema/migrations', dialect)
  const statements = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('--> statement-breakpoint'))
    .filter((statement) => /UPDATE \w+ SET placed/.test(statement))
  expect(statements).toHaveLength(5)
  return statements
}
