/** How others find us: WebFinger, host-meta, NodeInfo, robots.txt, security.txt. */
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { discoveryRoutes } from '../../federation/discovery.ts'
import { changeActor } from '../../server/actors/actors.store.ts'
import { keepSetting } from '../../server/council/settings.store.ts'
import { setUpCouncil } from '../../server/council/setup.ts'
import { changeMember } from '../../server/members/members.store.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { askQuestion } from '../../server/questions/questions.ts'
import { writeReply } from '../../server/replies/replies.ts'
import type { Doc } from '../help/peer.ts'
import { type TestCouncil, testCouncil } from './council.ts'

let council: TestCouncil
let app: FastifyInstance
let nia: Viewer

const get = (url: string) => app.inject({ url })
const finger = (resource: string) => get(`/.well-known/webfinger?resource=${encodeURIComponent(resource)}`)
const found = async (resource: string): Promise<Doc> => {
  const response = await finger(resource)
  expect(response.statusCode, resource).toBe(200)
  return response.json()
}

beforeAll(async () => {
  council = await testCouncil({ origin: 'https://moot.aldermere.example', handleHost: 'aldermere.example' })
  nia = await council.person('nia')
  app = Fastify() as unknown as FastifyInstance
  await app.register(discoveryRoutes(council.federation))
})
afterAll(async () => {
  await app.close()
  await council.close()
})

describe('WebFinger', () => {
  test('finds a person by handle on either host, by actor and by profile', async () => {
    for (const resource of [
      'acct:nia@aldermere.example',
      'acct:NIA@Aldermere.example',
      'acct:nia@moot.aldermere.example',
      '@nia@aldermere.example',
      nia.actor.uri,
      nia.actor.url
    ])
      expect(await found(resource)).toMatchObject({
        subject: 'acct:nia@aldermere.example',
        aliases: [nia.actor.url, nia.actor.uri]
      })
  })

  test('links to the actor, the profile, and where to act from here', async () => {
    const { links } = await found('acct:nia@aldermere.example')
    const template = (rel: string) => links.find((link: Doc) => link.rel === rel)?.template
    expect(links[0]).toEqual({ rel: 'self', type: 'application/activity+json', href: nia.actor.uri })
    expect(links[1]).toMatchObject({ rel: 'http://webfinger.net/rel/profile-page', type: 'text/html' })
    expect(template('http://ostatus.org/schema/1.0/subscribe')).toBe(
      'https://moot.aldermere.example/authorize_interaction?uri={uri}'
    )
    for (const intent of ['Follow', 'Like', 'Announce', 'Object'])
      expect(template(`https://w3id.org/fep/3b86/${intent}`)).toContain('{object}')
    expect(template('https://w3id.org/fep/3b86/Create')).toContain('{inReplyTo}')
  })

  test('gives only the relations asked for', async () => {
    const { links } = (await get('/.well-known/webfinger?resource=acct:nia@aldermere.example&rel=self')).json()
    expect(links).toHaveLength(1)
  })

  test('is for every program in every browser, and typed', async () => {
    const { headers } = await finger('acct:nia@aldermere.example')
    expect(headers['access-control-allow-origin']).toBe('*')
    expect(headers['content-type']).toBe('application/jrd+json; charset=utf-8')
  })

  test('finds the server itself by its name and its address (FEP-d556)', async () => {
    for (const resource of [
      'acct:aldermere.example@aldermere.example',
      'acct:moot.aldermere.example@moot.aldermere.example',
      'https://moot.aldermere.example/',
      'https://moot.aldermere.example/actor'
    ]) {
      const { links } = await found(resource)
      expect(links[0].href).toBe('https://moot.aldermere.example/actor')
      expect(links.map((link: Doc) => link.rel)).toContain('https://www.w3.org/ns/activitystreams#Service')
    }
  })

  test('finds the council also by the handle it had before', async () => {
    await setUpCouncil(council.context, { name: 'Aldermere Borough Council', handle: 'borough' })
    const { uri } = await council.council()
    expect((await found('acct:borough@aldermere.example')).links[0].href).toBe(uri)
    expect(await found('acct:aldermere@aldermere.example')).toMatchObject({ subject: 'acct:borough@aldermere.example' })
  })

  test('says what is wrong with a question, and knows nobody of other hosts', async () => {
    expect((await get('/.well-known/webfinger')).statusCode).toBe(400)
    expect((await get('/.well-known/webfinger?resource=')).statusCode).toBe(400)
    for (const resource of [
      'acct:nobody@aldermere.example',
      'acct:nia@mastodon.example',
      'nia',
      '@',
      'acct:%\0@aldermere.example',
      'https://mastodon.example/@nia',
      `acct:${'x'.repeat(5_000)}@aldermere.example`
    ])
      expect((await finger(resource)).statusCode, resource.slice(0, 40)).toBe(404)
  })

  test('says when somebody is gone', async () => {
    const gone = await council.person('gone')
    const { store, clock } = council.context
    await store.write((tx) => changeActor(tx, gone.actor.id, { deleted: clock() }))
    expect((await finger('acct:gone@aldermere.example')).statusCode).toBe(410)
  })
})

describe('host-meta', () => {
  test('points to WebFinger, as XML and as JSON', async () => {
    const xml = await get('/.well-known/host-meta')
    expect(xml.headers['content-type']).toContain('application/xrd+xml')
    expect(xml.body).toContain('template="https://moot.aldermere.example/.well-known/webfinger?resource={uri}"')
    const { links } = (await get('/.well-known/host-meta.json')).json()
    expect(links[0]).toMatchObject({ rel: 'lrdd', template: expect.stringContaining('{uri}') })
  })
})

describe('NodeInfo', () => {
  test('is listed in both versions, with the server’s own actor (FEP-2677)', async () => {
    const { links } = (await get('/.well-known/nodeinfo')).json()
    expect(links.map((link: Doc) => link.href)).toEqual([
      'https://moot.aldermere.example/nodeinfo/2.0',
      'https://moot.aldermere.example/nodeinfo/2.1',
      'https://moot.aldermere.example/actor'
    ])
  })

  test.each(['2.0', '2.1'])('%s counts what is true', async (version) => {
    const one = await council.person(`counted${version.replace('.', '')}`)
    const { context } = council
    await context.store.write((tx) => changeMember(tx, one.member.id, { seen: context.clock() }))
    const before = (await get(`/nodeinfo/${version}`)).json()
    const question = await askQuestion(context, nia, { title: 'Who counts?' })
    await writeReply(context, one, { inReplyTo: question.post.uri, body: 'I do.' })
    await council.story(nia)
    await council.story(nia, { audience: 'draft' })
    const response = await get(`/nodeinfo/${version}`)
    expect(response.headers['content-type']).toContain(
      `profile="http://nodeinfo.diaspora.software/ns/schema/${version}#"`
    )
    const info = response.json()
    expect(info).toMatchObject({
      version,
      software: { name: 'folkmoot', version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
      protocols: ['activitypub'],
      services: { inbound: [] },
      openRegistrations: false,
      metadata: { nodeName: 'Aldermere Borough Council', nodeDescription: 'A *small* council.' }
    })
    expect(info.usage.localPosts - before.usage.localPosts).toBe(2)
    expect(info.usage.localComments - before.usage.localComments).toBe(1)
    expect(info.usage.users.activeMonth).toBeGreaterThanOrEqual(1)
    expect(info.usage.users.total).toBeGreaterThanOrEqual(info.usage.users.activeHalfyear)
  })
})

describe('notices', () => {
  test('robots may read stories, not what costs us more than it gives', async () => {
    const { body, headers } = await get('/robots.txt')
    expect(headers['content-type']).toContain('text/plain')
    expect(body).toContain('User-agent: *\n')
    expect(body).toContain('Disallow: /moderation\n')
    expect(body).not.toContain('/stories')
  })

  test('security.txt says whom to write to, until when (RFC 9116)', async () => {
    const url = '/.well-known/security.txt'
    expect((await get(url)).body).toContain(`Contact: ${(await council.council()).url}\n`)
    const { store, clock } = council.context
    await store.write((tx) => keepSetting(tx, 'security-contact', 'mailto:safe@aldermere.example', clock()))
    const { body } = await get(url)
    expect(body).toContain('Contact: mailto:safe@aldermere.example\n')
    const expires = Date.parse(/^Expires: (.*)$/m.exec(body)![1]!)
    expect(expires).toBeGreaterThan(Date.now())
    expect(expires).toBeLessThan(Date.now() + 366 * 86_400_000)
  })
})
