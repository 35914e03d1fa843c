/** What is not for everyone goes only to the servers of those for whom it is, and nobody else there reads it. */
import { expect, test } from 'vitest'
import type { Answer } from '../help/server.ts'
import { type Council, isAbout, parts, publicUri, settle, until, type World } from './world.ts'

export function audiences(world: () => World): void {
  const bytesWith = (council: Council, words: string) =>
    council.tap.deliveries.filter(({ bytes }) => bytes.includes(words))

  test('for followers', async () => {
    const { aldermere, hexley, thornbeck, nia, gwil, owen, carys, iforAtHexley, moira } = world()
    const story = await gwil.call('POST', 'stories', { title: 'Hush followers', ...parts, audience: 'followers' })
    const { body, headers } = await hexley.receives(isAbout('Create', story.uri))
    for (const person of [owen, carys]) expect(await person.reads(story.uri)).toContain('Hush followers')
    expect(hexley.got(isAbout('Create', story.uri))).toHaveLength(1)
    expect([body.to, body.cc]).toEqual([[`${gwil.uri}/followers`], []])
    expect(headers['collection-synchronization']).toContain(`url="${gwil.uri}/followers/synchronization"`)
    expect(body).not.toHaveProperty('proof')
    for (const person of [iforAtHexley, moira, nia]) expect(await person.status(story.uri)).toBe(404)
    await settle()
    expect(bytesWith(aldermere, 'Hush followers')).toEqual([])
    const { page } = await owen.object(story.uri)
    for (const path of [page, '/', '/search?q=Hush', `/@gwil@${thornbeck.host}`])
      expect(await hexley.page(path)).not.toContain('Hush followers')
    expect(await thornbeck.statusOf(story.uri)).toBe(404)
    expect((await owen.ask('POST', 'shares', { object: story.uri })).ok).toBe(false)
    await owen.call('POST', 'likes', { object: story.uri })
    await gwil.looksUp(story.uri, ({ counts }) => counts.likes === 1)
    // An answer is for those alone who can read what it answers.
    const answer = await owen.call('POST', 'replies', { inReplyTo: story.uri, body: 'Hush answer.' })
    await thornbeck.receives(isAbout('Create', answer.uri))
    expect((await gwil.looksUp(answer.uri)).audience).toBe('direct')
    expect(await carys.status(answer.uri)).toBe(404)
  })

  test('for those named', async () => {
    const { aldermere, thornbeck, hexley, nia, ruth, gwil, owen } = world()
    const words = { title: 'Hush named?', body: `Between us, @nia@${aldermere.host}.`, audience: 'direct' }
    const question = await gwil.call('POST', 'questions', words)
    const { body } = await aldermere.receives(isAbout('Create', question.uri))
    expect(await nia.reads(question.uri)).toContain('Hush named?')
    expect([body.to, body.cc]).toEqual([[nia.uri], []])
    expect(body.object.tag).toContainEqual(expect.objectContaining({ type: 'Mention', href: nia.uri }))
    for (const person of [ruth, owen]) expect(await person.status(question.uri)).toBe(404)
    const answer = await nia.call('POST', 'replies', { inReplyTo: question.uri, body: 'Hush named answer.' })
    await thornbeck.receives(isAbout('Create', answer.uri))
    expect((await gwil.looksUp(answer.uri)).audience).toBe('direct')
    await settle()
    expect(bytesWith(hexley, 'Hush named')).toEqual([])
  })

  test('by link: delivered and readable, and in no list', async () => {
    const { aldermere, hexley, thornbeck, gwil, owen, nia } = world()
    const story = await gwil.call('POST', 'stories', { title: 'Quietly by link', ...parts, audience: 'unlisted' })
    expect((await owen.sees(story.uri)).audience).toBe('unlisted')
    const { body } = await hexley.receives(isAbout('Create', story.uri))
    expect([body.to, body.cc]).toEqual([[`${gwil.uri}/followers`], [publicUri]])
    expect(await nia.reads(story.uri)).toContain('Quietly by link')
    expect(await thornbeck.page(story.url)).toContain('Quietly by link')
    for (const path of ['/', '/stories', '/feeds/stories.atom'])
      expect(await thornbeck.page(path)).not.toContain('Quietly by link')
    expect(aldermere.got(isAbout('Announce', story.uri))).toEqual([])
  })

  test('a list of followers that differs is set right (FEP-8fcf)', async () => {
    const { thornbeck, hexley, gwil, carys, owen } = world()
    const followers = () => thornbeck.count(gwil.uri, 'followers')
    const before = await followers()
    const isUndo = (body: Answer) =>
      body.type === 'Undo' && body.actor === carys.uri && body.object?.object === gwil.uri
    await thornbeck.tap.losing(isUndo, async (lost) => {
      await carys.call('DELETE', 'follows', { target: gwil.uri })
      await until(() => lost() > 0, 30)
    })
    expect(await followers()).toBe(before)
    const told = await gwil.call('POST', 'stories', { title: 'Hush count', ...parts, audience: 'followers' })
    const { headers } = await hexley.receives(isAbout('Create', told.uri))
    expect(headers['collection-synchronization']).toMatch(/digest="[0-9a-f]{64}"/)
    await until(async () => (await followers()) === before - 1, 30)
    expect((await thornbeck.receives(isUndo)).body.object).toMatchObject({ type: 'Follow', actor: carys.uri })
    expect(await thornbeck.statusOf(`${gwil.uri}/followers/synchronization`)).toBe(401)
    await owen.looksUp(told.uri)
    expect(await carys.status(told.uri)).toBe(404)
  })
}
