/** An answer of a follow-up round reaches who asked on Mastodon: a reply to their question that names them. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JsonObject } from '../../federation/json.ts'
import { keepAnswer, makeRound, publishRound } from '../../server/rounds/rounds.ts'
import { writeStory } from '../../server/stories/stories.ts'
import { type Peer, startPeer } from '../help/peer.ts'
import { freePorts } from '../help/server.ts'
import { storyInput, type TestCouncil, testCouncil } from './council.ts'

let peer: Peer
let council: TestCouncil
beforeAll(async () => {
  peer = await startPeer((await freePorts(1))[0]!)
  council = await testCouncil({ allowPrivateOrigins: [peer.origin] })
})
afterAll(async () => {
  await council.close()
  await peer.stop()
})

test('with who said it', async () => {
  const { context } = council
  const nia = await council.person('nia')
  const maddy = await council.remote(peer.actor('maddy').document as JsonObject)
  const { post: story } = await writeStory(context, nia, storyInput)
  const uri = `${maddy.uri}/statuses/1`
  const asked = { kind: 'question' as const, title: 'How long?', inReplyTo: story.uri, question: { accepted: [] } }
  const question = await council.received({ uri, author: maddy.id, ...asked })
  await council.settle()
  peer.inbox.length = 0
  const round = await makeRound(context, nia, story.id, { questions: [question.post.id], assignee: '', due: '' })
  const answer = { words: 'Three weeks.', said: 'Gwilym Rees, Thornbeck', consent: true }
  await keepAnswer(context, nia, round.id, question.post.id, answer)
  await council.settle()
  expect(peer.inbox).toEqual([])
  expect(await publishRound(context, nia, round.id)).toBe(1)
  await council.settle()
  const { object } = peer.inbox.find(({ body }) => body.type === 'Create')!.body as { object: JsonObject }
  expect(object).toMatchObject({ type: 'Note', inReplyTo: uri, attributedTo: nia.actor.uri })
  expect(object.content).toContain('Gwilym Rees, Thornbeck says: Three weeks.')
  expect([object.to, object.cc].flat()).toContain(maddy.uri)
  expect([object.tag].flat()).toContainEqual(expect.objectContaining({ type: 'Mention', href: maddy.uri }))
})
