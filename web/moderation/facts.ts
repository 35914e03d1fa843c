/** What is known of an author and of a server, beside what they sent. */
import type { Actor } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { listFollowing } from '../../server/follows/follows.store.ts'
import { countHeldBy, type HeldItem } from '../../server/moderation/held.store.ts'
import { instancesOf, trustOfHost } from '../../server/moderation/instances.store.ts'
import { countReportsAbout } from '../../server/moderation/reports.store.ts'
import { countFollowsWith, countWaitingAt, outcomesOf } from '../../server/moderation/waiting.store.ts'
import { textOf } from '../../server/text/sanitise.ts'
import type { PersonView } from '../item.ts'
import { withQuery } from '../paging.ts'
import { oneLine } from './said.ts'
import { ageOf, listed, many, trustWords } from './words.ts'

/** The author of a held item. */
export async function authorFacts(context: Context, item: HeldItem, person: PersonView, actor: Actor | undefined) {
  const db = context.store.read
  const [outcomes, waiting, reports, following] = await Promise.all([
    outcomesOf(db, item.actor),
    countHeldBy(db, [item.actor]),
    countReportsAbout(db, item.actor),
    actor ? listFollowing(db, actor.id, { size: 4 }) : { rows: [] }
  ])
  const followed = following.rows.flatMap((row) => (row.actor.local ? [row.actor.name || row.actor.username] : []))
  const { released = 0, rejected = 0 } = outcomes
  const before = [released && `${released} let in`, rejected && `${rejected} rejected`].filter((one) => one !== 0)
  const others = (waiting.get(item.actor) ?? 1) - 1
  return {
    name: person.name,
    says: textOf(actor?.summary ?? '', 500)
      .split('\n')
      .filter(Boolean),
    ...(actor?.published && { age: `${ageOf(actor.published, context.clock())} old` }),
    before: before.length === 0 ? 'Nothing before this' : `${listed(before)} before`,
    ...(followed.length > 0 && { follows: followed.join(', ') }),
    others,
    othersHref: withQuery('/moderation', { author: item.actor }),
    reports: reports === 0 ? 'None here' : `${reports} here`,
    ...(actor && /^https?:\/\//.test(actor.url) && { url: actor.url })
  }
}

/** A server, whether we have met it or not. */
export async function serverFacts(context: Context, host: string) {
  const db = context.store.read
  const [[own], decided, waiting, follows] = await Promise.all([
    instancesOf(db, [host]),
    trustOfHost(db, host),
    countWaitingAt(db, [host]),
    countFollowsWith(db, host)
  ])
  const trust = decided?.trust ?? 'unknown'
  return {
    host,
    path: serverPath(host),
    ...(own?.name && { name: oneLine(own.name, 100) }),
    software: softwareOf(own?.software),
    ...(own && { since: own.created }),
    trust,
    trustText: trustWords[trust].name,
    ...(decided && decided.host !== host && { above: decided.host }),
    ...(decided?.reason && { reason: oneLine(decided.reason, 1_000) }),
    waiting: waiting.get(host) ?? 0,
    waitingHref: withQuery('/moderation', { host }),
    follows,
    cost: follows === 0 ? '' : `It ends ${many(follows, 'follow')} between there and here.`
  }
}

/** The page of a server. */
export const serverPath = (host: string) => `/moderation/servers/${encodeURIComponent(host)}`

/** A software's name with a capital, as people write it; nothing when it is not known. */
export const softwareOf = (software: string | null | undefined) =>
  software ? oneLine(`${software.charAt(0).toUpperCase()}${software.slice(1)}`, 40) : ''
