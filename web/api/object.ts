/** Anything by its address, with what is said below it; what is not here yet is fetched for those who are signed in. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { withoutFiltered } from '../../server/controls/filters.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { lookBelow } from '../../server/posts/below.ts'
import { readPost, readThread, type WholePost } from '../../server/posts/posts.store.ts'
import { lookingFor } from '../present.ts'
import { itemsOf } from './item.ts'
import { missing } from './one.ts'
import { type ApiRoute, openRoute } from './route.ts'
import { Thread } from './shapes.ts'
import { uri } from './words.ts'

/** The call. */
export const objectRoutes = (context: Context): ApiRoute[] => [
  openRoute({
    method: 'GET',
    path: '/object',
    does: 'Gives anything by its address, with everything said below it. What is not here is fetched if you are signed in.',
    query: Type.Object({ uri: uri('The address') }),
    gives: { status: 200, shape: Thread },
    async handle({ viewer, query }) {
      const found = await find(context, viewer, query.uri)
      if (viewer) await lookBelow(context, found.post)
      const below = await saidBelow(context, viewer, found)
      const [item, ...replies] = await itemsOf(context, viewer, [found, ...below])
      return { ...item, replies }
    }
  })
]

async function find(context: Context, viewer: Viewer | undefined, uri: string): Promise<WholePost> {
  const looking = lookingFor(viewer)
  const here = await readPost(context.store.read, { uri }, looking)
  if (here) return here
  const gone = await missing(context, { uri })
  if (!viewer || gone.status === 410 || uri.startsWith(`${context.config.origin}/`)) throw gone
  const id = await context.remote.findPost(uri)
  const fetched = id && (await readPost(context.store.read, { id }, looking))
  if (!fetched) throw gone
  return fetched
}

async function saidBelow(context: Context, viewer: Viewer | undefined, { post }: WholePost): Promise<WholePost[]> {
  const { read } = context.store
  const looking = lookingFor(viewer)
  const thread = await withoutFiltered(read, looking, await readThread(read, post.thread, looking))
  if (post.thread === post.id) return thread.filter((row) => row.post.id !== post.id)
  // A reply may bear an older key than what it answers, when a clock elsewhere is slow: so until nothing is added.
  const below = new Set([post.id])
  for (let before = 0; below.size > before; ) {
    before = below.size
    for (const row of thread) if (row.post.parent && below.has(row.post.parent)) below.add(row.post.id)
  }
  return thread.filter((row) => row.post.id !== post.id && below.has(row.post.id))
}
