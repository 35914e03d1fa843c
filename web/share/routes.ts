/** Short addresses: `/s/:code` leads to the page, and beside it stands its QR code. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import { filePolicy } from '../../server/plugins/security.ts'
import { qrPng, qrSvg } from '../../server/short-links/qr.ts'
import { findShort, shortAddress } from '../../server/short-links/short-links.ts'
import { findPost } from '../find.ts'
import { pathOf } from '../present.ts'

type One = { Params: { code: string } }

/** `/s/:code`, `/s/:code/qr.svg` and `/s/:code/qr.png`. */
export const shareRoutes =
  (context: Context): FastifyPluginAsync =>
  async (app) => {
    /** What a code leads to, for who may read it. Throws NotFound or Gone. */
    const find = async (request: FastifyRequest<One>) => {
      const id = await findShort(context, request.params.code)
      if (!id) throw new NotFound()
      return findPost(context, request, undefined, id)
    }
    const answer = (reply: FastifyReply, isOpen: boolean) =>
      reply.headers({
        // What is not for everyone may look different to the next reader.
        'cache-control': isOpen ? 'public, max-age=86400' : 'private, no-store',
        vary: 'Cookie'
      })

    app.get<One>('/s/:code', async (request, reply) => {
      const found = await find(request)
      return answer(reply, isOpen(found.post)).redirect(`${context.config.origin}${pathOf(found)}`, 301)
    })

    app.get<One>('/s/:code/qr.svg', async (request, reply) => {
      const found = await find(request)
      const code = request.params.code.toLowerCase()
      return answer(reply, isOpen(found.post))
        .headers({ 'content-security-policy': filePolicy, 'content-disposition': `inline; filename="qr-${code}.svg"` })
        .type('image/svg+xml')
        .send(qrSvg(shortAddress(context, code), `QR code that leads to “${found.post.title ?? 'a question'}”`))
    })

    app.get<One>('/s/:code/qr.png', async (request, reply) => {
      const found = await find(request)
      const code = request.params.code.toLowerCase()
      return answer(reply, isOpen(found.post))
        .headers({ 'content-security-policy': filePolicy, 'content-disposition': `inline; filename="qr-${code}.png"` })
        .type('image/png')
        .send(await qrPng(shortAddress(context, code)))
    })
  }

const isOpen = ({ audience }: { audience: string }) => audience === 'public' || audience === 'unlisted'
