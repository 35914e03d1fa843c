/** What becomes of accounts: pins, a new name, new keys, a report, a move, an end. */
import { expect, test } from 'vitest'
import type { Answer } from '../help/server.ts'
import { idOf, isAbout, parts, until, type World } from './world.ts'

export function actors(world: () => World): void {
  test('what is pinned stands first elsewhere too, until it is taken down', async () => {
    const { hexley, thornbeck, gwil, owen } = world()
    const pinned = await gwil.call('POST', 'stories', { title: 'Begin with this', ...parts })
    const later = await gwil.call('POST', 'stories', { title: 'Then read that', ...parts })
    for (const { uri } of [pinned, later]) await owen.sees(uri)
    const order = async () => {
      const page = await owen.page(`/@gwil@${thornbeck.host}`)
      return page.indexOf('Begin with this') - page.indexOf('Then read that')
    }
    expect(await order()).toBeGreaterThan(0)
    await gwil.call('POST', 'pins', { object: pinned.uri })
    const { body } = await hexley.receives(isAbout('Add', pinned.uri))
    expect(body).toMatchObject({ actor: gwil.uri, target: `${gwil.uri}/featured` })
    expect((await thornbeck.document(body.target)).orderedItems).toEqual([pinned.uri])
    await until(async () => (await order()) < 0, 30)
    await gwil.call('DELETE', 'pins', { object: pinned.uri })
    expect((await hexley.receives(isAbout('Remove', pinned.uri))).body.target).toBe(`${gwil.uri}/featured`)
    await until(async () => (await order()) > 0, 30)
  })

  test('a new name is pushed to followers', async () => {
    const { hexley, thornbeck, gwil, owen } = world()
    const saved = await gwil.form('/account', { name: 'Gwil Rees', role: 'Waste lead', team: 'Waste', bio: 'Lorries.' })
    expect(saved.status).toBe(303)
    const { body } = await hexley.receives((one) => isAbout('Update', gwil.uri)(one) && one.object.name === 'Gwil Rees')
    expect(body.object.attachment).toContainEqual({ type: 'PropertyValue', name: 'Role', value: 'Waste lead' })
    await until(async () => (await owen.page(`/@gwil@${thornbeck.host}`)).includes('Gwil Rees'), 30)
  })

  test('new keys are told with the old one, and what they sign is believed', async () => {
    const { hexley, thornbeck, gwil, owen } = world()
    const keyOf = async () => (await thornbeck.document(gwil.uri)).publicKey.publicKeyPem as string
    const before = await keyOf()
    await thornbeck.command('keys', 'rotate', 'gwil')
    const now = await keyOf()
    expect(now).not.toBe(before)
    const told = await hexley.receives(
      (body) => isAbout('Update', gwil.uri)(body) && body.object.publicKey?.publicKeyPem === now
    )
    expect(told.status).toBeLessThan(300)
    const story = await gwil.call('POST', 'stories', { title: 'Signed anew', ...parts })
    await owen.sees(story.uri)
    expect(await owen.reads(story.uri)).toContain('Signed anew')
    expect(hexley.got(isAbout('Create', story.uri)).map(({ status }) => status)).toEqual([202])
  })

  test('a report goes to the server of whom it is about, and names nobody', async () => {
    const { aldermere, thornbeck, moira, nia, gwil } = world()
    const story = await gwil.call('POST', 'stories', { title: 'Names a neighbour', ...parts })
    await nia.sees(story.uri)
    await nia.call('POST', 'reports', {
      actor: gwil.uri,
      objects: [story.uri],
      text: 'This names somebody.',
      forward: true
    })
    const { body, bytes } = await thornbeck.receives((one) => one.type === 'Flag')
    expect(body).toMatchObject({ actor: `${aldermere.origin}/actor`, object: [gwil.uri, story.uri] })
    expect(bytes).not.toContain(nia.uri)
    const report = await until(async () => {
      const { items } = await moira.call('GET', 'moderation/reports')
      return items.find((one: Answer) => one.text === 'This names somebody.')
    }, 30)
    expect(report).toMatchObject({ actor: gwil.uri, objects: [story.uri] })
  })

  test('somebody moves to another council: their followers go with them, what they said stays', async () => {
    const { aldermere, hexley, thornbeck, gwil, ifor, iforAtHexley, follow } = world()
    const old = await ifor.call('POST', 'stories', { title: 'Said before', ...parts })
    await follow(gwil, ifor)
    const early = await ifor.form('/account/move', { target: iforAtHexley.uri, sure: 'yes' })
    expect(early.status).toBe(422)
    expect((await iforAtHexley.form('/account/move/aliases', { aliases: `@ifor@${aldermere.host}` })).status).toBe(303)
    expect((await hexley.document(iforAtHexley.uri)).alsoKnownAs).toEqual([ifor.uri])
    expect((await ifor.form('/account/move', { target: `@ifor@${hexley.host}`, sure: 'yes' })).status).toBe(303)
    const { body } = await thornbeck.receives(isAbout('Move', ifor.uri))
    expect(body).toMatchObject({ actor: ifor.uri, target: iforAtHexley.uri })
    await until(async () => (await hexley.count(iforAtHexley.uri, 'followers')) === 1, 30)
    await aldermere.receives((one) => one.type === 'Undo' && one.actor === gwil.uri && one.object?.object === ifor.uri)
    await until(async () => (await aldermere.count(ifor.uri, 'followers')) === 0, 30)
    expect((await aldermere.document(ifor.uri)).movedTo).toBe(iforAtHexley.uri)
    expect(await aldermere.page('/@ifor')).toContain('has moved to')
    expect((await aldermere.document(`${ifor.uri}/outbox?page=true`)).orderedItems.map(idOf)).toContain(old.uri)
    expect(await aldermere.page(old.url)).toContain('Said before')
    const next = await iforAtHexley.call('POST', 'stories', { title: 'Said after', ...parts })
    await gwil.sees(next.uri)
    expect(await gwil.reads(next.uri)).toContain('Said after')
    await until(async () => (await gwil.call('GET', 'timeline')).items.some((one: Answer) => one.uri === next.uri), 30)
  })

  test('a deleted account is gone on every server, and answers 410', async () => {
    const { aldermere, hexley, thornbeck, gwil, owen, dora, follow } = world()
    await Promise.all([follow(gwil, dora), follow(owen, dora)])
    const story = await dora.call('POST', 'stories', { title: 'Last words', ...parts })
    for (const person of [gwil, owen]) await person.sees(story.uri)
    await aldermere.command('user', 'delete', 'dora', '--yes')
    for (const council of [thornbeck, hexley])
      expect((await council.receives(isAbout('Delete', dora.uri))).body.actor).toBe(dora.uri)
    for (const person of [gwil, owen]) await person.misses(story.uri)
    for (const uri of [dora.uri, story.uri]) expect(await aldermere.statusOf(uri)).toBe(410)
    expect(await aldermere.statusOf(`${aldermere.origin}/@dora`, 'text/html')).toBe(410)
    expect(await hexley.page(`/@dora@${aldermere.host}`)).not.toContain('Last words')
  })
}
