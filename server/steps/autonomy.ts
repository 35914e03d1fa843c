/** How free each person is to share with the world: by themselves, after a colleague has looked, or after a coordinator has. */
import { createHash } from 'node:crypto'
import type { Autonomy, Role } from '../../schema/index.ts'
import type { Context } from '../context.ts'
import { keepSetting, readSetting } from '../council/settings.store.ts'
import { Invalid, NotFound, Refused } from '../errors.ts'
import { personByActor } from '../members/members.store.ts'
import type { Viewer } from '../members/viewer.ts'
import { anyPost, type WholePost } from '../posts/posts.store.ts'
import type { Reader } from '../store/store.ts'
import { checksOf, keepLevel, levelOf } from './steps.store.ts'

export type { Autonomy } from '../../schema/index.ts'

/** Every level, the freest first. */
export const levels: readonly Autonomy[] = ['free', 'buddy', 'sign-off']
const newcomers = 'autonomy-of-newcomers'
/** Those who may sign off; unless somebody says otherwise they are free themselves. */
const entrusted: readonly Role[] = ['admin', 'moderator', 'coordinator']

/** The level of whoever was not given one of their own. */
export const levelOfNewcomers = async (db: Reader): Promise<Autonomy> =>
  (await readSetting<Autonomy>(db, newcomers)) ?? 'free'

/** How free a person is; `role` is theirs. */
export async function autonomyOf(db: Reader, actor: string, role: Role): Promise<Autonomy> {
  return (await levelOf(db, actor)) ?? (entrusted.includes(role) ? 'free' : await levelOfNewcomers(db))
}

const readLevel = (text: string): Autonomy => {
  const level = levels.find((one) => one === text)
  if (!level) throw new Invalid([{ field: 'level', text: `Choose one of: ${levels.join(', ')}` }])
  return level
}

/** Says how free a person is. `by` is absent on the command line. Throws Refused, NotFound or Invalid. */
export async function setAutonomy(
  context: Context,
  by: Viewer | undefined,
  actor: string,
  level: string
): Promise<void> {
  if (by && !by.can('coordinate')) throw new Refused('Only a coordinator or an admin may do this.')
  const read = readLevel(level)
  if (!(await personByActor(context.store.read, actor))) throw new NotFound('There is no such person.')
  const changed = context.clock()
  await context.store.write((tx) => keepLevel(tx, { actor, level: read, by: by?.actor.id ?? 'command', changed }))
}

/** Says how free newcomers are. Throws Refused or Invalid. */
export async function setNewcomers(context: Context, by: Viewer, level: string): Promise<void> {
  if (!by.can('coordinate')) throw new Refused('Only a coordinator or an admin may do this.')
  const read = readLevel(level)
  await context.store.write((tx) => keepSetting(tx, newcomers, read, context.clock()))
}

/** A short text that differs whenever the words of a story do. */
export function wordsSeen({ post, story }: WholePost): string {
  const facts = [
    story?.state,
    story?.place,
    story?.cost,
    story?.saving,
    story?.evidence,
    story?.contact,
    story?.changed
  ]
  const said = [post.title, post.summary, post.markdown, story?.wentWell, story?.wentBadly, ...facts]
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url').slice(0, 22)
}

/** What a story's author still needs before it may leave this server; undefined when nothing. */
export async function missingCheck(
  db: Reader,
  found: WholePost,
  role: Role
): Promise<'buddy' | 'sign-off' | undefined> {
  const level = await autonomyOf(db, found.author.id, role)
  if (level === 'free') return undefined
  const seen = wordsSeen(found)
  for (const { check } of await checksOf(db, found.post.id)) {
    if (check.state !== 'fine' || check.seen !== seen || check.buddy === found.author.id) continue
    if (level === 'buddy') return undefined
    const buddy = await personByActor(db, check.buddy)
    if (buddy && !buddy.member.disabled && entrusted.includes(buddy.member.role)) return undefined
  }
  return level
}

/** Checks that a story may leave this server as its words now stand. Throws Invalid. */
export async function needCheck(db: Reader, viewer: Viewer, id: string): Promise<void> {
  const found = await anyPost(db, { id })
  const missing = found && (await missingCheck(db, found, viewer.member.role))
  if (!missing) return
  const who = missing === 'buddy' ? 'a colleague' : 'a coordinator'
  const text = `Before it goes further than this council, ${who} reads it as it stands now and says that it is fine. Save it as a draft, then ask on its page`
  throw new Invalid([{ field: 'audience', text }])
}
