/** Mastodon, section 3: to whom posts go, who is told, threads, edits, deletions and quotes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anyPost } from '../../../server/posts/posts.store.ts'
import type { Doc, PeerActor } from '../../help/peer.ts'
import { type Answer, until } from '../../help/server.ts'
import { type Mastodon, openScene, publicUri, type Scene, schemes } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene?.close())

/** Waits until what was sent before this was worked through: posts of one author are taken in turn. */
async function settled({ says }: Mastodon, by: PeerActor) {
  await says(by, { content: '<p>after that</p>', cc: [scene.nia.uri] })
}

describe.each(schemes)('signing by %s', (scheme) => {
  let mastodon: Mastodon
  let maddy: PeerActor
  let story: Answer
  let told: Doc
  const note = (part: Doc) => mastodon.peer.create(maddy, { cc: [scene.nia.uri], ...part })
  const notices = async (): Promise<Answer[]> => (await scene.nia.call('GET', 'notifications')).items
  const visitorSees = async (uri: string) =>
    (await fetch(`${scene.server.origin}/api/folkmoot/v1/object?uri=${encodeURIComponent(uri)}`)).ok

  beforeAll(async () => {
    mastodon = scene.mastodon(scheme)
    maddy = await mastodon.follower('maddy', scene.nia.uri)
    story = await scene.story({ title: `For ${scheme}`, topics: ['housing'] })
    told = (await mastodon.received((one) => one.type === 'Create' && one.object?.id === story.uri)).body
  })

  test('visibility out: Public in `to` is public, and the author’s followers stand in `cc`', () => {
    for (const one of [told, told.object]) {
      expect(one.to).toEqual([publicUri])
      expect(one.cc).toContain(`${scene.nia.uri}/followers`)
    }
  })

  test.each<[string, (by: PeerActor) => Doc, boolean, boolean]>([
    ['public: Public in `to`', () => ({ to: [publicUri], cc: [scene.nia.uri] }), true, true],
    ['public, written as:Public', () => ({ to: ['as:Public'], cc: [scene.nia.uri] }), true, true],
    ['unlisted: Public in `cc`', (by) => ({ to: [`${by.id}/followers`], cc: [publicUri, scene.nia.uri] }), true, true],
    ['followers only', (by) => ({ to: [`${by.id}/followers`], cc: [scene.nia.uri] }), false, true],
    ['direct', () => ({ to: [scene.nia.uri], cc: [] }), false, true],
    ['limited: addressed without a Mention', () => ({ to: [scene.nia.uri], cc: [], tag: [] }), false, true]
  ])('visibility in: %s', async (_name, address, byVisitor, byNia) => {
    const tag = [{ type: 'Mention', href: scene.nia.uri, name: '@nia' }]
    const create = mastodon.peer.create(maddy, { content: '<p>For whom?</p>', tag, ...address(maddy) })
    await mastodon.send(maddy, create)
    const item = await until(() => scene.object(create.object.id))
    expect(item.uri === create.object.id).toBe(byNia)
    expect(await visitorSees(create.object.id)).toBe(byVisitor)
    expect((await scene.admin.ask('GET', `object?uri=${encodeURIComponent(create.object.id)}`)).ok).toBe(byVisitor)
    if (_name.startsWith('unlisted')) {
      const listed = (await scene.nia.call('GET', 'search?q=whom')).items
      expect(listed.some((one: Answer) => one.uri === create.object.id)).toBe(false)
    }
  })

  test('relevance in: a post that concerns nobody here gets 202 and is dropped', async () => {
    const stranger = mastodon.peer.actor('stranger')
    const create = mastodon.peer.create(stranger, { content: '<p>My lunch</p>' })
    await mastodon.send(stranger, create)
    await settled(mastodon, stranger)
    const { read } = scene.server.context.store
    expect(await anyPost(read, { uri: create.object.id })).toBeUndefined()
  })

  test('notification in: whoever is mentioned is told, once', async () => {
    const tag = [{ type: 'Mention', href: scene.nia.uri, name: '@nia' }]
    const create = note({ content: '<p>@nia look at this</p>', tag })
    await mastodon.send(maddy, create)
    const found = () => notices().then((items) => items.filter((one) => one.uri === create.object.id))
    await until(async () => (await found()).length > 0)
    await mastodon.send(maddy, create)
    await settled(mastodon, maddy)
    expect(await found()).toHaveLength(1)
  })

  test('notification out: a reply has the Mention and the address, and no name', async () => {
    const asked = await mastodon.says(maddy, {
      inReplyTo: story.uri,
      content: '<p>Which kettle?</p>',
      cc: [scene.nia.uri]
    })
    const reply = await scene.nia.call('POST', 'replies', { inReplyTo: asked.id, body: 'The *large* one.' })
    const { body } = await mastodon.received((one) => one.type === 'Create' && one.object?.id === reply.uri)
    expect(body.object).toMatchObject({ type: 'Note', inReplyTo: asked.id })
    expect(body.object).not.toHaveProperty('name')
    expect([...body.object.to, ...body.object.cc]).toContain(maddy.id)
    expect(body.object.tag).toContainEqual({ type: 'Mention', href: maddy.id, name: `@maddy@${mastodon.peer.host}` })
    expect(body.object.content).toContain(`href="${maddy.document.url}"`)
  })

  test('ids out: actor equals attributedTo, on the host of the id, without a fragment, literal keys and context', () => {
    expect(told.object.attributedTo).toBe(told.actor)
    for (const id of [told.id, told.actor, told.object.id, told.object.context]) {
      expect(new URL(id).origin).toBe(scene.server.origin)
      expect(id).not.toContain('#')
    }
    expect([told['@context']].flat()).toContain('https://www.w3.org/ns/activitystreams')
    for (const key of ['id', 'type', 'attributedTo', 'to', 'cc', 'content', 'published', 'url', 'tag', 'replies'])
      expect(told.object).toHaveProperty(key)
    expect(told).not.toHaveProperty('signature')
  })

  test('conversation is read and harmless; `context` is sent; likes and shares tell their totals', async () => {
    await mastodon.says(maddy, {
      inReplyTo: story.uri,
      content: '<p>Odd</p>',
      cc: [scene.nia.uri],
      conversation: 'tag:x,2026:1'
    })
    const document = await scene.server.document(story.uri)
    expect(document.context).toBe(`${story.uri}/context`)
    for (const name of ['likes', 'shares', 'replies'])
      expect(document[name]).toMatchObject({ type: 'Collection', totalItems: expect.any(Number) })
  })

  test('edits in: a newer `updated` changes the words, an older one does not', async () => {
    const { object } = note({ inReplyTo: story.uri, content: '<p>First words</p>' })
    await mastodon.send(maddy, { ...mastodon.peer.activity(maddy, 'Create', object), id: `${object.id}/activity` })
    await until(() => scene.object(object.id))
    const change = (content: string, seconds: number) =>
      mastodon.peer.activity(maddy, 'Update', {
        ...object,
        content,
        updated: new Date(Date.now() + seconds * 1000).toISOString()
      })
    await mastodon.send(maddy, change('<p>Second words</p>', 0))
    await until(async () => (await scene.object(object.id)).html.includes('Second words'))
    await mastodon.send(maddy, change('<p>Stale words</p>', -600))
    await settled(mastodon, maddy)
    expect((await scene.object(object.id)).html).toContain('Second words')
  })

  test('edits in: an Update that comes before its Create makes the post', async () => {
    const { object } = note({ inReplyTo: story.uri, content: '<p>Early bird</p>' })
    await mastodon.send(
      maddy,
      mastodon.peer.activity(maddy, 'Update', { ...object, updated: new Date().toISOString() })
    )
    await until(async () => (await scene.server.page(story.url)).includes('Early bird'))
  })

  test.each(['id string', 'Tombstone'])('Delete in: by %s, only by the author, and it stays away', async (form) => {
    const reply = await mastodon.says(maddy, {
      inReplyTo: story.uri,
      content: `<p>Gone by ${form}</p>`,
      cc: [scene.nia.uri]
    })
    const other = mastodon.peer.actor('other')
    await mastodon.send(other, mastodon.peer.activity(other, 'Delete', reply.id))
    await settled(mastodon, other)
    expect(await scene.server.page(story.url)).toContain(`Gone by ${form}`)
    const object = form === 'Tombstone' ? { id: reply.id, type: 'Tombstone', atomUri: reply.id } : reply.id
    await mastodon.send(maddy, mastodon.peer.activity(maddy, 'Delete', object, { to: [publicUri] }))
    await until(async () => !(await scene.server.page(story.url)).includes(`Gone by ${form}`))
    await mastodon.send(maddy, mastodon.peer.activity(maddy, 'Create', reply, { to: [publicUri], cc: [scene.nia.uri] }))
    await settled(mastodon, maddy)
    expect(await scene.server.page(story.url)).not.toContain(`Gone by ${form}`)
  })

  test('Delete out: a Tombstone by the author; the address then answers 410 and is not used again', async () => {
    const short = await scene.story({ title: 'Not for long' })
    await mastodon.received((one) => one.type === 'Create' && one.object?.id === short.uri)
    await scene.nia.call('DELETE', `stories/${short.id}`)
    const { body } = await mastodon.received((one) => one.type === 'Delete' && one.object?.id === short.uri)
    expect(body).toMatchObject({ actor: scene.nia.uri, object: { type: 'Tombstone', id: short.uri } })
    expect(body.to).toContain(publicUri)
    const gone = await fetch(short.uri, { headers: { accept: 'application/activity+json' } })
    expect(gone.status).toBe(410)
  })

  test('replies: on our host, the first page within, items as ids; so all answers become visible', async () => {
    const reply = await mastodon.says(maddy, { inReplyTo: story.uri, content: '<p>Counted</p>', cc: [scene.nia.uri] })
    const { replies } = await scene.server.document(story.uri)
    expect(new URL(replies.first).origin).toBe(scene.server.origin)
    const collection = await scene.server.document(replies.id)
    expect(collection.first.items).toContain(reply.id)
    expect(collection.first.partOf).toBe(replies.id)
    expect((await scene.server.document(replies.first)).items).toContain(reply.id)
  })

  test('threads in: missing parents are fetched upwards', async () => {
    const top = mastodon.peer.create(maddy, { content: '<p>The beginning</p>' }).object
    const middle = mastodon.peer.create(maddy, { content: '<p>The middle</p>', inReplyTo: top.id }).object
    const end = await mastodon.says(maddy, { content: '<p>The end</p>', inReplyTo: middle.id, cc: [scene.nia.uri] })
    await until(() => scene.object(top.id))
    const { id } = await scene.object(end.id)
    await until(async () => (await scene.server.page(`/posts/${(await scene.object(top.id)).id}`)).includes('The end'))
    expect(await scene.server.page(`/replies/${id}`)).toContain('The end')
  })

  test('quotes: canQuote says everyone, a request gets an Accept with a leave of ours, Delete of it takes it back', async () => {
    expect(told.object.interactionPolicy.canQuote.automaticApproval).toEqual([publicUri])
    const quoting = note({ content: '<p>Read this</p>', quote: story.uri, quoteUri: story.uri, cc: [] })
    const request = mastodon.peer.activity(maddy, 'QuoteRequest', story.uri, { instrument: quoting.object })
    await mastodon.send(maddy, request, `${scene.nia.uri}/inbox`)
    const { body, path } = await mastodon.received((one) => one.type === 'Accept' && one.object?.id === request.id)
    expect(path).toBe('/users/maddy/inbox')
    expect(new URL(body.result).origin).toBe(scene.server.origin)
    expect(await scene.server.document(body.result)).toMatchObject({
      type: 'QuoteAuthorization',
      attributedTo: scene.nia.uri,
      interactingObject: quoting.object.id,
      interactionTarget: story.uri
    })
    await mastodon.send(maddy, { ...quoting, object: { ...quoting.object, quoteAuthorization: body.result } })
    expect((await until(() => scene.object(quoting.object.id))).quote).toBe(story.uri)
    await scene.nia.call('PATCH', `stories/${story.id}`, { interactionPolicy: { quote: 'nobody' } })
    await mastodon.received((one) => one.type === 'Delete' && one.object?.id === body.result)
    expect((await fetch(body.result, { headers: { accept: 'application/activity+json' } })).status).toBe(404)
  })
})
