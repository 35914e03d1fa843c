/** Gathers what a bundle of evidence holds: posts as they are, copies kept, what was held, reports, holds and the log. */
import type { Attachment } from '../../../schema/posts.ts'
import type { Context } from '../../context.ts'
import { NotFound } from '../../errors.ts'
import type { HeldItem } from '../held.store.ts'
import { type Report, reportById } from '../reports.store.ts'
import { heldByObject, heldOf, heldWith, idOfPost, postIds, postsWith } from './found.store.ts'
import { copiesOf, holdById, keptFor, type LegalHold, type Preserved } from './holds.store.ts'
import { copyOfPost, type WholeCopy } from './preserve.store.ts'
import { isForSome } from './private.ts'

export type BundleKind = 'item' | 'author' | 'thread' | 'report' | 'hold'
export const bundleKinds: BundleKind[] = ['item', 'author', 'thread', 'report', 'hold']

/** The most posts that one bundle holds. */
export const mostPosts = 1_000

export interface Found {
  /** What the log is told the bundle is about. */
  target: string
  posts: { id: string; copy: WholeCopy }[]
  kept: Preserved[]
  held: HeldItem[]
  reports: Report[]
  holds: LegalHold[]
  /** What was written for some only and is not in it. */
  private: number
  /** Whether there was more than {@link mostPosts}. */
  cut: boolean
}

/** Gathers it. Throws NotFound when there is nothing of that kind here. */
export async function collect(
  context: Context,
  kind: BundleKind,
  target: string,
  withPrivate: boolean
): Promise<Found> {
  const db = context.store.read
  const hold = kind === 'hold' ? await holdById(db, target) : undefined
  const report = kind === 'report' ? await reportById(db, target) : undefined
  if ((kind === 'hold' && !hold) || (kind === 'report' && !report)) throw new NotFound(`There is no such ${kind} here.`)
  const about = report ? 'report' : hold ? hold.kind : (kind as LegalHold['kind'])
  const which = hold?.target ?? target
  const ids = await idsOf(context, about, which, report)
  const kept = hold ? await allKept(context, hold.id) : await keptOf(context, about, which, report)
  const posts: Found['posts'] = []
  let hidden = 0
  const closed = new Set(withPrivate ? [] : kept.filter((one) => one.private).map(({ uri }) => uri))
  for (const id of ids.slice(0, mostPosts)) {
    const copy = await copyOfPost(db, id)
    if (!copy) continue
    if (copy.private && !withPrivate) {
      hidden++
      closed.add(copy.thing.uri)
    } else posts.push({ id, copy })
  }
  const shown = kept.filter((one) => withPrivate || !one.private)
  const came = await heldFor(context, about, which, [
    ...posts.map(({ copy }) => copy.thing.uri),
    ...kept.map(({ uri }) => uri)
  ])
  const held = came.filter((item) => withPrivate || !(isForSome(item) || closed.has(item.object ?? item.uri)))
  hidden += came.length - held.length
  if (!hold && !report && posts.length + shown.length + held.length + hidden + kept.length === 0)
    throw new NotFound('There is nothing here at this address.')
  return {
    target: hold?.kind === 'search' ? `${context.config.origin}/moderation/holds/${hold.id}` : (report?.id ?? which),
    ...{ posts, kept: shown, held },
    reports: report ? [report] : [],
    holds: hold ? [hold] : [],
    private: hidden + kept.length - shown.length,
    cut: ids.length > mostPosts
  }
}

type About = LegalHold['kind'] | 'report'

async function idsOf(context: Context, about: About, target: string, report: Report | undefined): Promise<string[]> {
  const db = context.store.read
  const most = mostPosts + 1
  if (about === 'search') return postsWith(db, target, most)
  if (about === 'author' || about === 'thread')
    return postIds(db, about === 'author' ? { author: target } : { thread: target }, most)
  const uris = report ? report.objects : [target]
  const found = await Promise.all(uris.map((uri) => idOfPost(db, uri)))
  return found.filter((id) => id !== undefined)
}

async function keptOf({ store }: Context, about: About, target: string, report: Report | undefined) {
  const db = store.read
  if (about === 'author') return copiesOf(db, { author: target })
  if (about === 'thread') return copiesOf(db, { thread: target })
  const uris = report ? report.objects : [target]
  return (await Promise.all(uris.map((uri) => copiesOf(db, { uri })))).flat()
}

async function allKept({ store }: Context, hold: string): Promise<Preserved[]> {
  const all: Preserved[] = []
  let after: string | undefined
  do {
    const page = await keptFor(store.read, hold, { after, size: 100 })
    all.push(...page.rows)
    after = page.next
  } while (after && all.length < mostPosts)
  return all.toReversed()
}

async function heldFor({ store }: Context, about: About, target: string, uris: string[]): Promise<HeldItem[]> {
  const db = store.read
  if (about === 'author') return heldOf(db, target)
  const one = about === 'item' ? await heldByObject(db, target) : undefined
  const others = await heldWith(db, [...new Set(uris)].slice(0, 500))
  return [...(one ? [one] : []), ...others.filter(({ id }) => id !== one?.id)]
}

/** What a post or a copy of it has attached. */
export const attachmentsIn = (content: Record<string, unknown>): Attachment[] =>
  (content.post as { attachments?: Attachment[] } | undefined)?.attachments ?? []
