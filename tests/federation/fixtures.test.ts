/** Activities as the programs of the fediverse write them: what a person here sees of each. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, until } from '../help/server.ts'
import { expected } from './fixtures/expected.ts'
import type { Seen } from './fixtures/seen.ts'
import { activitiesOf, makeWorld, software, type World } from './fixtures/world.ts'

let world: World

beforeAll(async () => {
  world = await makeWorld()
}, 120_000)
afterAll(() => world?.stop())

const object = (uri: string): Promise<Answer> =>
  world.nia.call('GET', `object?uri=${encodeURIComponent(world.here(uri))}`)
const statusOf = async (uri: string) =>
  (
    await fetch(`${world.server.origin}/api/folkmoot/v1/object?uri=${encodeURIComponent(world.here(uri))}`, {
      headers: { accept: 'application/json' }
    })
  ).status
const isAmong = async (collection: string, actor: string) =>
  (await world.server.document(`${world.nia.uri}/${collection}?page=true`)).orderedItems.includes(actor)

test('every fixture is played', () => {
  expect(Object.keys(expected).sort()).toEqual(software)
  for (const name of software) expect(expected[name]!.map(([file]) => file).sort()).toEqual(activitiesOf(name).sort())
  expect(software.flatMap(activitiesOf).length).toBeGreaterThanOrEqual(60)
})

describe.each(software)('%s', (name) => {
  test.each(expected[name]!)('%s', async (file, seen) => {
    if (file === 'accept') await world.follow(name)
    const activity = world.activity(name, file)
    if (activity.type === 'Create' && activity.object?.id)
      world.peers.get(name)!.documents.set(activity.object.id, { '@context': activity['@context'], ...activity.object })
    const counted = seen.post && (seen.likes || seen.shares) ? seen.post : world.story.uri
    const before = await object(counted)
    const response = await world.send(name, activity)
    expect([200, 202], await response.text()).toContain(response.status)
    if (seen.likes || seen.shares)
      await until(async () => {
        const { counts } = await object(counted)
        return (
          counts.likes === before.counts.likes + (seen.likes ?? 0) &&
          counts.shares === before.counts.shares + (seen.shares ?? 0)
        )
      }, 20)
    if (seen.follower !== undefined)
      await until(async () => (await isAmong('followers', activity.actor)) === seen.follower, 20)
    if (seen.followed !== undefined)
      await until(async () => (await isAmong('following', world.actorOf(name))) === seen.followed, 20)
    if (seen.report)
      await until(
        async () => JSON.stringify(await world.admin.call('GET', 'moderation/reports')).includes(seen.report!),
        20
      )
    if (seen.gone) await until(async () => [404, 410].includes(await statusOf(seen.gone!)), 20)
    if (seen.post && !seen.likes && !seen.shares) await until(() => looksRight(seen), 20)
    if (seen.missing || seen.nothing) {
      await new Promise((done) => setTimeout(done, 200))
      if (seen.missing) expect(await statusOf(seen.missing)).toBe(404)
      expect((await object(world.story.uri)).counts).toMatchObject({
        likes: before.counts.likes,
        shares: before.counts.shares
      })
    }
  })
})

/** Looks at a post in the API and on its page; throws until both are as expected. */
async function looksRight(seen: Seen): Promise<true> {
  const item = await object(seen.post!)
  if (seen.kind) expect(item.kind).toBe(seen.kind)
  if (seen.title) expect(item.title).toBe(seen.title)
  if (seen.warning) expect(item.warning).toBe(seen.warning)
  if (seen.by) expect(item.author.name).toBe(seen.by)
  if (seen.topics) expect(item.topics).toEqual(seen.topics)
  if (seen.attachments) expect(item.attachments?.map((one: Answer) => one.kind)).toEqual(seen.attachments)
  if (seen.poll) expect(item.poll.options.map((one: Answer) => one.votes)).toEqual(seen.poll)
  if (seen.event) expect(item.event).toMatchObject(seen.event)
  const page = (await world.server.page(item.page)).replaceAll('&quot;', '"')
  for (const words of [...(seen.says ?? []), ...(seen.title ? [seen.title] : [])]) expect(page).toContain(words)
  for (const words of seen.lacks ?? []) expect(page).not.toContain(words)
  return true
}
