/** Flag: another server's people report something of ours. It is kept as a report, and never as something to show. */
import { type Actor, actorByUri } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { rejectsReports } from '../../server/moderation/policies/compiled.ts'
import { receiveReport } from '../../server/moderation/reports.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { textOf as plainText } from '../../server/text/sanitise.ts'
import { idsOf, textOf } from '../json.ts'
import type { Listener } from './incoming.ts'

/** The most characters of a report that are kept, as Mastodon does. */
const longestReport = 5_000
/** Of ours in one Flag; software sends one account each. */
const mostAccounts = 5

/** Keeps a report about each account of ours that it names, or whose posts it names. */
export const onFlagged: Listener = async (federation, { json, actor }) => {
  const { context } = federation
  if (await rejectsReports(context, actor.host)) return
  const objects = idsOf(json.object).slice(0, 50)
  const accused = await accusedIn(context, objects)
  const accounts = new Set([...accused.values()].map(({ uri }) => uri))
  const words = plainText(textOf(json.content) ?? '', longestReport)
  for (const target of [...accounts].slice(0, mostAccounts))
    await receiveReport(context, {
      ...{ reporter: actor.uri, host: actor.host, target, words },
      // Of posts that are not known here, nobody can tell whose they are: they go with each.
      objects: objects.filter((uri) => !accounts.has(uri) && (accused.get(uri)?.uri ?? target) === target)
    })
}

/** Whose each object is, of those that are ours or by ours. */
async function accusedIn({ store }: Context, objects: string[]): Promise<Map<string, Actor>> {
  const found = new Map<string, Actor>()
  for (const uri of objects) {
    const actor = await actorByUri(store.read, uri)
    const post = actor ? undefined : await anyPost(store.read, { uri })
    const whose = actor ?? post?.author
    if (whose?.local) found.set(uri, whose)
  }
  return found
}
