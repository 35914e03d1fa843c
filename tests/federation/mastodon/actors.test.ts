/** Mastodon, section 4: what it needs of our actors, and what of its actors is understood. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actorByUri, changeActor } from '../../../server/actors/actors.store.ts'
import { personByHandle } from '../../../server/members/members.store.ts'
import { editProfile } from '../../../server/members/profile.ts'
import { makeViewer } from '../../../server/members/viewer.ts'
import type { PeerActor } from '../../help/peer.ts'
import { type Answer, freePorts, type TestServer, testServer, until } from '../../help/server.ts'
import { type Mastodon, openScene, type Scene, schemes } from './scene.ts'

let scene: Scene
let split: TestServer
const person = '/@nia'
const council = '/@aldermere'
beforeAll(async () => {
  const [port] = (await freePorts(1)) as [number]
  scene = await openScene()
  split = await testServer(port, 'Aldermere', [], { HANDLE_HOST: 'aldermere.example' })
})
afterAll(() => Promise.all([scene?.close(), split?.stop()]))

const documentAt = (path: string) => scene.server.document(scene.server.origin + path)
const finger = async (server: TestServer, resource: string): Promise<Answer> =>
  (await fetch(`${server.origin}/.well-known/webfinger?resource=${encodeURIComponent(resource)}`)).json()
const viewer = async () => {
  const { member, actor } = (await personByHandle(scene.server.context.store.read, 'nia'))!
  return makeViewer(member, actor)
}

describe('our actors', () => {
  test.each([
    [person, 'Person'],
    [council, 'Organization'],
    ['/actor', 'Application']
  ])('%s: type, and all that Mastodon requires', async (path, type) => {
    const actor = await documentAt(path)
    expect(actor).toMatchObject({ type, inbox: expect.stringMatching(/^http/), outbox: expect.stringMatching(/^http/) })
    expect(actor.preferredUsername).toMatch(/^[a-z0-9_]+([.-]+[a-z0-9_]+)*$|^127\.0\.0\.1:\d+$/)
    for (const key of ['url', 'inbox', 'followers', 'featured', 'featuredTags'])
      expect(new URL(actor[key]).host).toBe(new URL(actor.id).host)
    expect(actor.id).not.toContain('#')
    expect(actor.endpoints.sharedInbox).toBe(`${scene.server.origin}/inbox`)
  })

  test.each([person, council, '/actor'])(
    '%s: RSA first and single, its owner the actor; Ed25519 as Multikey',
    async (path) => {
      const bytes = await (
        await fetch(scene.server.origin + path, { headers: { accept: 'application/activity+json' } })
      ).text()
      const actor = JSON.parse(bytes)
      expect(actor.publicKey).toMatchObject({ id: `${actor.id}#main-key`, owner: actor.id })
      expect(actor.publicKey.publicKeyPem).toMatch(/^-----BEGIN PUBLIC KEY-----/)
      expect(actor.assertionMethod[0]).toMatchObject({ type: 'Multikey', controller: actor.id })
      expect(bytes.indexOf('"publicKey"')).toBeLessThan(bytes.indexOf('"assertionMethod"'))
    }
  )

  test.each([person, council])('%s: WebFinger answers the handle, self is exactly the id', async (path) => {
    const actor = await documentAt(path)
    const handle = `acct:${actor.preferredUsername}@${scene.server.host}`
    for (const resource of [handle, actor.id, actor.url]) {
      const told = await finger(scene.server, resource)
      expect(told.subject).toBe(handle)
      const self = told.links.find((link: Answer) => link.rel === 'self')
      expect(self).toEqual({ rel: 'self', type: 'application/activity+json', href: actor.id })
      expect(told.links.some((link: Answer) => link.rel.endsWith('/subscribe') && link.template)).toBe(true)
    }
  })

  test('host-meta leads on to WebFinger where that answers 404', async () => {
    const xml = await (await fetch(`${scene.server.origin}/.well-known/host-meta`)).text()
    expect(xml).toMatch(/rel="lrdd"[^>]*template="[^"]*\/\.well-known\/webfinger\?resource=\{uri\}"/)
  })

  test('split domain: WebFinger on the host of the id tells the handle of the other one, which loops back', async () => {
    const actor = await split.document(`${split.origin}/@aldermere`)
    expect(actor.webfinger).toBe('aldermere@aldermere.example')
    for (const resource of [`acct:aldermere@${split.host}`, 'acct:aldermere@aldermere.example', actor.id]) {
      const told = await finger(split, resource)
      expect(told.subject).toBe('acct:aldermere@aldermere.example')
      expect(told.links.find((link: Answer) => link.rel === 'self').href).toBe(actor.id)
    }
  })

  test('discoverable and indexable, not locked; followers tell their number', async () => {
    const actor = await documentAt(council)
    expect(actor).toMatchObject({ discoverable: true, indexable: true, manuallyApprovesFollowers: false })
    expect(await scene.server.document(actor.followers)).toMatchObject({ totalItems: expect.any(Number) })
    expect(await scene.server.document(actor.following)).toMatchObject({ totalItems: expect.any(Number) })
  })

  test('limits: names, notes and fields are as Mastodon takes them; pictures are no SVG', async () => {
    await editProfile(scene.server.context, await viewer(), {
      name: 'Nia Okafor',
      role: 'Librarian <b>',
      bio: 'I *read*.'
    })
    const actor = await documentAt(person)
    expect(actor.name.length).toBeLessThan(2_048)
    expect(actor.summary).toBe('<p>I <em>read</em>.</p>')
    expect(actor.attachment.length).toBeLessThanOrEqual(50)
    expect(actor.attachment).toContainEqual({ type: 'PropertyValue', name: 'Role', value: 'Librarian &lt;b&gt;' })
    for (const one of [actor, await documentAt(council)])
      if (one.icon) expect(one.icon.mediaType).toMatch(/^image\/(png|jpeg|gif|webp)$/)
  })

  test('attributionDomains: the page names the author, whose actor lists the host of the page', async () => {
    const story = await scene.story()
    expect(await scene.server.page(story.url)).toContain(
      `<meta name="fediverse:creator" content="@nia@${scene.server.host}">`
    )
    expect((await documentAt(person)).attributionDomains).toContain(new URL(story.url).host)
  })
})

describe.each(schemes)('signing by %s', (scheme) => {
  let mastodon: Mastodon
  let maddy: PeerActor
  const kept = (uri: string) => actorByUri(scene.server.context.store.read, uri)

  beforeAll(async () => {
    mastodon = scene.mastodon(scheme)
    maddy = await mastodon.follower('maddy', scene.nia.uri)
  })

  test('an Update with the whole actor is pushed to followers', async () => {
    const role = `Head of ${scheme}`
    await editProfile(scene.server.context, await viewer(), { name: 'Nia Okafor', role })
    const { body, path } = await mastodon.received(
      (one) => one.type === 'Update' && JSON.stringify(one.object).includes(role)
    )
    expect(path).toBe('/inbox')
    const { '@context': _context, ...now } = await scene.server.document(scene.nia.uri)
    expect(body.object).toEqual(now)
  })

  test('featured: id strings, all on the first page; Add and Remove of the id, with `target` the collection', async () => {
    const story = await scene.story({ title: `Pin me, ${scheme}`, topics: ['pinned'] })
    await mastodon.received((one) => one.type === 'Create' && one.object?.id === story.uri)
    await scene.nia.call('POST', 'pins', { object: story.uri })
    const target = `${scene.nia.uri}/featured`
    const add = await mastodon.received((one) => one.type === 'Add' && one.object === story.uri)
    expect(add.body).toMatchObject({ actor: scene.nia.uri, target })
    const featured = await scene.server.document(target)
    expect(featured).toMatchObject({ type: 'OrderedCollection', totalItems: 1, orderedItems: [story.uri] })
    await scene.nia.call('DELETE', 'pins', { object: story.uri })
    const remove = await mastodon.received((one) => one.type === 'Remove' && one.object === story.uri)
    expect(remove.body).toMatchObject({ actor: scene.nia.uri, target })
    expect((await scene.server.document(target)).orderedItems).toEqual([])
  })

  test('featuredTags: at most ten Hashtags, those chosen, else those used most', async () => {
    const uri = `${scene.nia.uri}/featuredTags`
    const topics = Array.from({ length: 12 }, (_, n) => `t${n}x`)
    await scene.story({ title: 'Many topics', topics: [...topics, 'often'] })
    await scene.story({ title: 'Again', topics: ['often'] })
    const used = await scene.server.document(uri)
    expect(used.items).toHaveLength(10)
    expect(used.items[0]).toMatchObject({ type: 'Hashtag', name: expect.stringMatching(/^#(often|pinned)$/) })
    await editProfile(scene.server.context, await viewer(), { name: 'Nia Okafor', topics: ['housing'] })
    expect((await scene.server.document(uri)).items.map((item: Answer) => item.name)).toEqual(['#housing'])
    await editProfile(scene.server.context, await viewer(), { name: 'Nia Okafor' })
  })

  test('a profile of Mastodon’s is shown with its name, note and fields, and its picture is not loaded', async () => {
    const { origin, host } = mastodon.peer
    const flo = mastodon.peer.actor('flo', {
      name: 'Flo of the buses',
      summary: '<p>I drive <a href="https://example.org">here</a><script>alert(1)</script></p>',
      icon: { type: 'Image', mediaType: 'image/png', url: `${origin}/flo.png` },
      attachment: [{ type: 'PropertyValue', name: 'Depot', value: '<a href="https://example.org/depot">North</a>' }],
      discoverable: true
    })
    await mastodon.says(flo, { content: '<p>Hello</p>', cc: [scene.nia.uri] })
    const page = await scene.server.page(`/@flo@${host}`)
    for (const words of ['Flo of the buses', 'I drive', 'Depot', 'North', `${origin}/@flo`])
      expect(page).toContain(words)
    expect(page).not.toContain('alert(1)')
    expect(page).not.toContain('flo.png')
  })

  test('an Update of a Mastodon account changes its name here; nobody else’s Update does', async () => {
    const changed = { ...maddy.document, name: `Maddy the ${scheme}` }
    const other = mastodon.peer.actor('other')
    await mastodon.send(other, mastodon.peer.activity(other, 'Update', { ...changed, name: 'Stolen' }))
    await mastodon.says(other, { content: '<p>after</p>', cc: [scene.nia.uri] })
    expect((await kept(maddy.id))!.name).toBe('Maddy of Mastodon')
    mastodon.peer.documents.set(maddy.id, changed)
    await mastodon.send(maddy, mastodon.peer.activity(maddy, 'Update', changed))
    await until(async () => (await kept(maddy.id))!.name === `Maddy the ${scheme}`)
  })

  test('an actor more than a day old is asked anew in the background, whatever they did', async () => {
    const { store, clock } = scene.server.context
    const ola = await mastodon.follower('ola', scene.nia.uri)
    mastodon.peer.documents.set(ola.id, { ...ola.document, name: 'Ola anew' })
    const { id } = (await kept(ola.id))!
    await store.write((tx) => changeActor(tx, id, { fetched: new Date(clock().getTime() - 25 * 3_600_000) }))
    const story = await scene.story({ title: 'Liked' })
    await mastodon.send(ola, mastodon.peer.activity(ola, 'Like', story.uri))
    await until(async () => (await kept(ola.id))!.name === 'Ola anew')
    expect((await kept(ola.id))!.fetched!.getTime()).toBeGreaterThan(clock().getTime() - 60_000)
  })

  test('pinned posts of Mastodon’s people stand first on their page, by Add and Remove, and when a follow is accepted', async () => {
    const target = `${mastodon.peer.origin}/users/pip/collections/featured`
    const pip = mastodon.peer.actor('pip', { featured: target })
    const first = await mastodon.says(pip, { content: '<p>Read this first</p>', cc: [scene.nia.uri] })
    const path = `/@pip@${mastodon.peer.host}`
    expect(await scene.server.page(path)).not.toContain('Pinned')
    await mastodon.send(pip, mastodon.peer.activity(pip, 'Add', first.id, { target }))
    await until(async () => /Pinned[\s\S]*Read this first/.test(await scene.server.page(path)))
    const hashtag = { type: 'Hashtag', href: `${mastodon.peer.origin}/tags/x`, name: '#x' }
    await mastodon.send(pip, mastodon.peer.activity(pip, 'Add', hashtag, { target }))
    await until(async () => /href="\/topics\/x"/.test(await scene.server.page(path)))
    await mastodon.send(pip, mastodon.peer.activity(pip, 'Remove', hashtag, { target }))
    await until(async () => !/href="\/topics\/x"/.test(await scene.server.page(path)))
    await mastodon.send(pip, mastodon.peer.activity(pip, 'Remove', first.id, { target }))
    await until(async () => !(await scene.server.page(path)).includes('Pinned'))
    mastodon.peer.documents.set(target, {
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: target,
      type: 'OrderedCollection',
      totalItems: 1,
      orderedItems: [first.id]
    })
    const tags = `${pip.id}/collections/tags`
    mastodon.peer.documents.set(pip.id, { ...pip.document, featuredTags: tags })
    mastodon.peer.documents.set(tags, {
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: tags,
      type: 'Collection',
      totalItems: 1,
      items: [{ type: 'Hashtag', href: `${mastodon.peer.origin}/@pip/tagged/y`, name: '#Libraries' }, 7]
    })
    await scene.nia.call('POST', 'follows', { target: pip.id })
    const follow = await mastodon.received((one) => one.type === 'Follow' && one.object === pip.id)
    await mastodon.send(pip, mastodon.peer.activity(pip, 'Accept', follow.body), `${scene.nia.uri}/inbox`)
    await until(async () => /Pinned[\s\S]*Read this first/.test(await scene.server.page(path)))
    await until(async () => /href="\/topics\/libraries"/.test(await scene.server.page(path)))
    // What else changes of them leaves that as it is.
    const again = mastodon.peer.activity(pip, 'Update', { ...pip.document, name: 'Pip again' })
    await mastodon.send(pip, again)
    await until(async () => (await scene.server.page(path)).includes('Pip again'))
    expect(await scene.server.page(path)).toContain('href="/topics/libraries"')
  })
})
