/** A nominee sends a clip and pictures by their link, without an account: measured, seen by few, and part of the story once it is begun. */
import { readdirSync } from 'node:fs'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newKey } from '../../schema/columns.ts'
import { media } from '../../schema/index.ts'
import { uploadsFolder } from '../../server/media/clips.ts'
import { pictureById, picturesByIds } from '../../server/media/media.store.ts'
import { sweepMedia, sweepStrayFiles } from '../../server/media/sweep.ts'
import { sealAddress } from '../../server/nominations/addresses.ts'
import { assignByCouncil } from '../../server/nominations/assign.ts'
import { answerNomination, takeBack } from '../../server/nominations/consent.ts'
import { linkPath } from '../../server/nominations/links.ts'
import { addNomination, nominationById, stepsOf } from '../../server/nominations/nominations.store.ts'
import { recordingsOf } from '../../server/nominations/recordings.store.ts'
import { clipBytes } from '../help/clips.ts'
import { pageText, parseFragment } from '../help/html.ts'
import { freePorts, type TestServer, testServer, until } from '../help/server.ts'
import { type SignedIn, signIn } from '../help/signed-in.ts'

let server: TestServer
let reporter: SignedIn
let nia: SignedIn
let clip: Buffer
let picture: Buffer
const tus = { 'tus-resumable': '1.0.0', accept: 'application/json' }

beforeAll(async () => {
  const [port] = await freePorts(1)
  server = await testServer(port!, 'Aldermere', [], { CLIP_MAX_MB: '2' })
  reporter = await signIn(server, await server.person('rex', 'reporter'))
  nia = await signIn(server, await server.person('nia'))
  clip = await clipBytes({ seconds: 10, picture: 2_000 })
  picture = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#0a4f4a' } })
    .png()
    .toBuffer()
}, 60_000)
afterAll(() => server?.stop())

/** A nomination whose nominee has said yes, given to the reporter so that they tell it by themselves; its id. */
async function given(title = 'Kettles'): Promise<string> {
  const { context } = server
  const id = newKey(context.clock().getTime())
  const words = { title, who: 'Menders', place: 'Mill Lane', why: 'They mend.', nominator: 'Sam' }
  const nomineeMail = sealAddress(context, 'mender@example.net')
  await context.store.write((tx) =>
    addNomination(tx, { id, kind: 'project', state: 'asked', since: context.clock(), nomineeMail, ...words })
  )
  await answerNomination(context, id, 'read-first')
  const due = new Date(context.clock().getTime() + 9 * 86_400_000).toISOString().slice(0, 10)
  await assignByCouncil(context, id, { to: 'rex', way: 'self', due, offer: '' })
  return id
}

/** Whoever has the link, at a browser of their own. */
async function nominee(id: string) {
  const at = linkPath(server.context, 'tell', id)
  const first = await fetch(server.origin + at, { headers: { accept: 'text/html' } })
  const cookie = first.headers.getSetCookie()[0]!.split(';')[0]!
  const csrf = String(parseFragment(await first.text())[0]!.fields._csrf)
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(server.origin + path, {
      redirect: 'manual',
      ...init,
      headers: { accept: 'text/html', cookie, ...(init.headers as Record<string, string>) }
    })
  const file = (path: string, field: string, bytes: Uint8Array, alt = '', token = csrf) => {
    const body = new FormData()
    body.append('_csrf', token)
    body.append('alt', alt)
    body.append(field, new Blob([bytes.slice()]), 'IMG_0001.MOV')
    return ask(at + path, { method: 'POST', body })
  }
  const page = async () => (await ask(at)).text()
  return {
    ...{ at, csrf, ask, file, page },
    sendClip: (bytes: Uint8Array, alt?: string) => file('/clip', 'clip', bytes, alt),
    sendPicture: (alt: string) => file('/pictures', 'picture', picture, alt),
    /** Answers what the page shows, or what it showed before. */
    says: async (answer: string, shown?: string) => {
      const seen = /name="seen" value="([^"]+)"/.exec(shown ?? (await page()))![1]!
      const done = await ask(`${at}/answer`, {
        method: 'POST',
        body: new URLSearchParams({ _csrf: csrf, answer, seen })
      })
      expect(done.status).toBe(303)
    },
    remove: (sent: string) => ask(`${at}/remove`, { method: 'POST', body: new URLSearchParams({ _csrf: csrf, sent }) })
  }
}
const recordings = (id: string) => recordingsOf(server.context.store.read, id)
const state = async (id: string) => (await nominationById(server.context.store.read, id))!.state
const status = async (path: string, who?: SignedIn) =>
  (await (who ? who.ask(path) : fetch(server.origin + path, { redirect: 'manual' }))).status

describe('a clip', () => {
  test('is sent without an account, and seen by nobody but the nominee and those who look after it', async () => {
    const id = await given()
    const mender = await nominee(id)
    expect(pageText(await mender.page())).toContain('up to three minutes and 2 MB')
    const sent = await mender.sendClip(clip, 'A kettle is opened')
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `${mender.at}?kept=clip`])
    expect(await (await mender.ask(`${mender.at}?kept=clip`)).text()).toContain('We have your clip')
    expect(await state(id)).toBe('recorded')
    const [one] = await recordings(id)
    expect(one).toMatchObject({ kind: 'clip', alt: 'A kettle is opened', milliseconds: 10_000, videoCodec: 'avc' })
    const shown = `${mender.at}/media/${one!.media}`
    expect(await mender.page()).toContain(`<source src="${shown}" type="video/mp4">`)
    const part = await mender.ask(shown, { headers: { range: 'bytes=0-99' } })
    expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 100])
    expect(part.headers.get('cache-control')).toBe('private, no-cache')

    const inside = `/nominations/${id}/media/${one!.media}`
    const page = await reporter.page(`/nominations/${id}`)
    expect(page).toContain(`<source src="${inside}"`)
    expect(pageText(page)).toContain('It has no captions yet')
    expect(pageText(page)).toContain('The nominee sent a clip')
    expect(await status(inside, reporter)).toBe(200)
    expect(pageText(await reporter.page('/notifications'))).toContain('a nominee has answered')
    // Nowhere else: not at the address of what is for readers, nor for colleagues, visitors, or by another's link.
    for (const who of [undefined, nia, reporter]) expect(await status(`/media/${one!.media}`, who)).toBe(404)
    expect(await status(inside, nia)).toBe(404)
    expect(await status(inside)).toBe(303)
    const other = await nominee(await given('Bread'))
    expect((await other.ask(`${other.at}/media/${one!.media}`)).status).toBe(404)
    expect(await status(`/nominations/${other.at}/media/${one!.media}`, reporter)).toBe(404)
  })

  test('comes in parts too, is gone on with, and takes the place of the one before', async () => {
    const id = await given()
    const mender = await nominee(id)
    await mender.sendClip(clip, 'The first')
    const [before] = await recordings(id)
    const headers = { ...tus, 'x-csrf-token': mender.csrf }
    const begun = await mender.ask(`${mender.at}/clip/uploads`, {
      method: 'POST',
      headers: { ...headers, 'upload-length': String(clip.length) }
    })
    const upload = begun.headers.get('location')!
    expect(begun.status).toBe(201)
    expect(upload).toMatch(new RegExp(`^${mender.at}/clip/uploads/[0-9a-f]{32}$`))
    const send = (from: number, to: number) =>
      mender.ask(upload, {
        method: 'PATCH',
        headers: { ...headers, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(from) },
        body: new Uint8Array(clip.subarray(from, to))
      })
    expect((await send(0, 4_000)).status).toBe(204)
    expect(pageText(await mender.page())).toContain('A clip is on its way')
    // Another's link reaches nothing of it.
    const other = await nominee(await given('Bread'))
    const theirs = upload.replace(mender.at, other.at)
    expect((await other.ask(theirs, { method: 'HEAD', headers: tus })).status).toBe(404)
    const asked = await mender.ask(upload, { method: 'HEAD', headers: tus })
    expect(asked.headers.get('upload-offset')).toBe('4000')
    expect((await send(4_000, clip.length)).status).toBe(204)
    const finish = () =>
      mender.ask(`${upload}/finish`, { method: 'POST', headers, body: new URLSearchParams({ alt: 'The second' }) })
    expect(await (await finish()).json()).toEqual({ next: `${mender.at}?kept=clip` })
    // The answer was lost on the way, and is asked for again.
    expect((await finish()).status).toBe(200)
    expect((await recordings(id)).map(({ alt }) => alt)).toEqual(['The second'])
    expect(await pictureById(server.context.store.read, before!.media)).toBeUndefined()
  })

  test('that is too long, too large or none at all is refused as everybody’s, beside its field', async () => {
    const id = await given()
    const mender = await nominee(id)
    const long = await clipBytes({ seconds: 181, picture: 60 })
    for (const [bytes, words] of [
      [long, 'It is 3 minutes 1 second long, and three minutes is the most'],
      [Buffer.from('<!doctype html><video>'), 'Choose a clip in MP4, WebM or MOV'],
      [Buffer.alloc(2_050_000), 'Choose a clip of 2 MB or less'],
      [new Uint8Array(), 'Choose a clip']
    ] as const) {
      const answer = await mender.sendClip(bytes)
      const page = await answer.text()
      expect(answer.status, words).toBe(422)
      expect(page).toContain('id="clip-error"')
      expect(page).toContain(words)
    }
    const { config } = server.context
    const room = config.quotaCouncil
    Object.assign(config, { quotaCouncil: 1 })
    try {
      expect((await mender.sendClip(clip)).status).toBe(422)
      expect((await mender.sendPicture('Menders')).status).toBe(422)
    } finally {
      Object.assign(config, { quotaCouncil: room })
    }
    expect((await mender.file('/clip', 'clip', clip, '', 'made up')).status).toBe(403)
    expect(await recordings(id)).toEqual([])
    expect(await state(id)).toBe('assigned')
  })

  test('is not taken by a link that was made up, or is for something else', async () => {
    const id = await given()
    const { ask, csrf } = await nominee(id)
    const body = () => {
      const form = new FormData()
      form.append('_csrf', csrf)
      form.append('clip', new Blob([new Uint8Array(clip)]), 'clip.mp4')
      return form
    }
    const consent = linkPath(server.context, 'consent', id).replace('consent', 'tell')
    for (const at of ['/nominations/tell/made-up', consent])
      expect((await ask(`${at}/clip`, { method: 'POST', body: body() })).status).toBe(404)
  })
})

test('pictures are four at most, each says what it shows, and any can be taken away', async () => {
  const id = await given()
  const mender = await nominee(id)
  const silent = await mender.sendPicture(' ')
  expect(silent.status).toBe(422)
  expect(await silent.text()).toContain('id="picture-alt-error"')
  for (const n of [1, 2, 3, 4]) expect((await mender.sendPicture(`Mender ${n}`)).status).toBe(303)
  expect(pageText(await mender.page())).toContain('You have sent 4, which is the most')
  expect((await mender.sendPicture('A fifth')).status).toBe(422)
  const all = await recordings(id)
  expect(all.map(({ alt }) => alt)).toEqual(['Mender 1', 'Mender 2', 'Mender 3', 'Mender 4'])
  const shown = await mender.ask(`${mender.at}/media/${all[0]!.small}`)
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/webp'])
  expect(await status(`/media/${all[0]!.small}`, reporter)).toBe(404)
  await mender.remove(all[1]!.id)
  expect((await recordings(id)).map(({ alt }) => alt)).toEqual(['Mender 1', 'Mender 3', 'Mender 4'])
  const gone = await picturesByIds(server.context.store.read, [all[1]!.media, all[1]!.small!])
  expect(gone).toEqual([])
  expect(await (await mender.ask(mender.at)).text()).not.toContain('Mender 2')
})

test('what was sent becomes the draft’s, and nothing is published before the reporter has added captions', async () => {
  const id = await given('A repair café')
  const mender = await nominee(id)
  await mender.sendClip(clip, 'A kettle is opened')
  await mender.sendPicture('The fire station')
  const [one] = await recordings(id)
  // A day later both are still there.
  const { clock } = server.context
  server.context.clock = () => new Date(clock().getTime() + 2 * 86_400_000)
  await sweepStrayFiles(server.context)
  await sweepMedia(server.context)
  server.context.clock = clock
  const begun = await reporter.form(`/nominations/${id}/draft`, {})
  const story = begun.headers.get('location')!.replace('/edit', '')
  expect(await state(id)).toBe('drafted')
  expect(await recordings(id)).toEqual([])
  expect(await pictureById(server.context.store.read, one!.media)).toMatchObject({
    post: story.split('/').at(-1),
    nomination: null
  })
  const own = pageText(await reporter.page(`${story}/clip`))
  expect(own).toContain('10 seconds')
  expect(own).toContain('A kettle is opened')
  expect(await reporter.page(`${story}/pictures`)).toContain('The fire station')
  expect(await status(`/media/${one!.media}`, reporter)).toBe(200)
  expect(await status(`/media/${one!.media}`)).toBe(404)
  const words = { summary: 'They mend.', body: 'They met.', wentWell: 'Forty kettles.', wentBadly: 'One fire.' }
  const publish = () => reporter.form(`${story}/edit`, { title: 'A repair café', ...words, audience: 'world' })
  const early = await publish()
  expect(early.status).toBe(422)
  expect(await early.text()).toContain('a clip without captions is not published')
  // Nothing more is sent by the nominee, who reads the story as it would be: without the clip until it has captions.
  const before = await mender.page()
  expect(pageText(before)).toContain('Rex at Aldermere is writing it up')
  expect(pageText(before)).toContain('You see it here once it has captions')
  expect(before).not.toContain('<video')
  expect((await mender.ask(`${mender.at}/story/${one!.media}`)).status).toBe(404)
  expect((await mender.sendClip(clip)).status).toBe(409)
  expect((await mender.sendPicture('Late')).status).toBe(409)
  const late = { ...tus, 'x-csrf-token': mender.csrf, 'upload-length': '100' }
  expect((await mender.ask(`${mender.at}/clip/uploads`, { method: 'POST', headers: late })).status).toBe(409)
  expect((await mender.ask(`${mender.at}/media/${one!.media}`)).status).toBe(404)
  const rows = { language: 'en', from: '0:01', to: '0:03', text: 'This is the kettle.' }
  expect((await reporter.form(`${story}/clip/captions`, rows)).status).toBe(303)
  const unread = await publish()
  expect(unread.status).toBe(422)
  expect(await unread.text()).toContain('We promised Menders that they read it first')
  expect((await reporter.form(`${story}/edit`, { title: 'A repair café', ...words, audience: 'draft' })).status).toBe(
    303
  )
  const shown = await mender.page()
  const at = `${mender.at}/story/${one!.media}`
  for (const part of [
    `<source src="${at}" type="video/mp4">`,
    `src="${at}/en.vtt"`,
    'A kettle is opened',
    'The fire station'
  ])
    expect(shown).toContain(part)
  expect(pageText(shown)).toContain('This is the kettle.')
  const part = await mender.ask(at, { headers: { range: 'bytes=0-99' } })
  expect([part.status, part.headers.get('cache-control')]).toEqual([206, 'private, no-cache'])
  expect(await (await mender.ask(`${at}/en.vtt`)).text()).toContain('This is the kettle.')
  const drawn = /src="([^"]+\/story\/[0-9a-f]{32})"[^>]* alt="The fire station"/.exec(shown)![1]!
  expect((await mender.ask(drawn)).headers.get('content-type')).toBe('image/webp')
  // By nobody else's link, and nothing else by this one.
  const other = await nominee(await given('Bread'))
  for (const file of ['', '/en.vtt'])
    expect((await other.ask(`${other.at}/story/${one!.media}${file}`)).status).toBe(404)
  const foreign = (await server.context.store.read.select().from(media)).find(({ post }) => post === null)
  expect((await mender.ask(`${mender.at}/story/${foreign?.id ?? '0'.repeat(32)}`)).status).toBe(404)
  await mender.says('right', shown)
  // Other captions are other words.
  const changed = { ...rows, text: 'This is our kettle.' }
  expect((await reporter.form(`${story}/clip/captions`, changed)).status).toBe(303)
  expect((await publish()).status).toBe(422)
  await mender.says('right')
  expect((await publish()).status).toBe(303)
  expect(await status(`/media/${one!.media}`)).toBe(200)
  expect(await server.page(story)).toContain('The fire station')
  expect((await stepsOf(server.context.store.read, id)).map(({ step }) => step.kind)).toContain('drafted')
  await until(async () => (await state(id)) === 'published')
})

test('a yes taken back takes the files with it', async () => {
  const id = await given()
  const mender = await nominee(id)
  await mender.sendClip(clip)
  const headers = { ...tus, 'x-csrf-token': mender.csrf }
  const begun = await mender.ask(`${mender.at}/clip/uploads`, {
    method: 'POST',
    headers: { ...headers, 'upload-length': String(clip.length) }
  })
  await mender.ask(begun.headers.get('location')!, {
    method: 'PATCH',
    headers: { ...headers, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' },
    body: new Uint8Array(clip.subarray(0, 500))
  })
  const arriving = () => readdirSync(uploadsFolder(server.context))
  expect(arriving()).toHaveLength(1)
  await mender.sendPicture('Menders')
  const files = (await recordings(id)).flatMap(({ media, small }) => (small ? [media, small] : [media]))
  const kept = await picturesByIds(server.context.store.read, files)
  expect(kept).toHaveLength(3)
  await takeBack(server.context, id, false)
  expect(await picturesByIds(server.context.store.read, files)).toEqual([])
  for (const { file } of kept) expect(await server.context.media.open(file)).toBeUndefined()
  expect(arriving()).toEqual([])
  expect((await mender.ask(mender.at)).status).toBe(404)
  expect((await mender.sendClip(clip)).status).toBe(404)
})
