/** A poll at Aldermere in which the other two councils vote; it closes while other tests run. */
import { expect, test } from 'vitest'
import type { Answer } from '../help/server.ts'
import { isAbout, type Person, settle, type World } from './world.ts'

/** Long enough for a slow machine to carry the votes. */
const open = 20_000

export function polls(world: () => World): { closed(): void } {
  let poll: Answer

  test('a poll is voted in from both servers, once by each', async () => {
    const { aldermere, thornbeck, hexley, nia, gwil, owen, follow } = world()
    await Promise.all([follow(gwil, nia), follow(owen, nia)])
    const endsAt = new Date(Date.now() + open).toISOString()
    poll = await nia.call('POST', 'polls', { question: 'Which award?', options: ['Bins', 'Roads'], endsAt })
    for (const council of [thornbeck, hexley]) {
      const { body } = await council.receives(isAbout('Create', poll.uri))
      expect(body.object).toMatchObject({ type: 'Question', votersCount: 0, endTime: endsAt })
      expect(body.object.oneOf.map((one: Answer) => one.name)).toEqual(['Bins', 'Roads'])
    }
    const vote = (person: Person, option: string) => person.ask('POST', 'votes', { object: poll.uri, option })
    await gwil.sees(poll.uri)
    const asked = await gwil.reads(poll.uri)
    expect(asked.match(/name="option" type="radio"/g)).toHaveLength(2)
    const sent = await gwil.form('/votes', { object: poll.uri, option: 'Roads' })
    expect(sent.status).toBe(303)
    await owen.sees(poll.uri)
    expect((await vote(owen, 'Mayor')).status).toBe(422)
    expect((await vote(owen, 'Roads')).status).toBe(201)
    for (const person of [gwil, owen]) expect((await vote(person, 'Bins')).status).toBe(409)
    await nia.sees(poll.uri, (item) => item.poll.options[1].votes === 2)
    const isVote = (body: Answer) => body.type === 'Create' && body.object?.inReplyTo === poll.uri && body.object.name
    const votes = aldermere.got(isVote)
    expect(votes.map(({ body }) => [body.actor, body.object.name, body.object.content, body.to]).sort()).toEqual(
      [gwil, owen].map((one) => [one.uri, 'Roads', undefined, nia.uri]).sort()
    )
    for (const { path } of votes) expect(path).toBe(`${new URL(nia.uri).pathname}/inbox`)
    // Whoever voted is named to nobody.
    expect(JSON.stringify(await aldermere.document(poll.uri))).not.toContain(gwil.uri)
    expect(hexley.got(isVote)).toEqual([])
  })

  return {
    closed() {
      test('it closes: everybody gets the results, and no more votes count', async () => {
        const { thornbeck, hexley, nia, tess, gwil, owen } = world()
        for (const council of [thornbeck, hexley]) {
          const isResult = (body: Answer) => isAbout('Update', poll.uri)(body) && body.object.closed !== undefined
          const { body } = await council.receives(isResult)
          expect(body.object).toMatchObject({ type: 'Question', votersCount: 2 })
          expect(body.object.oneOf[1]).toMatchObject({ name: 'Roads', replies: { totalItems: 2 } })
          expect(body.object).not.toHaveProperty('updated')
        }
        for (const person of [nia, gwil, owen]) {
          await person.sees(poll.uri, (item) => item.poll.voters === 2)
          const page = await person.reads(poll.uri)
          expect(page).toMatch(/Roads[\s\S]*2 votes/)
          expect(page).not.toContain('name="option"')
        }
        expect((await tess.ask('POST', 'votes', { object: poll.uri, option: 'Bins' })).status).toBe(409)
        await settle()
        expect((await nia.object(poll.uri)).poll.voters).toBe(2)
      })
    }
  }
}
