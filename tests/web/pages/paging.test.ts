/** Every list can be walked to its end and back, each thing once. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keepFollow } from '../../../server/follows/follows.store.ts'
import { askQuestion } from '../../../server/questions/questions.ts'
import { writeReply } from '../../../server/replies/replies.ts'
import { writeStory } from '../../../server/stories/stories.ts'
import { addPeer } from './elsewhere.ts'
import { led, makeSite, type SignedIn, type Site, storyFields } from './site.ts'

let site: Site
let nia: SignedIn
const total = 47

beforeAll(async () => {
  site = await makeSite()
  nia = await site.person('nia')
  const { gwil } = await addPeer(site.context)
  for (let n = 0; n < total; n++) {
    const { topics: _, ...fields } = storyFields(`Story ${n}.`, n % 2 ? { wentBadly: 'Walrus.' } : { state: 'trying' })
    await writeStory(site.context, nia.viewer, { ...fields, topics: ['walrus'] })
    await askQuestion(site.context, nia.viewer, { title: `Question ${n}.` })
    await site.receive(gwil, {
      type: 'Article',
      name: `Remote ${n}.`,
      content: '<p>x</p>',
      'schema:additionalType': 'https://schema.org/Report'
    })
  }
  const follow = { follower: nia.viewer.actor.id, followed: gwil.id, uri: 'https://x.example/f' }
  await site.context.store.write((tx) => keepFollow(tx, { ...follow, state: 'accepted' }))
})
afterAll(() => site.close())

const linkTo = (body: string, rel: 'next' | 'prev') => {
  const [, href] = new RegExp(`href="([^"]+)"[^>]*rel="${rel}"`).exec(body) ?? []
  return href?.replaceAll('&amp;', '&')
}

/** The paths of the items on a page, in order. */
const itemsOn = (body: string) =>
  [...body.matchAll(/<h[23] class="fm-title"><a href="([^"]+)"/g)].map(([, href]) => href!)

async function walk(path: string, as?: SignedIn) {
  const seen: string[] = []
  let at: string | undefined = path
  let last = path
  for (let page = 0; at && page < 30; page++) {
    const { body, statusCode } = await site.get(at, as)
    expect(statusCode).toBe(200)
    seen.push(...itemsOn(body))
    last = at
    at = linkTo(body, 'next')
  }
  return { seen, last }
}

describe('a list', () => {
  test.each([
    ['/stories', total * 2],
    ['/stories?state=trying', Math.ceil(total / 2)],
    ['/stories?topic=walrus', total],
    ['/questions', total],
    ['/questions?answered=no', total],
    ['/topics/walrus', total],
    ['/@nia', total * 2],
    ['/@aldermere', total * 2],
    ['/@gwil@moot.thornbeck.example', total],
    ['/@thornbeck@moot.thornbeck.example', total],
    ['/search?q=walrus', total]
  ])('%s has %i things, each once', async (path, many) => {
    const { seen, last } = await walk(path)
    expect(seen).toHaveLength(many)
    expect(new Set(seen).size).toBe(many)
    if (path.startsWith('/search')) return
    const back: string[] = []
    let at: string | undefined = last
    while (at) {
      const { body } = await site.get(at)
      back.unshift(...itemsOn(body))
      at = linkTo(body, 'prev')
    }
    expect(back).toEqual(seen)
  })

  test('the home timeline goes to its end', async () => {
    const { seen } = await walk('/home', nia)
    expect(new Set(seen).size).toBe(total * 3)
  })

  test('a page that nobody leads to answers all the same', async () => {
    for (const query of [
      'after=zzz',
      'after=0',
      `after=${'0'.repeat(32)}`,
      `before=${'f'.repeat(32)}`,
      'after=a&after=b'
    ])
      for (const path of ['/stories', '/questions', '/topics/walrus', '/@nia', '/people', '/councils'])
        expect((await site.get(`${path}?${query}`)).statusCode, `${path}?${query}`).toBe(200)
  })
})

test('a conversation longer than a page goes on', async () => {
  const story = led(await site.post('/stories', storyFields('A long talk'), nia))
  const inReplyTo = `${site.context.config.origin}${story}`
  for (let n = 0; n < 505; n++) await writeReply(site.context, nia.viewer, { inReplyTo, body: `Turn ${n}.` })
  const first = (await site.get(story)).body
  const [, more] = /<a[^>]*href="([^"]+)"[^>]*>Later in this conversation/.exec(first) ?? []
  expect(first).toContain('Turn 0.')
  expect(first).not.toContain('Turn 504.')
  const second = (await site.get(more!.replaceAll('&amp;', '&'))).body
  expect(second).toContain('Turn 504.')
  expect(second).not.toContain('Turn 400.')
})
