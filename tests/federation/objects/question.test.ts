/** Questions, answers and replies as others get them, and as a server like ours reads them back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../federation/json.ts'
import { documentOf } from '../../../federation/objects/document.ts'
import { readPost } from '../../../federation/objects/received.ts'
import type { Actor } from '../../../server/actors/actors.store.ts'
import type { Viewer } from '../../../server/members/viewer.ts'
import { anyPost, type WholePost } from '../../../server/posts/posts.store.ts'
import { acceptAnswer, unacceptAnswer } from '../../../server/questions/answers.ts'
import { askQuestion } from '../../../server/questions/questions.ts'
import { writeReply } from '../../../server/replies/replies.ts'
import { actorElsewhere, type TestCouncil, testCouncil } from '../council.ts'

let council: TestCouncil
let nia: Viewer
let owl: Actor

const sent = async ({ post }: WholePost): Promise<JsonObject> => {
  const whole = (await anyPost(council.context.store.read, { id: post.id }))!
  return JSON.parse(JSON.stringify(await documentOf(council.context, whole))) as JsonObject
}
const ask = (input: { title?: string; body?: string; about?: string } = {}) =>
  askQuestion(council.context, nia, {
    title: 'Which licence do the drivers need?',
    body: 'Nobody has a **C1**.',
    ...input
  })
const reply = (to: string, body = 'None at all.') => writeReply(council.context, nia, { inReplyTo: to, body })

beforeAll(async () => {
  council = await testCouncil()
  nia = await council.person('nia')
  owl = await council.remote(actorElsewhere('owl'))
})
afterAll(() => council.close())

describe('a question', () => {
  test('is a Note, never a poll, with its title first and as its name', async () => {
    const note = await sent(await ask())
    expect(note).toMatchObject({
      type: 'Note',
      name: 'Which licence do the drivers need?',
      'schema:additionalType': 'https://schema.org/Question'
    })
    expect(note.content).toBe(
      '<p><strong>Which licence do the drivers need?</strong></p><p>Nobody has a <strong>C1</strong>.</p>'
    )
    expect(note).not.toHaveProperty('summary')
    expect(note).not.toHaveProperty('oneOf')
    expect(note).not.toHaveProperty('updated')
  })

  test('about a story answers it, tells its author, and has no name', async () => {
    const story = await council.received({
      uri: 'https://mastodon.example/stories/1',
      author: owl.id,
      context: 'https://mastodon.example/contexts/1'
    })
    const note = await sent(await ask({ about: story.post.uri }))
    expect(note).not.toHaveProperty('name')
    expect(note).toMatchObject({
      inReplyTo: story.post.uri,
      context: 'https://mastodon.example/contexts/1',
      'schema:about': story.post.uri,
      tag: [{ type: 'Mention', href: owl.uri, name: '@owl@mastodon.example' }]
    })
    expect(note.cc).toContain(owl.uri)
  })

  test('lists the answers given so far, and once one is accepted shows it to everyone', async () => {
    const question = await ask()
    const [first, second] = [await reply(question.post.uri), await reply(question.post.uri, 'A B licence.')]
    expect((await sent(question))['schema:suggestedAnswer']).toEqual([first.post.uri, second.post.uri])

    await acceptAnswer(council.context, nia, second.post.id)
    const note = await sent(question)
    expect(note['schema:acceptedAnswer']).toEqual([second.post.uri])
    expect(note['schema:suggestedAnswer']).toEqual([first.post.uri])
    expect(note.content).toMatch(new RegExp(`<p>Answered: <a href="${second.post.url}">Nia Hughes</a></p>$`))
    expect(Date.parse(String(note.updated))).toBeGreaterThanOrEqual(question.post.published!.getTime())

    await unacceptAnswer(council.context, nia, second.post.id)
    const again = await sent(question)
    expect(again).not.toHaveProperty('schema:acceptedAnswer')
    expect(again.content).not.toContain('Answered:')
    expect(String(again.updated) >= String(note.updated)).toBe(true)
  })

  test('read back has its title, its text and its accepted answers, and not the line that shows them', async () => {
    const question = await ask()
    const answer = await reply(question.post.uri)
    await acceptAnswer(council.context, nia, answer.post.id)
    const read = await readPost(council.context, await sent(question), { authorId: nia.actor.id })
    expect(read).toMatchObject({
      kind: 'question',
      title: question.post.title,
      html: question.post.html,
      question: { accepted: [answer.post.uri] }
    })
  })

  test('read back without a name takes its title from the bold first line', async () => {
    const story = await council.story(nia)
    const question = await ask({ about: story.post.uri })
    const read = await readPost(council.context, await sent(question), { authorId: nia.actor.id })
    expect(read).toMatchObject({
      kind: 'question',
      title: question.post.title,
      html: question.post.html,
      inReplyTo: story.post.uri,
      context: story.post.context,
      question: { about: story.post.uri, accepted: [] }
    })
  })
})

describe('a reply', () => {
  test('is a Note without a name that names whom it answers', async () => {
    const post = await council.received({ uri: 'https://mastodon.example/posts/2', author: owl.id, kind: 'post' })
    const note = await sent(await reply(post.post.uri, 'You *could*.'))
    expect(note).not.toHaveProperty('name')
    expect(note).toMatchObject({ type: 'Note', inReplyTo: post.post.uri })
    expect(note.content).toBe(
      '<p><span class="h-card"><a href="https://mastodon.example/@owl" class="u-url mention">@<span>owl</span></a></span> You <em>could</em>.</p>'
    )
    expect(note.tag).toContainEqual({ type: 'Mention', href: owl.uri, name: '@owl@mastodon.example' })
    expect(note.to).toEqual(['https://www.w3.org/ns/activitystreams#Public'])
    expect(note.cc).toEqual([`${nia.actor.uri}/followers`, owl.uri])
  })

  test('names nobody twice, and not oneself', async () => {
    const post = await council.received({ uri: 'https://mastodon.example/posts/3', author: owl.id, kind: 'post' })
    const named = await sent(await reply(post.post.uri, 'As @owl@mastodon.example says.'))
    expect(String(named.content).match(/class="u-url mention"/g)).toHaveLength(1)
    const own = await ask()
    expect((await sent(await reply(own.post.uri))).content).toBe('<p>None at all.</p>')
  })

  test('reaches no further than what it answers', async () => {
    const quiet = await council.received({
      uri: 'https://mastodon.example/posts/4',
      author: owl.id,
      visibility: 'unlisted'
    })
    const unlisted = await sent(await reply(quiet.post.uri))
    expect(unlisted.to).toEqual([`${nia.actor.uri}/followers`])
    expect(unlisted.cc).toContain('https://www.w3.org/ns/activitystreams#Public')
    const secret = await council.received({
      uri: 'https://mastodon.example/posts/5',
      author: owl.id,
      visibility: 'direct',
      named: [nia.actor.id]
    })
    const direct = await sent(await reply(secret.post.uri))
    expect(direct).toMatchObject({ to: [owl.uri], cc: [] })
    expect(direct.interactionPolicy).toEqual({ canQuote: { automaticApproval: [nia.actor.uri] } })
  })

  test('read back is a reply in the same conversation', async () => {
    const question = await ask()
    const answer = await reply(question.post.uri)
    const read = await readPost(council.context, await sent(answer), { authorId: nia.actor.id })
    expect(read).toMatchObject({
      kind: 'reply',
      html: answer.post.html,
      inReplyTo: question.post.uri,
      context: question.post.context,
      visibility: 'public'
    })
  })
})
