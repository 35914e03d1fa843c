/** What the server of somebody reported is told: a Flag by our server itself, so that nobody learns who reported. */
import { actorByUri } from '../../server/actors/actors.store.ts'
import type { Event } from '../../server/events/events.store.ts'
import { forwardById, noteForwarded } from '../../server/moderation/forwards.store.ts'
import type { Federation } from '../context.ts'
import { sendActivity } from '../outbox.ts'
import { serverActorUri } from '../software.ts'
import { lastWord } from './recipients.ts'
import { activityUri } from './saying.ts'

/** A Flag of the account and the chosen posts, to the account's own inbox; Mastodon takes it nowhere else. */
export async function sendReport({ context }: Federation, event: Event): Promise<void> {
  const { store, config, clock } = context
  const forward = await forwardById(store.read, event.ids.forward ?? '')
  const [server, target] = await Promise.all([
    actorByUri(store.read, serverActorUri(config.origin)),
    actorByUri(store.read, forward?.target ?? '')
  ])
  if (!forward || !server || !target || target.local) return
  await sendActivity(context, {
    actor: server,
    document: {
      id: activityUri(context, event),
      type: 'Flag',
      actor: server.uri,
      content: forward.words,
      object: [target.uri, ...forward.objects]
    },
    to: lastWord(target),
    open: false
  })
  await store.write((tx) => noteForwarded(tx, forward.id, clock()))
}
