/** The queue on real rows: what it shows, letting in and rejecting one by one and many at once, and two at one item. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { actorByUri } from '../../../server/actors/actors.store.ts'
import { dropKept, heldById, listDecisions } from '../../../server/moderation/held.store.ts'
import { trustOfHost } from '../../../server/moderation/instances.store.ts'
import { reject } from '../../../server/moderation/queue.ts'
import { writeStory } from '../../../server/stories/stories.ts'
import { pageText, parseFragment } from '../../help/html.ts'
import type { Browser } from '../../help/site.ts'
import { openScene, type Scene, type Waits, wait } from './scene.ts'

let scene: Scene
let ruth: Browser
beforeEach(async () => {
  scene = await openScene()
  ruth = await scene.browser('moderator')
})
afterEach(() => scene.close())

const waits = (given?: Waits) => wait(scene.context, given)
const stateOf = async (id: string) => (await heldById(scene.context.store.read, id))?.state
const decisions = async () => (await listDecisions(scene.context.store.read, {})).rows
const text = () => pageText(ruth.html)
const day = 86_400_000
/** Where the page is, without the choice by which it can be undone. */
const path = () => ruth.path.replace(/&undo=[0-9a-f]{32}$/, '')

/** Presses a button of the form that holds this id, or of the one for what is chosen. */
async function press(act: string, id?: string, more: Record<string, string | string[]> = {}) {
  const form = parseFragment(ruth.html).find(
    ({ fields, buttons }) => buttons.some(({ value }) => value === act) && (id ? fields.id === id : !fields.id)
  )!
  await ruth.send(form.action, { ...form.fields, act, ...more })
}

async function story() {
  const author = await scene.viewer('practitioner')
  const halves = { wentWell: 'People came earlier.', wentBadly: 'There was no room.' }
  const told = { title: 'Housing advice at a table', summary: 'We moved a table. It worked.', body: 'We moved it.' }
  return (await writeStory(scene.context, author, { ...told, ...halves, audience: 'world' })).post
}

describe('the list', () => {
  test('says when nothing waits', async () => {
    await ruth.open('/moderation')
    expect(text()).toContain('Nothing is waiting')
    expect(text()).toContain('Nothing came in this week')
    expect(ruth.html).not.toContain('Let in the chosen')
  })

  test('shows who, for how long, the words, why, and what they answer', async () => {
    const { uri, id } = await story()
    await waits({
      about: uri,
      ago: 3 * day + 1000,
      object: {
        attachment: [
          { type: 'Document', mediaType: 'image/png', name: 'Eleven mugs', url: 'https://busstop.example/mugs.png' }
        ]
      }
    })
    await waits({ by: 'jonas', host: 'allotment.example', words: 'Ask the crews.' })
    await ruth.open('/moderation')
    expect(text()).toContain('2 waiting for you')
    expect(text()).toContain('From 2 people on 2 servers, about a minute. Nobody else can see any of this')
    expect(text()).toContain('@finn@busstop.example')
    expect(text()).toContain('waiting 3 days')
    expect(text()).toContain('The kettle rota nearly ended us.')
    expect(text()).toContain('Held: busstop.example is not yet known here')
    expect(text()).toContain(
      'Reply to Housing advice at a table by Ruth practitioner. Create of a Note, sent to our inbox.'
    )
    expect(text()).toContain('1 photo, not fetched. Described as “Eleven mugs”.')
    expect(ruth.html).toContain(`href="/stories/${id}"`)
    expect(ruth.html).not.toContain('mugs.png')
    expect(text().indexOf('Finn')).toBeLessThan(text().indexOf('Jonas'))
  })

  test('gathers likes and shares of one author, and says how many more there are', async () => {
    const { uri } = await story()
    for (const type of ['Like', 'Like', 'Announce']) await waits({ type, about: uri, words: 'Finds this useful' })
    await ruth.open('/moderation')
    expect(text()).toContain('2 likes and 1 share')
    expect(text()).toContain('Let all 3 in')
    expect(parseFragment(ruth.html).filter(({ fields }) => fields.id)).toHaveLength(1)
    for (let n = 0; n < 22; n++) await waits({ by: 'jonas', words: `Word ${n}` })
    await ruth.open('/moderation')
    expect(text()).toContain('and 5 more from Jonas')
  })

  test('turns around, narrows to a server or an author, and goes on by key', async () => {
    for (let n = 10; n < 35; n++) await waits({ words: `Word ${n}.` })
    await waits({ by: 'jonas', host: 'allotment.example', words: 'From the allotment.' })
    await ruth.open('/moderation')
    expect(text()).toContain('Word 10.')
    expect(text()).not.toContain('Word 30.')
    expect(text()).toContain('The other 6')
    await ruth.open(/href="([^"]*after=[^"]*)"/.exec(ruth.html)![1]!.replaceAll('&amp;', '&'))
    expect(text()).toContain('Word 30.')
    expect(text()).toContain('From the allotment.')
    await ruth.open('/moderation?order=newest')
    expect(text()).toContain('From the allotment.')
    expect(text()).not.toContain('Word 10.')
    await ruth.open('/moderation/waiting')
    expect(text()).toContain('allotment.example 1 waiting')
    await ruth.open('/moderation?host=allotment.example')
    expect(text()).toContain('1 waiting from allotment.example')
    expect(text()).not.toContain('Word')
    await ruth.open(`/moderation?author=${encodeURIComponent('https://busstop.example/users/finn')}`)
    expect(text()).toContain('25 waiting from Finn')
  })
})

describe('deciding', () => {
  test('one is let in, with who and what in the log', async () => {
    const [one, other] = [await waits(), await waits()]
    await ruth.open('/moderation')
    await press('release', one)
    expect(path()).toBe('/moderation?done=release')
    expect(text()).toContain('Let in. It shows in a moment.')
    expect([await stateOf(one), await stateOf(other)]).toEqual(['released', 'waiting'])
    const { actor } = await scene.viewer('moderator')
    expect(await decisions()).toMatchObject([{ act: 'released', by: actor.id }])
  })

  test('one is rejected: its words show nowhere, and go when it can be undone no longer', async () => {
    const one = await waits()
    await ruth.open('/moderation')
    await press('reject', one)
    expect(text()).toContain('Rejected.')
    const { read, write } = scene.context.store
    const kept = await heldById(read, one)
    expect(kept?.state).toBe('rejected')
    await ruth.open(`/moderation/held/${one}`)
    expect(ruth.html).not.toContain('kettle')
    await write((tx) => dropKept(tx, new Date(kept!.kept!.getTime() - 1)))
    expect((await heldById(read, one))?.activity).not.toBeNull()
    await write((tx) => dropKept(tx, kept!.kept!))
    expect(await heldById(read, one)).toMatchObject({ state: 'rejected', activity: null, summary: '' })
  })

  test('with the author trusted, all that waits from them comes in', async () => {
    const [one, two, other] = [await waits(), await waits(), await waits({ by: 'jonas' })]
    await ruth.open('/moderation')
    await press('release-author', one)
    expect([await stateOf(one), await stateOf(two), await stateOf(other)]).toEqual(['released', 'released', 'waiting'])
    expect((await actorByUri(scene.context.store.read, 'https://busstop.example/users/finn'))?.trust).toBe('known')
  })

  test('with the author blocked, all that waits from them is rejected', async () => {
    const [one, two, other] = [await waits(), await waits(), await waits({ by: 'jonas' })]
    await ruth.open('/moderation')
    await press('block-author', one)
    expect([await stateOf(one), await stateOf(two), await stateOf(other)]).toEqual(['rejected', 'rejected', 'waiting'])
  })

  test('a gathered row is decided on as one', async () => {
    const ids = [await waits({ type: 'Like' }), await waits({ type: 'Announce' })]
    await ruth.open('/moderation')
    await press('reject', ids.join(','))
    expect(await Promise.all(ids.map(stateOf))).toEqual(['rejected', 'rejected'])
    expect(text()).toContain('2 rejected.')
  })

  test('the chosen are let in together, and what somebody else decided on before is told', async () => {
    const ids = [await waits(), await waits({ by: 'jonas' }), await waits({ by: 'oye' })]
    const left = await waits({ by: 'maddy' })
    await ruth.open('/moderation')
    await reject(scene.context, null, ids[2]!)
    await press('release', undefined, { id: ids })
    expect(path()).toBe('/moderation?done=release&n=2&missed=1')
    expect(text()).toContain('2 let in. They show in a moment. 1 had been decided on by somebody else before')
    expect(await Promise.all([...ids, left].map(stateOf))).toEqual(['released', 'released', 'rejected', 'waiting'])
  })

  test('choosing none says so, and the list stays as it was narrowed', async () => {
    await waits()
    await waits({ by: 'jonas', host: 'allotment.example', words: 'Ask the crews.' })
    await ruth.open('/moderation?host=allotment.example')
    await press('release')
    expect(ruth.status).toBe(422)
    expect(text()).toContain('There is a problem Choose at least one first')
    expect(text()).toContain('1 waiting from allotment.example')
    await ruth.send('/moderation/queue', { _csrf: String(parseFragment(ruth.html)[0]!.fields._csrf), act: 'nonsense' })
    expect(ruth.status).toBe(422)
  })

  test('leads back to the list and nowhere else', async () => {
    for (const back of [
      'https://evil.example/',
      '//evil.example',
      '/moderation/../stories',
      '/sign-out',
      '/moderationx'
    ]) {
      const one = await waits()
      await ruth.open('/moderation')
      await press('release', one, { back })
      expect(path()).toBe('/moderation?done=release')
    }
  })

  test('an address can make the page say nothing of its own', async () => {
    await waits()
    await ruth.open('/moderation?done=%3Cscript%3E&n=9')
    expect(ruth.html).not.toContain('notification-banner')
    await ruth.open('/moderation?done=constructor')
    expect(ruth.html).not.toContain('notification-banner')
    await ruth.open('/moderation?done=block-server')
    expect(ruth.html).not.toContain('notification-banner')
  })

  test('what was done is told once, and never something else', async () => {
    const one = await waits()
    await ruth.open('/moderation')
    await press('release', one)
    expect(path()).toBe('/moderation?done=release')
    expect(ruth.html).toContain('Let in. It shows in a moment.')
    await ruth.open('/moderation?done=release')
    expect(ruth.html).not.toContain('notification-banner')
    const other = await waits()
    await ruth.open('/moderation')
    await press('release', other)
    await ruth.open('/moderation?done=release')
    await ruth.open('/moderation?done=block-server')
    expect(ruth.html).not.toContain('notification-banner')
  })
})

describe('one item', () => {
  test('stands in its conversation with what is known of author and server', async () => {
    const { uri } = await story()
    const id = await waits({
      about: uri,
      words: 'Is the booth <a href="https://dear.example/x">still</a> going spare?'
    })
    await ruth.open(`/moderation/held/${id}`)
    expect(ruth.status).toBe(200)
    for (const words of [
      ...['A reply from Finn, held since today', 'Housing advice at a table', 'still going spare?', 'dear.example'],
      ...['Unknown servers wait for a person', 'Create of a Note, sent to our inbox', 'What should happen?'],
      ...['Nothing before this', 'Not yet checked: only moderators see this', 'Back to the 1 waiting']
    ])
      expect(ruth.html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toContain(words)
    expect(ruth.html).not.toContain('checked>')
  })

  test('asks for a choice, and keeps what was typed', async () => {
    const id = await waits()
    await ruth.open(`/moderation/held/${id}`)
    await ruth.press('Do it', { reason: 'Because it is <kind>' })
    expect(ruth.status).toBe(422)
    expect(text()).toContain('There is a problem Choose what should happen')
    expect(ruth.html).toContain('Because it is &lt;kind&gt;')
    expect(await stateOf(id)).toBe('waiting')
    await ruth.press('Do it', { act: 'release', reason: 'x'.repeat(1001) })
    expect(text()).toContain('1,000 characters or fewer')
    expect(ruth.html).toMatch(/value="release" checked/)
  })

  test('is decided on with a reason, and the next one comes', async () => {
    const [first, second, third] = [await waits(), await waits({ by: 'jonas' }), await waits({ by: 'oye' })]
    await ruth.open(`/moderation/held/${second}`)
    await ruth.press('Do it, and show the next', { act: 'reject', reason: 'An advertisement' })
    expect(path()).toBe(`/moderation/held/${third}?done=reject`)
    expect(text()).toContain('Rejected.')
    await ruth.press('Do it, and show the next', { act: 'release-server' })
    expect(path()).toBe('/moderation?done=release-server')
    expect([await stateOf(first), await stateOf(second), await stateOf(third)]).toEqual([
      'released',
      'rejected',
      'released'
    ])
    expect((await trustOfHost(scene.context.store.read, 'busstop.example'))?.trust).toBe('known')
    expect((await decisions()).find(({ act }) => act === 'rejected')).toMatchObject({ reason: 'An advertisement' })
  })

  test('of a blocked server is rejected with all the rest from there', async () => {
    const [one, two] = [await waits(), await waits({ by: 'jonas' })]
    await ruth.open(`/moderation/held/${one}`)
    await ruth.press('Do it, and show the next', { act: 'block-server' })
    expect([await stateOf(one), await stateOf(two)]).toEqual(['rejected', 'rejected'])
    expect((await trustOfHost(scene.context.store.read, 'busstop.example'))?.trust).toBe('blocked')
  })

  test('that somebody else decided on says who, what and when, and changes nothing', async () => {
    const [one, two] = [await waits(), await waits({ by: 'jonas' })]
    const admin = await scene.browser('admin')
    await Promise.all([ruth.open(`/moderation/held/${one}`), admin.open(`/moderation/held/${one}`)])
    await admin.press('Do it, and show the next', { act: 'reject' })
    for (const again of [
      () => ruth.press('Do it, and show the next', { act: 'release' }),
      () => ruth.open(`/moderation/held/${one}`)
    ]) {
      await again()
      expect(ruth.status).toBe(409)
      expect(text()).toContain('Somebody decided on this before')
      expect(text()).toMatch(/Ruth admin rejected it on \w+day,? /)
      expect(text()).toContain('Go to the 1 waiting')
    }
    await ruth.open('/moderation')
    const { fields } = parseFragment(ruth.html).find((form) => form.fields.id === two)!
    await reject(scene.context, null, two)
    await ruth.send('/moderation/queue', { ...fields, act: 'release' })
    expect(ruth.status).toBe(409)
    expect([await stateOf(one), await stateOf(two)]).toEqual(['rejected', 'rejected'])
  })

  test('that is not there is 404', async () => {
    for (const id of ['none', '0'.repeat(32)]) {
      await ruth.open(`/moderation/held/${id}`)
      expect(ruth.status).toBe(404)
    }
  })
})
