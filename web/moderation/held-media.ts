/** What a held item attaches, fetched only when a moderator asks for it, and shown to moderators only: blurred and grey at first. */
import { buffer } from 'node:stream/consumers'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { actorByUri } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { NotFound, Problem } from '../../server/errors.ts'
import { copyById } from '../../server/media/remote.store.ts'
import { copyId, ensureCopy, type Wanted } from '../../server/media/remote.ts'
import { type HeldItem, heldById } from '../../server/moderation/held.store.ts'
import { rejectsMedia } from '../../server/moderation/policies/compiled.ts'
import { filePolicy } from '../../server/plugins/security.ts'
import { idIn } from '../find.ts'
import { queryText } from '../paging.ts'
import { withBanner } from './banner.ts'
import { type Attached, attachedTo } from './said.ts'

/** So many pictures of one item are fetched. */
const most = 8

/** What can be fetched of an item: its pictures, and the portrait of its author. */
async function fetchable(context: Context, item: HeldItem): Promise<(Wanted & Attached)[]> {
  if (await rejectsMedia(context, item.host)) return []
  const actor = await actorByUri(context.store.read, item.actor)
  const portrait = actor?.iconUrl ? [{ url: actor.iconUrl, alt: 'The portrait of its author', isPicture: true }] : []
  return [...attachedTo(item).filter(({ isPicture }) => isPicture), ...portrait]
    .slice(0, most)
    .map((one) => ({ ...one, kind: 'image' as const }))
}

/** Where its pictures are shown: `asked` is how, grey or clear; nothing is shown that was not fetched. */
export async function mediaView(context: Context, item: HeldItem, asked: string) {
  const wanted = await fetchable(context, item)
  const path = `/moderation/held/${item.id}`
  if (asked !== 'grey' && asked !== 'clear') return { path: `${path}/media`, n: wanted.length, shown: [] }
  const copies = await Promise.all(wanted.map((one) => copyById(context.store.read, copyId(one))))
  const shown = wanted.flatMap(({ alt }, n) => {
    const copy = copies[n]
    if (copy?.state !== 'kept') return []
    return [
      { alt, src: `${path}/media/${n}${asked === 'clear' ? '?clear=yes' : ''}`, width: copy.width, height: copy.height }
    ]
  })
  const other = asked === 'clear' ? 'grey' : 'clear'
  return { path: `${path}/media`, n: wanted.length, shown, isClear: asked === 'clear', other: `${path}?media=${other}` }
}

/** `POST /moderation/held/:id/media` fetches, and `GET /moderation/held/:id/media/:n` shows what was fetched. */
export const heldMediaRoutes =
  (context: Context): FastifyPluginAsync =>
  async (app) => {
    const waiting = async (request: FastifyRequest) => {
      const item = await heldById(context.store.read, idIn(request))
      if (item?.state !== 'waiting') throw new NotFound('There is no such item in the queue.')
      return item
    }

    app.post('/moderation/held/:id/media', async (request, reply) => {
      const item = await waiting(request)
      const fetched = await Promise.all(
        (await fetchable(context, item)).map((one) =>
          ensureCopy(context, one).then(
            () => true,
            (error: unknown) => {
              if (!(error instanceof Problem)) throw error
              return false
            }
          )
        )
      )
      const done = fetched.some(Boolean)
      const address = `/moderation/held/${item.id}${done ? '?media=grey' : ''}`
      return reply.redirect(withBanner(address, done ? 'fetched' : 'not-fetched'), 303)
    })

    app.get<{ Params: { id: string; n: string } }>('/moderation/held/:id/media/:n', async (request, reply) => {
      const item = await waiting(request)
      const wanted = (await fetchable(context, item))[/^\d$/.test(request.params.n) ? Number(request.params.n) : -1]
      const copy = wanted && (await copyById(context.store.read, copyId(wanted)))
      const file = copy?.state === 'kept' && copy.file ? await context.media.open(copy.file) : undefined
      if (!file) throw new NotFound('This was not fetched.')
      const bytes = await buffer(file)
      const isClear = queryText(request.query, 'clear') === 'yes'
      return reply
        .headers({
          'cache-control': 'private, no-store',
          'content-security-policy': filePolicy,
          'cross-origin-resource-policy': 'same-origin',
          'x-content-type-options': 'nosniff'
        })
        .type('image/webp')
        .send(isClear ? bytes : await veiled(bytes))
    })
  }

/** A picture of which no more can be made out than whether one wants to see it. */
async function veiled(bytes: Buffer): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  return sharp(bytes)
    .resize(640, 640, { fit: 'inside', withoutEnlargement: true })
    .greyscale()
    .blur(14)
    .webp()
    .toBuffer()
}
