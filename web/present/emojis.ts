/** Pictures in the words of a page's posts, and how they were reacted to, read for all of them at once. */
import type { Context } from '../../server/context.ts'
import { emojisIn, type Reaction, reactionsTo, wantedEmoji } from '../../server/emojis/emojis.ts'
import { failedCopies } from '../../server/media/remote.store.ts'
import { copyId } from '../../server/media/remote.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import type { EmojiView } from '../emojis.ts'
import type { ItemView } from '../item.ts'

/** What stands in the words of a post and below them. */
export type Emojis = Map<string, Pick<ItemView, 'emojis' | 'reactions'>>

/** So many different reactions are shown; of the rest only how many they are. */
const mostShown = 12

/** Reads them in three queries, and none where nothing has any. What could not be had is left out; `most` is how many kinds of reactions are told. */
export async function readEmojis(context: Context, rows: WholePost[], most = mostShown): Promise<Emojis> {
  const [inWords, reactions] = await Promise.all([
    emojisIn(context, rows),
    most > 0 ? reactionsTo(context, rows) : new Map<string, Reaction[]>()
  ])
  const urls = [...inWords.values(), ...reactions.values()].flatMap((all) => all.flatMap(({ url }) => url ?? []))
  const failed = await failedCopies(
    context.store.read,
    urls.map((url) => copyId(wantedEmoji({ url })))
  )
  const viewOf = (post: string, name: string, url: string | undefined): EmojiView[] => {
    const copy = url ? copyId(wantedEmoji({ url })) : undefined
    return copy && !failed.has(copy) ? [{ name, path: `/media/remote/${post}/${copy}` }] : []
  }
  const views: Emojis = new Map()
  for (const id of new Set([...inWords.keys(), ...reactions.keys()])) {
    const emojis = (inWords.get(id) ?? []).flatMap(({ name, url }) => viewOf(id, name, url))
    const all = (reactions.get(id) ?? []).map(({ emoji: text, n, url }) => {
      const [emoji] = viewOf(id, text.replaceAll(':', ''), url)
      return { text, n, ...(emoji && { emoji }) }
    })
    views.set(id, {
      ...(emojis.length > 0 && { emojis }),
      ...(all.length > 0 && { reactions: { list: all.slice(0, most), more: Math.max(0, all.length - most) } })
    })
  }
  return views
}
