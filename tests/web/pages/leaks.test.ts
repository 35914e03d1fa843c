/** What is not for everyone stands on no page of a stranger's, and the blocked stand nowhere. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../../server/actors/actors.store.ts'
import { keepFollow } from '../../../server/follows/follows.store.ts'
import { showInterest } from '../../../server/interest/interest.ts'
import { blockActor, trustServer } from '../../../server/moderation/trust.ts'
import { withdrawPost } from '../../../server/posts/withdraw.ts'
import { addMastodon, addPeer, everyone } from './elsewhere.ts'
import { led, makeSite, type SignedIn, type Site, storyFields } from './site.ts'

let site: Site
let nia: SignedIn
let tom: SignedIn
let gwil: Actor
let maddy: Actor
const secret = 'Zyzzyva'
const secrets: { name: string; path: string; readers: 'nia' | 'members' }[] = []

const lists = [
  ...['/', '/stories', '/stories?badly=1', '/stories?state=trying', `/stories?topic=${secret.toLowerCase()}`],
  ...['/questions', '/questions?answered=no', '/people', '/councils', '/topics', `/topics/${secret.toLowerCase()}`],
  ...[`/search?q=${secret}`, '/@aldermere', '/@nia', '/@gwil@moot.thornbeck.example', '/@maddy@tidepool.example'],
  '/@thornbeck@moot.thornbeck.example'
]

const followersOf = (actor: Actor) => `${actor.uri}/followers`

beforeAll(async () => {
  site = await makeSite()
  nia = await site.person('nia')
  tom = await site.person('tom')
  ;({ gwil } = await addPeer(site.context))
  maddy = await addMastodon(site.context)
  await site.context.store.write((tx) =>
    keepFollow(tx, { follower: nia.viewer.actor.id, followed: maddy.id, uri: 'https://x.example/f', state: 'accepted' })
  )
  const topics = `${secret} housing`
  const told = async (audience: string) =>
    led(await site.post('/stories', storyFields(`${secret} ${audience}`, { audience, topics, state: 'trying' }), nia))
  secrets.push({ name: 'a draft', path: await told('draft'), readers: 'nia' })
  secrets.push({ name: 'a story for the council', path: await told('local'), readers: 'members' })
  const sent = [
    { name: 'a post for followers', to: [followersOf(maddy)] },
    { name: 'a post for one person', to: [nia.viewer.actor.uri] }
  ]
  for (const { name, to } of sent) {
    const words = { content: `<p>${secret} to some</p>`, name: `${secret} to some`, type: 'Article' }
    const id = await site.receive(maddy, { ...words, to, cc: [], tag: [{ type: 'Hashtag', name: `#${secret}` }] })
    secrets.push({ name, path: `/posts/${id}`, readers: 'nia' })
  }
  const unknown = await site.actor({ id: 'https://new.example/u/eve', preferredUsername: 'eve', name: `${secret} Eve` })
  await site.context.store.write((tx) =>
    keepFollow(tx, {
      follower: nia.viewer.actor.id,
      followed: unknown.id,
      uri: 'https://x.example/g',
      state: 'accepted'
    })
  )
  const only = await site.receive(unknown, { content: `<p>${secret} from a stranger</p>` }, 'followers')
  secrets.push({
    name: 'a post shown to followers only, because its server is unknown',
    path: `/posts/${only}`,
    readers: 'nia'
  })
  secrets.push({ name: 'a person of an unknown server', path: '/@eve@new.example', readers: 'members' })
})
afterAll(() => site.close())

/** The page without what the search shows again of the question asked of it. */
const wordsOf = (body: string, path: string) =>
  path.startsWith('/search') || path.toLowerCase().includes(secret.toLowerCase())
    ? body.replaceAll(new RegExp(`(value="|“|#|topics/|topic=|about )${secret}`, 'gi'), '')
    : body

describe('a stranger', () => {
  test.each(lists)('sees nothing of it on %s', async (path) => {
    const { statusCode, body } = await site.get(path)
    expect(statusCode).toBe(200)
    expect(new RegExp(`.{0,80}${secret}`, 'i').exec(wordsOf(body, path))?.[0]).toBeUndefined()
  })
  test('is told that each is not there, as of what never was', async () => {
    const never = await site.get(`/posts/${'0'.repeat(32)}`)
    for (const { name, path } of secrets) {
      const { statusCode, body } = await site.get(path)
      expect(statusCode, name).toBe(404)
      expect(body.replaceAll(path, ''), name).toBe(never.body.replaceAll(`/posts/${'0'.repeat(32)}`, ''))
    }
    for (const { path } of secrets.slice(0, 2)) {
      expect((await site.get(`${path}/edit`)).statusCode).toBe(303)
      expect((await site.get(`/posts/${path.split('/')[2]}`)).statusCode).toBe(404)
    }
  })
})

describe('a colleague', () => {
  test('reads what is for the council, and nothing else', async () => {
    for (const { name, path, readers } of secrets)
      expect((await site.get(path, tom)).statusCode, name).toBe(readers === 'members' ? 200 : 404)
    expect((await site.get('/stories', tom)).body).toContain(`${secret} local`)
    expect((await site.get('/stories', tom)).body).not.toContain(`${secret} draft`)
    expect((await site.get('/home', tom)).body).not.toContain(secret)
  })
  test('cannot change, preview, withdraw, answer or like a draft', async () => {
    const [draft] = secrets
    const object = `${site.context.config.origin}${draft!.path}`
    expect((await site.get(`${draft!.path}/edit`, tom)).statusCode).toBe(404)
    expect((await site.post(`${draft!.path}/preview`, storyFields('x'), tom)).statusCode).toBe(404)
    expect((await site.post(`${draft!.path}/withdraw`, {}, tom)).statusCode).toBe(404)
    expect((await site.post('/replies', { inReplyTo: object, body: 'Hm' }, tom)).statusCode).toBe(404)
    expect((await site.post('/likes', { object }, tom)).statusCode).toBe(404)
  })
})

test('those for whom it is can read it', async () => {
  for (const { name, path } of secrets) expect((await site.get(path, nia)).statusCode, name).toBe(200)
  const home = await site.get('/home', nia)
  expect(home.body).toContain(`${secret} to some`)
  expect(home.body).toContain(`${secret} draft`)
  expect(home.headers['cache-control']).toBe('private, no-store')
})

test('what was withdrawn is gone for those who could read it, and never was for others', async () => {
  for (const [audience, stranger, member] of [
    ['world', 410, 410],
    ['local', 404, 410],
    ['draft', 404, 404]
  ] as const) {
    const path = led(await site.post('/stories', storyFields('Soon gone', { audience }), nia))
    await withdrawPost(site.context, nia.viewer, path.split('/')[2]!)
    expect((await site.get(path)).statusCode, audience).toBe(stranger)
    expect((await site.get(path, tom)).statusCode, audience).toBe(member)
  }
})

test('a withdrawn reply leaves a line when somebody answered it, and none when nobody did', async () => {
  const story = led(await site.post('/stories', storyFields('A busy story'), nia))
  const say = async (inReplyTo: string, body: string) =>
    led(await site.post('/replies', { inReplyTo: site.context.config.origin + inReplyTo, body }, tom)).split(
      '#reply-'
    )[1]!
  const first = await say(story, 'First words')
  await say(`/replies/${first}`, 'An answer to them')
  await withdrawPost(site.context, tom.viewer, first)
  const lonely = await say(story, 'Lonely words')
  await withdrawPost(site.context, tom.viewer, lonely)
  const { body } = await site.get(story)
  expect(body).toContain('An answer to them')
  expect(body.match(/Withdrawn by its author/g)).toHaveLength(1)
  expect(body).not.toContain('First words')
  expect(body).not.toContain('Lonely words')
})

describe('the blocked', () => {
  const mark = 'Quokka'
  let paths: string[] = []
  beforeAll(async () => {
    const story = led(await site.post('/stories', storyFields('A story they answered'), nia))
    const uri = `${site.context.config.origin}${story}`
    const article = {
      ...{ type: 'Article', name: `${mark} lorries`, content: '<p>x</p>', 'schema:positiveNotes': ['y'] },
      ...{ 'schema:additionalType': 'https://schema.org/Report', 'schema:negativeNotes': ['z'] },
      tag: [{ type: 'Hashtag', name: '#marsupials' }]
    }
    const shared = `${gwil.uri}/posts/shared`
    const id = await site.receive(gwil, { ...article, id: shared, to: everyone })
    await site.receive(gwil, { content: `<p>${mark} answer</p>`, inReplyTo: uri })
    await showInterest(site.context, tom.viewer, 'share', shared)
    await site.context.store.write((tx) =>
      keepFollow(tx, {
        follower: nia.viewer.actor.id,
        followed: gwil.id,
        uri: 'https://x.example/h',
        state: 'accepted'
      })
    )
    paths = [...lists, story, `/stories/${id}`, '/topics/marsupials', `/search?q=lorries`, '/home']
  })
  const shown = async (as?: SignedIn) => {
    const bodies = await Promise.all(paths.map(async (path) => [path, (await site.get(path, as)).body] as const))
    return bodies.filter(([, body]) => body.includes(mark)).map(([path]) => path)
  }
  test('are seen before', async () => {
    expect((await shown()).length).toBeGreaterThan(5)
    expect(await shown(nia)).toContain('/home')
  })
  test('are seen nowhere after, neither by strangers nor by those who followed them', async () => {
    await blockActor(site.context, null, gwil.uri, 'a test')
    expect(await shown()).toEqual([])
    expect(await shown(nia)).toEqual([])
    expect((await site.get('/@gwil@moot.thornbeck.example', nia)).statusCode).toBe(404)
    await trustServer(site.context, null, 'moot.thornbeck.example', 'blocked', 'a test')
    expect((await site.get('/@thornbeck@moot.thornbeck.example', nia)).statusCode).toBe(404)
    expect((await site.get('/councils')).body).not.toContain('Thornbeck')
  })
})
