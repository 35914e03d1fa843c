/** A community at Aldermere whose people are of all three councils (FEP-1b12). */
import { expect, test } from 'vitest'
import type { Answer } from '../help/server.ts'
import { type Council, isAbout, type Person, parts, passesOn, publicUri, settle, until, type World } from './world.ts'

export function communities(world: () => World): void {
  let group: Answer
  let uri: string
  let post: Answer
  const shownTo = async (person: Person, key = 'uri') => {
    const { items } = await person.call('GET', `communities/${await idAt(person)}/posts?size=50`)
    return (items as Answer[]).map((item) => item[key])
  }
  /** The community's key on the server of somebody who joined it. */
  const idAt = async (person: Person) => {
    const { items } = await person.call('GET', 'memberships')
    return items.find((one: Answer) => one.community === uri)?.id as string
  }
  const byId = (council: Council, object: string) =>
    council.got((body) => isAbout('Announce', object, uri)(body) && typeof body.object === 'string')

  test('is joined from other servers, by following', async () => {
    const { aldermere, ruth, gwil, owen } = world()
    group = await ruth.call('POST', 'communities', {
      handle: 'repairs',
      name: 'Housing repairs',
      purpose: 'For who *mends*.'
    })
    uri = group.uri
    for (const person of [gwil, owen])
      await person.call('POST', 'memberships', { community: `@repairs@${aldermere.host}` })
    await until(async () => (await aldermere.count(uri, 'followers')) === 3, 30)
    const joined = await aldermere.receives(isAbout('Follow', uri, gwil.uri))
    expect(joined.path).toBe(`${new URL(uri).pathname}/inbox`)
    for (const person of [gwil, owen])
      await until(async () => {
        const { items } = await person.call('GET', 'memberships')
        return items.some((one: Answer) => one.community === uri && one.state === 'accepted')
      }, 30)
    expect(await aldermere.document(uri)).toMatchObject({ type: 'Group', attributedTo: `${uri}/moderators` })
    expect(await gwil.page(`/communities/repairs@${aldermere.host}`)).toContain('Housing repairs')
  })

  test('shows what one server posts to the other, by id and by activity', async () => {
    const { aldermere, hexley, gwil, owen } = world()
    post = await gwil.call('POST', 'stories', { title: 'Gutters', ...parts, community: uri })
    expect((await aldermere.receives(isAbout('Create', post.uri))).body.object).toMatchObject({ audience: uri })
    await hexley.receives((body) => body.actor === uri && body.type === 'Announce' && body.object === post.uri)
    const wrapped = await hexley.receives(passesOn('Create', post.uri))
    expect(wrapped.body).toMatchObject({ actor: uri, to: [publicUri], object: { actor: gwil.uri, audience: uri } })
    expect(await aldermere.document(wrapped.body.id)).toMatchObject({ type: 'Announce', actor: uri })
    await until(async () => (await shownTo(owen)).includes(post.uri), 30)
    await until(async () => (await aldermere.page('/communities/repairs')).includes('Gutters'), 30)
    await until(async () => (await owen.page(`/communities/repairs@${aldermere.host}`)).includes('Gutters'), 30)
  })

  test('passes on what becomes of it: a reply, a like, an edit', async () => {
    const { thornbeck, hexley, aldermere, nia, gwil, owen } = world()
    const reply = await owen.call('POST', 'replies', { inReplyTo: post.uri, body: 'Ours leak too.' })
    await nia.sees(reply.uri)
    await thornbeck.receives(passesOn('Create', reply.uri))
    await gwil.sees(post.uri, (item) => item.replies.some((one: Answer) => one.uri === reply.uri))
    await owen.call('POST', 'likes', { object: post.uri })
    const like = await aldermere.receives(isAbout('Like', post.uri, owen.uri))
    expect(like.body).toMatchObject({ cc: [uri], audience: uri })
    expect((await thornbeck.receives(passesOn('Like', post.uri))).body.object).toEqual(like.body)
    for (const person of [gwil, nia]) await person.sees(post.uri, ({ counts }) => counts.likes === 1)
    await gwil.call('PATCH', `stories/${post.id}`, { wentWell: 'Dry feet.' })
    const edit = await hexley.receives(passesOn('Update', post.uri))
    expect(edit.body.object.object.content).toContain('Dry feet.')
    for (const person of [nia, owen]) await person.sees(post.uri, (item) => item.wentWell.includes('Dry feet.'))
    await settle()
    expect(byId(hexley, post.uri)).toHaveLength(1)
    expect(hexley.got(passesOn('Create', post.uri))).toHaveLength(1)
    expect((await gwil.object(post.uri)).counts.likes).toBe(1)
  })

  test('is looked after: a post goes out, by whom and why, and comes back', async () => {
    const { hexley, ruth, gwil, owen } = world()
    const care = `communities/${group.id}/removed-posts`
    expect((await owen.ask('POST', `communities/${await idAt(owen)}/removed-posts`, { object: post.uri })).ok).toBe(
      false
    )
    await ruth.call('POST', care, { object: post.uri, reason: 'Off topic' })
    const told = await hexley.receives(passesOn('Delete', post.uri))
    expect(told.body.object).toMatchObject({ actor: ruth.uri, summary: 'Off topic', audience: uri })
    const undo = await hexley.receives((body) => body.type === 'Undo' && body.actor === uri)
    expect(undo.body.object).toMatchObject({ type: 'Announce', object: post.uri })
    await until(async () => !(await shownTo(owen)).includes(post.uri), 30)
    await until(async () => !(await shownTo(gwil)).includes(post.uri), 30)
    expect((await owen.object(post.uri)).title).toBe('Gutters')
    await ruth.call('DELETE', care, { object: post.uri })
    await until(async () => (await shownTo(owen)).includes(post.uri), 30)
    await until(() => byId(hexley, post.uri).length === 2, 30)
  })

  test('has a coordinator of another server, for as long as it says so', async () => {
    const { aldermere, hexley, ruth, owen } = world()
    const coordinators = `communities/${group.id}/coordinators`
    await ruth.call('POST', coordinators, { member: owen.uri })
    const isTold = (type: string) => (body: Answer) => body.type === 'Announce' && body.object?.type === type
    const added = await hexley.receives(isTold('Add'))
    expect(added.body.object).toMatchObject({ actor: ruth.uri, object: owen.uri, target: `${uri}/moderators` })
    expect((await aldermere.document(`${uri}/moderators`)).orderedItems).toEqual([ruth.uri, owen.uri])
    await ruth.call('DELETE', coordinators, { member: owen.uri })
    await hexley.receives(isTold('Remove'))
    expect((await aldermere.document(`${uri}/moderators`)).orderedItems).toEqual([ruth.uri])
  })

  test('keeps what is for its members among them, on every server', async () => {
    const { aldermere, thornbeck, hexley, ruth, nia, moira, gwil, owen, carys } = world()
    const secret = await ruth.call('POST', 'stories', {
      title: 'Rats in Mill Lane',
      ...parts,
      audience: 'community',
      community: uri
    })
    for (const person of [gwil, owen]) {
      expect((await person.looksUp(secret.uri)).audience).toBe('community')
      expect(await person.reads(secret.uri)).toContain('Rats in Mill Lane')
      await until(async () => (await shownTo(person)).includes(secret.uri), 30)
    }
    for (const person of [nia, moira, carys]) expect(await person.status(secret.uri)).toBe(404)
    for (const council of [thornbeck, hexley])
      for (const { body, bytes } of council.tap.deliveries.filter(({ bytes }) => bytes.includes('Rats in Mill Lane'))) {
        expect(JSON.stringify([body.to, body.cc, body.object?.to, body.object?.cc]), bytes).not.toContain('Public')
        expect(body).not.toHaveProperty('proof')
      }
    for (const [council, { page }] of [
      [thornbeck, await gwil.object(secret.uri)],
      [hexley, await owen.object(secret.uri)]
    ] as const)
      expect(await council.page(page)).not.toContain('Rats')
    for (const path of ['/', '/communities/repairs', '/search?q=Rats', '/feeds/stories.atom'])
      expect(await aldermere.page(path)).not.toContain('Rats in Mill Lane')
    expect(await aldermere.statusOf(secret.uri)).toBe(404)
  })

  test('is left, and tells who left nothing more; what its author withdraws goes everywhere', async () => {
    const { aldermere, thornbeck, hexley, nia, gwil, owen, carys } = world()
    await owen.call('DELETE', 'memberships', { community: uri })
    await until(async () => (await aldermere.count(uri, 'followers')) === 2, 30)
    expect((await aldermere.receives((body) => body.type === 'Undo' && body.object?.object === uri)).body.actor).toBe(
      owen.uri
    )
    const later = await nia.call('POST', 'questions', { title: 'Whose ladder?', body: 'Found.', community: uri })
    await thornbeck.receives(passesOn('Create', later.uri))
    await gwil.sees(later.uri)
    expect(hexley.got(passesOn('Create', later.uri))).toEqual([])
    await gwil.call('DELETE', `stories/${post.id}`)
    for (const person of [nia, owen, carys]) await person.misses(post.uri)
    expect(await aldermere.page('/communities/repairs')).not.toContain('Gutters')
  })

  test('closes, and takes nothing more', async () => {
    const { aldermere, thornbeck, ruth, gwil } = world()
    await ruth.call('POST', `communities/${group.id}/close`, { words: 'Thank you, all.' })
    expect((await thornbeck.receives(isAbout('Update', uri, uri))).body.object.postingRestrictedToMods).toBe(true)
    expect((await aldermere.document(uri)).postingRestrictedToMods).toBe(true)
    const late = await gwil.call('POST', 'questions', { title: 'Late?', body: 'Too late.', community: uri })
    await aldermere.receives(isAbout('Create', late.uri))
    await settle()
    expect(thornbeck.got(passesOn('Create', late.uri))).toEqual([])
    expect(await aldermere.page('/communities/repairs')).not.toContain('Late')
  })
}
