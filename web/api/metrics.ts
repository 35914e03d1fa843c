/** Simple counts by the API, of what anyone may see; for moderators also of what waits. */
import { countLocalPeople } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { findCouncil } from '../../server/council/settings.ts'
import { countFollowersOf } from '../../server/follows/follows.store.ts'
import { countHeld } from '../../server/moderation/held.store.ts'
import { countInstances } from '../../server/moderation/instances.store.ts'
import { countReports } from '../../server/moderation/reports.store.ts'
import { countLocal } from '../../server/posts/posts.store.ts'
import { type ApiRoute, openRoute } from './route.ts'
import { Metrics } from './shapes.ts'

/** The call. */
export const metricsRoutes = (context: Context): ApiRoute[] => [
  openRoute({
    method: 'GET',
    path: '/metrics',
    does: 'Counts what was published here, and who follows.',
    gives: { status: 200, shape: Metrics },
    async handle({ viewer }) {
      const db = context.store.read
      const [posts, people, servers, council] = await Promise.all([
        countLocal(db),
        countLocalPeople(db),
        countInstances(db),
        findCouncil(context)
      ])
      return {
        stories: posts.story ?? 0,
        questions: posts.question ?? 0,
        replies: posts.reply ?? 0,
        people,
        followers: council ? await countFollowersOf(db, council.actor) : 0,
        servers,
        ...(viewer?.can('moderate') && { held: await countHeld(db), reports: await countReports(db) })
      }
    }
  })
]
