/** The decision log's page: narrowed, paged, in sentences, with numbers and fingerprints, and as CSV. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDecision, entriesAfter } from '../../../server/moderation/log/decisions.store.ts'
import { pageText } from '../../help/html.ts'
import type { Browser } from '../../help/site.ts'
import { openScene, type Scene } from './scene.ts'

let scene: Scene
let ruth: Browser
const text = () => pageText(ruth.html).replace(/\s+/g, ' ')
const numbers = () => [...ruth.html.matchAll(/id="decision-(\d+)"/g)].map(([, n]) => Number(n))

beforeAll(async () => {
  scene = await openScene()
  ruth = await scene.browser('moderator')
  const by = (await scene.viewer('moderator')).actor.id
  await scene.context.store.write(async (tx) => {
    for (let n = 1; n <= 60; n++)
      await addDecision(tx, {
        by: n % 2 ? by : null,
        act: n % 3 ? 'server blocked' : 'server known',
        target: `s${n}.example`,
        reason: `Reason ${n}`
      })
    await addDecision(tx, {
      by,
      act: '=cmd()',
      target: 'x',
      reason: '=HYPERLINK("https://evil.example")\n<b>“two” lines</b>'
    })
  })
})
afterAll(() => scene.close())

describe('the page', () => {
  test('says each decision in a sentence, with its number and fingerprint', async () => {
    await ruth.open('/moderation/log')
    const [entry] = await entriesAfter(scene.context.store.read, 59)
    expect(numbers()).toEqual(Array.from({ length: 50 }, (_, n) => 61 - n))
    expect(text()).toContain('The server trusts from now on s60.example')
    expect(text()).toContain('Because: Reason 60')
    expect(text()).toContain(`Number 60, ${entry!.hash!.slice(0, 12)}`)
    expect(ruth.html).not.toContain('<b>“two”')
  })

  test('goes on by key, and keeps what it was narrowed to', async () => {
    await ruth.open('/moderation/log?act=server+blocked')
    expect(numbers()).toHaveLength(40)
    await ruth.open('/moderation/log?who=server')
    expect(numbers()).toEqual(Array.from({ length: 30 }, (_, n) => 60 - 2 * n))
    await ruth.open('/moderation/log')
    const [, older] = /href="(\/moderation\/log\?after=[0-9a-f]{32})"/.exec(ruth.html)!
    await ruth.open(older!)
    expect(numbers()).toEqual(Array.from({ length: 11 }, (_, n) => 11 - n))
  })

  test('is narrowed by who, what, about what and when, together', async () => {
    const month = scene.context.clock().toISOString().slice(0, 7)
    await ruth.open(`/moderation/log?who=the-moderator&act=server+known&target=s3.example&month=${month}`)
    expect(numbers()).toEqual([3])
    for (const none of ['who=nobody', 'target=s99.example', 'month=1999-01', 'act=nothing', 'who=@x@y@z']) {
      await ruth.open(`/moderation/log?${none}`)
      expect(ruth.status).toBe(200)
      expect(text()).toContain('No decision fits this')
    }
    await ruth.open('/moderation/log?month=<script>&who=%00&after=x')
    expect(ruth.status).toBe(200)
    expect(ruth.html).not.toContain('<script>&')
  })

  test('is for moderators', async () => {
    const other = await scene.browser('practitioner')
    for (const path of ['/moderation/log', '/moderation/log.csv']) {
      await other.open(path)
      expect(other.status).toBe(403)
    }
  })
})

describe('the CSV', () => {
  test('has every decision with its hash, and no formula', async () => {
    await ruth.open('/moderation/log.csv')
    expect(ruth.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(ruth.headers['content-disposition']).toContain('attachment')
    expect(ruth.html.startsWith('number,decided,by,act,target,reason,detail,previous,hash\r\n')).toBe(true)
    expect(ruth.html).toContain(`"'=HYPERLINK(""https://evil.example"")\n<b>“two” lines</b>"`)
    expect(ruth.html).toContain(",'=cmd(),")
    const [entry] = await entriesAfter(scene.context.store.read, 59)
    expect(ruth.html).toMatch(
      new RegExp(`^60,[^,]+,server,server known,s60\\.example,Reason 60,,${entry!.previous},${entry!.hash}\\r$`, 'm')
    )
    expect(ruth.html.match(/^\d+,/gm)).toHaveLength(61)
  })

  test('is narrowed as the page is', async () => {
    await ruth.open('/moderation/log.csv?target=s7.example')
    expect(ruth.html.match(/^\d+,/gm)).toEqual(['7,'])
    await ruth.open('/moderation/log.csv?who=nobody')
    expect(ruth.html.match(/^\d+,/gm)).toBeNull()
  })
})
