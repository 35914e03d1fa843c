/** Quotes between councils, the leave for them, and who may answer and like (FEP-044f). */
import { expect, test } from 'vitest'
import type { Answer } from '../help/server.ts'
import { isAbout, parts, settle, type World } from './world.ts'

export function quotes(world: () => World): void {
  test('a quote asks for leave, gets it, and is shown on a third server until the leave is taken back', async () => {
    const { aldermere, thornbeck, hexley, nia, gwil, owen } = world()
    const story = await gwil.call('POST', 'stories', { title: 'Night buses', ...parts })
    await nia.sees(story.uri)
    const quote = await nia.call('POST', 'quotes', { object: story.uri, body: 'Read this.' })
    const asked = await thornbeck.receives((body) => body.type === 'QuoteRequest' && body.instrument?.id === quote.uri)
    expect(asked.path).toBe(`${new URL(gwil.uri).pathname}/inbox`)
    expect(asked.body).toMatchObject({ actor: nia.uri, object: story.uri })
    const { body: accept } = await aldermere.receives(isAbout('Accept', asked.body.id))
    expect(accept).toMatchObject({ actor: gwil.uri, object: { type: 'QuoteRequest' } })
    expect(await thornbeck.document(accept.result)).toMatchObject({
      type: 'QuoteAuthorization',
      attributedTo: gwil.uri,
      interactingObject: quote.uri,
      interactionTarget: story.uri
    })
    const given = await hexley.receives((body) => isAbout('Update', quote.uri)(body) && body.object.quoteAuthorization)
    expect(given.body.object).toMatchObject({
      quote: story.uri,
      quoteUrl: story.uri,
      quoteAuthorization: accept.result
    })
    for (const person of [nia, gwil, owen]) {
      await person.sees(quote.uri)
      expect(await person.reads(quote.uri, (html) => html.includes('Night buses'))).toContain('Read this.')
    }
    await gwil.call('PATCH', `stories/${story.id}`, { interactionPolicy: { quote: 'nobody' } })
    const { body: revoked } = await aldermere.receives(isAbout('Delete', accept.result))
    expect(revoked).toMatchObject({ actor: gwil.uri, object: { type: 'QuoteAuthorization' } })
    expect(await thornbeck.statusOf(accept.result)).toBe(404)
    for (const person of [nia, owen, gwil])
      expect(await person.reads(quote.uri, (html) => !html.includes('Night buses'))).toContain('Read this.')
    expect(await aldermere.document(quote.uri)).not.toHaveProperty('quote')
    expect((await nia.ask('POST', 'quotes', { object: story.uri, body: 'Again.' })).status).toBe(403)
  })

  test('one that is refused stays a link, and nobody is shown more', async () => {
    const { aldermere, thornbeck, hexley, nia, gwil, owen } = world()
    const story = await gwil.call('POST', 'stories', { title: 'Cold frames', ...parts })
    await nia.sees(story.uri)
    // Aldermere does not hear that the author changed his mind.
    const isChange = (body: Answer) => isAbout('Update', story.uri)(body)
    let quote: Answer
    const lost = await aldermere.tap.losing(isChange, async () => {
      await gwil.call('PATCH', `stories/${story.id}`, { interactionPolicy: { quote: 'nobody' } })
      await hexley.receives(isChange)
      quote = await nia.call('POST', 'quotes', { object: story.uri, body: 'Have a look.' })
      const { body: asked } = await thornbeck.receives(
        (body) => body.type === 'QuoteRequest' && body.instrument?.id === quote.uri
      )
      const { body: answer } = await aldermere.receives((body) => body.object?.id === asked.id)
      expect(answer).toMatchObject({ type: 'Reject', actor: gwil.uri })
      expect(answer).not.toHaveProperty('result')
    })
    expect(lost).toBeLessThanOrEqual(1)
    const page = await owen.reads(quote!.uri, (html) => !html.includes('Cold frames'))
    expect(page).toContain('Have a look.')
    const document = await aldermere.document(quote!.uri)
    expect(document).not.toHaveProperty('quote')
    expect(document.content).toContain(story.url)
  })

  test('who may answer and like is kept to where the story stands', async () => {
    const { thornbeck, nia, gwil, owen } = world()
    const interactionPolicy = { reply: 'followers', like: 'nobody', quote: 'everyone' }
    const story = await gwil.call('POST', 'stories', { title: 'Careful', ...parts, interactionPolicy })
    expect((await thornbeck.document(story.uri)).interactionPolicy).toEqual({
      canReply: { automaticApproval: [`${gwil.uri}/followers`] },
      canLike: { automaticApproval: [gwil.uri] },
      canQuote: { automaticApproval: ['https://www.w3.org/ns/activitystreams#Public'] }
    })
    for (const person of [nia, owen]) await person.sees(story.uri)
    // Owen follows; Nia does not.
    const uninvited = await nia.call('POST', 'replies', { inReplyTo: story.uri, body: 'Uninvited words.' })
    await nia.call('POST', 'likes', { object: story.uri })
    await thornbeck.receives(isAbout('Create', uninvited.uri))
    await thornbeck.receives(isAbout('Like', story.uri, nia.uri))
    const invited = await owen.call('POST', 'replies', { inReplyTo: story.uri, body: 'Invited words.' })
    await gwil.sees(invited.uri)
    await settle()
    const { replies, counts } = await gwil.object(story.uri)
    expect(replies.map((one: Answer) => one.uri)).toEqual([invited.uri])
    expect(counts).toMatchObject({ likes: 0, replies: 1 })
    const page = await thornbeck.page(story.url)
    expect(page).toContain('Invited words.')
    expect(page).not.toContain('Uninvited words.')
  })
}
