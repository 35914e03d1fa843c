/** All pages and the API, listed in one place. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../server/context.ts'
import { aboutRoutes } from './about/routes.ts'
import { accountRoutes } from './account/routes.ts'
import { adoptionRoutes } from './adoption/routes.ts'
import { apiRoutes } from './api/routes.ts'
import { stepRoutes } from './buddy/routes.ts'
import { storyMediaRoutes } from './clips/routes.ts'
import { communityRoutes } from './communities/routes.ts'
import { controlRoutes } from './controls/routes.ts'
import { councilRoutes } from './councils/routes.ts'
import { draftRoutes } from './drafts/routes.ts'
import { embedRoutes } from './embed/routes.ts'
import { featuredRoutes } from './featured/routes.ts'
import { feedRoutes } from './feeds/routes.ts'
import { guideRoutes } from './guides/routes.ts'
import { healthRoutes } from './health/routes.ts'
import { homeRoutes } from './home/routes.ts'
import { interactRoutes } from './interact/routes.ts'
import { interestRoutes } from './interest/routes.ts'
import { layoutRoutes } from './layout/routes.ts'
import { mediaRoutes } from './media/routes.ts'
import { moderationRoutes } from './moderation/routes.ts'
import { nominationRoutes } from './nominations/routes.ts'
import { notificationRoutes } from './notifications/routes.ts'
import { offerRoutes } from './offers/routes.ts'
import type { Pages } from './pages.ts'
import { peopleRoutes } from './people/routes.ts'
import { pollRoutes } from './polls/routes.ts'
import { postRoutes } from './posts/routes.ts'
import { questionRoutes } from './questions/routes.ts'
import { unansweredRoutes } from './questions/unanswered.ts'
import { quoteRoutes } from './quotes/routes.ts'
import { recipeRoutes } from './recipes/routes.ts'
import { replyRoutes } from './replies/routes.ts'
import { reportRoutes } from './report/routes.ts'
import { reviewRoutes } from './reviews/routes.ts'
import { roundRoutes } from './rounds/routes.ts'
import { searchRoutes } from './search/routes.ts'
import { setupRoutes } from './setup/routes.ts'
import { shareRoutes } from './share/routes.ts'
import { signInRoutes } from './sign-in/routes.ts'
import { similarRoutes } from './similar/routes.ts'
import { storyRoutes } from './stories/routes.ts'
import { topicRoutes } from './topics/routes.ts'
import { transparencyRoutes } from './transparency/routes.ts'

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
      storyMediaRoutes,
      adoptionRoutes,
      recipeRoutes,
      questionRoutes,
      unansweredRoutes,
      offerRoutes,
      roundRoutes,
      draftRoutes,
      replyRoutes,
      postRoutes,
      pollRoutes,
      quoteRoutes,
      similarRoutes,
      reviewRoutes,
      stepRoutes,
      shareRoutes,
      embedRoutes,
      interestRoutes,
      featuredRoutes,
      peopleRoutes,
      communityRoutes,
      councilRoutes,
      topicRoutes,
      searchRoutes,
      signInRoutes,
      setupRoutes,
      accountRoutes,
      controlRoutes,
      nominationRoutes,
      guideRoutes,
      notificationRoutes,
      interactRoutes,
      aboutRoutes,
      transparencyRoutes,
      reportRoutes,
      moderationRoutes
    ]
    for (const part of parts) await app.register(part(context, pages))
  }
