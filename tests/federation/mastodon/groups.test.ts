/** Mastodon, sections 6 and 7: Groups as it shows and addresses them, and polls in both directions. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Doc, PeerActor } from '../../help/peer.ts'
import { type Answer, until } from '../../help/server.ts'
import { type Mastodon, openScene, publicUri, type Scene, schemes } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene?.close())

const timeline = async (): Promise<Answer[]> => (await scene.nia.call('GET', 'timeline')).items
const choice = (name: string, totalItems = 0) => ({ type: 'Note', name, replies: { type: 'Collection', totalItems } })
const soon = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString()

describe.each(schemes)('signing by %s', (scheme) => {
  let mastodon: Mastodon
  let maddy: PeerActor
  let group: PeerActor

  beforeAll(async () => {
    mastodon = scene.mastodon(scheme)
    maddy = await mastodon.follower('maddy', scene.nia.uri)
    group = mastodon.peer.actor('kerbs', { type: 'Group', name: 'Kerbs' })
    await scene.nia.call('POST', 'follows', { target: `@kerbs@${mastodon.peer.host}` })
    const follow = await mastodon.received((one) => one.type === 'Follow' && one.object === group.id)
    expect(follow.path).toBe('/users/kerbs/inbox')
    await mastodon.send(group, mastodon.peer.activity(group, 'Accept', follow.body), `${scene.nia.uri}/inbox`)
    await until(async () =>
      (await scene.server.document(`${scene.nia.uri}/following?page=true`)).orderedItems.includes(group.id)
    )
  })

  describe('Groups', () => {
    const announce = (object: unknown, extra: Doc = {}) =>
      mastodon.peer.activity(group, 'Announce', object, { to: [publicUri], cc: [`${group.id}/followers`], ...extra })

    test('Announce of the id by a Group that is followed here: the post, and who showed it', async () => {
      const post = mastodon.peer.create(maddy, { content: '<p>A kerb to see</p>' }).object
      await mastodon.send(group, announce(post.id))
      const shown = await until(async () => (await timeline()).find((one) => one.uri === post.id))
      expect(shown).toMatchObject({ author: { uri: maddy.id }, sharedBy: { uri: group.id } })
      const { counts } = await scene.object(post.id)
      await mastodon.send(group, announce(post.id))
      const next = mastodon.peer.create(maddy, { content: '<p>Another kerb</p>' }).object
      await mastodon.send(group, announce(next.id))
      await until(async () => (await timeline()).find((one) => one.uri === next.id))
      expect((await scene.object(post.id)).counts.shares).toBe(counts.shares)
    })

    test('Announce of a Create: the post comes from its own server, whatever the Group put in', async () => {
      const create = mastodon.peer.create(maddy, { content: '<p>What she wrote</p>' })
      const forged = { ...create, object: { ...create.object, content: '<p>What the group wrote</p>' } }
      await mastodon.send(group, announce(forged))
      await until(async () => (await timeline()).find((one) => one.uri === create.object.id))
      const item = await scene.object(create.object.id)
      expect(item.html).toContain('What she wrote')
      expect(item.html).not.toContain('What the group wrote')
    })

    test('a followers-only post is shown on to nobody', async () => {
      const quiet = mastodon.peer.create(maddy, {
        content: '<p>Hush</p>',
        to: [`${maddy.id}/followers`],
        cc: []
      }).object
      await mastodon.send(group, announce(quiet.id))
      const loud = mastodon.peer.create(maddy, { content: '<p>Loud</p>' }).object
      await mastodon.send(group, announce(loud.id))
      await until(async () => (await timeline()).find((one) => one.uri === loud.id))
      expect((await timeline()).some((one) => one.uri === quiet.id)).toBe(false)
    })

    test('naming a Group: an ordinary Mention, delivered to the Group', async () => {
      const asked = await scene.nia.call('POST', 'questions', {
        title: 'Who paints kerbs?',
        body: `Does @kerbs@${mastodon.peer.host} know?`
      })
      const { body } = await mastodon.received((one) => one.type === 'Create' && one.object?.id === asked.uri)
      expect(body.object.tag).toContainEqual({ type: 'Mention', href: group.id, name: `@kerbs@${mastodon.peer.host}` })
      expect([...body.to, ...body.cc]).toContain(group.id)
    })

    test('our council shows stories by id, with Public in `to`, once each', async () => {
      const council = (await scene.server.document(`${scene.server.origin}/@aldermere`)).id
      await mastodon.follower('fan', council)
      const story = await scene.story({ title: `Shown, ${scheme}` })
      const { body } = await mastodon.received((one) => one.type === 'Announce' && one.object === story.uri)
      expect(body).toMatchObject({ actor: council, to: [publicUri], object: story.uri })
      expect(new URL(body.id).origin).toBe(scene.server.origin)
      const all = mastodon.peer.inbox.filter((one) => one.body.type === 'Announce' && one.body.object === story.uri)
      expect(new Set(all.map((one) => one.body.id)).size).toBe(1)
    })
  })

  describe('polls', () => {
    const votes = (of: string) => mastodon.peer.inbox.filter(({ body }) => body.object?.inReplyTo === of)
    const vote = (by: PeerActor, poll: Answer, name: string, extra: Doc = {}) => {
      const id = `${by.id}#votes/${name}-${poll.id}`
      const object = { id, type: 'Note', name, attributedTo: by.id, to: scene.nia.uri, inReplyTo: poll.uri, ...extra }
      return { ...mastodon.peer.activity(by, 'Create', object, { to: scene.nia.uri }), id: `${id}/activity` }
    }
    const begin = (part: object = {}) =>
      scene.nia.call('POST', 'polls', { question: 'Which day?', options: ['Monday', 'Friday'], ...part })
    const counted = async (poll: Answer) =>
      (await scene.nia.call('GET', `polls/${poll.id}`)).options.map((option: Answer) => option.votes)

    test('poll out: Question with choices as Notes with `replies.totalItems`, votersCount, endTime', async () => {
      const poll = await begin()
      const { body } = await mastodon.received((one) => one.type === 'Create' && one.object?.id === poll.uri)
      expect(body.object).toMatchObject({
        type: 'Question',
        oneOf: [choice('Monday'), choice('Friday')],
        votersCount: 0,
        endTime: expect.stringMatching(/^\d{4}-/)
      })
      expect(body.object).not.toHaveProperty('closed')
      expect(body.object).not.toHaveProperty('anyOf')
      expect(body.object.content).toContain('Which day?')
    })

    test('vote in: a Note with a name and no content counts once; results go out with `updated` as it was', async () => {
      const poll = await begin()
      await mastodon.send(maddy, vote(maddy, poll, 'Friday'), `${scene.nia.uri}/inbox`)
      await until(async () => (await counted(poll))[1] === 1)
      await mastodon.send(maddy, vote(maddy, poll, 'Monday'), `${scene.nia.uri}/inbox`)
      const other = mastodon.peer.actor('other')
      await mastodon.send(other, vote(other, poll, 'Nonsense'), `${scene.nia.uri}/inbox`)
      await mastodon.send(other, vote(other, poll, 'Monday'), `${scene.nia.uri}/inbox`)
      await until(async () => (await counted(poll))[0] === 1)
      expect(await counted(poll)).toEqual([1, 1])
      const { body } = await mastodon.received(
        (one) => one.type === 'Update' && one.object?.id === poll.uri && one.object.votersCount > 0
      )
      expect(body.object.updated).toBeUndefined()
      expect(body.object.oneOf.map((option: Doc) => option.name)).toEqual(['Monday', 'Friday'])
      expect(await scene.server.document(poll.uri)).toMatchObject({ type: 'Question', votersCount: 2 })
      expect((await scene.object(poll.uri)).counts.replies).toBe(0)
    })

    test('votes in, several: one activity for each choice, each counted', async () => {
      const poll = await begin({ multiple: true, options: ['Bins', 'Roads', 'Trees'] })
      const { body } = await mastodon.received((one) => one.type === 'Create' && one.object?.id === poll.uri)
      expect(body.object.anyOf).toHaveLength(3)
      for (const name of ['Bins', 'Trees', 'Trees'])
        await mastodon.send(maddy, vote(maddy, poll, name), `${scene.nia.uri}/inbox`)
      await until(async () => (await counted(poll)).join() === '1,0,1')
      expect((await scene.server.document(poll.uri)).votersCount).toBe(1)
    })

    test('poll in and vote out: `actor#votes/N` to the author’s own inbox, name only, one for each choice', async () => {
      const poll = await mastodon.says(maddy, {
        type: 'Question',
        content: '<p>Which bins?</p>',
        cc: [scene.nia.uri],
        endTime: soon(3600),
        votersCount: 3,
        anyOf: [choice('Brown', 2), choice('Green', 1)]
      })
      const { id } = await scene.object(poll.id)
      const page = await scene.server.page(`/posts/${id}`)
      for (const words of ['Brown', 'Green', '3 people voted']) expect(page).toContain(words)
      for (const option of ['Brown', 'Green']) await scene.nia.call('POST', 'votes', { object: poll.id, option })
      await until(() => votes(poll.id).length === 2)
      for (const { path, body } of votes(poll.id)) {
        expect(path).toBe('/users/maddy/inbox')
        expect(body).toMatchObject({ type: 'Create', to: maddy.id, object: { type: 'Note', to: maddy.id } })
        expect(body.object.id).toMatch(new RegExp(`^${scene.nia.uri}#votes/`))
        expect(body.id).toBe(`${body.object.id}/activity`)
        expect(['Brown', 'Green']).toContain(body.object.name)
        for (const key of ['content', 'published', 'cc']) expect(body.object).not.toHaveProperty(key)
      }
    })

    test('results in: an Update with `updated` as it was changes the counts; `closed` ends it', async () => {
      const poll = await mastodon.says(maddy, {
        type: 'Question',
        content: '<p>Yes?</p>',
        cc: [scene.nia.uri],
        endTime: soon(3600),
        votersCount: 0,
        oneOf: [choice('Yes'), choice('No')]
      })
      const now = { ...poll, votersCount: 9, oneOf: [choice('Yes', 4), choice('No', 5)] }
      await mastodon.send(maddy, mastodon.peer.activity(maddy, 'Update', now))
      await until(async () => (await scene.object(poll.id)).poll.options[1].votes === 5)
      const over = { ...now, endTime: soon(-5), closed: soon(-5) }
      await mastodon.send(maddy, mastodon.peer.activity(maddy, 'Update', over))
      await until(async () => (await scene.nia.ask('POST', 'votes', { object: poll.id, option: 'Yes' })).status === 409)
    })

    test('a Question with neither array is a plain post', async () => {
      const plain = await mastodon.says(maddy, { type: 'Question', content: '<p>Just asking</p>', cc: [scene.nia.uri] })
      const item = await scene.object(plain.id)
      expect(item.html).toContain('Just asking')
      expect(item.poll?.options ?? []).toEqual([])
    })
  })
})
