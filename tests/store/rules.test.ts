/** Rules at work on a database: hits, rates, first contact, every process within a second, the inbox log, no side effects. */
import { getTableName, is, sql, Table } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as schema from '../../schema/index.ts'
import { makeContext } from '../../server/context.ts'
import { hold, type Inbound, judge } from '../../server/moderation/gate.ts'
import { heldById, listHeld } from '../../server/moderation/held.store.ts'
import { letInWaiting } from '../../server/moderation/let-in.ts'
import { bumpRevision, compiled, revisionOf } from '../../server/moderation/revision.ts'
import {
  countLogged,
  forgetLogged,
  forgetSaid,
  keyAt,
  loggedBetween
} from '../../server/moderation/rules/inbox-log.store.ts'
import { flushArrivals } from '../../server/moderation/rules/inbox-log.ts'
import { forgetHits, listHits, listRules, ruleById, ruleVersion } from '../../server/moderation/rules/rules.store.ts'
import { createRule, deleteRule, moveRule, saveRule, switchRule } from '../../server/moderation/rules/rules.ts'
import { tally } from '../../server/moderation/rules/tally.ts'
import { tryRules } from '../../server/moderation/rules/try.ts'
import { testOne } from '../../server/moderation/rules/try-one.ts'
import { trustServer } from '../../server/moderation/trust.ts'
import { openStore } from '../../server/store/open.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'
import { remoteActor } from '../web/pages/elsewhere.ts'

let context: TestContext
const host = 'busstop.example'
const finn = `https://${host}/users/finn`
const publicUri = 'https://www.w3.org/ns/activitystreams#Public'
let n = 0

beforeAll(async () => {
  context = await makeTestContext()
  await remoteActor(context, { id: finn, preferredUsername: 'finn', name: 'Finn' })
  await trustServer(context, null, host, 'network', 'a peer')
  // Another peer, so that a rule about one server is none about all of them.
  await trustServer(context, null, 'other.example', 'network', 'a peer')
})
afterAll(() => context.close())
beforeEach(async () => {
  for (const { id } of await listRules(context.store.read)) await deleteRule(context, null, id)
})

function saying(content: string, more: Partial<Inbound> & { to?: string[] } = {}): Inbound {
  const uri = `${more.actor ?? finn}/${++n}`
  const activity = {
    type: 'Create',
    id: `${uri}/activity`,
    actor: finn,
    to: more.to ?? [publicUri],
    object: { type: 'Note', id: uri, content }
  }
  const { to: _, ...rest } = more
  return { type: 'Create', actor: finn, host, path: 'inbox', uri: `${uri}/activity`, activity, ...rest }
}
const casino = { name: 'Gambling', conditions: [{ on: 'words', list: ['casino'] }], actions: { decide: 'hold' } }
const logged = async () => {
  await flushArrivals(context)
  return loggedBetween(context.store.read, '', 'g', 10_000)
}

describe('the gate', () => {
  test('asks the rules whatever the trust, and cites rule, version and words', async () => {
    const rule = await createRule(context, null, casino)
    const inbound = saying('Our CASINO night')
    const verdict = await judge(context, inbound)
    expect(verdict).toEqual({
      ...{ act: 'hold', reason: 'the rule “Gambling” holds it', rule: 'Gambling (version 1)' },
      ...{ matched: 'words: CASINO', ruleId: rule.id, marks: {} }
    })
    expect(await judge(context, saying('Our library'))).toMatchObject({ act: 'keep', trust: 'network' })
    const { rows } = await listHits(context.store.read, rule.id, {})
    expect(rows).toMatchObject([
      { version: 1, field: 'words', matched: 'CASINO', actor: finn, host, uri: inbound.uri, path: 'inbox' }
    ])
    // Tried again after a fault elsewhere, it is one hit.
    await judge(context, inbound)
    expect((await ruleById(context.store.read, rule.id))?.hits).toBe(1)
  })

  test.each([
    ['reject', { act: 'refuse', reason: 'by the rule Gambling (version 1)' }],
    ['limit', { act: 'personal' }],
    ['hold', { act: 'hold' }]
  ])('%ss', async (decide, verdict) => {
    await createRule(context, null, { ...casino, actions: { decide } })
    expect(await judge(context, saying('casino'))).toMatchObject(verdict)
  })

  test('marks what it lets pass, in order', async () => {
    await createRule(context, null, { ...casino, actions: { label: { text: 'Gambling', open: true } } })
    await createRule(context, null, { ...casino, actions: { stripMedia: true, sensitive: true } })
    const marks = { labels: [{ text: 'Gambling', open: true }], stripMedia: true, sensitive: true }
    expect(await judge(context, saying('casino'))).toMatchObject({ act: 'keep', marks })
  })

  test('does not judge again what a person let in, nor what takes back', async () => {
    await createRule(context, null, { ...casino, actions: { decide: 'reject' } })
    expect(await judge(context, saying('casino', { path: 'released' }))).toMatchObject({ act: 'keep', marks: {} })
    const gone = {
      type: 'Delete',
      id: `${finn}/gone`,
      actor: finn,
      object: { type: 'Tombstone', id: `${finn}/1`, name: 'casino' }
    }
    expect(await judge(context, { ...saying(''), type: 'Delete', activity: gone })).toMatchObject({ act: 'keep' })
  })

  test('counts rates, in this process and in the log', async () => {
    const burst = `https://${host}/users/burst`
    await createRule(context, null, {
      name: 'Burst',
      conditions: [{ on: 'rate', of: 'actor', atLeast: 4, minutes: 10 }],
      actions: { decide: 'hold' }
    })
    const acts: string[] = []
    for (let one = 0; one < 5; one++) {
      acts.push((await judge(context, saying('Hello', { actor: burst }))).act)
      if (one === 1) await flushArrivals(context)
    }
    expect(acts).toEqual(['keep', 'keep', 'keep', 'hold', 'hold'])
    context.pass(11 * 60_000)
    expect((await judge(context, saying('Hello', { actor: burst }))).act).toBe('keep')
  })

  test('knows a first contact', async () => {
    await createRule(context, null, {
      name: 'First',
      conditions: [{ on: 'first' }],
      actions: { label: { text: 'New', open: false } }
    })
    expect(await judge(context, saying('Hello'))).toMatchObject({ marks: { labels: [{ text: 'New' }] } })
    const { actorByUri } = await import('../../server/actors/actors.store.ts')
    const { addPost } = await import('../../server/posts/posts.store.ts')
    const author = (await actorByUri(context.store.read, finn))!.id
    await context.store.write((tx) =>
      addPost(tx, {
        uri: `${finn}/old`,
        url: `${finn}/old`,
        kind: 'post',
        author,
        html: 'x',
        thread: 'x',
        audience: 'public',
        visibility: 'public',
        created: new Date(Date.now() - 60_000)
      })
    )
    expect(await judge(context, saying('Hello'))).toMatchObject({ marks: {} })
  })

  test('what a rule holds waits on when its server is trusted', async () => {
    await createRule(context, null, casino)
    const inbound = saying('casino')
    const verdict = await judge(context, inbound)
    if (verdict.act !== 'hold') throw new Error('not held')
    await hold(context, { ...inbound, summary: 'casino' }, verdict)
    await letInWaiting(context, null, { host }, 'trusted')
    const waiting = (await listHeld(context.store.read, { host })).rows
    expect(waiting).toMatchObject([{ uri: inbound.uri, ruleId: verdict.ruleId }])
    expect((await heldById(context.store.read, waiting[0]!.id))?.state).toBe('waiting')
    expect(
      await testOne(
        context,
        { id: '', name: '', version: 1, body: (await listRules(context.store.read))[0]!.body },
        inbound.uri
      )
    ).toMatchObject({ hit: true })
  })

  test('a rule about every peer council is refused, with how many they are', async () => {
    const all = {
      name: 'All',
      conditions: [{ on: 'from', domains: [host, 'other.example'] }],
      actions: { decide: 'reject' }
    }
    await expect(createRule(context, null, all)).rejects.toThrow('all 2 peer councils')
    await expect(
      createRule(context, null, { ...all, conditions: [{ on: 'from', domains: [host] }] })
    ).resolves.toBeDefined()
    const only = (decide: string, ...conditions: object[]) =>
      createRule(context, null, { name: 'All', conditions, actions: { decide } })
    // What only holds is refused too where everything would wait, whatever its author says and whoever they are.
    for (const one of [
      { on: 'pattern', pattern: '.' },
      { on: 'age', days: 9_999 },
      { on: 'type', types: ['Create'] },
      { on: 'trust', states: ['network', 'known'] },
      { on: 'language', is: true, languages: ['en'] },
      { on: 'from', domains: [host, 'other.example'] }
    ])
      await expect(only('hold', one), JSON.stringify(one)).rejects.toThrow(
        'This would hold ordinary posts from all 2 peer'
      )
    for (const one of [
      { on: 'from', domains: [host] },
      { on: 'trust', states: ['unknown'] },
      { on: 'links', atLeast: 3 }
    ])
      await expect(only('hold', one), JSON.stringify(one)).resolves.toBeDefined()
    const ours = { name: 'Us', conditions: [{ on: 'link', domains: ['example'] }], actions: { decide: 'hold' } }
    await expect(createRule(context, null, ours)).rejects.toThrow('leads to this server')
    await expect(createRule(context, null, { ...all, conditions: [{ on: 'pattern', pattern: '.' }] })).rejects.toThrow(
      'all 2 peer councils'
    )
  })
})

describe('changes', () => {
  test('are at work at once here, and within a second in another process', async () => {
    const store = await openStore(context.databaseUrl)
    const other = makeContext({
      config: context.config,
      store,
      clock: () => new Date(),
      log: context.log,
      mail: context.mail
    })
    const acts = async () => [(await judge(context, saying('casino'))).act, (await judge(other, saying('casino'))).act]
    try {
      expect(await acts()).toEqual(['keep', 'keep'])
      const changed = performance.now()
      const rule = await createRule(context, null, casino)
      expect((await judge(context, saying('casino'))).act).toBe('hold')
      while ((await judge(other, saying('casino'))).act !== 'hold')
        expect(performance.now() - changed, 'until the other process noticed').toBeLessThan(5_000)
      await switchRule(context, null, rule.id, false)
      expect((await judge(context, saying('casino'))).act).toBe('keep')
    } finally {
      await flushArrivals(other)
      await store.close()
    }
  })

  test('compile once for each change, again after a fault, and never older than the change', async () => {
    let built = 0
    let fails = true
    const read = compiled('a test', async (one) => {
      built++
      if (fails) throw new Error('not now')
      return revisionOf(one)
    })
    await expect(read(context)).rejects.toThrow('not now')
    fails = false
    const before = await read(context)
    await Promise.all(Array.from({ length: 20 }, () => read(context)))
    expect(built).toBe(2)
    await context.store.write(bumpRevision)
    expect(await read(context)).toBe(before + 1)
    expect(built).toBe(3)
    // A change that was not kept is none.
    await expect(
      context.store.write(async (tx) => {
        await bumpRevision(tx)
        throw new Error('no')
      })
    ).rejects.toThrow('no')
    expect(await read(context)).toBe(before + 1)
  })

  test('keep every version, and refuse one made from an old one', async () => {
    const rule = await createRule(context, null, casino)
    await saveRule(context, null, rule.id, 1, { ...casino, name: 'Gambling and more' })
    await expect(saveRule(context, null, rule.id, 1, casino)).rejects.toThrow('Somebody else has saved')
    expect((await ruleVersion(context.store.read, rule.id, 1))?.name).toBe('Gambling')
    expect((await ruleById(context.store.read, rule.id))?.version).toBe(2)
    const second = await createRule(context, null, { ...casino, name: 'Second' })
    await moveRule(context, null, second.id, 'up')
    await moveRule(context, null, second.id, 'up')
    expect((await listRules(context.store.read)).map(({ name }) => name)).toEqual(['Second', 'Gambling and more'])
    await deleteRule(context, null, rule.id)
    expect((await ruleById(context.store.read, rule.id))?.deleted).toBeInstanceOf(Date)
    await expect(switchRule(context, null, rule.id, true)).rejects.toThrow('There is no such rule.')
  })
})

describe('the inbox log', () => {
  test('keeps facts of everything, words only of what is for everybody', async () => {
    const [open, some] = [
      saying('A table in the <b>library</b>'),
      saying('A secret https://a.example/x', { to: [`${finn}/followers`] })
    ]
    await judge(context, open)
    await judge(context, some)
    await judge(context, { ...saying(''), type: 'Undo' })
    const entries = await logged()
    expect(entries.find(({ uri }) => uri === open.uri)).toMatchObject({
      ...{
        type: 'Create',
        actor: finn,
        host,
        path: 'inbox',
        verdict: 'keep',
        object: open.uri.replace('/activity', '')
      },
      said: { kind: 'Note', texts: [{ field: 'words', text: 'A table in the library' }], closed: false },
      facts: { trust: 'network', followed: false }
    })
    const closed = entries.find(({ uri }) => uri === some.uri)
    expect(closed?.said).toMatchObject({ texts: [], links: [''], closed: true })
    expect(JSON.stringify(closed)).not.toContain('secret')
    expect(entries.some(({ type }) => type === 'Undo')).toBe(false)
  })

  test('cuts what is long, and writes one entry however often it is tried', async () => {
    const long = saying(`${'word '.repeat(5_000)} ${'https://a.example/x '.repeat(50)}`)
    await judge(context, long)
    await judge(context, long)
    const entries = (await logged()).filter(({ uri }) => uri === long.uri)
    expect(entries).toHaveLength(1)
    expect(JSON.stringify(entries[0]!.said).length).toBeLessThan(10_000)
  })

  test('forgets words with their author’s deletion, and everything after 30 days', async () => {
    const one = saying('Something that I take back')
    await judge(context, one)
    await logged()
    await context.store.write((tx) => forgetSaid(tx, finn, one.uri.replace('/activity', '')))
    const entry = (await logged()).find(({ uri }) => uri === one.uri)
    expect(entry?.said.texts).toEqual([])
    const later = keyAt(new Date(Date.now() + 31 * 86_400_000))
    await context.store.write(async (tx) => {
      await forgetLogged(tx, later)
      await forgetHits(tx, later)
    })
    expect(await logged()).toEqual([])
    expect(await countLogged(context.store.read, { host }, '', 10)).toBe(0)
  })
})

describe('trying rules on the log', () => {
  test('changes nothing, and knows what became of things', async () => {
    for (const word of ['casino', 'library', 'casino']) await judge(context, saying(`Our ${word}`))
    await flushArrivals(context)
    const tables = Object.values(schema).filter((one) => is(one, Table))
    const rows = async () =>
      Promise.all(
        tables.map(async (table) => {
          const all = await context.store.read.select().from(table as never)
          return [getTableName(table), JSON.stringify(all)]
        })
      )
    const before = await rows()
    const draft = {
      id: '',
      name: 'Draft',
      version: 1,
      body: {
        match: 'all' as const,
        conditions: [{ on: 'words' as const, list: ['casino'] }],
        actions: { decide: 'reject' as const }
      }
    }
    const { results, later } = await tryRules(context, [[draft], []])
    expect(tally(results[0]!, later)).toMatchObject({ total: 3, rejected: 2, stopped: { shown: 2 } })
    expect(tally(results[1]!, later)).toMatchObject({ total: 3, caught: 0 })
    expect(await rows()).toEqual(before)
  })
})

test('the gate is cheap with 10,000 servers decided on and 500 rules', async () => {
  await context.store.write(async (tx) => {
    for (let from = 0; from < 10_000; from += 500)
      await tx.insert(schema.instances).values(
        Array.from({ length: 500 }, (_, at) => ({
          host: `s${from + at}.noise.example`,
          trust: 'limited' as const,
          reason: ''
        }))
      )
    await bumpRevision(tx)
  })
  const body = (at: number) => ({
    match: 'all' as const,
    conditions:
      at % 5 === 0
        ? [{ on: 'link' as const, domains: Array.from({ length: 20 }, (_, one) => `x${at}-${one}.example`) }]
        : [{ on: 'words' as const, list: Array.from({ length: 10 }, (_, one) => `bargain${at} number${one}`) }],
    actions: { decide: 'hold' as const }
  })
  await context.store.write(async (tx) => {
    for (let at = 0; at < 500; at++)
      await tx
        .insert(schema.rules)
        .values({ name: `Rule ${at}`, version: 1, enabled: true, position: at, body: body(at) })
    await bumpRevision(tx)
  })
  const { actorByUri } = await import('../../server/actors/actors.store.ts')
  const by = (await actorByUri(context.store.read, finn))!
  const words = 'We moved the advice table to the library, and people came earlier than before. '.repeat(5)
  const inbounds = Array.from({ length: 600 }, () => saying(`<p>${words}</p>`, { by }))
  for (const inbound of inbounds.slice(0, 200)) await judge(context, inbound)
  await flushArrivals(context)
  const { user, system } = process.cpuUsage()
  for (const inbound of inbounds.slice(200, 399)) await judge(context, inbound)
  const used = process.cpuUsage()
  const each = (used.user + used.system - user - system) / 199 / 1_000
  console.info(`the gate: ${each.toFixed(3)} ms of CPU for each activity`)
  expect(each).toBeLessThan(2)
  await flushArrivals(context)
  await context.store.write((tx) => tx.delete(schema.rules).where(sql`true`))
})
