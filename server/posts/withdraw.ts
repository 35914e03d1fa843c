/** Taking something of one's own back: it becomes a tombstone, here and wherever it was sent. */
import { anyAuthorAt } from '../adoption/replications.store.ts'
import type { Context } from '../context.ts'
import { NotFound, Refused } from '../errors.ts'
import { record } from '../events/record.ts'
import type { Viewer } from '../members/viewer.ts'
import { retellCiting } from '../recipes/consent.ts'
import { mayEdit } from './draft.ts'
import { hidePost } from './hide.store.ts'
import { anyPost, mentionedIn, type WholePost } from './posts.store.ts'

/** Withdraws a post of the viewer's own. Throws NotFound or Refused. Repeating it changes nothing. */
export async function withdrawPost(context: Context, viewer: Viewer, id: string): Promise<WholePost> {
  const found = await anyPost(context.store.read, { id })
  if (!found?.post.local) throw new NotFound()
  if (!mayEdit(viewer, found.author.id))
    throw found.post.audience === 'draft' ? new NotFound() : new Refused('Only its author can withdraw it.')
  if (found.post.audience === 'withdrawn') return found
  // Whose story it built on was told of it, too.
  const source = found.story?.basedOn ? await anyAuthorAt(context.store.read, found.story.basedOn) : []
  const told = [...(await mentionedIn(context.store.read, id)), ...source]
  const sent = found.post.audience !== 'draft' && found.post.audience !== 'local'
  await context.store.write(async (tx) => {
    await hidePost(tx, found.post, 'withdrawn', context.clock())
    await retellCiting(context, tx, found.post.uri)
    // Whom it named goes with the event: the rows that said so are gone with the words.
    const ids = {
      ...Object.fromEntries(told.map((actor, n) => [`told${n}`, actor.id])),
      ...(found.post.parent && { parent: found.post.parent })
    }
    if (sent) await record(context, tx, { kind: 'post.withdrawn', actor: viewer.actor.id, subject: id, ids })
  })
  return found
}
