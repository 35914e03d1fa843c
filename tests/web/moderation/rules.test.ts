/** The rule pages: writing one row by row, trying it on a post and on what came in, saving, ordering, its versions. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inboxLog } from '../../../schema/index.ts'
import { listDecisions } from '../../../server/moderation/held.store.ts'
import { addHits, listRules } from '../../../server/moderation/rules/rules.store.ts'
import { pageText, parseFragment } from '../../help/html.ts'
import type { Browser } from '../../help/site.ts'
import { remoteActor } from '../pages/elsewhere.ts'
import { openScene, type Scene, wait } from './scene.ts'

let scene: Scene
let ruth: Browser
beforeAll(async () => {
  scene = await openScene()
  ruth = await scene.browser('moderator')
})
afterAll(() => scene.close())

const text = () => pageText(ruth.html)
const rules = () => listRules(scene.context.store.read)
const count = async (table: typeof inboxLog) => scene.context.store.read.$count(table)

type Fields = Record<string, string | string[]>

/** The editor's form as it stands, its selects at what is chosen. */
function form(): Fields {
  const found = parseFragment(ruth.html).find(({ buttons }) => buttons.some(({ value }) => value === 'save'))!
  return found.fields as Fields
}
async function press(act: string, more: Fields = {}) {
  const path = /action="(\/moderation\/rules\/[a-z0-9]+)"/.exec(ruth.html)![1]!
  await ruth.send(path, { ...form(), ...more, act })
}
async function doOne(act: string, name: string) {
  await ruth.open('/moderation/rules')
  const { id } = (await rules()).find((rule) => rule.name === name)!
  await ruth.send(`/moderation/rules/${id}/do`, { _csrf: String(form0()._csrf), act })
}
const form0 = () => parseFragment(ruth.html)[0]!.fields

async function cameIn(n: number, words: string, more: { followed?: boolean; verdict?: string; closed?: boolean } = {}) {
  const actor = 'https://busstop.example/users/finn'
  await remoteActor(scene.context, { id: actor, preferredUsername: 'finn', name: 'Finn' })
  const said = {
    kind: 'Note',
    texts: [{ field: 'words', text: words }],
    links: [],
    tagged: [],
    media: [],
    language: '',
    mentions: 0
  }
  await scene.context.store.write((tx) =>
    tx.insert(inboxLog).values({
      ...{
        uri: `${actor}/${n}/activity`,
        object: `${actor}/${n}`,
        type: 'Create',
        actor,
        host: 'busstop.example',
        path: 'inbox'
      },
      verdict: more.verdict ?? 'keep',
      said: { ...said, closed: false },
      facts: { trust: 'unknown', age: 3, first: false, followed: more.followed ?? false }
    })
  )
}

describe('writing a rule', () => {
  test('begins empty, and a rule without words is told what it lacks, with what was typed kept', async () => {
    await ruth.open('/moderation/rules')
    expect(text()).toContain('There is no rule.')
    await ruth.open('/moderation/rules/new')
    await press('save', { name: 'Advertising', label: 'Advertising' })
    expect(ruth.status).toBe(422)
    expect(text()).toContain('There is a problem Give at least one word or phrase')
    expect(ruth.html).toContain('href="#condition-1"')
    expect(ruth.html).toContain('id="condition-1"')
    expect(form()).toMatchObject({ name: 'Advertising', label: 'Advertising' })
    expect(await rules()).toEqual([])
  })

  test('grows row by row, and shrinks', async () => {
    await ruth.open('/moderation/rules/new')
    for (const add of [
      'age',
      'links',
      'trust',
      'rate',
      'media',
      'language',
      'first',
      'followed',
      'from',
      'type',
      'pattern'
    ])
      await press('add', { add })
    expect(text()).toContain('the account’s age is under')
    expect(form()).toMatchObject({ 'c2-on': 'age', 'c4-on': 'trust', 'c12-on': 'pattern' })
    await press('remove-1')
    expect(form()).toMatchObject({ 'c1-on': 'age', 'c2-on': 'links' })
    expect(form()['c12-on']).toBeUndefined()
    // Every field has a label of its own.
    const ids = [...ruth.html.matchAll(/<(?:input|select|textarea)(?![^>]*type="hidden")[^>]*\bid="([^"]+)"/g)].map(
      ([, id]) => id
    )
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(ruth.html, id).toContain(`for="${id}"`)
  })

  test('is said in words, tried on one post, and tried on what came in, before it is saved', async () => {
    await cameIn(1, 'Cheap CASINO night')
    await cameIn(2, 'The casino question, answered', { followed: true })
    await cameIn(3, 'Opening hours of the library')
    const before = await count(inboxLog)
    await ruth.open('/moderation/rules/new')
    const typed = { name: 'Gambling', 'c1-list': 'casino\nfree money' }
    await press('test', { ...typed, test: 'Come to our ｃａｓｉｎｏ' })
    expect(text()).toContain('The rule would hold it. It matches in words: ｃａｓｉｎｏ.')
    await press('test', { test: 'https://busstop.example/users/finn/3' })
    expect(text()).toContain('Nothing happens to it: the rule does not match.')
    await press('test', { test: 'https://nowhere.example/1' })
    expect(text()).toContain('Nothing of the last 30 days has this address.')
    await press('try')
    expect(text()).toContain('In words: If it says “casino” or “free money”, then hold it.')
    expect(text()).toContain('3 things that came in from')
    expect(text()).toContain('would be held 2')
    expect(text().indexOf('The ones you would have missed')).toBeLessThan(text().indexOf('would be held'))
    expect(text()).toContain('The casino question, answered')
    expect(form()).toMatchObject(typed)
    expect([await count(inboxLog), await rules()]).toEqual([before, []])
    await press('csv')
    expect(ruth.headers['content-type']).toContain('text/csv')
    expect(ruth.html.split('\r\n')).toHaveLength(4)
  })

  test('is saved, with its sentence in the log, and is at work', async () => {
    await ruth.open('/moderation/rules/new')
    await press('save', {
      name: 'Gambling',
      'c1-list': 'casino',
      'expires-day': '31',
      'expires-month': '12',
      'expires-year': '2099'
    })
    expect(text()).toContain('Saved. It is at work')
    expect(text()).toContain('If it says “casino”, then hold it.')
    expect(text()).toContain('Ends 31 December 2099')
    expect(await rules()).toMatchObject([{ name: 'Gambling', version: 1, enabled: true }])
    const [decision] = (await listDecisions(scene.context.store.read, {})).rows
    const { actor } = await scene.viewer('moderator')
    expect(decision).toMatchObject({ act: 'rule added', by: actor.id, reason: 'If it says “casino”, then hold it.' })
  })

  test('against ourselves or every peer council it is refused, with why', async () => {
    await ruth.open('/moderation/rules/new')
    await press('add', { add: 'from' })
    await press('remove-1')
    await press('save', { name: 'Us', 'c1-list': 'aldermere.example' })
    expect(text()).toContain('aldermere.example is this server itself')
    await ruth.open('/moderation/rules/new')
    await press('add', { add: 'language' })
    await press('remove-1')
    await press('save', { name: 'Welsh only', 'c1-list': 'cy', 'c1-pick': 'not', decide: 'reject' })
    expect(text()).toContain('This would reject ordinary posts from any peer council.')
    await press('save', { decide: 'hold', 'expires-day': '31', 'expires-month': '2', 'expires-year': '2099' })
    expect(text()).toContain('Give the day on which the rule ends')
    expect(await rules()).toHaveLength(1)
  })

  test('begins from a held item: where its links lead, or its words', async () => {
    const links = await wait(scene.context, { words: '<a href="https://spam.example/x">Look</a>' })
    await ruth.open(`/moderation/held/${links}`)
    expect(ruth.html).toContain(`/moderation/rules/new?from=${links}`)
    await ruth.open(`/moderation/rules/new?from=${links}`)
    expect(form()).toMatchObject({
      name: 'Links to spam.example',
      'c1-on': 'link',
      'c1-list': 'spam.example',
      'c2-on': 'trust'
    })
    await press('test')
    expect(text()).toContain(
      'The rule would hold it. It matches in link, trust: https://spam.example/x; unknown. It is waiting in the queue.'
    )
    const words = await wait(scene.context, { words: 'Earn from home today. Ask me.' })
    await ruth.open(`/moderation/rules/new?from=${words}`)
    expect(form()).toMatchObject({ 'c1-on': 'words', 'c1-list': 'Earn from home today' })
  })
})

describe('a rule that is kept', () => {
  test('gets a next version beside the one at work, and tells what changed', async () => {
    const [rule] = await rules()
    await ruth.open(`/moderation/rules/${rule!.id}`)
    expect(form()).toMatchObject({ name: 'Gambling', 'c1-list': 'casino', 'expires-day': '31', version: '1' })
    await press('try', { 'c1-list': 'casino\nlibrary' })
    expect(text()).toContain('Version 2 against version 1')
    expect(text()).toContain('Held 2 3 1')
    expect(text()).toContain('more than version 1 +1')
    await press('save', { 'c1-list': 'casino\nlibrary', decide: 'reject' })
    await ruth.open(`/moderation/rules/${rule!.id}`)
    expect(text()).toContain('Version 2 is at work')
    expect(text()).toContain('Now: reject it. Before: hold it.')
  })

  test('saved by somebody else meanwhile, it is not overwritten', async () => {
    const [rule] = await rules()
    await ruth.open(`/moderation/rules/${rule!.id}`)
    await press('save', { 'c1-list': 'casino', version: '1' })
    expect(ruth.status).toBe(422)
    expect(text()).toContain('Somebody else has saved this rule meanwhile.')
  })

  test('points out one that asks the same and does something else', async () => {
    await ruth.open('/moderation/rules/new')
    await press('save', { name: 'The same', 'c1-list': 'Library\nCASINO' })
    expect(text()).toContain('“Gambling” asks exactly the same, and would reject what this one would hold.')
  })

  test('shows what it matched', async () => {
    const [rule] = await rules()
    const hit = {
      rule: rule!.id,
      version: 2,
      field: 'words',
      matched: '<b>Casino</b>',
      actor: 'https://busstop.example/users/finn'
    }
    await scene.context.store.write((tx) =>
      addHits(tx, [{ ...hit, host: 'busstop.example', uri: 'https://busstop.example/1', path: 'inbox' }])
    )
    await ruth.open(`/moderation/rules/${rule!.id}`)
    expect(text()).toContain('words: <b>Casino</b>')
    expect(text()).toContain('1 in all')
    await ruth.open('/moderation/rules')
    expect(text()).toContain('Matched 1 time in the last 30 days, 1 in all.')
  })

  test('moves, is switched off and on, and is deleted', async () => {
    await doOne('up', 'The same')
    expect((await rules()).map(({ name }) => name)).toEqual(['The same', 'Gambling'])
    await doOne('off', 'The same')
    expect(text()).toContain('Switched off')
    expect((await rules())[0]?.enabled).toBe(false)
    await doOne('on', 'The same')
    await doOne('delete', 'The same')
    expect((await rules()).map(({ name }) => name)).toEqual(['Gambling'])
    const acts = (await listDecisions(scene.context.store.read, {})).rows.map(({ act }) => act)
    expect(acts.slice(0, 4)).toEqual(['rule deleted', 'rule on', 'rule off', 'rule up'])
  })

  test('is not there for anybody else', async () => {
    const nia = await scene.browser('practitioner')
    const [rule] = await rules()
    for (const path of ['/moderation/rules', '/moderation/rules/new', `/moderation/rules/${rule!.id}`]) {
      await nia.open(path)
      expect(nia.status).toBe(403)
    }
    await ruth.open(`/moderation/rules/${'0'.repeat(32)}`)
    expect(ruth.status).toBe(404)
  })
})
