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
    expect({ ...other, replies: [], counts: {} }).toEqual({ ...bystander, replies: [], counts: {} })
    // Nobody speaks for a host but those of it.
    for (const reply of after.replies as Answer[])
      if (!reply.local) expect(new URL(reply.uri).host, reply.uri).toBe(new URL(reply.author.uri).host)
    expect((await fetch(`${world.server.origin}/healthz`)).status).toBe(200)
    await until(allTried, 90)
    expect(await faults()).toEqual([])
  },
  (fuzzing.seconds + 150) * 1_000
)
