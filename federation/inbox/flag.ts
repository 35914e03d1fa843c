/** Flag: another server's people report something of ours. */
import { actorByUri } from '../../server/actors/actors.store.ts'
import { receiveReport } from '../../server/moderation/reports.ts'
import { textOf as plainText } from '../../server/text/sanitise.ts'
import { idsOf, textOf } from '../json.ts'
import type { Listener } from './incoming.ts'

/** The most characters of a report that are kept, as Mastodon does. */
const longestReport = 5_000

/** Keeps a report that names an account of ours. */
export const onFlagged: Listener = async (federation, { json, actor }) => {
  const { context } = federation
  const objects = idsOf(json.object).slice(0, 50)
  for (const uri of objects) {
    const target = await actorByUri(context.store.read, uri)
    if (!target?.local) continue
    const words = plainText(textOf(json.content) ?? '', longestReport)
    await receiveReport(context, {
      reporter: actor.uri,
      target: uri,
      objects: objects.filter((one) => one !== uri),
      words
    })
    return
  }
}
