/** Legal holds and bundles of evidence as moderators meet them: placed, shown where they matter, lifted, downloaded. */
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyBundle } from '../../../server/moderation/evidence/verify.ts'
import { heldById } from '../../../server/moderation/held.store.ts'
import { listDecisions } from '../../../server/moderation/log/decisions.store.ts'
import { reject } from '../../../server/moderation/queue.ts'
import { anyPost } from '../../../server/posts/posts.store.ts'
import { receiveDelete } from '../../../server/posts/receive.ts'
import { pageText, parseFragment } from '../../help/html.ts'
import type { Browser } from '../../help/site.ts'
import { remoteActor, remotePost } from '../pages/elsewhere.ts'
import { openScene, type Scene, wait } from './scene.ts'

let scene: Scene
let ruth: Browser
const text = () => pageText(ruth.html).replace(/\s+/g, ' ')
const db = () => scene.context.store.read
const later = () => new Date(scene.context.clock().getTime() + 60 * 86_400_000).toISOString().slice(0, 10)

/** Fills the form at an address of this page. */
async function send(browser: Browser, action: string, fields: Record<string, string>) {
  const form = parseFragment(browser.html).find((one) => one.action === action)!
  return browser.send(action, { ...form.fields, ...fields })
}

async function place(fields: Record<string, string>) {
  await ruth.open('/moderation/holds')
  await send(ruth, '/moderation/holds', { reason: 'The ombudsman asked', review: later(), ...fields })
}

const finn = () =>
  remoteActor(scene.context, { id: 'https://busstop.example/users/finn', preferredUsername: 'finn', name: 'Finn' })

async function post(content: string, more: object = {}) {
  const author = await finn()
  const id = await remotePost(scene.context, author, { content: `<p>${content}</p>`, ...more })
  return { author, uri: (await anyPost(db(), { id }))!.post.uri }
}

beforeAll(async () => {
  scene = await openScene()
  ruth = await scene.browser('moderator')
})
afterAll(() => scene.close())

describe('a hold', () => {
  test('is placed with a reason and a day, and keeps what is deleted; nobody else sees it', async () => {
    const { author, uri } = await post('The kettle <b>rota</b>.')
    await place({ kind: 'item', target: uri })
    expect(ruth.path).toMatch(/^\/moderation\/holds\/[0-9a-f]{32}\?done=hold/)
    expect(text()).toContain('The hold is placed')
    expect(text()).toContain('Nothing had to be copied yet')
    await receiveDelete(scene.context, author, uri)
    await ruth.open(ruth.path)
    expect(text()).toContain('1 copy kept')
    expect(text()).toContain('The kettle rota.')
    expect(text()).toContain('before it was deleted')
    const other = await scene.browser('practitioner')
    for (const path of [ruth.path, '/moderation/holds', '/moderation/evidence']) {
      await other.open(path)
      expect(other.status).toBe(403)
    }
  })

  test('says what is wrong, and keeps what was typed', async () => {
    await place({ kind: 'item', target: 'https://nowhere.example/1', reason: '', review: 'soon' })
    expect(ruth.status).toBe(422)
    expect(text()).toContain('There is a problem')
    expect(text()).toContain('Give the address of a post that is here')
    expect(text()).toContain('Say why it must be kept')
    expect(text()).toContain('Give a day to come')
    expect(ruth.html).toContain('value="https://nowhere.example/1"')
  })

  test('is lifted once, with a reason', async () => {
    await place({ kind: 'search', target: 'bin lorries' })
    const path = ruth.path.split('?')[0]!
    await send(ruth, `${path}/lift`, { reason: ' ' })
    expect(ruth.status).toBe(422)
    expect(text()).toContain('Say why it need not be kept any longer')
    await send(ruth, `${path}/lift`, { reason: 'It is over' })
    expect(text()).toContain('The hold is lifted')
    expect(ruth.html).not.toContain(`${path}/lift`)
    await ruth.open('/moderation/holds?lifted=yes')
    expect(text()).toContain('bin lorries')
    await ruth.open('/moderation/log')
    expect(text()).toContain('lifted a legal hold')
    expect(text()).not.toContain('bin lorries')
  })

  test('is shown on the page of what waits, and keeps its words when it is rejected', async () => {
    const id = await wait(scene.context, { by: 'jonas', words: 'Held words.' })
    const item = (await heldById(db(), id))!
    await ruth.open(`/moderation/held/${id}`)
    expect(text()).toContain('Place a legal hold')
    expect(text()).not.toContain('Under legal hold')
    await place({ kind: 'author', target: item.actor })
    const hold = ruth.path.split('?')[0]!
    await ruth.open(`/moderation/held/${id}`)
    expect(text()).toContain('Under legal hold')
    expect(ruth.html).toContain(`href="${hold}"`)
    await reject(scene.context, null, id)
    await ruth.open(hold)
    expect(text()).toContain('Held words.')
  })

  test('shows no word of what was written for some only', async () => {
    const { author, uri } = await post('A secret.', { to: 'https://busstop.example/users/finn/followers' })
    await place({ kind: 'item', target: uri })
    await receiveDelete(scene.context, author, uri)
    await ruth.open(ruth.path)
    expect(text()).toContain('Written for some only')
    expect(text()).not.toContain('A secret.')
  })
})

describe('a bundle', () => {
  const download = async (browser: Browser, fields: Record<string, string>) => {
    await browser.open('/moderation/evidence')
    const form = parseFragment(browser.html).find((one) => one.action === '/moderation/evidence')!
    return scene.app.inject({
      method: 'POST',
      url: '/moderation/evidence',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: scene.context.config.origin,
        host: new URL(scene.context.config.origin).host,
        cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      },
      payload: new URLSearchParams({
        ...(form.fields as Record<string, string>),
        reason: 'For the court',
        ...fields
      }).toString()
    })
  }

  test('is downloaded, is genuine, and is in the log', async () => {
    const { uri } = await post('The lamp is out.')
    const answer = await download(ruth, { kind: 'item', target: uri })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toBe('application/zip')
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="evidence-item-\d{14}\.zip"$/)
    expect(answer.headers['cache-control']).toBe('no-store')
    const verdict = await verifyBundle(new Uint8Array(answer.rawPayload))
    expect(verdict).toMatchObject({
      ok: true,
      manifest: { made: { by: { name: 'Ruth moderator' }, reason: 'For the court' } }
    })
    const { rows } = await listDecisions(db(), { target: uri })
    expect(rows).toMatchObject([{ act: 'evidence made', reason: 'For the court', detail: { kind: 'item', posts: 1 } }])
  })

  test('holds what was written for some only when an admin asks, and nobody else', async () => {
    const { uri } = await post('For followers only.', { to: 'https://busstop.example/users/finn/followers' })
    const inside = (answer: { rawPayload: Buffer }) =>
      Object.values(unzipSync(new Uint8Array(answer.rawPayload)))
        .map((bytes) => strFromU8(bytes))
        .join('\n')
    expect(inside(await download(ruth, { kind: 'item', target: uri, private: 'yes' }))).not.toContain(
      'For followers only.'
    )
    const admin = await scene.browser('admin')
    expect(inside(await download(admin, { kind: 'item', target: uri }))).not.toContain('For followers only.')
    expect(inside(await download(admin, { kind: 'item', target: uri, private: 'yes' }))).toContain(
      'For followers only.'
    )
  })

  test('says what is wrong', async () => {
    const answer = await download(ruth, { kind: 'item', target: 'https://nowhere.example/1', reason: '' })
    expect(answer.statusCode).toBe(422)
    expect(pageText(answer.body)).toContain('Say what it is for')
    const none = await download(ruth, { kind: 'hold', target: 'no-id' })
    expect(none.statusCode).toBe(422)
    expect(pageText(none.body)).toContain('There is no such hold here.')
  })
})
