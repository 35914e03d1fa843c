/** What is typed is kept while it is typed: in the draft itself, or, where others read the post already, apart from it. */
import { createHash } from 'node:crypto'
import { newKey } from '../../schema/columns.ts'
import type { Context } from '../context.ts'
import { NotFound, Refused } from '../errors.ts'
import type { Viewer } from '../members/viewer.ts'
import { newAddress } from '../posts/draft.ts'
import { addPost, anyPost, changePost, type StoryParts, type WholePost } from '../posts/posts.store.ts'
import { isDuplicate } from '../store/errors.ts'
import type { Writer } from '../store/store.ts'
import { addDraft, changeDraft, type Draft, draftById, dropDraft, openDraftsFor } from './drafts.store.ts'

/** What a form says of itself, beside what is typed in it. */
export interface FormState {
  /** The id of what is typed in it, made with the form. */
  id: string
  /** Which open form it is; empty where it cannot save by itself. */
  tab: string
  /** The how manieth saving of this form. */
  turn: number
  /** The version that it began with, or that it saved last; 0 before there was one. */
  version: number
  /** What the post said when the form was opened, see {@link stampOf}; empty for a new one. */
  seen: string
}

/** What was typed, as far as a post can say it. */
export interface TypedPost {
  kind: 'story' | 'question'
  noun: 'stories' | 'questions'
  post: Pick<
    Parameters<typeof addPost>[1],
    'title' | 'summary' | 'markdown' | 'html' | 'topics' | 'policy' | 'language'
  >
  /** Keeps what this kind has beside the common post. */
  keepParts(tx: Writer, id: string): Promise<void>
}

/** `kept` where it belongs; `apart` since it was changed elsewhere meanwhile; `late` when newer words of the same form are here. */
export type Outcome = 'kept' | 'apart' | 'late'
export interface Kept {
  outcome: Outcome
  draft: Draft
}

/** A short text that differs whenever an author changed what a post says. */
export function stampOf({ post, story, question }: WholePost): string {
  const { post: _post, wentWellHtml: _well, wentBadlyHtml: _badly, ...told } = story ?? ({} as Partial<StoryParts>)
  // Whether it is still true is not what it says.
  const { reviewed: _reviewed, reviewAsked: _asked, untrue: _untrue, untrueWhy: _why, ...parts } = told
  const { title, summary, markdown, topics, policy, audience, warning } = post
  const said = [title, summary, markdown, topics, policy, audience, warning, parts, question?.about ?? null]
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url').slice(0, 22)
}

/**
 * Keeps what is typed: a draft is begun or changed; what others read already is left alone, and so is a draft that was
 * changed elsewhere after this form was opened. Then it is kept apart. Throws NotFound or Refused.
 */
export async function keepTyped(
  context: Context,
  viewer: Viewer,
  form: FormState,
  asked: { post?: string; typed: Record<string, string>; as: TypedPost }
): Promise<Kept> {
  if (!viewer.can('publish')) throw new Refused()
  const keep = () => context.store.write((tx) => keepIn(context, tx, viewer, form, asked))
  try {
    return await keep()
  } catch (error) {
    // Two first savings of one form at once: the second finds what the first has made.
    if (isDuplicate(error)) return keep()
    throw error
  }
}

async function keepIn(
  context: Context,
  tx: Writer,
  viewer: Viewer,
  form: FormState,
  asked: Parameters<typeof keepTyped>[3]
): Promise<Kept> {
  const now = context.clock()
  const row = await ownDraft(tx, viewer, form.id)
  const isSameForm = row !== undefined && row.tab === form.tab && form.tab !== ''
  if (row && isSameForm && form.turn <= row.turn) return { outcome: 'late', draft: row }
  const target = asked.post ?? row?.post ?? undefined
  const before = target ? await anyPost(tx, { id: target }) : undefined
  const isOwn = before?.author.id === viewer.actor.id && before.post.kind === asked.as.kind
  if (target && (!isOwn || before.post.audience === 'withdrawn')) throw new NotFound()
  const base = { author: viewer.actor.id, kind: asked.as.kind, typed: asked.typed, tab: form.tab, turn: form.turn }
  // A form that was sent goes on as a new one, should somebody go back to it and type.
  const open = row && !row.closed ? row : undefined
  const isElsewhere = open !== undefined && !isSameForm && open.version !== form.version
  const hasChanged = before !== undefined && !open?.apart && stampOf(before) !== (open?.seen ?? form.seen)
  const conflict = isElsewhere || (hasChanged && before.post.audience === 'draft')
  const apart = conflict || open?.apart === true || (before !== undefined && before.post.audience !== 'draft')
  const id = row && (!open || isElsewhere) ? newKey(now.getTime()) : form.id || newKey(now.getTime())
  const post = before && apart ? before.post.id : await keepPost(context, tx, viewer, asked.as, before)
  const seen = apart ? form.seen : stampOf((await anyPost(tx, { id: post }))!)
  const change = { ...base, post, apart, seen, saved: now, version: (open?.version ?? 0) + 1 }
  const draft = open?.id === id ? await changeDraft(tx, id, change) : await addDraft(tx, { ...change, id })
  return { outcome: conflict ? 'apart' : 'kept', draft }
}

async function keepPost(context: Context, tx: Writer, viewer: Viewer, as: TypedPost, before: WholePost | undefined) {
  if (before) {
    await changePost(tx, before.post.id, { ...as.post, edited: context.clock() })
    await as.keepParts(tx, before.post.id)
    return before.post.id
  }
  const address = newAddress(context, as.noun)
  const base = { ...as.post, ...address, kind: as.kind, local: true, author: viewer.actor.id, thread: address.id }
  await addPost(tx, { ...base, audience: 'draft', visibility: 'draft', context: `${address.uri}/context` })
  await as.keepParts(tx, address.id)
  return address.id
}

async function ownDraft(tx: Writer, viewer: Viewer, id: string): Promise<Draft | undefined> {
  const row = await draftById(tx, id)
  if (row && row.author !== viewer.actor.id) throw new NotFound()
  return row
}

/**
 * A form for something new was sent: gives the draft that its savings have begun, if any. If none has, none will: one
 * that arrives late is known to be old.
 */
export async function claimDraft(
  context: Context,
  viewer: Viewer,
  form: FormState,
  kind: Draft['kind']
): Promise<string | undefined> {
  if (!form.id) return undefined
  return context.store.write(async (tx) => {
    const row = await ownDraft(tx, viewer, form.id)
    if (row) return row.closed ? undefined : (row.post ?? undefined)
    await addDraft(tx, closedDraft(context, viewer, form, kind))
    return undefined
  })
}

/** A form was sent and what it held is saved in its post; what was typed is needed no longer. */
export async function closeDraft(
  context: Context,
  viewer: Viewer,
  form: FormState,
  { post }: WholePost
): Promise<void> {
  if (!form.id) return
  const closed = { ...closedDraft(context, viewer, form, post.kind as Draft['kind']), post: post.id }
  await context.store.write(async (tx) => {
    const row = await ownDraft(tx, viewer, form.id)
    if (row) await changeDraft(tx, row.id, closed)
    else await addDraft(tx, closed)
  })
}

const closedDraft = (context: Context, viewer: Viewer, { id, tab, turn }: FormState, kind: Draft['kind']) => {
  const now = context.clock()
  return {
    id,
    author: viewer.actor.id,
    kind,
    typed: {},
    apart: true,
    tab,
    turn,
    version: 0,
    seen: '',
    saved: now,
    closed: now
  }
}

/** Whether a post was changed after a form was opened, by anything but this form. */
export async function isOverwriting(
  context: Context,
  viewer: Viewer,
  form: FormState,
  post: WholePost
): Promise<boolean> {
  const now = stampOf(post)
  if (!form.seen || form.seen === now) return false
  const row = form.id ? await draftById(context.store.read, form.id) : undefined
  return !(row?.author === viewer.actor.id && form.tab !== '' && row.tab === form.tab && row.seen === now)
}

/** What the form of a post opens with: what was typed last, and what else of it waits. */
export interface Opened {
  /** What is typed on; undefined when the form begins with what the post says. */
  draft?: Draft
  /** What else was typed and not saved, the latest first. */
  others: Draft[]
}

/**
 * What was typed for a post of the viewer's. A draft goes on where it was left; changes to what others read already are
 * only offered, unless `chosen` names them.
 */
export async function openTyped(context: Context, viewer: Viewer, post: WholePost, chosen = ''): Promise<Opened> {
  const open = await openDraftsFor(context.store.read, viewer.actor.id, post.post.id)
  const stamp = stampOf(post)
  const draft = open.find(({ id }) => id === chosen) ?? open.find(({ apart, seen }) => !apart && seen === stamp)
  return { ...(draft && { draft }), others: open.filter((one) => one !== draft && (one.apart || one.seen !== stamp)) }
}

/** Throws away what was typed and not saved; gives it. Throws NotFound. */
export async function discardTyped(context: Context, viewer: Viewer, id: string): Promise<Draft> {
  return context.store.write(async (tx) => {
    const row = await ownDraft(tx, viewer, id)
    if (!row || row.closed) throw new NotFound()
    await dropDraft(tx, id)
    return row
  })
}
