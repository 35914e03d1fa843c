/** Other servers for tests of pages: what they send is read as the federation reads it, without a network. */
import type { JsonObject } from '../../../federation/json.ts'
import { readPost } from '../../../federation/objects/received.ts'
import { readActor } from '../../../federation/objects/received-actor.ts'
import { type Actor, keepRemoteActor } from '../../../server/actors/actors.store.ts'
import type { Context } from '../../../server/context.ts'
import { meetInstance } from '../../../server/moderation/instances.store.ts'
import { trustServer } from '../../../server/moderation/trust.ts'
import { type Reach, receivePost } from '../../../server/posts/receive.ts'

export const everyone = 'https://www.w3.org/ns/activitystreams#Public'
let made = 0

/** An actor, as its document says. */
export async function remoteActor(context: Context, document: JsonObject): Promise<Actor> {
  const read = readActor({ inbox: `${String(document.id)}/inbox`, type: 'Person', ...document })!
  return context.store.write(async (tx) => {
    await meetInstance(tx, read.host)
    return (await keepRemoteActor(tx, { ...read, fetched: context.clock() }))!
  })
}

/** A post, as its document says; gives its id. */
export async function remotePost(
  context: Context,
  author: Actor,
  document: JsonObject,
  reach: Reach = 'everyone'
): Promise<string> {
  const id = `${author.uri}/posts/${++made}`
  const whole = { id, type: 'Note', attributedTo: author.uri, to: everyone, url: id, ...document }
  const received = (await readPost(context, whole, { authorId: author.id }))!
  return (await receivePost(context, received, reach))!
}

/** A whole story of a peer. */
export const remoteStory = (name: string, more: JsonObject = {}): JsonObject => ({
  type: 'Article',
  name,
  content: `<p>${name}</p>`,
  'schema:additionalType': 'https://schema.org/Report',
  'schema:positiveNotes': ['Narrow lanes are served for the first time.'],
  'schema:negativeNotes': ['Two lorries were too few in December.'],
  ...more
})

/** Thornbeck, a peer council with a person on its own server. */
export async function addPeer(context: Context, host = 'moot.thornbeck.example') {
  const at = `https://${host}`
  const council = await remoteActor(context, {
    id: `${at}/actors/council`,
    type: 'Organization',
    preferredUsername: 'thornbeck',
    name: 'Thornbeck District Council'
  })
  const gwil = await remoteActor(context, {
    id: `${at}/actors/gwil`,
    preferredUsername: 'gwil',
    name: 'Gwilym Tate',
    attachment: [{ type: 'PropertyValue', name: 'Role', value: 'Waste operations manager' }]
  })
  await trustServer(context, null, host, 'network', 'a peer')
  return { council, gwil, host }
}

/** Somebody with a Mastodon account, whose server a moderator has let in. */
export async function addMastodon(context: Context, host = 'tidepool.example'): Promise<Actor> {
  const id = `https://${host}/users/maddy`
  const maddy = await remoteActor(context, { id, preferredUsername: 'maddy', name: 'Maddy Osei' })
  await trustServer(context, null, host, 'known', 'kind people')
  return maddy
}
