/** Questions find people: whom they are offered to and why, how often, and who is told of what nobody answered. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../../server/actors/actors.store.ts'
import { keepFrom } from '../../server/controls/controls.ts'
import { ensureCouncil } from '../../server/council/ensure.ts'
import { setUpCouncil } from '../../server/council/setup.ts'
import { keepFollow } from '../../server/follows/follows.store.ts'
import { personByActor } from '../../server/members/members.store.ts'
import { createMember } from '../../server/members/members.ts'
import { editProfile } from '../../server/members/profile.ts'
import { makeViewer, type Viewer } from '../../server/members/viewer.ts'
import { listNotifications } from '../../server/notifications/notifications.store.ts'
import { askToAnswer, colleagueNamed, dueAt, markWaiting, raiseUnanswered } from '../../server/offers/care.ts'
import { choicesOf, openOffers } from '../../server/offers/offers.store.ts'
import { choose, decline, offerQuestion, passOn, putOff, setPerWeek } from '../../server/offers/offers.ts'
import { listUnanswered } from '../../server/offers/unanswered.store.ts'
import { mentionedIn, readThread } from '../../server/posts/posts.store.ts'
import { withdrawPost } from '../../server/posts/withdraw.ts'
import { askQuestion, type QuestionInput } from '../../server/questions/questions.ts'
import { writeReply } from '../../server/replies/replies.ts'
import { writeStory } from '../../server/stories/stories.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'
import { sendLetters } from '../help/letters.ts'
import { addMastodon, addPeer, remotePost } from '../web/pages/elsewhere.ts'

let context: TestContext
let now: Date
let asker: Viewer
let n = 0
const hour = 3_600_000

beforeEach(async () => {
  // The Monday before Easter.
  now = new Date('2026-03-30T10:00:00Z')
  context = await makeTestContext({ clock: () => now })
  await ensureCouncil(context)
  await setUpCouncil(context, { name: 'Aldermere Borough Council', handle: 'aldermere', gss: 'E06000991' })
  asker = await person('elin')
})
afterEach(() => context.close())

async function person(handle: string, skills: string[] = [], role = 'practitioner'): Promise<Viewer> {
  const input = { handle, name: handle, email: `${handle}@aldermere.example`, role }
  const { member, actor } = await createMember(context, input)
  if (skills.length > 0) await editProfile(context, makeViewer(member, actor), { name: handle, skills })
  const found = (await personByActor(context.store.read, actor.id))!
  return makeViewer(found.member, found.actor)
}
const ask = (title: string, more: QuestionInput = {}, by = asker) => askQuestion(context, by, { title, ...more })
const tells = (by: Viewer, title: string, more: object = {}) =>
  writeStory(context, by, {
    ...{
      title,
      summary: `${title}, in short.`,
      body: 'We did it.',
      wentWell: 'It was warm.',
      wentBadly: 'It was loud.'
    },
    ...more
  })
const offered = async (id: string) => (await offerQuestion(context, id)).map((one) => one.person.actor.username)
const mine = (who: Viewer) => openOffers(context.store.read, who.actor.id, now)
const told = async (who: Viewer) =>
  (await listNotifications(context.store.read, who.actor.id, {})).rows.map(({ notification }) => notification.kind)
const waiting = async (looking?: { actor: string }) =>
  (await listUnanswered(context.store.read, looking, {})).rows.map(({ post }) => post.title)

describe('a question finds', () => {
  test('those whose skills fit, who wrote on its topic or with its words, the likeliest first, with the reason', async () => {
    const skilled = await person('priya', ['Housing options', 'Excel'])
    const writer = await person('sam')
    const teller = await person('tom')
    await person('una', ['Drainage'])
    const onTopic = await tells(writer, 'Rent at the front door', { topics: ['housing'] })
    const withWords = await tells(teller, 'A table session in the library')
    const question = await ask('How do you keep a table session private in a library?', { topics: ['housing'] })
    expect(await offered(question.post.id)).toEqual(['priya', 'sam', 'tom'])
    expect((await mine(skilled))[0]!.offer.why).toEqual({ skill: 'Housing options' })
    expect((await mine(writer))[0]!.offer.why).toEqual({ topic: 'housing', post: onTopic.post.id })
    expect((await mine(teller))[0]!.offer.why).toEqual({
      words: ['table', 'session', 'library'],
      post: withWords.post.id
    })
    expect(await told(skilled)).toEqual(['offered'])
    expect(await offered(question.post.id)).toEqual([])
    expect(await told(skilled)).toEqual(['offered'])
  })

  test('nobody by one word in common, nor who asked, nor by what is not for everybody here', async () => {
    await tells(await person('sam'), 'The library roof', { topics: ['roofs'] })
    await tells(await person('tom'), 'A private table session', { audience: 'draft' })
    const own = await ask('How do you keep a table session private in a library?', {}, await person('uma', ['library']))
    expect(await offered(own.post.id)).toEqual([])
    const small = await ask('How private is a table session?', { audience: 'followers', topics: ['roofs'] })
    expect(await offered(small.post.id)).toEqual([])
  })

  test('each person twice in seven days at most, or as often as is set', async () => {
    const priya = await person('priya', ['Housing'])
    const ids: string[] = []
    for (const title of ['First', 'Second', 'Third']) {
      ids.push((await ask(`${title} thing`, { topics: ['housing'] })).post.id)
      await offerQuestion(context, ids.at(-1)!)
      now = new Date(now.getTime() + 1_000)
    }
    expect((await mine(priya)).map(({ post }) => post.title)).toEqual(['Second thing', 'First thing'])
    await setPerWeek(context, null, '3')
    expect(await offered(ids[2]!)).toEqual(['priya'])
    await expect(setPerWeek(context, null, 'many')).rejects.toThrow('0 to 20')
    await expect(setPerWeek(context, priya, '9')).rejects.toThrow()
    now = new Date(now.getTime() + 7 * 24 * hour + hour)
    await setPerWeek(context, null, '1')
    expect(await offered((await ask('Next week', { topics: ['housing'] })).post.id)).toEqual(['priya'])
  })

  test('nobody who paused, and nobody who mutes who asks; letters go to who wants them', async () => {
    const [priya, tom, una] = [
      await person('priya', ['Bins']),
      await person('tom', ['Bins']),
      await person('una', ['Bins'])
    ]
    await choose(context, priya, { paused: true, letters: true })
    await choose(context, una, { paused: false, letters: true })
    await keepFrom(context, tom, 'mute', asker.actor.uri, null)
    const { post } = await ask('Where do bins go?', { topics: ['bins'] })
    expect(await offered(post.id)).toEqual(['una'])
    await sendLetters(context)
    expect(context.letters.map(({ to }) => to)).toEqual(['una@aldermere.example'])
    expect(context.letters[0]!.text).toContain('Where do bins go?')
    expect(context.letters[0]!.text).toContain(post.uri)
  })

  test('somebody else when it is not their subject, and them no more for that', async () => {
    const people = [] as Viewer[]
    for (const name of ['a', 'b', 'c', 'd']) people.push(await person(`${name}na`, ['Bins']))
    const { post } = await ask('Where do bins go?', { topics: ['bins'] })
    expect(await offered(post.id)).toHaveLength(3)
    const [ana, , , dna] = people as [Viewer, Viewer, Viewer, Viewer]
    expect(await mine(dna)).toEqual([])
    await decline(context, ana, (await mine(ana))[0]!.offer.id)
    expect(await mine(ana)).toEqual([])
    expect(await mine(dna)).toHaveLength(1)
    expect((await choicesOf(context.store.read, ana.actor.id)).refused).toEqual(['bins'])
    expect(await offered((await ask('More bins?', { topics: ['bins'] })).post.id)).not.toContain('ana')
    await choose(context, ana, { paused: false, letters: false, again: ['bins'] })
    expect(await offered((await ask('Bins again?', { topics: ['bins'] })).post.id)).toContain('ana')
    await expect(decline(context, ana, (await mine(dna))[0]!.offer.id)).rejects.toThrow()
  })

  test('who put it off again in three days, and nobody once it is answered or withdrawn', async () => {
    const priya = await person('priya', ['Bins', 'Lamps'])
    const { post } = await ask('Where do bins go?', { topics: ['bins'] })
    const lamps = await ask('Which lamps?', { topics: ['lamps'] })
    await offerQuestion(context, post.id)
    await offerQuestion(context, lamps.post.id)
    const bins = (await mine(priya)).find((one) => one.post.id === post.id)!
    await putOff(context, priya, bins.offer.id)
    expect((await mine(priya)).map((one) => one.post.title)).toEqual(['Which lamps?'])
    now = new Date(now.getTime() + 73 * hour)
    expect(await mine(priya)).toHaveLength(2)
    await writeReply(context, await person('tom'), { inReplyTo: post.uri, body: 'Behind the hall.' })
    await withdrawPost(context, asker, lamps.post.id)
    expect(await mine(priya)).toEqual([])
    expect(await offered(post.id)).toEqual([])
  })

  test('from elsewhere only when its author or council is followed, or it is asked of somebody here', async () => {
    const priya = await person('priya', ['Bins'])
    const { gwil, council } = await addPeer(context)
    const maddy = await addMastodon(context)
    const note = (name: string, more: object = {}) => ({
      ...{ name, content: `<p>${name}</p>`, 'schema:additionalType': 'https://schema.org/Question' },
      tag: [{ type: 'Hashtag', name: '#bins', href: 'https://x.example/tags/bins' }],
      ...more
    })
    const theirs = await remotePost(context, gwil, note('Where do bins go?'))
    expect(await offered(theirs)).toEqual([])
    await follow(priya, council)
    expect(await offered(theirs)).toEqual(['priya'])
    const story = await tells(priya, 'Our bins')
    const about = await remotePost(context, maddy, note('How many bins?', { inReplyTo: story.post.uri }))
    expect(await offered(about)).toEqual(['priya'])
    // Only what was asked here is for those here to see to.
    expect(await waiting()).toEqual(['How many bins?'])
  })
})

const follow = (by: Viewer, whom: Actor) =>
  context.store.write((tx) =>
    keepFollow(tx, {
      ...{ follower: by.actor.id, followed: whom.id, state: 'accepted' as const },
      uri: `https://aldermere.example/follows/${++n}`
    })
  )

describe('what nobody answers', () => {
  test('goes to the coordinators after three working days, each question once, in one letter', async () => {
    const cora = await person('cora', [], 'coordinator')
    const mod = await person('mo', [], 'moderator')
    const { post } = await ask('Asked on Monday?')
    now = new Date('2026-04-01T15:00:00Z')
    const second = await ask('Asked on Wednesday?')
    const answered = await ask('Answered?')
    await writeReply(context, mod, { inReplyTo: answered.post.uri, body: 'Yes.' })
    now = new Date('2026-04-02T09:59:00Z')
    await raiseUnanswered(context)
    expect(await told(cora)).toEqual([])
    now = new Date('2026-04-02T10:01:00Z')
    await raiseUnanswered(context)
    await raiseUnanswered(context)
    expect(await told(cora)).toEqual(['unanswered'])
    // Good Friday and Easter Monday are no working days.
    expect(await dueAt(context, second)).toEqual(new Date('2026-04-08T15:00:00Z'))
    now = new Date('2026-04-08T14:59:00Z')
    await raiseUnanswered(context)
    expect(await told(cora)).toEqual(['unanswered'])
    now = new Date('2026-04-08T15:00:00Z')
    await raiseUnanswered(context)
    expect(await told(cora)).toEqual(['unanswered', 'unanswered'])
    expect(await told(mod)).toEqual([])
    await sendLetters(context)
    expect(context.letters.map(({ to }) => to)).toEqual(['cora@aldermere.example', 'cora@aldermere.example'])
    expect(context.letters[0]!.text).toContain(`/questions/${post.id}`)
    expect(await waiting()).toEqual(['Asked on Monday?', 'Asked on Wednesday?'])
  })

  test('goes to those who moderate where nobody coordinates, on Scotland’s days in Scotland', async () => {
    const mod = await person('mo', [], 'moderator')
    await setUpCouncil(context, { name: 'Strathdee Council', handle: 'aldermere', gss: 'S12000991' })
    now = new Date('2026-04-01T15:00:00Z')
    const { post } = await ask('Who knows?')
    // Easter Monday is a working day in Scotland.
    now = new Date('2026-04-07T15:01:00Z')
    await raiseUnanswered(context)
    expect(await told(mod)).toEqual(['unanswered'])
    expect(post.title).toBe('Who knows?')
  })

  test('is asked of somebody by name, here or at another council, which is no answer', async () => {
    const cora = await person('cora', [], 'coordinator')
    const priya = await person('priya')
    const { gwil } = await addPeer(context)
    context.remote.findActor = async (handle) => (handle === `@gwil@${gwil.host}` ? gwil.id : undefined)
    const { post } = await ask('Who knows?')
    await expect(askToAnswer(context, priya, post.id, { who: 'elin' })).rejects.toThrow('coordinate')
    await expect(askToAnswer(context, cora, post.id, { who: 'elin' })).rejects.toThrow()
    await askToAnswer(context, cora, post.id, { who: '@priya' })
    await expect(askToAnswer(context, cora, post.id, { who: 'priya' })).rejects.toThrow('asked already')
    expect(await told(priya)).toEqual(['passed'])
    expect((await mine(priya))[0]!.offer.by).toBe(cora.actor.id)
    await askToAnswer(context, cora, post.id, { who: `@gwil@${gwil.host}`, words: 'You had this in May.' })
    const [, asking] = await readThread(context.store.read, post.thread, undefined)
    expect(asking!.post.markdown).toBe(`@gwil@${gwil.host} You had this in May.`)
    expect((await mentionedIn(context.store.read, asking!.post.id)).map(({ id }) => id)).toContain(gwil.id)
    expect(await waiting()).toEqual(['Who knows?'])
    await remotePost(context, gwil, { content: '<p>In a box.</p>', inReplyTo: post.uri })
    expect(await waiting()).toEqual([])
  })

  test('is passed on by who was asked, but not to who does not want it', async () => {
    const priya = await person('priya', ['Bins'])
    const tom = await person('tom')
    const una = await person('una')
    await choose(context, una, { paused: true, letters: false })
    const { post } = await ask('Where do bins go?', { topics: ['bins'] })
    await offerQuestion(context, post.id)
    const { offer } = (await mine(priya))[0]!
    await expect(passOn(context, priya, offer.id, await colleagueNamed(context, 'una'))).rejects.toThrow()
    await expect(passOn(context, priya, offer.id, await colleagueNamed(context, 'elin'))).rejects.toThrow()
    await expect(colleagueNamed(context, 'nobody')).rejects.toThrow()
    await passOn(context, priya, offer.id, await colleagueNamed(context, '@tom'))
    expect(await mine(priya)).toEqual([])
    expect((await mine(tom)).map((one) => one.post.title)).toEqual(['Where do bins go?'])
  })

  test('may wait for something; local questions stand in the list for those here only', async () => {
    const cora = await person('cora', [], 'coordinator')
    const { post } = await ask('For us?', { audience: 'local' })
    await markWaiting(context, cora, post.id, 'the new contract in May')
    expect(await waiting()).toEqual([])
    const { rows } = await listUnanswered(context.store.read, { actor: cora.actor.id }, {})
    expect(rows.map(({ care }) => care?.note)).toEqual(['the new contract in May'])
    await markWaiting(context, cora, post.id, '')
    const [again] = (await listUnanswered(context.store.read, { actor: cora.actor.id }, {})).rows
    expect(again!.care).toMatchObject({ waiting: null, note: '' })
    await expect(markWaiting(context, asker, post.id, 'x')).rejects.toThrow('coordinate')
  })
})
