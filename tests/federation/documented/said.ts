/** A council and a server shaped like Mastodon: the council does everything that it can do, and the other gets it. */
import { actorByUri } from '../../../server/actors/actors.store.ts'
import { rotateKeys } from '../../../server/actors/keys.ts'
import {
  addCoordinator,
  closeCommunity,
  createCommunity,
  removeCoordinator
} from '../../../server/communities/communities.ts'
import { removeMember, removePost, restorePost } from '../../../server/communities/moderate.ts'
import { deleteMember } from '../../../server/members/delete.ts'
import { personByHandle } from '../../../server/members/members.store.ts'
import { moveAccount, setAliases } from '../../../server/members/move.ts'
import { editProfile } from '../../../server/members/profile.ts'
import { makeViewer, type Viewer } from '../../../server/members/viewer.ts'
import { anyPost } from '../../../server/posts/posts.store.ts'
import type { Doc, Peer, PeerActor } from '../../help/peer.ts'
import { type Answer, type Person, type TestServer, until } from '../../help/server.ts'

export interface Scene {
  server: TestServer
  peer: Peer
  nia: Person
  ruth: Person
  maddy: PeerActor
}

const publicUri = 'https://www.w3.org/ns/activitystreams#Public'

const words = {
  title: 'The library table',
  summary: 'Two officers, one kettle, one day a week. It took three weeks from first call to first session.',
  body: 'We sat in the **library** every Wednesday.',
  wentWell: '74 people came in five months.',
  wentBadly: 'Market day. Nobody could park.',
  topics: ['housing', 'libraries'],
  state: 'embedded',
  service: '524',
  cost: '£60 for the kettle',
  saving: '£31,000 a year',
  evidence: 'Our own count of visits',
  contact: 'housing@aldermere.example',
  place: 'Aldermere library'
}

/** Does all of it; gives what was sent, and what is served, by the names of the examples. */
export async function sayEverything({ server, peer, nia, ruth, maddy }: Scene): Promise<Map<string, Doc>> {
  const { context, origin } = server
  const made = new Map<string, Doc>()
  const viewerOf = async (handle: string): Promise<Viewer> => {
    const { member, actor } = (await personByHandle(context.store.read, handle))!
    return makeViewer(member, actor)
  }
  const idOf = (body: Doc): string => (typeof body.object === 'string' ? body.object : body.object?.id)
  /** Waits for what was sent, and keeps it as an example. */
  const sent = async (name: string, type: string, fits: (body: Doc) => boolean = () => true): Promise<Doc> => {
    const { body } = await peer
      .received((one) => one.type === type && fits(one), 30)
      .catch((error: Error) => {
        throw new Error(`${name}: ${error.message}`)
      })
    made.set(name, body)
    return body
  }
  const about = (uri: string) => (body: Doc) => idOf(body) === uri
  const served = async (name: string, uri: string) => made.set(name, await server.document(uri))
  const send = (activity: Doc, to = `${origin}/inbox`, by = maddy) => by.post(to, activity)
  const here = (uri: string) => until(() => anyPost(context.store.read, { uri }), 20)
  const told = async (name: string, fits: (body: Doc) => boolean) => {
    const body = await sent(name, 'Announce', (one) => typeof one.object === 'object' && fits(one.object))
    return body
  }

  await editProfile(context, await viewerOf('nia'), {
    ...{ name: 'Nia Okafor', role: 'Housing options lead', team: 'Housing', bio: 'I run the *library table*.' },
    skills: ['housing options', 'outreach']
  })
  // Who follows gets what is said.
  const council = (await server.document(`${origin}/@aldermere`)) as Answer
  for (const [n, followed] of [nia.uri, council.id].entries()) {
    await send(peer.activity(maddy, 'Follow', followed, { id: `${maddy.id}/follows/${n + 1}` }), `${followed}/inbox`)
    await peer.received((body) => body.type === 'Accept' && body.actor === followed)
  }
  await sent('accept', 'Accept', (body) => body.actor === nia.uri)
  await served('person', nia.uri)
  await served('council', council.id)
  await served('server', `${origin}/actor`)

  const first = await ruth.call('POST', 'stories', { ...words, title: 'One table, one kettle', audience: 'world' })
  const story = await nia.call('POST', 'stories', { ...words, basedOn: first.uri })
  await sent('announce', 'Announce', about(story.uri))
  // The council's share counts here too.
  await until(async () => (await server.document(story.uri)).shares.totalItems === 1)
  await served('story', story.uri)

  const question = await nia.call('POST', 'questions', {
    title: 'Who brings the milk?',
    body: 'It runs out.',
    topics: ['kettles'],
    about: first.uri
  })
  const note = peer.create(maddy, {
    content: '<p>We put a fridge there.</p>',
    ...{ inReplyTo: question.uri, cc: [nia.uri], tag: [{ type: 'Mention', href: nia.uri, name: '@nia' }] }
  })
  await send(note)
  const answer = await here(note.object.id)
  await ruth.call('POST', 'replies', { inReplyTo: question.uri, body: 'A tin by the till.' })
  const reply = await nia.call('POST', 'replies', { inReplyTo: note.object.id, body: 'That is **it**.' })
  await sent('create-reply', 'Create', about(reply.uri))
  await served('reply', reply.uri)
  await nia.call('POST', `replies/${answer.post.id}/accept`)
  await sent('update', 'Update', about(question.uri))
  await served('question', question.uri)
  await served('context', `${first.uri}/context`)
  await served('page', `${question.uri}/replies?page=true`)

  // What others said, found useful and shared.
  await nia.call('POST', 'likes', { object: note.object.id })
  await sent('like', 'Like', about(note.object.id))
  await nia.call('POST', 'reactions', { object: note.object.id, emoji: '🎉' })
  await sent('reaction', 'Like', (body) => body.content === '🎉')
  await nia.call('DELETE', 'likes', { object: note.object.id })
  await sent('undo', 'Undo', (body) => body.object?.type === 'Like' && !body.object.content)
  await nia.call('POST', 'follows', { target: maddy.id })
  const { id } = await sent('follow', 'Follow')
  await send(peer.activity(maddy, 'Accept', id), `${nia.uri}/inbox`)

  const step = await ruth.call('POST', 'adoption', { object: story.uri, step: 'trying', words: 'From Monday.' })
  await served('step', step.uri)

  const recipe = await nia.call('POST', `stories/${story.id}/recipe`)
  const published = await nia.call('POST', `recipes/${recipe.id}/publish`, {})
  await served('recipe', published.uri)

  const poll = await nia.call('POST', 'polls', { question: 'Which day?', options: ['Tuesday', 'Wednesday'] })
  await served('poll', poll.uri)
  const asked = peer.create(maddy, {
    ...{
      type: 'Question',
      content: '<p>Tea?</p>',
      cc: [nia.uri],
      endTime: new Date(Date.now() + 3_600_000).toISOString()
    },
    oneOf: ['Yes', 'No'].map((name) => ({ type: 'Note', name, replies: { type: 'Collection', totalItems: 0 } }))
  })
  await send(asked)
  await here(asked.object.id)
  await nia.call('POST', 'votes', { object: asked.object.id, option: 'Yes' })
  await sent('vote', 'Create', (body) => body.object?.name === 'Yes')

  // Quotes, asked for and given.
  const open = peer.create(maddy, {
    ...{ content: '<p>Bins on Friday</p>', cc: [nia.uri] },
    interactionPolicy: { canQuote: { automaticApproval: [publicUri] } }
  })
  await send(open)
  await here(open.object.id)
  const quote = await nia.call('POST', 'quotes', { object: open.object.id, body: 'We should try this.' })
  await sent('quote-request', 'QuoteRequest')
  await served('quote', quote.uri)
  const quoting = peer.create(maddy, { content: '<p>Read this</p>', quote: story.uri, cc: [nia.uri] })
  await send(
    peer.activity(maddy, 'QuoteRequest', story.uri, { id: `${maddy.id}/requests/1`, instrument: quoting.object }),
    `${nia.uri}/inbox`
  )
  const { result } = await sent('accept-quote', 'Accept', (body) => body.object?.type === 'QuoteRequest')
  await served('authorization', result)

  // A community.
  const ruthViewer = await viewerOf('ruth')
  const group = await createCommunity(context, ruthViewer, {
    handle: 'repairs',
    name: 'Housing repairs',
    purpose: 'For everyone who mends *homes*.'
  })
  const uri = group.actor.uri
  await send(peer.activity(maddy, 'Follow', uri, { id: `${maddy.id}/follows/3` }), `${uri}/inbox`)
  await peer.received((body) => body.type === 'Accept' && body.actor === uri)
  await served('group', uri)
  await served('moderators', `${uri}/moderators`)
  const posted = await nia.call('POST', 'questions', {
    title: 'Damp in flats?',
    body: 'Who has a machine?',
    community: uri
  })
  await told('announce-create', (inner) => inner.type === 'Create' && inner.object?.id === posted.uri)
  const post = (await here(posted.uri)).post.id
  await removePost(context, ruthViewer, group.actor.id, post, 'Asked already')
  await told('removal', (inner) => inner.type === 'Delete')
  await restorePost(context, ruthViewer, group.actor.id, post)
  const maddyHere = (await actorByUri(context.store.read, maddy.id))!.id
  await addCoordinator(context, ruthViewer, group.actor.id, maddyHere)
  await told('coordinator', (inner) => inner.type === 'Add')
  await removeCoordinator(context, ruthViewer, group.actor.id, maddyHere)
  await removeMember(context, ruthViewer, group.actor.id, maddyHere, 'Left')
  await sent('reject', 'Reject', (body) => body.actor === uri)
  await closeCommunity(context, ruthViewer, group.actor.id)

  // Pins, a report, a block.
  await nia.call('POST', 'pins', { object: story.uri })
  await sent('add', 'Add', about(story.uri))
  await served('featured', `${nia.uri}/featured`)
  await served('featured-tags', `${nia.uri}/featuredTags`)
  await nia.call('DELETE', 'pins', { object: story.uri })
  await sent('remove', 'Remove', about(story.uri))
  const report = { actor: maddy.id, objects: [note.object.id], text: 'This names a neighbour.', forward: true }
  await ruth.call('POST', 'reports', report)
  await sent('flag', 'Flag')
  await ruth.call('POST', 'controls/blocks', { target: maddy.id })
  await sent('block', 'Block')

  // Not for everyone, and gone.
  const quiet = await nia.call('POST', 'questions', {
    title: 'Among us?',
    body: 'Only for followers.',
    audience: 'followers'
  })
  await sent('create-followers', 'Create', about(quiet.uri))
  await nia.call('DELETE', `questions/${quiet.id}`)
  await sent('delete', 'Delete', about(quiet.uri))
  await rotateKeys(context, (await viewerOf('nia')).actor.id)
  await sent('update-actor', 'Update', about(nia.uri))
  const away = peer.actor('nia')
  peer.documents.set(away.id, { ...away.document, alsoKnownAs: [nia.uri] })
  const niaViewer = await viewerOf('nia')
  await setAliases(context, niaViewer, [away.id])
  await moveAccount(context, niaViewer, away.id)
  await sent('move', 'Move')
  const { member } = (await personByHandle(context.store.read, 'nia'))!
  await deleteMember(context, member.id)
  await sent('delete-actor', 'Delete', about(nia.uri))
  return made
}
