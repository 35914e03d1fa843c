/** A council in one process, without pages: its people, a peer's people, and a worker that is run by hand. */

import { deliverJob, deliverySettings } from '../../federation/delivery.ts'
import { makeFederation } from '../../federation/federation.ts'
import type { JsonObject } from '../../federation/json.ts'
import { readActor } from '../../federation/objects/received-actor.ts'
import type { Actor } from '../../server/actors/actors.store.ts'
import { actorById, keepRemoteActor } from '../../server/actors/actors.store.ts'
import type { Config } from '../../server/config.ts'
import { seedServices } from '../../server/council/services.ts'
import { councilOf } from '../../server/council/settings.ts'
import { setUpCouncil } from '../../server/council/setup.ts'
import { receiveFollow } from '../../server/follows/follows.ts'
import { claimJob, type QueueName } from '../../server/jobs/jobs.store.ts'
import { type QueueSettings, run } from '../../server/jobs/worker.ts'
import { createMember } from '../../server/members/members.ts'
import { makeViewer, type Viewer } from '../../server/members/viewer.ts'
import { setInstanceTrust } from '../../server/moderation/instances.store.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { type ReceivedPost, receivePost } from '../../server/posts/receive.ts'
import { reactTo } from '../../server/reactions.ts'
import { writeStory } from '../../server/stories/stories.ts'
import { makeTestContext } from '../help/context.ts'

export const storyInput = {
  title: 'A food waste round with smaller lorries',
  summary: 'Four small lorries instead of two large ones.\nThe big ones could not turn in our lanes.',
  body: 'We walked **every lane** with the crews. #waste',
  wentWell: 'Narrow lanes are served for the first time.',
  wentBadly: 'Two lorries were too few in December.',
  topics: ['rural'],
  state: 'embedded',
  service: '524',
  cost: '£240,000',
  saving: '£31,000 a year',
  place: 'Hill villages',
  basedOn: 'https://thornbeck.example/stories/7'
}

export type TestCouncil = Awaited<ReturnType<typeof testCouncil>>

/** Makes one; settings may be given. */
export async function testCouncil(config: Partial<Config> = {}) {
  const context = await makeTestContext({ config })
  await setUpCouncil(context, { name: 'Aldermere Borough Council', handle: 'aldermere', about: 'A *small* council.' })
  await seedServices(context)
  const federation = await makeFederation(context)
  const delivery: QueueSettings = { ...deliverySettings, handle: deliverJob(federation) }
  const events: QueueSettings = { ...deliverySettings, queue: 'events', strict: true, handle: reactTo(federation) }
  const { store } = context

  /** Runs what is due in a queue, one job after another; gives how many ran. */
  async function work(settings: QueueSettings) {
    for (let n = 0; ; n++) {
      const now = context.clock()
      const until = new Date(now.getTime() + 60_000)
      const job = await claimJob(context, settings.queue as QueueName, 'test', now, until, settings.strict)
      if (!job) return n
      await run(context, settings, job)
    }
  }
  return {
    context,
    federation,
    delivery,
    /** A member who may publish. */
    async person(handle: string): Promise<Viewer> {
      const made = await createMember(context, {
        handle,
        name: `${handle[0]!.toUpperCase()}${handle.slice(1)} Hughes`,
        email: `${handle}@aldermere.example`,
        role: 'practitioner'
      })
      return makeViewer(made.member, made.actor)
    },
    /** Somebody of another server, kept here; their server is known unless told. */
    async remote(document: JsonObject, trust: 'known' | 'unknown' = 'known'): Promise<Actor> {
      const actor = readActor(document)!
      return store.write(async (tx) => {
        await setInstanceTrust(tx, actor.host, trust, '')
        return (await keepRemoteActor(tx, { ...actor, fetched: context.clock() }))!
      })
    },
    /** Somebody elsewhere begins to follow one of ours. */
    follow: (follower: Actor, followed: string) =>
      receiveFollow(context, follower.id, followed, `${follower.uri}#follows/${followed}`),
    /** Somebody elsewhere says something. */
    async received(post: Partial<ReceivedPost> & Pick<ReceivedPost, 'uri' | 'author'>) {
      const id = await receivePost(
        context,
        { ...plainPost, published: context.clock(), url: post.uri, ...post },
        'everyone'
      )
      return (await anyPost(store.read, { id: id! }))!
    },
    council: async () => (await actorById(store.read, (await councilOf(context)).actor))!,
    story: (viewer: Viewer, input: Partial<typeof storyInput> & { audience?: string } = {}) =>
      writeStory(context, viewer, { ...storyInput, ...input }),
    /** Lets the consequences of events happen. */
    react: () => work(events),
    /** Tries the deliveries that are due. */
    deliver: () => work(delivery),
    /** Reacts, then delivers. */
    async settle() {
      await work(events)
      await work(delivery)
    },
    async close() {
      await federation.close()
      await context.close()
    }
  }
}

const plainPost = {
  kind: 'reply',
  html: '<p>Hello</p>',
  sensitive: false,
  visibility: 'public',
  topics: [],
  attachments: [],
  named: []
} satisfies Partial<ReceivedPost>

/** An actor's document of another server, for keeping. */
export const actorElsewhere = (name: string, host = 'mastodon.example', extra: JsonObject = {}): JsonObject => ({
  '@context': 'https://www.w3.org/ns/activitystreams',
  id: `https://${host}/users/${name}`,
  type: 'Person',
  preferredUsername: name,
  name: `${name[0]!.toUpperCase()}${name.slice(1)} Elsewhere`,
  url: `https://${host}/@${name}`,
  inbox: `https://${host}/users/${name}/inbox`,
  outbox: `https://${host}/users/${name}/outbox`,
  followers: `https://${host}/users/${name}/followers`,
  endpoints: { sharedInbox: `https://${host}/inbox` },
  ...extra
})
