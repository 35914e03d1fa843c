/** Legal holds beat every way in which something goes, and bundles of evidence tell when they are no longer what was made. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newKey } from '../../schema/columns.ts'
import { runCommand } from '../../scripts/commands/run.ts'
import { type Actor, actorByUri, changeActor } from '../../server/actors/actors.store.ts'
import { ensureCouncil } from '../../server/council/ensure.ts'
import { setUpCouncil } from '../../server/council/setup.ts'
import { addPicture } from '../../server/media/media.store.ts'
import { deleteMember } from '../../server/members/delete.ts'
import { createMember } from '../../server/members/members.ts'
import { makeViewer, type Viewer } from '../../server/members/viewer.ts'
import { type Bundle, makeBundle } from '../../server/moderation/evidence/bundle.ts'
import { copiesOf, keptFor, type LegalHold } from '../../server/moderation/evidence/holds.store.ts'
import { endHold, keptAfterLifting, placeHold } from '../../server/moderation/evidence/holds.ts'
import { mayDelete, underHold } from '../../server/moderation/evidence/preserve.store.ts'
import { verifyBundle } from '../../server/moderation/evidence/verify.ts'
import { addHeld, dropKept, expireHeld, heldById, listDecisions } from '../../server/moderation/held.store.ts'
import { sourceOfStore } from '../../server/moderation/log/source.ts'
import { verifyLog } from '../../server/moderation/log/verify.ts'
import { reject } from '../../server/moderation/queue.ts'
import { anyPost, readPost } from '../../server/posts/posts.store.ts'
import { receiveDelete, receivePost } from '../../server/posts/receive.ts'
import { withdrawPost } from '../../server/posts/withdraw.ts'
import { editStory, writeStory } from '../../server/stories/stories.ts'
import { sweep } from '../../server/sweep.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'
import { remoteActor, remotePost } from '../web/pages/elsewhere.ts'

let context: TestContext
let n = 0
const db = () => context.store.read
const review = () => new Date(context.clock().getTime() + 90 * 86_400_000)

async function member(): Promise<{ id: string; viewer: Viewer }> {
  const input = { handle: `person${++n}`, name: `Person ${n}`, email: `p${n}@aldermere.example`, role: 'practitioner' }
  const { member: made, actor } = await createMember(context, input)
  return { id: made.id, viewer: makeViewer(made, actor) }
}
const story = (viewer: Viewer, badly = 'There was no room.') =>
  writeStory(context, viewer, {
    ...{ title: 'Housing advice at a table', summary: 'We moved a table.', body: 'We moved it.' },
    ...{ wentWell: 'People came.', wentBadly: badly, audience: 'world' }
  })
const hold = (kind: string, target: string) =>
  placeHold(context, null, { kind, target, reason: 'The ombudsman asked', review: review() })
const kept = async (one: LegalHold) => (await keptFor(db(), one.id, {})).rows
const elsewhere = () =>
  remoteActor(context, { id: `https://busstop.example/users/finn${++n}`, preferredUsername: `finn${n}`, name: 'Finn' })
const words = (copy: { content: Record<string, unknown> }) => JSON.stringify(copy.content)

beforeAll(async () => {
  context = await makeTestContext()
  await ensureCouncil(context)
  await setUpCouncil(context, { name: 'Aldermere Borough Council', handle: 'aldermere' })
})
afterAll(() => context.close())

describe('what a hold covers is hidden and kept', () => {
  test('a post that its author deletes on another server', async () => {
    const finn = await elsewhere()
    const id = await remotePost(context, finn, { content: '<p>The kettle rota nearly ended us.</p>' })
    const { post } = (await anyPost(db(), { id }))!
    const one = await hold('item', post.uri)
    expect(await underHold(db(), { post: id })).toMatchObject([{ id: one.id }])
    expect(await mayDelete(db(), id)).toBe(false)
    await receiveDelete(context, finn, post.uri)
    expect(await readPost(db(), { id }, undefined)).toBeUndefined()
    expect((await anyPost(db(), { id }))!.post).toMatchObject({ audience: 'withdrawn', html: '' })
    const copies = await kept(one)
    expect(copies).toMatchObject([{ kind: 'post', uri: post.uri, author: finn.uri, why: 'deleted', private: false }])
    expect(words(copies[0]!)).toContain('kettle rota')
    expect(await mayDelete(db(), id)).toBe(false)
  })

  test('nothing that no hold covers', async () => {
    const finn = await elsewhere()
    const id = await remotePost(context, finn, { content: '<p>Unheld.</p>' })
    const { uri } = (await anyPost(db(), { id }))!.post
    expect(await mayDelete(db(), id)).toBe(true)
    await receiveDelete(context, finn, uri)
    expect(await copiesOf(db(), { uri })).toEqual([])
  })

  test('a story of ours, in every version, when it is changed and withdrawn', async () => {
    const { viewer } = await member()
    const { post } = await story(viewer)
    const one = await hold('author', viewer.actor.uri)
    await editStory(context, viewer, post.id, {
      ...{ title: 'Housing advice', summary: 'We moved a table.', body: 'We moved it.' },
      ...{ wentWell: 'People came.', wentBadly: 'Nothing at all.' }
    })
    await withdrawPost(context, viewer, post.id)
    const copies = (await kept(one)).toReversed()
    expect(copies.map(({ why }) => why)).toEqual(['changed', 'withdrawn'])
    expect(words(copies[0]!)).toContain('There was no room.')
    expect(words(copies[1]!)).toContain('Nothing at all.')
    expect(words(copies[1]!)).not.toContain('There was no room.')
  })

  test('an account and all it said', async () => {
    const { id, viewer } = await member()
    const { post } = await story(viewer)
    const one = await hold('author', viewer.actor.uri)
    await deleteMember(context, id)
    const copies = await kept(one)
    expect(copies.map(({ kind, why }) => `${kind} ${why}`).toSorted()).toEqual(['actor deleted', 'post deleted'])
    expect(words(copies.find(({ kind }) => kind === 'actor')!)).toContain(viewer.actor.name)
    expect(copies.find(({ kind }) => kind === 'post')!.uri).toBe(post.uri)
  })

  test('an account elsewhere that says it is gone', async () => {
    const finn = await elsewhere()
    const one = await hold('author', `@${finn.username}@busstop.example`)
    await context.store.write((tx) => changeActor(tx, finn.id, { deleted: context.clock(), name: '' }))
    expect(await kept(one)).toMatchObject([{ kind: 'actor', uri: finn.uri }])
  })

  test('a whole conversation, also what comes while it lasts', async () => {
    const { viewer } = await member()
    const { post } = await story(viewer)
    const one = await hold('thread', post.uri)
    const finn = await elsewhere()
    const id = await remotePost(context, finn, { content: '<p>Later words.</p>', inReplyTo: post.uri })
    await receiveDelete(context, finn, (await anyPost(db(), { id }))!.post.uri)
    expect(await kept(one)).toMatchObject([{ author: finn.uri, thread: post.uri }])
  })

  test('whatever holds some words, whole and in whatever case; also once it no longer does', async () => {
    const one = await hold('search', '"cracked BOILER" café')
    const finn = await elsewhere()
    const write = (content: string) => remotePost(context, finn, { content })
    const [yes, no] = [
      await write('<p>The Cracked boiler of the CAFE.</p>'),
      await write('<p>A boiler, cracked, café</p>')
    ]
    const { post } = (await anyPost(db(), { id: yes }))!
    const received = {
      uri: post.uri,
      url: post.url,
      kind: 'post',
      author: finn.id,
      html: '<p>Nothing.</p>',
      sensitive: false
    } as const
    const rest = { visibility: 'public', topics: [], attachments: [], published: post.published!, named: [] } as const
    await receivePost(
      context,
      { ...received, ...rest, topics: [], attachments: [], named: [], edited: context.clock() },
      'everyone'
    )
    for (const id of [yes, no]) await receiveDelete(context, finn, (await anyPost(db(), { id }))!.post.uri)
    const copies = (await kept(one)).toReversed()
    expect(copies.map(({ uri, why }) => [uri, why])).toEqual([
      [post.uri, 'changed'],
      [post.uri, 'deleted']
    ])
  })

  test('what waits in the queue, when it is rejected, runs out, or is deleted by its author', async () => {
    const finn = await elsewhere()
    const one = await hold('author', finn.uri)
    const wait = async (days: number) => {
      const uri = `${finn.uri}/notes/${++n}`
      const id = await context.store.write((tx) =>
        addHeld(tx, {
          ...{
            uri: `${uri}/activity`,
            type: 'Create',
            actor: finn.uri,
            host: 'busstop.example',
            path: 'inbox',
            object: uri
          },
          ...{
            activity: { type: 'Create', id: uri },
            summary: `Words ${n}`,
            reason: 'unknown',
            rule: 'r',
            state: 'waiting'
          },
          expires: new Date(context.clock().getTime() + days * 86_400_000)
        })
      )
      return { id: id!, uri }
    }
    const [rejected, over, gone] = [await wait(30), await wait(-1), await wait(30)]
    await reject(context, null, rejected.id)
    await context.store.write((tx) => expireHeld(tx, context.clock()))
    await receiveDelete(context, finn, gone.uri)
    // Kept until the rejection can be undone no longer.
    await context.store.write((tx) => dropKept(tx, new Date(context.clock().getTime() + 40 * 86_400_000)))
    expect((await heldById(db(), rejected.id))!.activity).toBeNull()
    const copies = (await kept(one)).toReversed()
    expect(copies.map(({ uri, why }) => [uri, why])).toEqual([
      [rejected.uri, 'rejected'],
      [over.uri, 'expired'],
      [gone.uri, 'deleted']
    ])
    for (const copy of copies) expect(words(copy)).toContain('"activity":{')
  })
})

test('a picture of a story under hold stays when the story goes, and goes when the hold does', async () => {
  const { viewer } = await member()
  const { post } = await story(viewer)
  const file = `${newKey()}.webp`
  await context.media.put(file, new Uint8Array([1, 2, 3]), 'image/webp')
  await context.store.write((tx) =>
    addPicture(tx, {
      file,
      mediaType: 'image/webp',
      width: 1,
      height: 1,
      bytes: 3,
      owner: viewer.actor.id,
      post: post.id
    })
  )
  const one = await hold('item', post.uri)
  await withdrawPost(context, viewer, post.id)
  context.pass(3 * 86_400_000)
  await sweep(context)
  const bundle = await makeBundle(context, null, {
    kind: 'item',
    target: post.uri,
    reason: 'Asked for',
    private: false
  })
  expect([...(unzipSync(bundle.bytes)['media/0001.webp'] ?? [])]).toEqual([1, 2, 3])
  await endHold(context, null, one.id, 'Over')
  await sweep(context)
  expect(await context.media.open(file)).toBeUndefined()
})

describe('a hold', () => {
  test('needs something that is here, a reason and a day to come', async () => {
    const wrong = (input: object) =>
      placeHold(context, null, {
        kind: 'item',
        target: 'https://nowhere.example/1',
        reason: '',
        review: undefined,
        ...input
      })
    await expect(wrong({})).rejects.toMatchObject({
      faults: [{ field: 'target' }, { field: 'reason' }, { field: 'review' }]
    })
    for (const kind of ['author', 'thread', 'search', '', '__proto__'])
      await expect(wrong({ kind, target: '?' })).rejects.toMatchObject({ status: 422 })
    await expect(wrong({ review: new Date(Date.now() + 1_000 * 86_400_000) })).rejects.toMatchObject({ status: 422 })
  })

  test('is in the log, placed and lifted; a search without its words', async () => {
    const one = await hold('search', 'Jonas Example')
    await endHold(context, null, one.id, 'The inquiry is over')
    await expect(endHold(context, null, one.id, 'Again')).rejects.toThrow('already')
    const { rows } = await listDecisions(db(), { target: `${context.config.origin}/moderation/holds/${one.id}` })
    expect(rows.map(({ act, reason }) => [act, reason])).toEqual([
      ['hold lifted', 'The inquiry is over'],
      ['hold placed', 'The ombudsman asked']
    ])
    expect(JSON.stringify(rows)).not.toContain('Jonas')
  })

  test('takes over what others kept; what no hold keeps goes 30 days after the last was lifted', async () => {
    const finn = await elsewhere()
    const id = await remotePost(context, finn, { content: '<p>Twice held.</p>' })
    const { uri } = (await anyPost(db(), { id }))!.post
    const first = await hold('item', uri)
    await receiveDelete(context, finn, uri)
    const [author, search] = [await hold('author', finn.uri), await hold('search', 'twice held')]
    for (const one of [author, search]) expect(await kept(one)).toMatchObject([{ uri }])
    await endHold(context, null, first.id, 'Over')
    await endHold(context, null, search.id, 'Over')
    context.pass(keptAfterLifting + 60_000)
    await sweep(context)
    expect(await copiesOf(db(), { uri })).toHaveLength(1)
    await endHold(context, null, author.id, 'Over')
    await sweep(context)
    expect(await copiesOf(db(), { uri })).toHaveLength(1)
    context.pass(keptAfterLifting + 60_000)
    await sweep(context)
    expect(await copiesOf(db(), { uri })).toEqual([])
  })
})

describe('a bundle', () => {
  let finn: Actor
  let bundle: Bundle
  const hostile = '"><script src=https://evil.example/x.js></script><img src=x>'
  const make = (kind: string, target: string, more: object = {}) =>
    makeBundle(context, null, { kind, target, reason: 'For the ombudsman', private: false, ...more })
  const readable = (made: Bundle) =>
    Object.fromEntries(Object.entries(unzipSync(made.bytes)).map(([name, bytes]) => [name, strFromU8(bytes)]))

  beforeAll(async () => {
    finn = await elsewhere()
    const attachment = [
      { type: 'Document', mediaType: 'image/png', name: hostile, url: 'https://busstop.example/../../etc/passwd.png' }
    ]
    await remotePost(context, finn, { type: 'Article', name: hostile, content: '<p>The kettle rota.</p>', attachment })
    await remotePost(context, finn, { content: '<p>Only for my followers.</p>', to: `${finn.uri}/followers` })
    const gone = await remotePost(context, finn, { content: '<p>Soon to be gone.</p>' })
    await hold('author', finn.uri)
    await receiveDelete(context, finn, (await anyPost(db(), { id: gone }))!.post.uri)
    bundle = await make('author', finn.uri)
  })

  test('holds rows, copies, a page and the log, and can be verified', async () => {
    const files = readable(bundle)
    expect(Object.keys(files).toSorted()).toEqual([
      ...['index.html', 'kept/0001.json', 'log.json', 'manifest.json', 'manifest.signature.json'],
      ...['posts/0001.json', 'posts/0002.json']
    ])
    expect(files['kept/0001.json']).toContain('Soon to be gone.')
    const log = JSON.parse(files['log.json']!) as {
      checkpoint: { sequence: number }
      entries: { act: string; sequence: number }[]
    }
    expect(log.entries.map(({ act }) => act)).toContain('hold placed')
    expect(log.entries.at(-1)).toMatchObject({ act: 'evidence made', sequence: log.checkpoint.sequence })
    expect(bundle.manifest.made).toMatchObject({ reason: 'For the ombudsman', origin: context.config.origin, by: null })
    const key = (await actorByUri(db(), `${context.config.origin}/actor`))!.publicKeys.at(-1)!
    expect(await verifyBundle(bundle.bytes, key.multibase)).toMatchObject({ ok: true, findings: [], keyId: key.id })
    expect((await verifyLog(await sourceOfStore(db()))).ok).toBe(true)
  })

  test('has the document that something came in, where it is kept, and says of what it was not', async () => {
    const oye = await elsewhere()
    const came = async (words: string, to: string) => {
      const id = await remotePost(context, oye, { content: `<p>${words}</p>`, to })
      const { uri } = (await anyPost(db(), { id }))!.post
      const activity = {
        type: 'Create',
        id: `${uri}/activity`,
        actor: oye.uri,
        to,
        object: { id: uri, content: words }
      }
      const held = await context.store.write((tx) =>
        addHeld(tx, {
          ...{ uri: `${uri}/activity`, type: 'Create', actor: oye.uri, host: 'busstop.example', path: 'inbox' },
          ...{ object: uri, activity, summary: words, reason: 'unknown', rule: 'r', state: 'released' },
          ...{ expires: new Date(), kept: new Date(context.clock().getTime() + 86_400_000) }
        })
      )
      return { uri, held: held! }
    }
    const open = await came('As it came in', 'https://www.w3.org/ns/activitystreams#Public')
    const closed = await came('For some only', `${oye.uri}/followers`)
    const without = await remotePost(context, oye, { content: '<p>Never waited.</p>' })
    const { uri: bare } = (await anyPost(db(), { id: without }))!.post
    const { manifest, ...made } = await make('author', oye.uri)
    expect(manifest.documents).toMatchObject({ here: [{ uri: open.uri, file: 'received/0001.json' }], notKept: [bare] })
    expect(manifest.documents.why).toContain('while it waits for a person')
    const files = readable({ manifest, ...made })
    expect(JSON.parse(files['received/0001.json']!).activity).toMatchObject({ object: { content: 'As it came in' } })
    expect(files['index.html']).toContain('The documents of 1 of 2 things from other servers are in it')
    expect(Object.values(files).join()).not.toContain('For some only')
    expect(manifest.leftOut.private).toBe(2)
    const all = await make('author', oye.uri, { private: true })
    expect(all.manifest.documents.here.map(({ uri }) => uri)).toContain(closed.uri)
    // Under a hold it stays when it would go.
    const one = await hold('author', oye.uri)
    await context.store.write((tx) => dropKept(tx, new Date(context.clock().getTime() + 2 * 86_400_000)))
    expect((await heldById(db(), open.held))?.activity).toBeNull()
    expect((await kept(one)).map(({ why, private: hidden }) => [why, hidden])).toEqual([
      ['dropped', true],
      ['dropped', false]
    ])
    const after = await make('author', oye.uri)
    expect(after.manifest.documents).toMatchObject({
      here: [{ uri: open.uri, file: 'kept/0001.json' }],
      notKept: [bare]
    })
  })

  test('has a page in which nothing of others is more than text', () => {
    const page = readable(bundle)['index.html']!
    expect(page).toContain('The kettle rota.')
    expect(page).not.toMatch(/<script|<img|src=/i)
    expect([...page.matchAll(/href="([^"]*)"/g)].every(([, href]) => /^[a-z]+\/\d{4}\.[a-z0-9]+$/.test(href!))).toBe(
      true
    )
    expect(page).toContain("default-src 'none'")
  })

  test('leaves out what was written for some only, unless an admin wants it', async () => {
    expect(JSON.stringify(readable(bundle))).not.toContain('Only for my followers')
    expect(bundle.manifest.leftOut.private).toBe(1)
    const whole = await make('author', finn.uri, { private: true })
    expect(JSON.stringify(readable(whole))).toContain('Only for my followers')
    expect(whole.manifest.leftOut.private).toBe(0)
  })

  test('tells whatever was done to it', async () => {
    const findings = async (change: (files: Record<string, Uint8Array>) => void) => {
      const files = { ...unzipSync(bundle.bytes) }
      change(files)
      return (await verifyBundle(zipSync(files))).findings
    }
    expect(await findings(() => {})).toEqual([])
    const spoil = (files: Record<string, Uint8Array>, name: string) => {
      files[name] = strToU8(strFromU8(files[name]!).replace('kettle', 'teapot'))
    }
    expect(await findings((files) => spoil(files, 'index.html'))).toEqual(['index.html was changed.'])
    expect(await findings((files) => delete files['posts/0001.json'])).toEqual(['posts/0001.json is missing.'])
    expect(await findings((files) => Object.assign(files, { 'extra.json': strToU8('{}') }))).toEqual([
      'extra.json was put in.'
    ])
    expect((await findings((files) => Object.assign(files, { '../../etc/passwd': strToU8('x') }))).join()).toContain(
      'is no name'
    )
    expect(
      (
        await findings((files) => {
          files['manifest.json'] = strToU8(
            strFromU8(files['manifest.json']!).replace('For the ombudsman', 'For nobody')
          )
        })
      ).join()
    ).toContain('not signed')
    expect((await verifyBundle(bundle.bytes, 'z6MkOther')).findings.join()).toContain('another key')
    for (const bytes of [
      new Uint8Array(),
      strToU8('PK'),
      zipSync({ 'a.txt': strToU8('x') }),
      bundle.bytes.slice(0, 500)
    ])
      expect((await verifyBundle(bytes)).ok).toBe(false)
  })

  test('can be made of a post, a conversation and a hold; not of nothing, nor without a reason', async () => {
    const { viewer } = await member()
    const { post } = await story(viewer)
    for (const kind of ['item', 'thread'])
      expect((await make(kind, post.uri)).manifest.about).toEqual({ kind, target: post.uri })
    const search = await hold('search', 'kettle rota')
    const made = await make('hold', search.id)
    expect(readable(made)['index.html']).toContain('The kettle rota.')
    expect(made.manifest.about.target).toBe(`${context.config.origin}/moderation/holds/${search.id}`)
    await expect(make('item', 'https://nowhere.example/1')).rejects.toMatchObject({ status: 404 })
    await expect(make('report', 'f'.repeat(32))).rejects.toMatchObject({ status: 404 })
    await expect(make('item', post.uri, { reason: ' ' })).rejects.toMatchObject({ status: 422 })
  })

  test('is made and verified by the command', async () => {
    const said: string[] = []
    const [log, error] = [console.log, console.error]
    console.log = console.error = (line: string) => void said.push(line)
    const run = (...args: string[]) => runCommand({ ...context.config, databaseUrl: context.databaseUrl }, args)
    try {
      const path = join(context.config.dataDir, 'bundle.zip')
      expect(await run('evidence', 'export', path, '--author', finn.uri, '--reason', 'Asked for')).toBe(0)
      expect(await run('evidence', 'verify', path)).toBe(0)
      expect(said.join('\n')).toContain('The bundle is as it was made.')
      const bytes = readFileSync(path)
      bytes[bytes.length >> 1]! ^= 1
      writeFileSync(path, bytes)
      expect(await run('evidence', 'verify', path)).toBe(1)
      expect(await run('evidence', 'export', path, '--author', finn.uri, '--reason', 'Asked for')).toBe(1)
      expect(
        await run(
          'hold',
          'place',
          'author',
          finn.uri,
          '--reason',
          'Asked for',
          '--review',
          review().toISOString().slice(0, 10)
        )
      ).toBe(0)
      expect(await run('hold', 'list')).toBe(0)
      expect(said.at(-1)).toContain(finn.uri)
    } finally {
      console.log = log
      console.error = error
    }
  })
})
