/** A story with a hundred replies is drawn in a few milliseconds, by few queries. */
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { dialect } from '../../../schema/columns.ts'
import { writeReply } from '../../../server/replies/replies.ts'
import { addMastodon, addPeer } from './elsewhere.ts'
import { led, makeSite, type SignedIn, type Site, storyFields } from './site.ts'

let site: Site
let nia: SignedIn
let story = ''

/** What the issue asks for, and how much slower a busy test machine may be. */
const bound = 15
const allowance = 3

beforeAll(async () => {
  site = await makeSite()
  nia = await site.person('nia')
  const { gwil } = await addPeer(site.context)
  const maddy = await addMastodon(site.context)
  story = led(await site.post('/stories', storyFields('A busy story'), nia))
  const uris = [`${site.context.config.origin}${story}`]
  for (let n = 0; n < 100; n++) {
    const inReplyTo = uris[Math.floor(n / 3)]!
    const body = `Turn ${n}: we tried it too, with a **kettle**, and [wrote it down](https://example.org/${n}).\n\n- one\n- two`
    if (n % 3 === 0) {
      uris.push((await writeReply(site.context, nia.viewer, { inReplyTo, body })).post.uri)
      continue
    }
    const author = n % 3 === 1 ? gwil : maddy
    await site.receive(author, { content: `<p>${body}</p>`, inReplyTo })
    uris.push(`${site.context.config.origin}${story}`)
  }
})
afterAll(() => site.close())

/** Milliseconds that this process has worked so far: what others do on the machine does not count. */
function worked(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!

async function timed(path: string, as?: SignedIn): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < 40; n++) {
    const start = worked()
    const { statusCode, body } = await site.get(path, as)
    if (n >= 20) times.push(worked() - start)
    expect(statusCode).toBe(200)
    if (n === 0) expect(body.match(/class="fm-talk__say"/g)).toHaveLength(100)
  }
  return median(times)
}

test('a story with 100 replies', async () => {
  const visitor = await timed(story)
  const member = await timed(story, nia)
  process.stdout.write(`story with 100 replies: ${visitor.toFixed(1)} ms, signed in ${member.toFixed(1)} ms\n`)
  expect(visitor).toBeLessThan(bound * allowance)
  expect(member).toBeLessThan(bound * allowance)
})

test.runIf(dialect === 'sqlite')(
  'asks the same few questions of the database however much is on the page',
  async () => {
    const queriesFor = async (path: string, as?: SignedIn) => {
      const prepared = vi.spyOn(Database.prototype, 'prepare')
      await site.get(path, as)
      const asked = prepared.mock.calls.length
      prepared.mockRestore()
      return asked
    }
    for (const [path, most] of [
      [story, 12],
      ['/stories', 6],
      ['/questions', 4],
      ['/', 10]
    ] as const)
      expect(await queriesFor(path), path).toBeLessThanOrEqual(most)
    expect(await queriesFor(story, nia)).toBeLessThanOrEqual(18)
    expect(await queriesFor('/home', nia)).toBeLessThanOrEqual(22)
  }
)
