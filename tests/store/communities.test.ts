/** Communities: who may open, join, post and look after them, and what their lists hold. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { runCommand } from '../../scripts/commands/run.ts'
import { keepRemoteActor } from '../../server/actors/actors.store.ts'
import {
  addCoordinator,
  type Community,
  closeCommunity,
  communitiesOf,
  communityByHandle,
  createCommunity,
  editCommunity,
  findGroup,
  isMember,
  joinCommunity,
  leaveCommunity,
  listCommunities,
  listMembers,
  mayCoordinate,
  removeCoordinator,
  withRole
} from '../../server/communities/communities.ts'
import { readmitMember, removeMember, removePost, restorePost } from '../../server/communities/moderate.ts'
import { groupsOfPosts, listCommunityPosts, listRemovedPosts, placeOf } from '../../server/communities/places.store.ts'
import { readConfig } from '../../server/config.ts'
import { setUpCouncil } from '../../server/council/setup.ts'
import { receiveFollow } from '../../server/follows/follows.ts'
import { createMember } from '../../server/members/members.ts'
import { makeViewer, type Viewer } from '../../server/members/viewer.ts'
import { setInstanceTrust } from '../../server/moderation/instances.store.ts'
import { readPost } from '../../server/posts/posts.store.ts'
import { askQuestion } from '../../server/questions/questions.ts'
import { writeReply } from '../../server/replies/replies.ts'
import { editStory, writeStory } from '../../server/stories/stories.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'

let context: TestContext
let ruth: Viewer
let nia: Viewer
let owen: Viewer
let repairs: Community
let n = 0

const story = { title: 'Gutters', summary: 'Two of us.', body: 'Swept.', wentWell: 'Dry.', wentBadly: 'High.' }
const read = () => context.store.read
const lookingAs = (viewer: Viewer) => ({ actor: viewer.actor.id })
const open = (input: object = {}) =>
  createCommunity(context, ruth, { handle: `community-${++n}`, name: `Community ${n}`, purpose: 'To mend.', ...input })
const titlesIn = async (id: string, viewer?: Viewer) =>
  (await listCommunityPosts(read(), viewer && lookingAs(viewer), id, {})).rows.map(({ post }) => post.title)

async function person(handle: string, role: string): Promise<Viewer> {
  const made = await createMember(context, { handle, name: handle, email: `${handle}@aldermere.example`, role })
  return makeViewer(made.member, made.actor)
}

beforeAll(async () => {
  context = await makeTestContext()
  await setUpCouncil(context, { name: 'Aldermere Borough Council', handle: 'aldermere' })
  ruth = await person('ruth', 'coordinator')
  nia = await person('nia', 'practitioner')
  owen = await person('owen', 'moderator')
  repairs = await open({ handle: '@Repairs', name: ' Housing  repairs ' })
})
afterAll(() => context.close())

describe('opening', () => {
  test('makes a Group with its own handle and page, and its opener its coordinator', async () => {
    expect(repairs.actor).toMatchObject({
      ...{ type: 'Group', username: 'repairs', name: 'Housing repairs', local: true, followers: 1 },
      url: 'https://aldermere.example/communities/repairs'
    })
    expect((await withRole(read(), repairs.actor.id, 'coordinator')).map(({ id }) => id)).toEqual([ruth.actor.id])
    for (const name of ['repairs', '@Repairs', '@repairs@aldermere.example'])
      expect((await communityByHandle(context, name))?.actor.id).toBe(repairs.actor.id)
    expect(await communityByHandle(context, 'nia')).toBeUndefined()
    for (const name of [repairs.actor.id, repairs.actor.uri, '@repairs'])
      expect((await findGroup(context, name)).id).toBe(repairs.actor.id)
    await expect(findGroup(context, nia.actor.uri)).rejects.toThrow('There is no community')
  })

  test('is for those who coordinate, and says all that is wrong at once', async () => {
    await expect(createCommunity(context, nia, { handle: 'x', name: 'X', purpose: 'X' })).rejects.toThrow(
      'Only coordinators'
    )
    const wrong = createCommunity(context, ruth, { handle: '', name: '', purpose: '', posting: 'nobody' })
    await expect(wrong).rejects.toMatchObject({
      faults: [{ field: 'name' }, { field: 'purpose' }, { field: 'posting' }, { field: 'handle' }]
    })
    await expect(open({ handle: 'nia' })).rejects.toMatchObject({ faults: [{ field: 'handle' }] })
  })

  test('its coordinators and moderators change it, others do not', async () => {
    const { actor } = await open()
    await expect(editCommunity(context, nia, actor.id, { name: 'Mine' })).rejects.toThrow('Only its coordinators')
    const changed = await editCommunity(context, owen, actor.id, { purpose: 'To *mend*.' })
    expect(changed.parts.purpose).toBe('To *mend*.')
    expect(changed.actor.summary).toContain('<em>mend</em>')
    expect(changed.actor.name).toBe(actor.name)
    expect(await mayCoordinate(context, nia, actor.id)).toBe(false)
    expect(await mayCoordinate(context, undefined, actor.id)).toBe(false)
  })

  test('lists turn their pages', async () => {
    for (let more = 0; more < 3; more++) await open()
    const first = await listCommunities(read(), { size: 2 })
    const second = await listCommunities(read(), { size: 2, after: first.next })
    const back = await listCommunities(read(), { size: 2, before: second.previous })
    const ids = [...first.rows, ...second.rows].map(({ actor }) => actor.id)
    expect(new Set(ids).size).toBe(4)
    expect(ids).toEqual(ids.toSorted().reverse())
    expect(back.rows.map(({ actor }) => actor.id)).toEqual(ids.slice(0, 2))
  })
})

describe('belonging', () => {
  test('begins with joining and ends with leaving', async () => {
    const { actor } = await open()
    expect(await isMember(read(), actor.id, nia.actor.id)).toBe(false)
    expect((await joinCommunity(context, nia, actor.id)).state).toBe('accepted')
    await joinCommunity(context, nia, actor.id)
    expect(await isMember(read(), actor.id, nia.actor.id)).toBe(true)
    const members = await listMembers(read(), actor.id, {})
    expect(members.rows.map(({ actor: { username }, role }) => [username, role])).toEqual([
      ['nia', 'member'],
      ['ruth', 'coordinator']
    ])
    const mine = await communitiesOf(read(), nia.actor.id, {})
    expect(mine.rows[0]).toMatchObject({ actor: { id: actor.id }, role: 'member', accepted: true })
    await leaveCommunity(context, nia, actor.id)
    await leaveCommunity(context, nia, actor.id)
    expect(await isMember(read(), actor.id, nia.actor.id)).toBe(false)
    await expect(leaveCommunity(context, ruth, actor.id)).rejects.toThrow('last coordinator')
    await expect(joinCommunity(context, nia, ruth.actor.id)).rejects.toThrow('no such community')
  })

  test('coordinators are members first, and one always stays', async () => {
    const { actor } = await open()
    await expect(addCoordinator(context, ruth, actor.id, nia.actor.id)).rejects.toThrow('has not joined')
    await joinCommunity(context, nia, actor.id)
    await expect(addCoordinator(context, nia, actor.id, nia.actor.id)).rejects.toThrow('Only its coordinators')
    await addCoordinator(context, ruth, actor.id, nia.actor.id)
    expect(await mayCoordinate(context, nia, actor.id)).toBe(true)
    await leaveCommunity(context, ruth, actor.id)
    await expect(removeCoordinator(context, nia, actor.id, nia.actor.id)).rejects.toThrow('last coordinator')
    expect((await withRole(read(), actor.id, 'coordinator')).map(({ username }) => username)).toEqual(['nia'])
  })

  test('who was removed cannot come back, nor post, until let in again', async () => {
    const { actor } = await open()
    await joinCommunity(context, nia, actor.id)
    await expect(removeMember(context, ruth, actor.id, ruth.actor.id)).rejects.toThrow('coordinates this community')
    await removeMember(context, ruth, actor.id, nia.actor.id, 'Rude')
    expect(await isMember(read(), actor.id, nia.actor.id)).toBe(false)
    await expect(joinCommunity(context, nia, actor.id)).rejects.toThrow('You were removed')
    await expect(writeStory(context, nia, { ...story, community: actor.id })).rejects.toMatchObject({
      faults: [{ field: 'community' }]
    })
    await readmitMember(context, ruth, actor.id, nia.actor.id)
    await joinCommunity(context, nia, actor.id)
    expect(await isMember(read(), actor.id, nia.actor.id)).toBe(true)
  })

  test('strangers are counted and not named', async () => {
    const { actor } = await open()
    for (const [host, trust] of [
      ['known.example', 'known'],
      ['strange.example', 'unknown']
    ] as const) {
      const uri = `https://${host}/users/lena`
      const named = {
        uri,
        url: uri,
        type: 'Person' as const,
        username: 'lena',
        host,
        name: 'Lena',
        inbox: `${uri}/inbox`
      }
      const kept = await context.store.write(async (tx) => {
        await setInstanceTrust(tx, host, trust, '')
        return keepRemoteActor(tx, named)
      })
      await receiveFollow(context, kept!.id, actor.id, `${uri}/follow`)
    }
    const hosts = async (strangers: boolean) =>
      (await listMembers(read(), actor.id, { strangers })).rows.map((row) => row.actor.host)
    expect(await hosts(false)).toEqual(['known.example', 'aldermere.example'])
    expect(await hosts(true)).toEqual(['strange.example', 'known.example', 'aldermere.example'])
  })
})

describe('posting', () => {
  test('a story, a question and a reply stand where they were put, a reply in no list', async () => {
    const { actor } = await open()
    const told = await writeStory(context, nia, { ...story, community: actor.uri })
    const asked = await askQuestion(context, nia, { title: 'Who has ladders?', community: `@${actor.username}` })
    const reply = await writeReply(context, owen, { inReplyTo: asked.post.uri, body: 'We do.' })
    expect(await titlesIn(actor.id)).toEqual(['Who has ladders?', 'Gutters'])
    const groups = await groupsOfPosts(read(), [told.post.id, reply.post.id])
    expect(groups.get(told.post.id)?.map(({ id }) => id)).toEqual([actor.id])
    expect(groups.get(reply.post.id)?.map(({ id }) => id)).toEqual([actor.id])
    expect((await listCommunityPosts(read(), undefined, actor.id, { kinds: ['question'] })).rows).toHaveLength(1)
    const page = await listCommunityPosts(read(), undefined, actor.id, { size: 1 })
    const next = await listCommunityPosts(read(), undefined, actor.id, { size: 1, after: page.next })
    expect(next.rows.map(({ post }) => post.title)).toEqual(['Gutters'])
    await expect(writeStory(context, nia, { ...story, community: '@nobody' })).rejects.toMatchObject({
      faults: [{ field: 'community' }]
    })
  })

  test('may be for members, and then who has not joined is told so', async () => {
    const { actor } = await open({ posting: 'members' })
    const closed = writeStory(context, nia, { ...story, community: actor.id })
    await expect(closed).rejects.toMatchObject({
      faults: [{ field: 'community', text: expect.stringContaining('join it first') }]
    })
    // Named in passing it is left as a name.
    const told = await writeStory(context, nia, { ...story, body: `Hello @${actor.username}` })
    expect(await placeOf(read(), actor.id, told.post.id)).toBeUndefined()
    await joinCommunity(context, nia, actor.id)
    await writeStory(context, nia, { ...story, community: actor.id })
    expect(await titlesIn(actor.id)).toEqual(['Gutters'])
  })

  test('what is for members only, is', async () => {
    const { actor } = await open()
    const told = { ...story, title: 'Rats', audience: 'community' }
    await expect(writeStory(context, nia, told)).rejects.toMatchObject({ faults: [{ field: 'community' }] })
    const only = { ...told, community: actor.id }
    await expect(writeStory(context, nia, only)).rejects.toMatchObject({
      faults: [{ text: expect.stringContaining('Join') }]
    })
    await joinCommunity(context, nia, actor.id)
    const { post } = await writeStory(context, nia, only)
    expect(await titlesIn(actor.id)).toEqual([])
    expect(await titlesIn(actor.id, owen)).toEqual([])
    expect(await titlesIn(actor.id, nia)).toEqual(['Rats'])
    expect(await readPost(read(), { id: post.id }, lookingAs(ruth))).toBeDefined()
    expect(await readPost(read(), { id: post.id }, lookingAs(owen))).toBeUndefined()
    await removePost(context, owen, actor.id, post.id)
    expect(await readPost(read(), { id: post.id }, lookingAs(ruth))).toBeUndefined()
    expect(await readPost(read(), { id: post.id }, lookingAs(nia))).toBeDefined()
  })

  test('a draft may change its community until it is published', async () => {
    const [one, other] = [await open(), await open()]
    const { post } = await writeStory(context, nia, { ...story, audience: 'draft', community: one.actor.id })
    expect(await titlesIn(one.actor.id, nia)).toEqual([])
    await editStory(context, nia, post.id, { ...story, audience: 'draft', community: other.actor.id })
    await editStory(context, nia, post.id, { ...story, audience: 'world' })
    expect(await titlesIn(one.actor.id)).toEqual([])
    expect(await titlesIn(other.actor.id)).toEqual(['Gutters'])
  })

  test('coordinators take posts out and put them back', async () => {
    const { actor } = await open()
    const { post } = await writeStory(context, nia, { ...story, community: actor.id })
    await removePost(context, ruth, actor.id, post.id, ' Off\ntopic ')
    await removePost(context, ruth, actor.id, post.id, 'again')
    expect(await titlesIn(actor.id)).toEqual([])
    const removed = await listRemovedPosts(read(), actor.id, {})
    expect(removed.rows.map(({ place, whole }) => [whole.post.id, place.reason, place.removedBy])).toEqual([
      [post.id, 'Off topic', ruth.actor.id]
    ])
    expect(await readPost(read(), { id: post.id }, undefined)).toBeDefined()
    await restorePost(context, ruth, actor.id, post.id)
    expect(await titlesIn(actor.id)).toEqual(['Gutters'])
    await expect(removePost(context, nia, actor.id, post.id)).rejects.toThrow('Only its coordinators')
    await expect(removePost(context, ruth, repairs.actor.id, post.id)).rejects.toThrow('not in this community')
  })
})

test('closing ends with last words, keeps what was said, and is for good', async () => {
  const { actor } = await open()
  await writeStory(context, nia, { ...story, community: actor.id })
  const closed = await closeCommunity(context, ruth, actor.id, 'Thank you, **all**.')
  expect(closed.parts.closed).not.toBeNull()
  const page = await listCommunityPosts(read(), undefined, actor.id, {})
  expect(page.rows.map(({ post }) => post.kind)).toEqual(['post', 'story'])
  expect(page.rows[0]?.post.html).toContain('<strong>all</strong>')
  await closeCommunity(context, ruth, actor.id, 'Once more')
  expect((await listCommunityPosts(read(), undefined, actor.id, {})).rows).toHaveLength(2)
  await expect(editCommunity(context, ruth, actor.id, { name: 'New' })).rejects.toThrow('closed')
  expect((await listCommunities(read(), {})).rows.map((row) => row.actor.id)).not.toContain(actor.id)
  expect((await listCommunities(read(), { closed: true })).rows.map((row) => row.actor.id)).toEqual([actor.id])
})

test('the commands open and list communities', async () => {
  const said = vi.spyOn(console, 'log').mockImplementation(() => {})
  const key = 'a key that is used for tests and for nothing else'
  const settings = { DATA_DIR: context.config.dataDir, DATABASE_URL: context.databaseUrl, SECRET_KEY: key }
  const run = async (...args: string[]) => {
    said.mockClear()
    expect(
      await runCommand(readConfig({ ...settings, ORIGIN: 'https://aldermere.example' }), [...args, '--json'])
    ).toBe(0)
    return JSON.parse(String(said.mock.calls[0]?.[0]))
  }
  try {
    const made = await run('community', 'create', 'lifts', '--name', 'Lifts', '--by', 'nia')
    expect(made).toMatchObject({ handle: 'lifts', url: 'https://aldermere.example/communities/lifts' })
    const { items } = await run('community', 'list')
    expect(items[0]).toMatchObject({ handle: 'lifts', name: 'Lifts', members: 1, closed: null })
    expect((await run('community', 'list', '--closed')).items).toHaveLength(1)
  } finally {
    said.mockRestore()
  }
})
