/** Policies about servers on their pages: the cost before, the way back after, and what everyone may read of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actorByUri } from '../../../server/actors/actors.store.ts'
import { followBetween, keepFollow } from '../../../server/follows/follows.store.ts'
import { growthOf } from '../../../server/moderation/growth.ts'
import { hostTrust } from '../../../server/moderation/policies/compiled.ts'
import { sweepPolicies } from '../../../server/moderation/policies/daily.ts'
import { policyOf } from '../../../server/moderation/policies/policies.store.ts'
import { restorableDays, trustServer } from '../../../server/moderation/trust.ts'
import { receiveVouches, sharesVouches } from '../../../server/moderation/vouching.ts'
import { pageText } from '../../help/html.ts'
import type { Browser } from '../../help/site.ts'
import { openScene, type Scene, wait } from './scene.ts'

let scene: Scene
let ruth: Browser
const host = 'busstop.example'
const finn = 'https://busstop.example/users/finn'

beforeAll(async () => {
  scene = await openScene()
  ruth = await scene.browser('moderator')
  await wait(scene.context)
})
afterAll(() => scene.close())

const text = () => pageText(ruth.html)
const read = () => scene.context.store.read
const page = `/moderation/servers/${host}`

async function finnFollowsRuth() {
  const actor = await actorByUri(read(), finn)
  const { actor: ours } = await scene.viewer('moderator')
  await scene.context.store.write((tx) =>
    keepFollow(tx, { follower: actor!.id, followed: ours.id, uri: `${finn}#follow`, state: 'accepted' })
  )
  return () => followBetween(read(), actor!.id, ours.id)
}

describe('blocking a server', () => {
  test('shows what it costs first, in numbers with links, and is undone with what comes back', async () => {
    const follow = await finnFollowsRuth()
    await ruth.open(page)
    expect(text()).toContain('What ties us to it')
    await ruth.press('Decide', {
      ...{ state: 'blocked', reason: 'Sells watches', publicReason: 'Advertisements', obfuscate: 'yes' },
      ...{ 'review-day': '1', 'review-month': '3', 'review-year': '2090' }
    })
    expect(text()).toContain('Block busstop.example?')
    expect(text()).toContain('People there who follow ours1')
    expect(text()).toContain('You can undo it for 30 days')
    expect(ruth.html).toContain(`href="${page}/ties#follows"`)
    expect(await hostTrust(scene.context, host)).toBe('unknown')
    await ruth.press(`Block ${host}`)
    expect(text()).toContain('Decided, and written in the log.')
    expect(await hostTrust(scene.context, host)).toBe('blocked')
    expect(await follow()).toBeUndefined()
    expect(text()).toContain('Comes back if undone 1 follow and 1 waiting, until')
    expect(text()).toContain('Look at it again 1 March 2090')
    await ruth.open(`${page}/undo`)
    expect(text()).toContain('It is trusted as before: Unknown')
    expect(text()).toContain('1 follow and 1 waiting')
    await ruth.press('Undo it', { reason: 'We were wrong' })
    expect(text()).toContain('Undone. The server is trusted as before')
    expect(text()).toContain('1 waiting from here')
    expect(await follow()).toMatchObject({ state: 'accepted' })
    await ruth.open(`${page}/ties`)
    expect(text()).toContain('follows Ruth moderator')
    await ruth.open('/moderation/log')
    expect(text()).toContain('We were wrong')
  })

  test('after thirty days the page says that follows cannot come back', async () => {
    await trustServer(scene.context, null, host, 'blocked', '')
    await ruth.open(page)
    expect(text()).toContain('1 follow and 1 waiting, until')
    scene.context.pass((restorableDays + 1) * 86_400_000)
    await sweepPolicies(scene.context)
    ruth = await scene.browser('moderator')
    await ruth.open(page)
    expect(text()).toContain('Follows that ended cannot be restored any more')
    await trustServer(scene.context, null, host, 'unknown', '')
  })

  test('of ourselves, of a shared ending and with a date that is none is refused beside the field', async () => {
    await ruth.open('/moderation/servers')
    await ruth.press('Decide', { host: 'gov.uk', state: 'blocked' })
    expect(ruth.status).toBe(422)
    expect(text()).toContain('many unrelated servers share')
    expect(ruth.html).toContain('value="gov.uk"')
    await ruth.open(page)
    await ruth.press('Decide', {
      ...{ state: 'limited', 'review-day': '31', 'review-month': '2', 'review-year': '2090' }
    })
    expect(ruth.status).toBe(422)
    expect(text()).toContain('Give a real date to look at it again')
    expect(ruth.html).toContain('value="31"')
  })

  test('a review that is due stands on the list of servers', async () => {
    const review = new Date(scene.context.clock().getTime() + 1_000)
    await trustServer(scene.context, null, 'review.example', 'limited', 'Noisy', { review })
    scene.context.pass(2_000)
    await ruth.open('/moderation/servers?review=due')
    expect(text()).toContain('Due for review (1)')
    expect(text()).toContain('review.example')
    await ruth.open('/moderation')
    expect(text()).toContain('1 decision about a server is due for review')
  })
})

describe('beside the trust', () => {
  test('what comes from there can be left out, and the page says so', async () => {
    await ruth.open('/moderation/servers/loud.example')
    await ruth.press('Decide', { state: 'unknown', rejectMedia: 'yes', rejectReports: 'yes' })
    expect(text()).toContain('It costs nothing.')
    await ruth.press('Leave out what comes from loud.example')
    expect(text()).toContain('Left out pictures, clips and emoji and reports')
    expect(await policyOf(read(), 'loud.example')).toMatchObject({ rejectMedia: true, rejectReports: true })
  })

  test('peer councils advise, and the settings say how trust grows and who may know', async () => {
    await trustServer(scene.context, null, 'peer.example', 'network', '')
    await receiveVouches(scene.context, 'peer.example', [{ host, state: 'limited' }])
    await ruth.open(page)
    expect(text()).toContain('1 council in your network limits this server.')
    await ruth.open('/moderation/settings')
    await ruth.press('Keep this', { authors: 'many', servers: '-1' })
    expect(ruth.status).toBe(422)
    expect(text()).toContain('Give a whole number from 0')
    await ruth.press('Keep this', { authors: '4', servers: '0' })
    expect(await growthOf(scene.context)).toEqual({ authors: 4, servers: 0 })
    const form = { _csrf: /name="_csrf" value="([^"]+)"/.exec(ruth.html)![1]!, share: 'yes' }
    await ruth.send('/moderation/settings/vouching', form)
    expect(await sharesVouches(scene.context)).toBe(true)
  })
})

describe('lists', () => {
  const csv = [
    '\uFEFF#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate',
    'busstop.example,suspend,FALSE,FALSE,"Spam, all day",true',
    'FRESH.example,silence,TRUE,FALSE,,',
    'ex*mple.com,suspend,,,,',
    'peer.example,suspend,,,,'
  ].join('\r\n')

  test('a file is taken in as a draft with its cost, told what was wrong in it, and applied by choice', async () => {
    await ruth.open('/moderation/lists/import')
    await ruth.press('Show what it would do', { file: new TextEncoder().encode(csv), name: 'From a friend' })
    expect(text()).toContain('3 waiting for you')
    expect(text()).toContain('Line 4: Part of the name is hidden by stars')
    expect(text()).toContain('Spam, all day')
    expect(text()).toContain('A council of your network: decide on its own page')
    expect(text()).toContain('no relation')
    expect(await hostTrust(scene.context, 'fresh.example')).toBe('unknown')
    const address = ruth.path
    await ruth.press('Apply the chosen')
    expect(ruth.status).toBe(422)
    expect(text()).toContain('Choose at least one server first')
    const csrf = /name="_csrf" value="([^"]+)"/.exec(ruth.html)![1]!
    await ruth.send(address.split('?')[0]!, { _csrf: csrf, act: 'apply', host: 'fresh.example', reason: 'Agreed' })
    expect(text()).toContain('One entry is applied')
    expect(await hostTrust(scene.context, 'fresh.example')).toBe('limited')
    expect(await policyOf(read(), 'fresh.example')).toMatchObject({ rejectMedia: true })
    expect(await hostTrust(scene.context, host)).toBe('unknown')
    await ruth.send(address.split('?')[0]!, { _csrf: csrf, act: 'all', reason: '' })
    expect(await hostTrust(scene.context, host)).toBe('blocked')
    expect(await hostTrust(scene.context, 'peer.example')).toBe('network')
    await ruth.open('/moderation/servers/export.csv')
    expect(ruth.headers['content-type']).toContain('text/csv')
    expect(ruth.html).toContain('busstop.example,suspend,false,false,"Spam, all day",true\r\n')
    expect(ruth.html).toContain('fresh.example,silence,true,false,,false\r\n')
    expect(ruth.html).not.toContain('peer.example')
    await ruth.open('/moderation/servers/allowed.csv')
    expect(ruth.html).toBe('#domain\r\npeer.example\r\n')
  })

  test('an empty or hopeless file is refused with why', async () => {
    await ruth.open('/moderation/lists/import')
    await ruth.press('Show what it would do', { pasted: '' })
    expect(text()).toContain('Choose a file, or paste its lines')
    await ruth.press('Show what it would do', { pasted: '#domain\n*' })
    expect(text()).toContain('There is no server in this list. Line 2: A star stands for every server.')
  })

  test('a subscription is kept with what was wrong, and can be ended', async () => {
    const read: string[] = []
    scene.context.remote.refreshList = async (list) => void read.push(list)
    await ruth.open('/moderation/lists')
    await ruth.press('Subscribe', { url: 'ftp://x', priority: '0' })
    expect(ruth.status).toBe(422)
    expect(text()).toContain('begins with https://')
    await ruth.press('Subscribe', { url: 'https://lists.example/a.csv', priority: '5', excludes: 'mine.example' })
    expect(read).toHaveLength(1)
    expect(text()).toContain('The list is kept.')
    await ruth.press('Unsubscribe')
    expect(ruth.path).toContain('/moderation/lists?done=list-removed')
  })
})
