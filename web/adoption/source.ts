/** What a story builds on, as the pages of that story name it. */
import type { Context } from '../../server/context.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { readPost } from '../../server/posts/posts.store.ts'
import type { PersonView } from '../item.ts'
import { presentPeople } from '../present/people.ts'
import { lookingFor, pathOf } from '../present.ts'

/** Its page here, if whoever looks may read it. */
export async function builtOn(
  context: Context,
  viewer: Viewer | undefined,
  uri: string | null | undefined
): Promise<{ title: string; path: string; author: PersonView } | undefined> {
  const found = uri ? await readPost(context.store.read, { uri }, lookingFor(viewer)) : undefined
  if (!found || (found.post.kind !== 'story' && found.post.kind !== 'recipe')) return undefined
  const [author] = await presentPeople(context, [found.author])
  return { title: found.post.title ?? 'A story without a title', path: pathOf(found), author: author! }
}
