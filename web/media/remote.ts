/** Copies of what others attached, of their portraits, and of the pictures in their words: only of what is known here and was let in, never of any address that is asked for. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { actorById } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { emojisIn, reactionsTo, wantedEmoji } from '../../server/emojis/emojis.ts'
import { NotFound } from '../../server/errors.ts'
import { picturesOf } from '../../server/media/portraits.ts'
import type { Copy } from '../../server/media/remote.store.ts'
import { copyId, ensureCopy, fetchAgain, type Wanted, wantedOf } from '../../server/media/remote.ts'
import { rejectsMedia } from '../../server/moderation/policies/compiled.ts'
import { addressKey } from '../../server/plugins/limits.ts'
import { isForAnyone } from '../../server/posts/audience.ts'
import { readPost, type WholePost } from '../../server/posts/posts.store.ts'
import { isKey } from '../paging.ts'
import { lookingFor } from '../present.ts'
import { serveFile } from './serve.ts'

type Params = { id: string; copy: string }

/** `/media/remote/:post/:copy` and `/media/remote/portrait/:actor/:copy`. */
export const remoteMediaRoutes =
  (context: Context): FastifyPluginAsync =>
  async (app) => {
    const attached = async (request: FastifyRequest, reply: FastifyReply) => {
      const { id, copy } = request.params as Params
      const found = isKey(id) ? await readPost(context.store.read, { id }, lookingFor(request.viewer)) : undefined
      const one = found && (await wantedIn(found)).find((each) => copyId(each) === copy)
      if (!found || !one) throw new NotFound('There is no such picture or clip.')
      return send(request, reply, one, isForAnyone(found.post.audience))
    }

    /** What is attached to a post, what stands in its words, and what it was reacted to with. */
    async function wantedIn(whole: WholePost): Promise<Wanted[]> {
      const { post, author } = whole
      const takes = !post.local && !(await rejectsMedia(context, author.host))
      const [emojis, reactions] = await Promise.all([emojisIn(context, [whole]), reactionsTo(context, [whole])])
      const pictures = [...(emojis.get(post.id) ?? []), ...(reactions.get(post.id) ?? [])]
      return [
        ...(takes ? wantedOf(post.attachments) : []),
        ...pictures.flatMap(({ url }) => (url ? [wantedEmoji({ url })] : []))
      ]
    }

    const portrait = async (request: FastifyRequest, reply: FastifyReply) => {
      const { id, copy } = request.params as Params
      const actor = isKey(id) ? await actorById(context.store.read, id) : undefined
      const pictures = actor && (await picturesOf(context, [actor])).get(id)
      const one = pictures?.find((each) => copyId(each) === copy)
      if (!one) throw new NotFound('There is no such portrait.')
      return send(request, reply, one, true)
    }

    async function send(request: FastifyRequest, reply: FastifyReply, wanted: Wanted, open: boolean) {
      app.limits.remoteMedia.need(request.viewer?.member.id ?? addressKey(request.ip))
      const copy = await ensureCopy(context, wanted)
      try {
        return await serveFile(context.media, request, reply, servedAs(copy, open))
      } catch (error) {
        if (!(error instanceof NotFound)) throw error
        // Somebody emptied the media store: the copy is fetched again.
        return serveFile(context.media, request, reply, servedAs(await fetchAgain(context, wanted), open))
      }
    }

    app.route({ method: ['GET', 'HEAD'], url: '/media/remote/:id/:copy', handler: attached })
    app.route({ method: ['GET', 'HEAD'], url: '/media/remote/portrait/:id/:copy', handler: portrait })
  }

const servedAs = (copy: Copy, open: boolean) => ({
  file: copy.file ?? '',
  mediaType: copy.mediaType ?? 'application/octet-stream',
  bytes: copy.bytes,
  name: copy.file ?? copy.id,
  tag: (copy.file ?? copy.id).split('.')[0]!,
  cache: open ? 'public, max-age=86400' : 'private, no-cache',
  everywhere: false
})
