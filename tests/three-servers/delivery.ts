/** A server that is down for a while gets all of it once it is back; one that is blocked gets nothing. */
import { expect, test } from 'vitest'
import type { Answer } from '../help/server.ts'
import { isAbout, parts, settle, until, type World } from './world.ts'

export function deliveries(world: () => World): void {
  test('a server that was down gets what was said within a minute of its return, and nobody else waits', async () => {
    const { aldermere, hexley, nia, gwil, owen } = world()
    await hexley.stop()
    const story = await gwil.call('POST', 'stories', { title: 'While you were out', ...parts })
    const change = { wentBadly: 'You were not there.' }
    await nia.sees(story.uri)
    await gwil.call('PATCH', `stories/${story.id}`, change)
    await nia.sees(story.uri, (item) => item.wentBadly.includes('You were not there.'))
    expect((await aldermere.receives(isAbout('Announce', story.uri))).at.getTime()).toBeLessThan(Date.now())
    const back = new Date()
    await hexley.start()
    const { headers, at } = await until(() => hexley.got(isAbout('Create', story.uri))[0], 60)
    expect(at.getTime() - back.getTime()).toBeLessThan(60_000)
    // Signed anew: its date is that of this try.
    expect(Date.parse(String(headers.date))).toBeGreaterThanOrEqual(back.getTime() - 1_000)
    await owen.sees(story.uri, (item) => item.wentBadly.includes('You were not there.'))
    expect(await owen.reads(story.uri)).toContain('You were not there.')
    expect(hexley.got(isAbout('Create', story.uri))).toHaveLength(1)
  })

  test('a blocked server reads nothing, sends nothing and gets nothing, until that is undone', async () => {
    const { aldermere, hexley, ruth, nia, owen, trust } = world()
    const before = await nia.call('POST', 'stories', { title: 'Before the wall', ...parts })
    await owen.sees(before.uri)
    const seen = await owen.call('POST', 'replies', { inReplyTo: before.uri, body: 'From over there.' })
    await nia.sees(seen.uri)
    await trust(aldermere, hexley, 'blocked')
    expect(await nia.status(seen.uri)).toBe(404)
    expect(await aldermere.page(before.url)).not.toContain('From over there.')
    const hidden = await nia.call('POST', 'stories', { title: 'Behind the wall', ...parts })
    // Asked for by its address, with a signature, as whoever has the link would.
    expect((await owen.ask('GET', `object?uri=${encodeURIComponent(hidden.uri)}`)).ok).toBe(false)
    const late = await owen.call('POST', 'replies', { inReplyTo: before.uri, body: 'Over the wall.' })
    await until(() => aldermere.tap.deliveries.find(({ body }) => isAbout('Create', late.uri)(body)), 30)
    await settle()
    expect(aldermere.got(isAbout('Create', late.uri)).every(({ status }) => status === 403)).toBe(true)
    expect(await nia.status(late.uri)).toBe(404)
    expect(hexley.tap.deliveries.filter(({ bytes }) => bytes.includes('Behind the wall'))).toEqual([])
    expect((await ruth.ask('DELETE', `moderation/policies/${encodeURIComponent(hexley.host)}`)).status).toBe(204)
    await nia.sees(seen.uri)
    expect(await owen.reads(hidden.uri)).toContain('Behind the wall')
    const after = await nia.call('POST', 'questions', { title: 'Is it gone?', body: 'The wall.' })
    await until(async () => (await owen.call('GET', 'timeline')).items.some((one: Answer) => one.uri === after.uri), 30)
  })
}
