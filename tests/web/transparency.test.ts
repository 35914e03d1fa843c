/** Moderation in numbers: true, for everybody, and without anything from which a person could be made out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newKey } from '../../schema/columns.ts'
import { held, reports } from '../../schema/index.ts'
import { checkpointDaily } from '../../server/moderation/log/checkpoints.ts'
import { addDecision, headOf } from '../../server/moderation/log/decisions.store.ts'
import { listReports } from '../../server/moderation/reports.store.ts'
import { settleReport } from '../../server/moderation/reports.ts'
import { aboutRoutes } from '../../web/about/routes.ts'
import { transparencyRoutes } from '../../web/transparency/routes.ts'
import { pageText } from '../help/html.ts'
import { type Browser, openSite, type Site } from '../help/site.ts'

let site: Site
let visitor: Browser
const minute = 60_000
const hour = 60 * minute
const month = () => site.context.clock().toISOString().slice(0, 7)

beforeAll(async () => {
  site = await openSite({
    more: ({ app, pages, context }) => {
      void app.register(aboutRoutes(context, pages))
      void app.register(transparencyRoutes(context, pages))
    }
  })
  const { context } = site
  const now = context.clock().getTime()
  const wait = (state: 'released' | 'rejected' | 'expired' | 'waiting', took: number) => ({
    id: newKey(now),
    ...{
      uri: `https://moot.example/${newKey()}`,
      type: 'Create',
      actor: 'https://moot.example/jonas',
      host: 'moot.example'
    },
    ...{ path: 'inbox', summary: 'Words of Jonas', reason: 'unknown', rule: 'r', state },
    ...{
      created: new Date(now),
      decided: state === 'waiting' ? null : new Date(now + took),
      expires: new Date(now + 30 * 86_400_000)
    }
  })
  // Ten decided after 1 to 10 hours: the middle is 5, and nine in ten are within 9.
  const decided = Array.from({ length: 10 }, (_, n) => wait(n < 7 ? 'released' : 'rejected', (n + 1) * hour))
  await context.store.write(async (tx) => {
    await tx.insert(held).values([...decided, wait('expired', 0), wait('waiting', 0), wait('waiting', 0)])
    for (let n = 0; n < 6; n++)
      await tx.insert(reports).values({
        ...{
          reporter: null,
          target: 'https://moot.example/jonas',
          objects: [],
          words: 'Jonas is at it again',
          category: 'spam',
          state: 'open'
        }
      })
    for (const act of ['actor blocked', 'actor blocked', 'a new kind of act', 'appeal upheld', 'server blocked'])
      await addDecision(tx, { by: 'a'.repeat(32), act, target: 'https://moot.example/jonas', reason: 'Jonas shouted' })
    for (let n = 0; n < 5; n++) await addDecision(tx, { act: 'actor known', target: `https://moot.example/${n}` })
  })
  const one = newKey()
  const reporter = `${context.config.origin}/actors/1`
  await context.store.write((tx) =>
    tx.insert(reports).values({
      ...{ id: one, reporter, target: 'https://moot.example/jonas', objects: [], words: 'Rude', category: 'abuse' },
      state: 'open'
    })
  )
  await settleReport(context, 'a'.repeat(32), one, 'Spoke with Jonas')
  await checkpointDaily(context)
  visitor = site.browser()
})
afterAll(() => site.close())

describe('the page', () => {
  test('tells what waited, what became of it and how long it took, to anybody', async () => {
    await visitor.open('/transparency')
    expect(visitor.status).toBe(200)
    const text = pageText(visitor.html.replace(/<\/t[dh]>/g, ' $&')).replace(/\s+/g, ' ')
    expect(text).toMatch(/13 7 3 1 2 5 hours 9 hours/)
    expect(text).toMatch(/Spam 6/)
    expect(text).toMatch(/Abuse Fewer than 5/)
    expect(text).toMatch(/By people here Fewer than 5 By visitors 6 By people on other servers 0/)
    expect(text).toMatch(/Servers blocked 1/)
    expect(text).toMatch(/People trusted 5/)
    expect(text).toMatch(/People blocked Fewer than 5/)
    expect(text).toMatch(/A new kind of act Fewer than 5/)
    expect(text).toMatch(/Appeals upheld: the decision was changed Fewer than 5/)
    // One report was closed: how long that took is for nobody to know.
    expect(text).toContain('Too few reports were closed then to tell how long they took.')
    expect(text).not.toContain('Half of the reports')
  })

  test('names nobody', async () => {
    for (const path of ['/transparency', `/transparency?month=${month()}`, '/transparency.csv']) {
      await visitor.open(path)
      expect(visitor.html).not.toMatch(/jonas|shouted|moot\.example|Spoke|aaaaaaaa/i)
    }
  })

  test('shows how far the log was signed, for keeping', async () => {
    await visitor.open('/transparency')
    const head = await headOf(site.context.store.read)
    expect(visitor.html).toContain(head.hash)
    expect(pageText(visitor.html)).toContain(`number ${head.sequence}`)
  })

  test('is linked from every page and from how we moderate', async () => {
    await visitor.open('/about/moderation')
    expect([...visitor.html.matchAll(/href="\/transparency"/g)].length).toBe(2)
  })

  test('takes any month that a link may name, also one that is none', async () => {
    for (const asked of ['1999-01', '2026-13', '<script>', '', '2026-11&month=2026-10']) {
      await visitor.open(`/transparency?month=${asked}`)
      expect(visitor.status).toBe(200)
      expect(visitor.html).not.toContain('<script>')
    }
  })
})

test('the CSV says the same in lines', async () => {
  await visitor.open('/transparency.csv')
  expect(visitor.headers['content-type']).toBe('text/csv; charset=utf-8')
  const lines = visitor.html.trim().split('\r\n')
  expect(lines[0]).toBe('month,part,what,number')
  const now = month()
  expect(lines).toEqual(
    expect.arrayContaining([
      `${now},queue,held,13`,
      `${now},queue,released,7`,
      `${now},time to decide,"median, minutes",300`,
      `${now},time to decide,"90th percentile, minutes",540`,
      `${now},reports by kind,spam,6`,
      `${now},reports by kind,abuse,<5`,
      `${now},reports by source,here,<5`,
      `${now},decisions about servers,server blocked,1`,
      `${now},decisions about people and posts,actor blocked,<5`,
      `${now},appeals,upheld,<5`,
      `${now},appeals,made,0`
    ])
  )
})

test('how long reports were open is told once there were enough that it says nothing of one', async () => {
  const { context } = site
  const asked = month()
  const { rows } = await listReports(context.store.read, { state: 'open' })
  context.pass(3 * hour)
  for (const { id } of rows.slice(0, 4)) await settleReport(context, 'a'.repeat(32), id, 'Spam')
  await visitor.open(`/transparency?month=${asked}`)
  const text = pageText(visitor.html).replace(/\s+/g, ' ')
  expect(text).toMatch(
    /Half of the reports closed then had been open for less than \d+ hours?, nine in ten for less than/
  )
  expect(text).not.toContain('Too few reports were closed')
})
