/** What others are told when something is withdrawn. */
import { actorsByIds } from '../../server/actors/actors.store.ts'
import { groupsOfPost } from '../../server/communities/places.store.ts'
import type { Event } from '../../server/events/events.store.ts'
import { followerInboxes } from '../../server/follows/follows.store.ts'
import { isForAnyone } from '../../server/posts/audience.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import type { Federation } from '../context.ts'
import { authorsAbove } from '../objects/around.store.ts'
import { addressOf, audiencePart } from '../objects/post.ts'
import { tombstoneOf } from '../objects/tombstone.ts'
import { dropActivitiesAbout } from '../outbox.store.ts'
import { sendActivity } from '../outbox.ts'
import { unannounce } from './council.ts'
import { copiesOf, councilFollowers, inboxesOf, memberInboxes } from './recipients.ts'
import { activityUri } from './saying.ts'

/** Deletes a post wherever it went; what was not delivered of it yet is no longer. */
export async function sendWithdrawal({ context }: Federation, event: Event): Promise<void> {
  const { read } = context.store
  const whole = await anyPost(read, { id: event.subject })
  if (!whole?.post.local || whole.post.audience !== 'withdrawn') return
  const { post, author } = whole
  // The rows that named people went with the words; the event remembers whom.
  const told = Object.entries(event.ids).flatMap(([key, id]) => (/^told\d+$/.test(key) ? [id] : []))
  const named = await actorsByIds(read, told)
  const open = isForAnyone(post.visibility)
  const followers = open || post.visibility === 'followers' ? await followerInboxes(read, author.id) : []
  const communities = await groupsOfPost(read, post.id)
  const reached = open
    ? [
        ...(await councilFollowers(context)),
        ...(await memberInboxes(context, communities)),
        ...inboxesOf(await authorsAbove(read, post.parent)),
        ...(await copiesOf(context, post))
      ]
    : []
  await sendActivity(context, {
    actor: author,
    document: {
      id: activityUri(context, event),
      type: 'Delete',
      actor: author.uri,
      ...addressOf({ post, author, named, communities }),
      ...audiencePart({ post, communities }),
      published: event.created.toISOString(),
      object: tombstoneOf(post)
    },
    to: [...inboxesOf([...named, ...communities]), ...followers, ...reached],
    open,
    object: post.uri
  })
  await unannounce(context, event, post)
  await context.store.write((tx) => dropActivitiesAbout(tx, post.uri))
}
