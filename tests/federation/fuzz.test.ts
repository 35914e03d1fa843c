/**
 * Mutated fixtures through the real inbox: no error of ours, no hang, nothing written by who is not the author, and one
 * wrong property does not lose the rest of a post. `npm run fuzz` runs longer.
 */
import { and, eq, inArray } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { jobs } from '../../schema/index.ts'
import type { Doc } from '../help/peer.ts'
import { type Answer, until } from '../help/server.ts'
import { fuzzing, type Mutation, mutation, placesIn, put } from './fixtures/fuzzing.ts'
import { activitiesOf, makeWorld, type World } from './fixtures/world.ts'

/** The longest that any answer may take. */
const patience = 5_000

let world: World
let bystander: Answer

beforeAll(async () => {
  world = await makeWorld()
  const [owen] = [world.peers.get('hollo')!.actor('owen')]
  const note = world.peers.get('hollo')!.create(owen, {
    ...{ content: '<p>Left as it is</p>', inReplyTo: world.story.uri, cc: [world.nia.uri] }
  })
  await owen.post(`${world.server.origin}/inbox`, note)
  bystander = await until(() => object(note.object.id))
}, 120_000)
afterAll(() => world?.stop())

const isHere = async (uri: string) =>
  (await fetch(`${world.server.origin}/api/folkmoot/v1/object?uri=${encodeURIComponent(uri)}`)).status === 200
/** Whether all that was taken in has had its turn. */
const allTried = async () =>
  (await world.server.context.store.read.$count(jobs, and(eq(jobs.queue, 'inbox'), eq(jobs.attempts, 0)))) === 0

/** What failed behind the inbox for a reason that nobody expected; that a server made up does not answer is expected. */
async function faults(): Promise<string[]> {
  const rows = await world.server.context.store.read
    .select({ queue: jobs.queue, fault: jobs.fault })
    .from(jobs)
    .where(inArray(jobs.queue, ['inbox', 'fetch', 'events']))
    .limit(100_000)
  const unexpected = rows.flatMap(({ queue, fault }) => (fault && !awayNow.test(fault) ? [`${queue}: ${fault}`] : []))
  return [...new Set(unexpected)]
}
const awayNow = /did not answer|does not answer|cannot be reached|timed? ?out|answered 5\d\d|ECONN|ENOTFOUND|EAI_AGAIN/i

const object = (uri: string): Promise<Answer> => world.nia.call('GET', `object?uri=${encodeURIComponent(uri)}`)

let n = 0

function mutate({ name, which, thief, changes }: Mutation): { activity: Doc; by: string; name: string } {
  const files = activitiesOf(name)
  const activity = world.activity(name, files[which % files.length]!)
  // Somebody else tries the same with what is not theirs, one of them on the same server.
  const by = thief ? world.actorOf(thief) : activity.actor
  if (thief) {
    activity.actor = by
    if (typeof activity.object === 'object') activity.object.id = bystander.uri
    else activity.object = bystander.uri
  }
  // Of its own, so that it is not passed over as a repeat; ids of objects stay.
  activity.id = `${thief ? by : activity.id}#${++n}`
  for (const { at, how, value } of changes) {
    const places = placesIn(activity).filter((path) => path.length > 0)
    const path = places[at % places.length]!
    // Without its id and actor the gate refuses it at once; that is tried, but seldom.
    if (path.length === 1 && ['id', 'actor', 'type'].includes(path[0]!) && at % 7) continue
    put(activity, path, value, how)
  }
  return { activity, by, name: thief ?? name }
}

const harmless = [
  'summary',
  'published',
  'updated',
  'url',
  'attachment',
  'tag',
  'sensitive',
  'contentMap',
  'replies',
  'likes',
  'conversation',
  'context',
  'source',
  'interactionPolicy',
  'name',
  'image',
  'icon',
  'generator',
  'audience',
  'location',
  'cc',
  'preview',
  'endTime',
  'quoteUrl',
  'mediaType',
  'updated',
  'inReplyTo',
  'votersCount'
]
const wrong: unknown[] = [7, {}, [[7]], [{ href: 7, name: [], type: {} }, 'x', null]]

test('a wrong value in one property does not lose the rest of a post', async () => {
  const peer = world.peers.get('mastodon')!
  const actor = world.actorOf('mastodon')
  const to = ['https://www.w3.org/ns/activitystreams#Public']
  const cc = [world.nia.uri]
  const sent: { id: string; words: string; what: string }[] = []
  for (const property of harmless)
    for (const value of wrong) {
      const id = `${peer.origin}/users/maddy/statuses/fuzz${++n}`
      const words = `Words ${n} that stay`
      const what = `${property}: ${JSON.stringify(value)}`
      const base = { id, type: 'Note', attributedTo: actor, published: '2026-03-02T09:15:00Z', to, cc }
      const object = { ...base, content: `<p>${words}</p>`, [property]: value }
      const activity = { id: `${id}/activity`, type: 'Create', actor, to, cc, object }
      const response = await world.send('mastodon', {
        '@context': 'https://www.w3.org/ns/activitystreams',
        ...activity
      })
      expect(response.status, what).toBe(202)
      sent.push({ id, words, what })
    }
  await until(() => isHere(sent.at(-1)!.id), 60)
  for (const { id, words, what } of sent) expect((await object(id)).html, what).toContain(words)
}, 120_000)

const beside = [
  ...['published', 'updated', 'to', 'cc', 'audience', 'tag', 'name', 'summary', 'content', 'url', 'attachment'],
  ...['target', 'result', 'instrument', 'signature', 'proof', 'generator', '_misskey_reaction', 'context']
]

test('a wrong value beside it does not lose a like, a share, a follow, what takes them back, or a deletion', async () => {
  const { server, nia, story } = world
  const peer = world.peers.get('pixelfed')!
  const ann = peer.actor('ann')
  const send = async (activity: Doc, what: string) =>
    expect((await ann.post(`${server.origin}/inbox`, activity)).status, what).toBe(202)
  const counts = async () => {
    const { likes, shares } = (await object(story.uri)).counts
    const { totalItems } = await server.document(`${nia.uri}/followers`)
    return { likes, shares, followers: totalItems as number }
  }
  const before = await counts()
  for (const value of wrong) {
    const more = Object.fromEntries(beside.map((property) => [property, value]))
    const what = JSON.stringify(value)
    const said = ['Like', 'Announce', 'Follow'].map((type) => ({
      ...peer.activity(ann, type, type === 'Follow' ? nia.uri : story.uri),
      ...more
    }))
    for (const one of said) await send(one, what)
    const more1 = { likes: before.likes + 1, shares: before.shares + 1, followers: before.followers + 1 }
    await until(async () => JSON.stringify(await counts()) === JSON.stringify(more1), 30)
    for (const one of said) await send({ ...peer.activity(ann, 'Undo', one), ...more }, what)
    await until(async () => JSON.stringify(await counts()) === JSON.stringify(before), 30)
    const note = peer.create(ann, { content: '<p>For a moment</p>', cc: [nia.uri] })
    await send(note, what)
    await until(() => isHere(note.object.id), 30)
    const tombstone = { ...more, id: note.object.id, type: 'Tombstone' }
    await send({ ...peer.activity(ann, 'Delete', tombstone), ...more }, what)
    await until(async () => !(await isHere(note.object.id)), 30)
  }
}, 120_000)

test('a wrong value in a profile does not lose the rest of it', async () => {
  const peer = world.peers.get('pixelfed')!
  const bea = peer.actor('bea', { name: 'Bea' })
  const note = peer.create(bea, { content: '<p>By Bea</p>', cc: [world.nia.uri] })
  await bea.post(`${world.server.origin}/inbox`, note)
  await until(() => isHere(note.object.id), 30)
  const kept = ['id', 'type', 'inbox', 'publicKey', '@context', 'name']
  const may = [
    ...Object.keys(bea.document),
    'icon',
    'image',
    'tag',
    'attachment',
    'featured',
    'featuredTags',
    'movedTo'
  ]
  const all = [
    ...may,
    'alsoKnownAs',
    'published',
    'discoverable',
    'suspended',
    'memorial',
    'assertionMethod',
    'webfinger'
  ]
  for (const [n, value] of wrong.entries()) {
    const more = Object.fromEntries(all.flatMap((name) => (kept.includes(name) ? [] : [[name, value]])))
    const name = `Bea the ${n}th`
    const activity = peer.activity(bea, 'Update', { ...bea.document, ...more, name }, { to: value, published: value })
    expect((await bea.post(`${world.server.origin}/inbox`, activity)).status).toBe(202)
    await until(async () => (await object(note.object.id)).author.name === name, 30)
  }
}, 120_000)

test(
  'mutated activities lead to no error, no hang, and no writing by who is not the author',
  async () => {
    const before = await object(world.story.uri)
    let sent = 0
    await fc.assert(
      fc.asyncProperty(mutation, async (one) => {
        const { activity, by, name } = mutate(one)
        const start = Date.now()
        const response = await world.sendAs(name, by, activity)
        sent++
        expect(Date.now() - start).toBeLessThan(patience)
        expect(
          response.status === 503 || response.status < 500,
          `${response.status} for ${JSON.stringify(activity).slice(0, 2000)}`
        ).toBe(true)
      }),
      {
        ...{ seed: fuzzing.seed, numRuns: 1_000_000, interruptAfterTimeLimit: fuzzing.seconds * 1_000 },
        endOnFailure: true
      }
    )
    expect(sent).toBeGreaterThan(fuzzing.seconds)
    const start = Date.now()
    const after = await object(world.story.uri)
    expect(Date.now() - start).toBeLessThan(patience)
    for (const part of ['title', 'summary', 'html', 'wentWell', 'wentBadly', 'edited', 'author', 'topics'])
      expect(after[part], part).toEqual(before[part])
    const other = await object(bystander.uri)
    expect({ ...other, replies: [], reactions: [], counts: {} }).toEqual({
      ...bystander,
      replies: [],
      reactions: [],
      counts: {}
    })
    // Nobody speaks for a host but those of it.
    for (const reply of after.replies as Answer[])
      if (!reply.local) expect(new URL(reply.uri).host, reply.uri).toBe(new URL(reply.author.uri).host)
    expect((await fetch(`${world.server.origin}/healthz`)).status).toBe(200)
    await until(allTried, 90)
    expect(await faults()).toEqual([])
  },
  (fuzzing.seconds + 150) * 1_000
)
