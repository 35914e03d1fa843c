/** What somebody keeps from themselves of one person, as pages of that person show it. */
import type { Actor } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { controlsOf, isHostBlocked } from '../../server/controls/controls.store.ts'
import { followBetween } from '../../server/follows/follows.store.ts'
import type { Viewer } from '../../server/members/viewer.ts'

export interface KeptView {
  /** The address of whom it is about. */
  uri: string
  name: string
  muted: boolean
  mutedUntil?: Date
  blocked: boolean
  sharesHidden: boolean
  /** Whether hiding only their shares means anything. */
  follows: boolean
  /** What is part of this server can be muted only. */
  mayBlock: boolean
  /** Their server, when the viewer may block it. */
  host?: string
  hostBlocked: boolean
}

/** For how many days something can last, as forms offer it; none is for good. */
export const spans = [
  { value: '', text: 'Until you take it back' },
  { value: '1', text: 'For a day' },
  { value: '7', text: 'For a week' },
  { value: '30', text: 'For a month' },
  { value: '90', text: 'For three months' }
]

/** When a span that was chosen ends; null for never. */
export function endOf(context: Context, span: string): Date | null {
  const days = spans.some(({ value }) => value === span) ? Number(span) : 0
  return days > 0 ? new Date(context.clock().getTime() + days * 86_400_000) : null
}

/** Of one person; undefined for visitors and for oneself. */
export async function keptOf(
  context: Context,
  viewer: Viewer | undefined,
  actor: Actor
): Promise<KeptView | undefined> {
  if (!viewer || viewer.actor.id === actor.id) return undefined
  const db = context.store.read
  const [own, follow, hostBlocked] = await Promise.all([
    controlsOf(db, viewer.actor.id, actor.id),
    followBetween(db, viewer.actor.id, actor.id),
    isHostBlocked(db, viewer.actor.id, actor.host)
  ])
  const now = context.clock()
  const lasting = own.filter(({ ends }) => !ends || ends > now)
  const muted = lasting.find(({ kind }) => kind === 'mute')
  const sharesHidden = lasting.some(({ kind }) => kind === 'shares')
  return {
    uri: actor.uri,
    name: actor.name.trim() || actor.username,
    muted: muted !== undefined,
    ...(muted?.ends && { mutedUntil: muted.ends }),
    blocked: lasting.some(({ kind }) => kind === 'block'),
    sharesHidden,
    follows: follow !== undefined || sharesHidden,
    mayBlock: !actor.local || actor.type === 'Person',
    ...(!actor.local && { host: actor.host }),
    hostBlocked
  }
}
