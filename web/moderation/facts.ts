/** What is known of an author and of a server, beside what they sent. */

import type { Actor } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { listFollowing } from '../../server/follows/follows.store.ts'
import { countEach } from '../../server/moderation/counts.store.ts'
import { latestTrustDecision } from '../../server/moderation/growth.store.ts'
import type { HeldItem } from '../../server/moderation/held.store.ts'
import { instancesOf, trustOfHost } from '../../server/moderation/instances.store.ts'
import {
  allLists,
  entriesAbout,
  type PolicyEntry,
  type PolicyList
} from '../../server/moderation/policies/lists.store.ts'
import { countReportsAbout } from '../../server/moderation/reports.store.ts'
import { adviceOn } from '../../server/moderation/vouching.ts'
import { countFollowsWith, countWaitingAt, outcomesAt, outcomesOf } from '../../server/moderation/waiting.store.ts'
import { textOf } from '../../server/text/sanitise.ts'
import type { PersonView } from '../item.ts'
import { withQuery } from '../paging.ts'
import { softwareName } from '../present/people.ts'
import { oneLine } from './said.ts'
import { ageOf, listed, many, trustWords } from './words.ts'

/** The author of a held item. */
export async function authorFacts(context: Context, item: HeldItem, person: PersonView, actor: Actor | undefined) {
  const db = context.store.read
  const [outcomes, waiting, reports, following, why] = await Promise.all([
    outcomesOf(db, item.actor),
    countEach(db, 'actor', [item.actor]),
    countReportsAbout(db, item.actor),
    actor ? listFollowing(db, actor.id, { size: 4 }) : { rows: [] },
    actor?.trust ? latestTrustDecision(db, item.actor, 'actor') : undefined
  ])
  const followed = following.rows.flatMap((row) => (row.actor.local ? [row.actor.name || row.actor.username] : []))
  const others = (waiting.get(item.actor) ?? 1) - 1
  return {
    name: person.name,
    says: textOf(actor?.summary ?? '', 500)
      .split('\n')
      .filter(Boolean),
    ...(actor?.published && { age: `${ageOf(actor.published, context.clock())} old` }),
    before: outcomeWords(outcomes) || 'Nothing before this',
    ...(followed.length > 0 && { follows: followed.join(', ') }),
    ...(actor?.trust && {
      trust: `${trustWords[actor.trust].name}${why?.reason ? `: ${oneLine(why.reason, 300)}` : ''}`
    }),
    others,
    othersHref: withQuery('/moderation', { author: item.actor }),
    reports: reports === 0 ? 'None here' : `${reports} here`,
    ...(actor && /^https?:\/\//.test(actor.url) && { url: actor.url })
  }
}

/** "2 let in and 1 rejected before"; empty when nothing was decided. */
function outcomeWords({ released = 0, rejected = 0 }: { released?: number; rejected?: number }): string {
  const told = [released && `${released} let in`, rejected && `${rejected} rejected`].filter((one) => one !== 0)
  return told.length === 0 ? '' : `${listed(told)} before`
}

/** Which lists that this council takes in name a server. */
function listWords(entries: PolicyEntry[], lists: PolicyList[]): string {
  const names = entries.flatMap((entry) => {
    const list = entry.gone ? undefined : lists.find(({ id }) => id === entry.list)
    return list ? [`${oneLine(list.name, 60)} (${entry.severity})`] : []
  })
  if (names.length > 0) return `On ${listed(names)}`
  if (lists.length < 2) return lists.length === 0 ? 'You take in no list' : 'Not on the list that you take in'
  return `On none of the ${lists.length} lists that you take in`
}

/** A server, whether we have met it or not. */
export async function serverFacts(context: Context, host: string) {
  const db = context.store.read
  const [outcomes, entries, lists, [own], decided, waiting, follows, advice] = await Promise.all([
    outcomesAt(db, host),
    entriesAbout(db, [host]),
    allLists(db),
    instancesOf(db, [host]),
    trustOfHost(db, host),
    countWaitingAt(db, [host]),
    countFollowsWith(db, host),
    adviceOn(context, host)
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
    ...(decided && decided.host !== host && { above: decided.host, abovePath: serverPath(decided.host) }),
    ...(decided?.reason && { reason: oneLine(decided.reason, 1_000) }),
    waiting: waiting.get(host) ?? 0,
    waitingHref: withQuery('/moderation', { host }),
    ...{ follows, advice },
    followText: follows === 0 ? 'None between there and here' : `${many(follows, 'follow')} between there and here`,
    before: outcomeWords(outcomes) || 'Nothing before this',
    lists: listWords(entries, lists),
    cost: follows === 0 ? '' : `It ends ${many(follows, 'follow')} between there and here.`
  }
}

/** The page of a server. */
export const serverPath = (host: string) => `/moderation/servers/${encodeURIComponent(host)}`

/** A software's name with a capital, as people write it; nothing when it is not known. */
export const softwareOf = (software: string | null | undefined) => (software ? oneLine(softwareName(software), 40) : '')
