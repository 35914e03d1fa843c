/** All pages and the API, listed in one place. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../server/context.ts'
import { aboutRoutes } from './about/routes.ts'
import { accountRoutes } from './account/routes.ts'
import { apiRoutes } from './api/routes.ts'
import { councilRoutes } from './councils/routes.ts'
import { feedRoutes } from './feeds/routes.ts'
import { healthRoutes } from './health/routes.ts'
import { homeRoutes } from './home/routes.ts'
import { interactRoutes } from './interact/routes.ts'
import { interestRoutes } from './interest/routes.ts'
import { layoutRoutes } from './layout/routes.ts'
import { mediaRoutes } from './media/routes.ts'
import { moderationRoutes } from './moderation/routes.ts'
import { notificationRoutes } from './notifications/routes.ts'
import type { Pages } from './pages.ts'
import { peopleRoutes } from './people/routes.ts'
import { pollRoutes } from './polls/routes.ts'
import { postRoutes } from './posts/routes.ts'
import { questionRoutes } from './questions/routes.ts'
import { replyRoutes } from './replies/routes.ts'
import { reportRoutes } from './report/routes.ts'
import { searchRoutes } from './search/routes.ts'
import { setupRoutes } from './setup/routes.ts'
import { signInRoutes } from './sign-in/routes.ts'
import { storyRoutes } from './stories/routes.ts'
import { topicRoutes } from './topics/routes.ts'

/** Everything that people and their programs use. */
export const siteRoutes =
  (context: Context, pages: Pages, isStopping: () => boolean): FastifyPluginAsync =>
  async (app) => {
    await app.register(healthRoutes(context, isStopping))
    await app.register(layoutRoutes(context))
    await app.register(mediaRoutes(context))
    await app.register(apiRoutes(context), { prefix: '/api/folkmoot/v1' })
    await app.register(feedRoutes(context))
    const parts = [
      homeRoutes,
      storyRoutes,
      questionRoutes,
      replyRoutes,
      postRoutes,
      pollRoutes,
      interestRoutes,
      peopleRoutes,
      councilRoutes,
      topicRoutes,
      searchRoutes,
      signInRoutes,
      setupRoutes,
      accountRoutes,
      notificationRoutes,
      interactRoutes,
      aboutRoutes,
      reportRoutes,
      moderationRoutes
    ]
    for (const part of parts) await app.register(part(context, pages))
  }
