/** How far a story has come, for its author: who can read it now, and what the next step would be. */
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { reachOf } from '../../server/follows/follows.store.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { missingCheck } from '../../server/steps/autonomy.ts'
import { isFirst, thanksFor } from '../../server/steps/steps.store.ts'
import type { PersonView } from '../item.ts'
import { isRead, type ReadByView, readByOf } from '../nominations/read-by.ts'
import { presentPeople } from '../present/people.ts'

/** Who can read it, and what comes next. */
export interface StepsView {
  /** In words: "Only you". */
  now: string
  /** What may be done with one button each, the next step first. */
  next: { audience: string; text: string }[]
  /** Whose word is missing before it may go to everyone. */
  missing?: 'buddy' | 'sign-off'
  /** Whether a colleague can be asked to read it first. */
  mayAsk: boolean
  /** Of a story that came of a nomination: whether the nominee has read it. */
  readBy?: ReadByView
}

const count = new Intl.NumberFormat('en-GB')
const some = (n: number, one: string, more: string) => `${count.format(n)} ${n === 1 ? one : more}`

/** "Everyone: the web, other councils and Mastodon. It is sent to 12 followers on 3 other servers": of the author and of the council, which shares it. */
export async function worldWords(context: Context, { author }: WholePost): Promise<string> {
  const council = await councilOf(context)
  const { followers, servers } = await reachOf(context.store.read, [author.id, council.actor])
  if (followers === 0) return 'Everyone: the web, other councils and Mastodon'
  const who = some(followers, 'follower', 'followers')
  return `Everyone: the web, other councils and Mastodon. It is sent to ${who}${servers ? ` on ${some(servers, 'other server', 'other servers')}` : ''}`
}

/** What the story's page shows of steps and thanks. */
export async function stepsOf(
  context: Context,
  viewer: Viewer | undefined,
  found: WholePost
): Promise<{ steps?: StepsView; thanks?: { given: { words: string; by: PersonView }[]; mayThank: boolean } }> {
  if (!viewer || !found.post.local) return {}
  const isAuthor = viewer.actor.id === found.author.id
  return {
    ...(isAuthor && { steps: await viewOf(context, viewer, found) }),
    ...(await thanksOf(context, viewer, found))
  }
}

async function viewOf(context: Context, viewer: Viewer, found: WholePost): Promise<StepsView> {
  const { shortName } = await councilOf(context)
  const { audience } = found.post
  const here = `Everyone signed in at ${shortName}`
  const local = { audience: 'local', text: `Show it to ${shortName} only` }
  const world = { audience: 'world', text: 'Show it to everyone' }
  const isHere = audience === 'draft' || audience === 'local'
  const missing = isHere && (await missingCheck(context.store.read, found, viewer.member.role))
  const readBy = isHere ? await readByOf(context, found) : undefined
  const needs = { ...(missing && { missing }), ...(readBy && { readBy }) }
  const worldToo = missing || !isRead(readBy) ? [] : [world]
  switch (audience) {
    case 'draft':
      return { now: onlyYou(readBy), next: [local, ...worldToo], mayAsk: true, ...needs }
    case 'local':
      return { now: here, next: worldToo, mayAsk: true, ...needs }
    case 'public':
      return { now: await worldWords(context, found), next: [], mayAsk: false }
    case 'unlisted':
      return { now: 'Everyone who has the link', next: [], mayAsk: false }
    case 'followers':
      return { now: 'People who follow you', next: [], mayAsk: false }
    case 'community':
      return { now: 'Members of its community', next: [], mayAsk: false }
    case 'hidden':
      return { now: 'Only you: a moderator has hidden it', next: [], mayAsk: false }
    default:
      return { now: 'Only the people you named', next: [], mayAsk: false }
  }
}

/** Whoever was nominated reads along by their link. */
const onlyYou = (readBy: ReadByView | undefined) =>
  readBy && readBy.stand !== 'ended' ? `Only you, and ${readBy.who} by their link` : 'Only you'

/** Thanks for a first story are between its author and colleagues. */
async function thanksOf(context: Context, viewer: Viewer, found: WholePost) {
  const { read } = context.store
  if (found.post.audience !== 'public' || !(await isFirst(read, found.author.id, found.post.id))) return {}
  const rows = await thanksFor(read, found.post.id)
  const people = await presentPeople(
    context,
    rows.map(({ by }) => by)
  )
  const me = viewer.actor.id
  const mayThank = found.author.id !== me && !rows.some(({ by }) => by.id === me)
  return { thanks: { given: rows.map(({ words }, n) => ({ words, by: people[n]! })), mayThank } }
}
