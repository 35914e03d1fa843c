/** What a Group shows on beside posts: likes, changes, deletions, each believed only from its own server (FEP-1b12). */
import type { Actor } from '../../server/actors/actors.store.ts'
import { addJob } from '../../server/jobs/jobs.store.ts'
import type { Federation } from '../context.ts'
import { FetchFailed, fetchDocument } from '../fetch.ts'
import { idOf, type JsonObject, typesOf } from '../json.ts'
import { originOf, sameOrigin } from './incoming.ts'

const relayed = new Set(['Like', 'Dislike', 'EmojiReact', 'Undo', 'Update', 'Delete'])

/** Whether an Announce carries an activity that is to be taken in by itself. */
export const isRelayed = (inner: JsonObject) => typesOf(inner).some((type) => relayed.has(type))

/**
 * Takes in an activity that `announcer` passed on. What a Group passes on is written by its server, which speaks for all of
 * its own actors (FEP-fe34); anything else, and whatever a person passes on, is asked of the server that it is from.
 */
export async function takeRelayed(federation: Federation, announcer: Actor, inner: JsonObject): Promise<void> {
  const { context } = federation
  const [id, actor] = [idOf(inner.id), idOf(inner.actor)]
  if (!id || !actor || !sameOrigin(id, actor) || originOf(id) === context.config.origin) return
  const believed = announcer.type === 'Group' && sameOrigin(id, announcer.uri)
  const activity = believed ? inner : await fromItsServer(federation, id)
  const by = activity && idOf(activity.actor)
  if (!by || !sameOrigin(by, id) || !isRelayed(activity)) return
  const body = { activity: { ...activity, id, actor: by }, path: 'announced' }
  await context.store.write((tx) => addJob(context, tx, { queue: 'inbox', lane: by, body }))
}

/** The activity as its own server gives it; many give none, and then nothing is known of it. */
async function fromItsServer(federation: Federation, id: string): Promise<JsonObject | undefined> {
  try {
    return (await fetchDocument(federation, id)).document
  } catch (error) {
    if (!(error instanceof FetchFailed) || error.code === 'unreachable') throw error
    return undefined
  }
}
