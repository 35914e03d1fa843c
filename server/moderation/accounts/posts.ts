/** What moderators do with one post: hide it, mark it as sensitive, or withdraw it wherever it was sent. */
import type { Context } from '../../context.ts'
import { Conflict, Invalid, NotFound } from '../../errors.ts'
import { record } from '../../events/record.ts'
import { hidePost } from '../../posts/hide.store.ts'
import { anyPost, mentionedIn, type Post, type WholePost } from '../../posts/posts.store.ts'
import type { Writer } from '../../store/store.ts'
import { type AccountAction, activeOnPost, addAction } from './actions.store.ts'
import { type ActionInput, log, readAction } from './actions.ts'
import { type Doer, needActor } from './guard.ts'
import { postKinds } from './kinds.ts'
import { hide, markSensitive } from './posts.store.ts'
import { tellOfAction } from './tell.ts'

/** Acts on a post; its author is told, if they are one of ours. Throws Invalid, NotFound, Refused or Conflict. */
export async function actOnPost(context: Context, by: Doer, id: string, input: ActionInput): Promise<AccountAction> {
  const read = readAction(context, input, postKinds)
  return context.store.write(async (tx) => {
    const whole = await anyPost(tx, { id })
    if (!whole || whole.post.audience === 'draft') throw new NotFound('There is no such post.')
    const actor = await needActor(tx, by, whole.author.id)
    const { post } = whole
    if (post.audience === 'withdrawn') throw new Conflict('Its author has withdrawn it already.')
    if ((await activeOnPost(tx, id)).some((one) => one.kind === read.kind)) throw new Conflict('This is done already.')
    const created = context.clock()
    const kept = { ...read, actor: actor.id, post: id, by: by?.actor.id ?? null, before: beforeOf(post), created }
    const action = await addAction(tx, { ...kept, state: read.kind === 'withdraw' ? 'final' : 'active' })
    if (read.kind === 'hide') await hide(tx, post)
    else if (read.kind === 'mark') await markSensitive(tx, id)
    else await withdraw(context, tx, whole, created)
    await tellOfAction(context, tx, action)
    await log(tx, action, actor, post.uri)
    return action
  })
}

const beforeOf = ({ audience, sensitive }: Post) => ({ audience, sensitive })

/** As its author would withdraw it; of what is from elsewhere our copy is all there is. */
async function withdraw(context: Context, tx: Writer, { post, author }: WholePost, now: Date) {
  if (!post.local)
    throw new Invalid([{ field: 'kind', text: 'Only its own server can withdraw it: hide it here, and tell theirs' }])
  const named = await mentionedIn(tx, post.id)
  await hidePost(tx, post, 'withdrawn', now)
  const ids = {
    ...Object.fromEntries(named.map((actor, n) => [`told${n}`, actor.id])),
    ...(post.parent && { parent: post.parent })
  }
  if (post.visibility !== 'local')
    await record(context, tx, { kind: 'post.withdrawn', actor: author.id, subject: post.id, ids })
}
