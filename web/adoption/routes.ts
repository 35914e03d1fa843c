/** Where stories and recipes went: steps of councils, who built on them, and the tree, each also to take along. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { takeStep, takeStepBack } from '../../server/adoption/adoption.ts'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { findPost } from '../find.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import { keepPages, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { pathOf } from '../present.ts'
import { replicationsCsv, stepsCsv } from './csv.ts'
import { pictureOf, stepsPage, treePage, usedByPage } from './pages.ts'
import { treePng, treeSvg } from './picture.ts'

const kinds = { stories: 'story', recipes: 'recipe' } as const

/** `/stories/:id/steps`, `/used-by` and `/tree`, and the same of recipes. */
export const adoptionRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)
    for (const [noun, kind] of Object.entries(kinds)) {
      const find = (request: FastifyRequest) => findPost(context, request, [kind])

      app.get(`/${noun}/:id/steps`, async (request, reply) => {
        const { data, meta } = await stepsPage(context, request, await find(request))
        return sendPage(pages, request, reply, 'adoption/steps.njk', data, meta)
      })

      app.post(`/${noun}/:id/steps`, async (request, reply) => {
        const viewer = needViewer(request)
        const found = await find(request)
        const values = typed(request.body, ['step', 'words'])
        const kept = await orFaults(() => takeStep(context, viewer, { object: found.post.uri, ...values }))
        if (!(kept instanceof Invalid)) return reply.redirect(`${pathOf(found)}#went`, 303)
        const { data, meta } = await stepsPage(context, request, found)
        const shown = { ...data, values, ...shownFaults(kept) }
        return sendPage(pages, request, reply, 'adoption/steps.njk', shown, meta, { status: 422 })
      })

      app.post(`/${noun}/:id/steps/undo`, async (request, reply) => {
        const viewer = needViewer(request)
        const found = await find(request)
        await takeStepBack(context, viewer, found.post.uri)
        return reply.redirect(`${pathOf(found)}#went`, 303)
      })

      app.get(`/${noun}/:id/used-by`, async (request, reply) => {
        const { data, meta } = await usedByPage(context, request, await find(request))
        return sendPage(pages, request, reply, 'adoption/used-by.njk', data, meta)
      })

      app.get(`/${noun}/:id/tree`, async (request, reply) => {
        const { data, meta } = await treePage(context, request, await find(request))
        return sendPage(pages, request, reply, 'adoption/tree.njk', data, meta)
      })

      app.get(`/${noun}/:id/tree.svg`, async (request, reply) => {
        const svg = treeSvg(await pictureOf(context, await find(request)))
        return sendFile(reply, 'image/svg+xml; charset=utf-8', svg)
      })

      app.get(`/${noun}/:id/tree.png`, async (request, reply) => {
        const png = await treePng(await pictureOf(context, await find(request)))
        return sendFile(reply, 'image/png', png)
      })

      app.get(`/${noun}/:id/steps.csv`, async (request, reply) =>
        sendFile(reply, 'text/csv; charset=utf-8; header=present', await stepsCsv(context, await find(request)))
      )

      app.get(`/${noun}/:id/used-by.csv`, async (request, reply) =>
        sendFile(reply, 'text/csv; charset=utf-8; header=present', await replicationsCsv(context, await find(request)))
      )
    }
  }

/** What anyone may read, for a few minutes. */
const sendFile = (reply: FastifyReply, type: string, body: string | Buffer) =>
  reply.type(type).header('cache-control', 'public, max-age=300').send(body)
