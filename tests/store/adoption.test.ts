/** Steps of councils and what builds on what: counted by the same rule everywhere, whatever order things come in. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../server/actors/actors.store.ts'
import { standing, standingOn } from '../../server/adoption/adoption.ts'
import { depthBelow } from '../../server/adoption/replications.store.ts'
import { stepSaid } from '../../server/adoption/said.ts'
import type { SaidStep } from '../../server/adoption/steps.store.ts'
import { treeAround, treeLimits } from '../../server/adoption/tree.ts'
import { settleWorth } from '../../server/adoption/worth.ts'
import { hide } from '../../server/moderation/accounts/posts.store.ts'
import { trustServer } from '../../server/moderation/trust.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { receiveDelete } from '../../server/posts/receive.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'
import { addMastodon, addPeer, remoteActor, remotePost, remoteStory } from '../web/pages/elsewhere.ts'

let context: TestContext
let gwil: Actor
let elin: Actor
let dev: Actor
let maddy: Actor

beforeAll(async () => {
  context = await makeTestContext()
  gwil = (await addPeer(context)).gwil
  elin = (await addPeer(context, 'moot.dyffryn.example')).gwil
  dev = (await addPeer(context, 'moot.kestrel.example')).gwil
  maddy = await addMastodon(context)
})
afterAll(() => context.close())

const uriOf = async (id: string) => (await anyPost(context.store.read, { id }))!.post.uri
let minutes = 0
const later = () => new Date(Date.UTC(2026, 0, 1) + ++minutes * 60_000).toISOString()
async function story(by: Actor, name: string, more = {}): Promise<string> {
  const id = await remotePost(context, by, remoteStory(name, { published: later(), ...more }))
  await settleWorth(context, { subject: id } as Parameters<typeof settleWorth>[1])
  return uriOf(id)
}
const replication = (by: Actor, name: string, of: string, more = {}) =>
  story(by, name, { 'schema:isBasedOn': of, ...more })
const reply = async (by: Actor, to: string, content: string, more = {}) =>
  uriOf(await remotePost(context, by, { inReplyTo: to, content, published: later(), ...more }))
const use = (status: string) => ({
  'schema:additionalType': 'https://schema.org/UseAction',
  'schema:actionStatus': `https://schema.org/${status}`
})
const worth = async (uri: string) => (await anyPost(context.store.read, { uri }))!.story!.worth !== null

describe('what a plain reply says', () => {
  test.each([
    ['<p>We are trying this!</p>', 'trying'],
    ['<p><a href="https://x.example/@nia">@nia</a> We’re trying this out at our library. More soon.</p>', 'trying'],
    ['<p>@nia@moot.aldermere.example trying it too</p>', 'trying'],
    ['<p>We want to try this next year.</p>', 'want'],
    ['<p>We’d like to try this</p>', 'want'],
    ['<p>We have adopted this.</p><p>It went well.</p>', 'adopted'],
    ['<p>Dyffryn Helyg has adopted this in every library</p>', 'adopted'],
    ['<p>We stopped this. Nobody came.</p>', 'stopped'],
    ['<p>@nia: We stopped, because the room was sold.</p>', 'stopped'],
    ['<p>We stopped this because nobody came.</p>', 'stopped'],
    ['<p>We stopped doing this: no staff.</p>', 'stopped'],
    ['<p>We have stopped this – there was no money left.</p>', 'stopped'],
    ['<p>We stopped this, the room was sold.</p>', 'stopped'],
    ['<p>We’d love to try this, it looks cheap.</p>', 'want'],
    ['<p>We are going to try this in May.</p>', 'want'],
    ['<p>We’ll try it, starting Monday</p>', 'want'],
    ['<p>I am following this</p>', 'following'],
    ['<p>Lovely! <a href="https://m.example/tags/WantToTry">#<span>WantToTry</span></a></p>', 'want'],
    ['<p>What a story. #adopted #housing</p>', 'adopted'],
    ['<p>We are not #trying</p>', undefined],
    ['<p>We are not trying this.</p>', undefined],
    ['<p>Are you still trying this?</p>', undefined],
    ['<p>We are trying this?</p>', undefined],
    ['<p>#trying or #stopped, who knows</p>', undefined],
    ['<p>I stopped reading at the kettle.</p>', undefined],
    ['<p>We stopped smoking.</p>', undefined],
    ['<p>People stopped, because it rained.</p>', undefined],
    ['<p>We adopted this, then we gave it up.</p>', undefined],
    ['<p>We are trying this, or were until May.</p>', undefined],
    ['<p>We have not stopped this because of you.</p>', undefined],
    ['<p>We are trying this, are you?</p>', undefined],
    ['<p>Somebody told me that you adopted a dog.</p>', undefined],
    ['<p>#tryings</p>', undefined],
    ['<p>#constructor</p>', undefined],
    ['', undefined]
  ])('%s', (html, step) => {
    expect(stepSaid(html)).toBe(step)
  })

  test('is read fast, however it is meant', () => {
    const started = performance.now()
    stepSaid(`<p>${'we are '.repeat(20_000)}trying</p>`)
    stepSaid(`<p>${"a' ".repeat(60)}</p>`)
    stepSaid(`<p>we stopped this${' in a'.repeat(30)}${' since in'.repeat(30)}=</p>`)
    stepSaid(`<p>${'we are trying this since as after '.repeat(4)}!</p>`)
    stepSaid(`<p>${'#trying '.repeat(20_000)}</p>`)
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

describe('the count', () => {
  test('has each council once: the latest by each actor, and of those the latest that says more than following', () => {
    const at = (n: number) => new Date(n * 60_000)
    const actor = (id: string, host: string) => ({ id, host }) as Actor
    const [a1, a2, b1, c1] = [actor('a1', 'a'), actor('a2', 'a'), actor('b1', 'b'), actor('c1', 'mastodon')]
    const said: SaidStep[] = [
      { post: '1', kind: 'reply', uri: 'u1', step: 'adopted', actor: a1, at: at(1) },
      { post: '2', kind: 'reply', uri: 'u2', step: 'trying', actor: a1, at: at(2) },
      { post: '3', kind: 'reply', uri: 'u3', step: 'following', actor: a2, at: at(9) },
      { post: '4', kind: 'reply', uri: 'u4', step: 'want', actor: b1, at: at(3) },
      { post: '5', kind: 'reply', uri: 'u5', step: 'stopped', actor: b1, at: at(3) },
      { post: '6', kind: 'reply', uri: 'u6', step: 'adopted', actor: c1, at: at(4) }
    ]
    const count = (list: SaidStep[]) => standing(list, ({ host }) => host !== 'mastodon')
    const { counts, councils, elsewhere } = count(said)
    expect(counts).toEqual({ following: 0, want: 0, trying: 1, adopted: 0, stopped: 1 })
    expect(councils.map(({ host }) => host).sort()).toEqual(['a', 'b'])
    expect(elsewhere.map(({ actor, step }) => [actor.id, step])).toEqual([['c1', 'adopted']])
    expect(count(said.toReversed()).counts).toEqual(counts)
  })

  test('comes from replies as they are: typed, said in words, changed, deleted, blocked', async () => {
    const source = await story(gwil, 'We grit narrow lanes')
    const first = await reply(elin, source, '<p>Ymlaen!</p>', use('PotentialActionStatus'))
    const second = await reply(elin, source, '<p>Dyffryn is trying this.</p>', use('ActiveActionStatus'))
    await reply(dev, source, '<p>We stopped this. Nobody came.</p>')
    await reply(maddy, source, '<p>#adopted at our allotment</p>')
    await reply(maddy, source, '<p>Seen by few</p>', { ...use('FailedActionStatus'), to: [elin.uri] })
    const { counts, elsewhere } = await standingOn(context, source)
    expect(counts).toEqual({ following: 0, want: 0, trying: 1, adopted: 0, stopped: 1 })
    expect(elsewhere.map(({ step }) => step)).toEqual(['adopted'])
    await receiveDelete(context, elin, second)
    expect((await standingOn(context, source)).counts).toMatchObject({ want: 1, trying: 0 })
    await receiveDelete(context, elin, first)
    await trustServer(context, null, 'moot.kestrel.example', 'blocked', 'test')
    expect((await standingOn(context, source)).councils).toEqual([])
    await trustServer(context, null, 'moot.kestrel.example', 'network', 'test')
    expect((await standingOn(context, source)).counts.stopped).toBe(1)
  })

  test('comes from stories of doing the same, too: whichever a council said last', async () => {
    const source = await story(gwil, 'We lend ladders')
    await reply(elin, source, '<p>We are trying this.</p>')
    const own = await replication(elin, 'Ladders in Welsh', source, { 'schema:creativeWorkStatus': 'embedded' })
    await replication(dev, 'Ladders, and what became of them', source, { 'schema:creativeWorkStatus': 'stopped' })
    await replication(maddy, 'At our allotment', source, { 'schema:creativeWorkStatus': 'trying' })
    await replication(gwil, 'Of no state', source)
    const { counts, councils, elsewhere } = await standingOn(context, source)
    expect(counts).toEqual({ following: 0, want: 0, trying: 0, adopted: 1, stopped: 1 })
    expect(councils.map(({ said }) => said.kind)).toEqual(['story', 'story'])
    expect(elsewhere.map(({ step }) => step)).toEqual(['trying'])
    await reply(dev, source, '<p>We want to try this.</p>')
    await receiveDelete(context, elin, own)
    expect((await standingOn(context, source)).counts).toMatchObject({ want: 1, trying: 1, adopted: 0, stopped: 0 })
  })

  test('takes a step that came before what it is about', async () => {
    const about = `${gwil.uri}/posts/later`
    await reply(elin, about, '<p>We adopted this.</p>')
    expect((await standingOn(context, about)).counts.adopted).toBe(1)
  })
})

describe('practice worth repeating', () => {
  test('needs two other councils that did it, and ends when one takes that back', async () => {
    const source = await story(gwil, 'A table in the library')
    await replication(gwil, 'Our own second table', source)
    await replication(elin, 'Bwrdd yn y llyfrgell', source)
    await replication(elin, 'A second one of theirs', source)
    await replication(dev, 'Only an idea', source, { 'schema:creativeWorkStatus': 'idea' })
    await replication(maddy, 'From no council', source)
    expect(await worth(source)).toBe(false)
    const last = await replication(dev, 'Tables at two desks', source, { 'schema:creativeWorkStatus': 'trying' })
    expect(await worth(source)).toBe(true)
    await receiveDelete(context, dev, last)
    expect(await worth(source)).toBe(false)
    await replication(dev, 'Again', source)
    expect(await worth(source)).toBe(true)
    await trustServer(context, null, 'moot.kestrel.example', 'blocked', 'test')
    expect(await worth(source)).toBe(false)
    await trustServer(context, null, 'moot.kestrel.example', 'network', 'test')
    expect(await worth(source)).toBe(true)
    const again = (await treeAround(context, undefined, (await anyPost(context.store.read, { uri: source }))!)).root
      .children
    const { post } = again.find(({ whole }) => whole.author.id === dev.id && whole.post.title === 'Again')!.whole
    await context.store.write((tx) => hide(tx, post))
    expect(await worth(source)).toBe(false)
  })

  test('is found when the source comes last', async () => {
    const about = `https://moot.late.example/stories/1`
    await replication(elin, 'First of two', about)
    await replication(dev, 'Second of two', about)
    const late = await remoteActor(context, { id: 'https://moot.late.example/actors/a', preferredUsername: 'a' })
    await story(late, 'The source', { id: about, url: about })
    expect(await worth(about)).toBe(true)
  })
})

describe('the tree', () => {
  const names = async (uri: string) => {
    const tree = await treeAround(context, undefined, (await anyPost(context.store.read, { uri }))!)
    type Node = (typeof tree)['root']
    const written = (node: Node): string => `${node.whole.post.title}(${node.children.map(written).sort().join(' ')})`
    return { text: written(tree.root), tree }
  }

  test('is the same from wherever one looks', async () => {
    const a = await story(gwil, 'A')
    const b = await replication(elin, 'B', a)
    const c = await replication(dev, 'C', b)
    await replication(maddy, 'D', a)
    for (const from of [a, b, c]) expect((await names(from)).text).toBe('A(B(C()) D())')
  })

  test('tells of a source that is not here, and is no endless circle', async () => {
    const lone = await replication(elin, 'Lone', 'https://gone.example/stories/1')
    expect((await names(lone)).tree.above).toBe('https://gone.example/stories/1')
    const one = `${gwil.uri}/circle/1`
    const two = await replication(elin, 'Two', one)
    await replication(gwil, 'One', two, { id: one, url: one })
    const self = `${gwil.uri}/circle/self`
    await replication(gwil, 'Self', self, { id: self, url: self })
    expect((await names(two)).text).toMatch(/^(One\(Two\(\)\)|Two\(One\(\)\))$/)
    expect((await names(self)).text).toBe('Self()')
  })

  test('ends somewhere, however long the line', async () => {
    let uri = await story(gwil, 'Line 0')
    const start = uri
    for (let n = 1; n <= treeLimits.down + 2; n++) uri = await replication(elin, `Line ${n}`, uri)
    const { tree } = await names(start)
    expect(tree).toMatchObject({ size: treeLimits.down + 1, cut: true })
    expect(await depthBelow(context.store.read, start, 5)).toBe(5)
  })
})
