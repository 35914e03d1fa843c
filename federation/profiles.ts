/** What a fetched profile says goes through the moderators' rules like everything else that comes in. */
import { actorByUri, type RemoteActor } from '../server/actors/actors.store.ts'
import { hold, judgeProfile } from '../server/moderation/gate.ts'
import type { Federation } from './context.ts'
import { summaryOf } from './inbox/summary.ts'
import type { JsonObject } from './json.ts'

/** The actor as rules leave it: whole, without a picture, or with no more than is needed to check signatures. */
export async function judgedActor<Read extends Omit<RemoteActor, 'fetched'>>(
  { context }: Federation,
  document: JsonObject,
  read: Read
): Promise<Read> {
  const known = await actorByUri(context.store.read, read.uri)
  // What is shown already, perhaps because a person let it in, is not judged anew each day.
  if (known && !known.deleted && looks(known) === looks(read)) return read
  const uri = `${read.uri}#profile`
  const activity = { type: 'Update', id: uri, actor: read.uri, object: document }
  const inbound = { type: 'Update', actor: read.uri, host: read.host, path: 'profile' as const, uri, activity }
  const { bare, stripMedia, held } = await judgeProfile(context, { ...inbound, ...(known && { by: known }) })
  if (held) await hold(context, { ...inbound, ...summaryOf(activity) }, held)
  return {
    ...read,
    ...(stripMedia && { iconUrl: null, emojis: null }),
    ...(bare && { name: read.username, summary: '', fields: [] })
  }
}

type Looks = Pick<RemoteActor, 'name' | 'summary' | 'fields' | 'iconUrl' | 'emojis'>

const looks = ({ name, summary, fields, iconUrl, emojis }: Looks) =>
  JSON.stringify([
    name,
    summary ?? '',
    fields ?? [],
    iconUrl ?? null,
    (emojis ?? []).map(({ name, url }) => [name, url])
  ])
