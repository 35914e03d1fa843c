/** How a community is doing, in the words of its page. */
import type { Community } from '../../server/communities/communities.ts'
import { healthOf, newcomersOf, weeksSeen } from '../../server/communities/health.ts'
import type { Context } from '../../server/context.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import type { PersonView } from '../item.ts'
import { presentPeople } from '../present/people.ts'
import { lookingFor } from '../present.ts'
import { plural } from '../words.ts'

const hour = 3_600_000
const day = 24 * hour

export interface HealthView {
  weeks: number
  figures: { value: string; label: string }[]
  /** Questions that nobody answered: how many, and for how long the oldest has waited. */
  waiting?: { n: number; oldest: string }
  /** Who joined and was greeted by nobody; told to people of this council only. */
  newcomers: PersonView[]
  carriers: { person: PersonView; answers: number }[]
  /** What is to be said when few carry it. */
  risk?: string
}

/** Looks at a community for its page. */
export async function healthView(
  context: Context,
  viewer: Viewer | undefined,
  community: Community
): Promise<HealthView> {
  const [health, joined] = await Promise.all([
    healthOf(context, lookingFor(viewer), community),
    viewer ? newcomersOf(context, community.actor.id) : []
  ])
  const people = await presentPeople(context, [
    ...health.carriers.map(({ actor }) => actor),
    ...joined.map(({ actor }) => actor)
  ])
  const { members, servers, asked, answered, quietWeeks, waiting, half } = health
  const [oldest] = waiting
  const others = servers - 1
  const from = others > 0 ? `, from here and ${others} other ${plural(others, 'server', 'servers')}` : ''
  const now = context.clock().getTime()
  return {
    weeks: weeksSeen,
    figures: [
      { value: number(members), label: `${plural(members, 'member', 'members')}${from}` },
      ...(asked > 0
        ? [{ value: number(answered), label: `of ${number(asked)} ${plural(asked, 'question', 'questions')} answered` }]
        : []),
      ...(health.firstAnswer !== undefined
        ? [{ value: lengthOf(health.firstAnswer), label: 'middle time to a first answer' }]
        : []),
      { value: number(quietWeeks), label: `${plural(quietWeeks, 'week', 'weeks')} with nothing said` }
    ],
    ...(oldest && { waiting: { n: waiting.length, oldest: lengthOf(now - oldest.since.getTime()) } }),
    newcomers: people.slice(health.carriers.length),
    carriers: health.carriers.map(({ answers }, n) => ({ person: people[n]!, answers })),
    ...(half && {
      risk: `${half === 1 ? 'One person gives' : 'Two people give'} half of all answers. That is a risk worth naming.`
    })
  }
}

const number = (n: number) => n.toLocaleString('en-GB')

/** "40 minutes", "7 hours", "3 days". */
function lengthOf(milliseconds: number): string {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000))
  if (minutes < 90) return `${minutes} ${plural(minutes, 'minute', 'minutes')}`
  const hours = Math.round(milliseconds / hour)
  if (hours < 48) return `${hours} ${plural(hours, 'hour', 'hours')}`
  const days = Math.round(milliseconds / day)
  return `${days} ${plural(days, 'day', 'days')}`
}
