/** What this server is, its rules, and its duties, in plain words. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { copyLife } from '../../server/media/sweep.ts'
import { sessionLife } from '../../server/members/sessions.ts'
import { houseRulesOf } from '../../server/moderation/house-rules.ts'
import { mailDays } from '../../server/moderation/reports.store.ts'
import { retentionOf } from '../../server/moderation/retention.ts'
import { answerDays, confirmDays, nominatorDays } from '../../server/nominations/sweep.ts'
import { renderMarkdown } from '../../server/text/markdown.ts'
import { keepPages, listMeta, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { SafeHtml } from '../safe-html.ts'
import { limitRoutes } from './limits.ts'
import { aboutParts as parts } from './parts.ts'

/** `/about` and its parts. */
export const aboutRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    await app.register(limitRoutes(context, pages))
    keepPages(app)
    for (const { path, template, title } of parts) {
      if (template === 'about/limits.njk') continue
      app.get(path, async (request, reply) => {
        const { name, about } = await councilOf(context)
        const houseRules = await houseRulesOf(context)
        const data = {
          title,
          parts,
          path,
          houseRules,
          kept: await keptDays(context),
          ownWords: about ? new SafeHtml(renderMarkdown(about)) : undefined
        }
        return sendPage(pages, request, reply, template, data, listMeta(context, path, `${title}: ${name}`))
      })
    }
  }

/** For how many days things are kept here. */
async function keptDays(context: Context) {
  const { heldDays: held, undoDays: undo } = await retentionOf(context)
  return {
    ...{ held, undo, log: context.config.inboxLogDays, mail: mailDays, copies: copyLife },
    ...{ confirm: confirmDays, answer: answerDays, named: nominatorDays, session: sessionLife / 86_400_000 }
  }
}
