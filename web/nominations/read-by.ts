/** What those who write and look after a story are shown of its nominee: whether they have read it, and what they said. */
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { mayGoOut, type Reading, readingOf, type Stand } from '../../server/nominations/reading.ts'
import { isSent } from '../../server/posts/audience.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'

export interface ReadByView {
  /** Who is nominated. */
  who: string
  council: string
  stand: Stand
  asked: Date | null
  answered: Date | null
  /** Whether the nominee wanted to read it first. */
  first: boolean
  /** Whether it may go out as far as they are concerned. */
  free: boolean
  /** Whether it is not out yet. */
  open: boolean
  mayAsk: boolean
  /** The author's page of it. */
  path: string
}

/** For a story that came of a nomination, unless its author is the nominee. */
export async function readByOf(context: Context, whole: WholePost): Promise<ReadByView | undefined> {
  const reading = whole.post.kind === 'story' ? await readingOf(context, context.store.read, whole) : undefined
  return reading && reading.stand !== 'own' ? readByView(context, whole, reading) : undefined
}

/** The same, of what was read already. */
export async function readByView(context: Context, { post }: WholePost, reading: Reading): Promise<ReadByView> {
  const { stand, mayAsk, nomination } = reading
  return {
    who: nomination.who,
    council: (await councilOf(context)).shortName,
    ...{ stand, mayAsk, asked: nomination.readAsked, answered: nomination.readAnswered },
    first: nomination.readsFirst,
    free: mayGoOut(reading),
    open: !isSent(post.audience),
    path: `/stories/${post.id}/nominee`
  }
}

/** Whether it may go further as far as the nominee is concerned. */
export const isRead = (readBy: ReadByView | undefined): boolean => readBy === undefined || readBy.free
