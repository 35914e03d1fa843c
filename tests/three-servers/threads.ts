/** Stories, questions and answers between three councils: each ends with the whole conversation. */
import { expect, test } from 'vitest'
import type { Answer } from '../help/server.ts'
import { isAbout, parts, settle, type World } from './world.ts'

export function threads(world: () => World): void {
  let story: Answer
  let question: Answer
  let answer: Answer

  test('a story goes once to each server of its followers, signed, and is read on every page', async () => {
    const { aldermere, thornbeck, hexley, nia, gwil, owen, carys, follow } = world()
    await Promise.all([follow(nia, thornbeck.handle), follow(owen, gwil), follow(carys, gwil)])
    story = await gwil.call('POST', 'stories', { title: 'Smaller lorries', ...parts })
    for (const person of [nia, owen]) {
      await person.sees(story.uri)
      const page = await person.reads(story.uri)
      for (const words of ['Smaller lorries', 'served for the first time', 'too few in December'])
        expect(page).toContain(words)
    }
    const arrived = hexley.got(isAbout('Create', story.uri))
    expect(arrived).toHaveLength(1)
    const [{ path, headers, body }] = arrived as [(typeof arrived)[0]]
    expect(path).toBe('/inbox')
    expect(headers.signature).toContain(`keyId="${gwil.uri}#main-key"`)
    expect(body.object).toMatchObject({ type: 'Article', attributedTo: gwil.uri })
    expect(body.object['schema:negativeNotes']).toContain('too few in December')
    expect(body.proof).toMatchObject({ cryptosuite: 'eddsa-jcs-2022' })
    // The council passes it on by its id alone, and whoever follows the council fetches it.
    const council = await aldermere.receives(isAbout('Announce', story.uri))
    expect(council.body.object).toBe(story.uri)
    expect((await thornbeck.document(story.uri))['schema:positiveNotes']).toContain('for the first time')
  })

  test('a question from one, its answer from another: the owner of the conversation accepts it, on all three', async () => {
    const { aldermere, thornbeck, hexley, nia, gwil, owen } = world()
    question = await nia.call('POST', 'questions', {
      title: 'Which licence?',
      body: 'Is it a **C1**?',
      about: story.uri
    })
    await gwil.sees(question.uri)
    expect((await thornbeck.receives(isAbout('Create', question.uri))).body.object).toMatchObject({
      type: 'Note',
      inReplyTo: story.uri,
      'schema:additionalType': 'https://schema.org/Question'
    })
    // Owen's server gets it by its address, and with it what stands above.
    await owen.looksUp(question.uri)
    answer = await owen.call('POST', 'replies', { inReplyTo: question.uri, body: 'None: they are **7.5 tonnes**.' })
    const whole = await gwil.sees(story.uri, (item) => item.replies.some((one: Answer) => one.uri === answer.uri))
    expect(whole.replies.map((one: Answer) => one.uri)).toEqual([question.uri, answer.uri])
    await nia.sees(answer.uri)
    // Whoever answered may not accept it.
    const own = await owen.object(answer.uri)
    expect((await owen.ask('POST', `replies/${own.id}/accept`)).status).toBe(403)
    const there = await gwil.object(answer.uri)
    await gwil.call('POST', `replies/${there.id}/accept`)
    for (const person of [nia, owen, gwil]) {
      const item = await person.sees(question.uri, (one) => one.answered)
      expect(item.accepted).toEqual([answer.uri])
      expect(await person.reads(question.uri)).toContain('Accepted answer')
    }
    const said = isAbout('Update', `${story.uri}/context`, gwil.uri)
    for (const council of [aldermere, hexley])
      expect((await council.receives(said)).body.object).toMatchObject({
        type: 'OrderedCollection',
        attributedTo: gwil.uri,
        'schema:acceptedAnswer': [answer.uri]
      })
    expect((await thornbeck.document(`${story.uri}/context`))['schema:acceptedAnswer']).toEqual([answer.uri])
    // Taken back, and given again.
    await gwil.call('DELETE', `replies/${there.id}/accept`)
    for (const person of [nia, owen]) await person.sees(question.uri, (one) => !one.answered)
    await gwil.call('POST', `replies/${there.id}/accept`)
    for (const person of [nia, owen]) await person.sees(question.uri, (one) => one.answered)
  })

  test('the asker accepts too: everybody who holds the question is told, in words for everyone', async () => {
    const { aldermere, thornbeck, nia, gwil, owen, follow } = world()
    await follow(owen, nia)
    const asked = await nia.call('POST', 'questions', { title: 'Who has a spare bin?', body: 'One.' })
    await owen.sees(asked.uri)
    const said = await owen.call('POST', 'replies', { inReplyTo: asked.uri, body: 'We do.' })
    await nia.sees(said.uri)
    await gwil.looksUp(asked.uri)
    const { id } = await nia.object(said.uri)
    expect(await nia.call('POST', `replies/${id}/accept`)).toMatchObject({ answered: true, accepted: [said.uri] })
    await owen.sees(asked.uri, (item) => item.answered)
    expect((await aldermere.document(asked.uri)).content).toContain('Answered: <a href=')
    expect(await aldermere.page(asked.url)).toContain('Accepted answer')
    expect(thornbeck.got(isAbout('Update', asked.uri))).toEqual([])
  })

  test('a third server that comes late gets all of it: parents upwards, replies downwards', async () => {
    const { hexley, ruth, nia, moira, tess, owen, thornbeck } = world()
    // Nothing of this goes to Hexley: nobody there follows any of them.
    const first = await tess.call('POST', 'stories', { title: 'A kettle rota', ...parts })
    await ruth.looksUp(first.uri)
    const asked = await ruth.call('POST', 'questions', { title: 'Who washes up?', body: '', about: first.uri })
    await tess.sees(asked.uri)
    const below = await moira.call('POST', 'replies', { inReplyTo: asked.uri, body: 'Nobody did.' })
    await ruth.sees(below.uri)
    const last = await tess.call('POST', 'replies', { inReplyTo: below.uri, body: 'I did.' })
    await ruth.sees(last.uri)
    // Down from the beginning …
    await owen.looksUp(first.uri, (item) => item.replies.length === 3)
    const page = await owen.reads(first.uri)
    for (const words of ['A kettle rota', 'Who washes up?', 'Nobody did.', 'I did.']) expect(page).toContain(words)
    expect(hexley.tap.deliveries.filter(({ bytes }) => bytes.includes(first.uri))).toEqual([])
    const collection = await thornbeck.document(`${first.uri}/context?page=true`)
    expect(collection.orderedItems).toEqual(expect.arrayContaining([asked.uri, below.uri, last.uri]))
    // … and up from the end: Owen follows Nia, whose words come with all that they answer.
    const other = await tess.call('POST', 'questions', { title: 'Tea or coffee?', body: '' })
    const middle = await moira.call('POST', 'replies', { inReplyTo: other.uri, body: 'Tea.' })
    await nia.looksUp(middle.uri)
    const late = await nia.call('POST', 'replies', { inReplyTo: middle.uri, body: 'Both.' })
    await owen.sees(late.uri)
    await owen.sees(other.uri, (item) => item.replies.length === 2)
    const whole = await owen.reads(other.uri)
    for (const words of ['Tea or coffee?', 'Tea.', 'Both.']) expect(whole).toContain(words)
  })

  test('likes and boosts are counted on all sides, and taken back', async () => {
    const { thornbeck, hexley, nia, gwil, owen } = world()
    const before = (await gwil.object(story.uri)).counts
    await Promise.all([nia, owen].map((one) => one.call('POST', 'likes', { object: story.uri })))
    await nia.call('POST', 'shares', { object: story.uri })
    await gwil.sees(story.uri, ({ counts }) => counts.likes === before.likes + 2 && counts.shares === before.shares + 1)
    const like = await thornbeck.receives(isAbout('Like', story.uri, nia.uri))
    expect(like.path).toBe(new URL(`${gwil.uri}/inbox`).pathname)
    expect(like.body.to).toEqual([gwil.uri])
    expect(hexley.got(isAbout('Like', story.uri))).toEqual([])
    expect((await thornbeck.document(`${story.uri}/likes`)).totalItems).toBe(before.likes + 2)
    // Owen follows Nia.
    await hexley.receives(isAbout('Announce', story.uri, nia.uri))
    await nia.call('DELETE', 'likes', { object: story.uri })
    await nia.call('DELETE', 'shares', { object: story.uri })
    await gwil.sees(story.uri, ({ counts }) => counts.likes === before.likes + 1 && counts.shares === before.shares)
    const undo = await thornbeck.receives((body) => body.type === 'Undo' && body.object?.type === 'Like')
    expect(undo.body.object).toMatchObject({ id: like.body.id, actor: nia.uri, object: story.uri })
  })

  test('an edit reaches every copy, and so does a withdrawal', async () => {
    const { aldermere, hexley, nia, gwil, owen, thornbeck } = world()
    await gwil.call('PATCH', `stories/${story.id}`, { wentBadly: 'We bought a third in January.' })
    for (const person of [nia, owen]) {
      await person.sees(story.uri, (item) => item.wentBadly.includes('a third in January'))
      expect(await person.reads(story.uri)).toContain('a third in January')
    }
    const gone = await gwil.call('POST', 'stories', { title: 'Told too early', ...parts })
    for (const person of [nia, owen]) await person.sees(gone.uri)
    const { page } = await owen.object(gone.uri)
    await gwil.call('DELETE', `stories/${gone.id}`)
    for (const person of [nia, owen]) await person.misses(gone.uri)
    for (const council of [aldermere, hexley])
      expect((await council.receives(isAbout('Delete', gone.uri))).body.object).toMatchObject({ type: 'Tombstone' })
    expect(await owen.page(page)).not.toContain('Told too early')
    expect(await thornbeck.statusOf(gone.uri)).toBe(410)
    // A late copy of the words brings nothing back.
    await settle()
    expect(await owen.status(gone.uri)).toBeGreaterThanOrEqual(404)
  })

  test('what nobody who is told of it may read stays at home', async () => {
    const { aldermere, hexley, gwil, thornbeck } = world()
    const local = await gwil.call('POST', 'stories', { title: 'Only for us', ...parts, audience: 'local' })
    await settle()
    for (const council of [aldermere, hexley])
      expect(council.tap.deliveries.filter(({ bytes }) => bytes.includes('Only for us'))).toEqual([])
    expect(await thornbeck.statusOf(local.uri)).toBe(404)
  })
}
