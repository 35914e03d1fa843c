/** The queue with fifty thousand things in it opens as fast as with ten. */
import { performance } from 'node:perf_hooks'
import { type SQL, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialect, newKey } from '../../../schema/columns.ts'
import { held } from '../../../schema/index.ts'
import { unknownRule } from '../../../server/moderation/gate.ts'
import type { Browser } from '../../help/site.ts'
import { openScene, type Scene, wait } from './scene.ts'

const items = 50_000
const servers = 200
const batch = 500

let scene: Scene
let ruth: Browser
let author: string

beforeAll(async () => {
  scene = await openScene()
  ruth = await scene.browser('moderator')
  for (let n = 0; n < 30; n++) await wait(scene.context, { by: `person${n}`, host: `server${n}.example` })
  author = 'https://server7.example/users/person7'
  const now = Date.now()
  const expires = new Date(now + 30 * 86_400_000)
  await scene.context.store.write(async (tx) => {
    for (let from = 0; from < items; from += batch)
      await tx.insert(held).values(
        Array.from({ length: batch }, (_, n) => {
          const host = `server${(from + n) % servers}.example`
          const actor = `https://${host}/users/person${(from + n) % 1_000}`
          const uri = `${actor}/statuses/${from + n}`
          const object = { type: 'Note', id: uri, attributedTo: actor, content: '<p>Buy garden furniture now</p>' }
          return {
            ...{
              id: newKey(now + from + n),
              uri: `${uri}/activity`,
              type: 'Create',
              actor,
              host,
              path: 'inbox',
              expires
            },
            ...{ activity: { type: 'Create', id: `${uri}/activity`, actor, object }, summary: 'Buy garden furniture' },
            ...{ object: uri, reason: 'not yet known here', rule: unknownRule, state: 'waiting' as const }
          }
        })
      )
  })
  // A server does so by itself within a minute.
  const { read } = scene.context.store as unknown as { read: { execute(query: SQL): Promise<unknown> } }
  if (dialect === 'postgres') await read.execute(sql`vacuum analyze held`)
}, 120_000)
afterAll(() => scene?.close())

/** The median of several openings, in milliseconds. */
async function opens(path: string): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < 9; n++) {
    const start = performance.now()
    await ruth.open(path)
    times.push(performance.now() - start)
    expect(ruth.status).toBe(200)
  }
  return times.toSorted((a, b) => a - b)[4]!
}

test('every way to look at it takes a moment', async () => {
  const paths = {
    queue: '/moderation',
    newest: '/moderation?order=newest',
    'one server': '/moderation?host=server7.example',
    'one author': `/moderation?author=${encodeURIComponent(author)}`,
    'by server': '/moderation/waiting',
    'by author': '/moderation/waiting?by=author'
  }
  const figures: string[] = []
  for (const [name, path] of Object.entries(paths)) {
    const time = await opens(path)
    figures.push(`${name} ${time.toFixed(0)} ms`)
    // Aimed at is 50 ms on a machine that does nothing else; this one may be slow and busy.
    expect(time, name).toBeLessThan(600)
  }
  console.log(`The queue with ${items.toLocaleString('en-GB')} waiting: ${figures.join(', ')}`)
}, 60_000)
