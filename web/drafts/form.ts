/** What the forms of stories and questions carry so that what is typed is kept while it is typed, and what they say of it. */
import { newKey } from '../../schema/columns.ts'
import type { Context } from '../../server/context.ts'
import { type Draft, draftById } from '../../server/drafts/drafts.store.ts'
import { type FormState, type Opened, stampOf } from '../../server/drafts/drafts.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { typed } from '../form.ts'
import { isKey } from '../paging.ts'

export type DraftNoun = 'stories' | 'questions'

/** What a form says of itself; without scripts it has no tab and saves nothing by itself. */
export function formState(body: unknown): FormState {
  const { draft, tab, turn, version, seen } = typed(body, ['draft', 'tab', 'turn', 'version', 'seen'])
  return {
    id: isKey(draft) ? draft : '',
    tab: isKey(tab) ? tab : '',
    turn: whole(turn),
    version: whole(version),
    seen: seen.slice(0, 40)
  }
}

const whole = (text: string) => (/^\d{1,9}$/.test(text) ? Number(text) : 0)

/** Of a form that was opened anew. */
export const freshForm = (post?: WholePost): FormState => ({
  ...{ id: newKey(), tab: '', turn: 0, version: 0 },
  seen: post ? stampOf(post) : ''
})

/** Of a form that goes on with what was typed before. */
export const resumedForm = (draft: Draft, post: WholePost): FormState => ({
  ...freshForm(post),
  id: draft.id,
  version: draft.version
})

/** Of a form that comes back with what was typed, since something was wrong with it or it was only looked at. */
export async function returnedForm(context: Context, before: FormState, post?: WholePost): Promise<FormState> {
  const fresh = freshForm(post)
  const row = before.id ? await draftById(context.store.read, before.id) : undefined
  if (!before.id || row?.closed) return fresh
  const isOwn = row !== undefined && row.tab === before.tab && before.tab !== ''
  return { ...fresh, id: before.id, version: isOwn ? row.version : before.version }
}

/** What else was typed for a post and waits to be gone on with or thrown away. */
export interface OtherView {
  saved: Date
  href: string
  discard: string
  /** The post was changed after it was typed. */
  stale: boolean
}

/** What templates are given as `draft`. */
export interface DraftView {
  fields: FormState
  /** Where the form is saved while it is typed in. */
  autosave: string
  /** What it holds is not kept anywhere yet. */
  unsaved: boolean
  others: OtherView[]
  /** Others read the post already: what is typed is kept apart from it. */
  shown: boolean
  /** The post says something else than what is typed here. */
  apart: boolean
  /** When it was saved last. */
  saved?: Date
  /** The address of the post, which was changed by somebody else's hand or in another tab after the form was opened. */
  overwrites?: string
}

export interface DraftGiven {
  noun: DraftNoun
  fields: FormState
  post?: WholePost
  opened?: Opened
  unsaved?: boolean
  overwrites?: boolean
}

/** The data of drafts/macros.njk. */
export function draftView({ noun, fields, post, opened, unsaved = false, overwrites = false }: DraftGiven): DraftView {
  const at = post && `/${noun}/${post.post.id}`
  const stamp = post ? stampOf(post) : ''
  const others = (opened?.others ?? []).map(({ id, saved, seen }) => ({
    ...{ saved, href: editPath(noun, post!.post.id, id), discard: `/drafts/${id}/discard` },
    stale: seen !== stamp
  }))
  return {
    fields,
    autosave: post ? `/drafts/${noun}/${post.post.id}` : `/drafts/${noun}`,
    unsaved,
    others,
    shown: post !== undefined && post.post.audience !== 'draft',
    apart: opened?.draft?.apart ?? false,
    ...(opened?.draft && { saved: opened.draft.saved }),
    ...(overwrites && at && { overwrites: at })
  }
}

/** Where something is changed; with `draft` going on with what was typed apart from it. */
export const editPath = (noun: DraftNoun, post: string, draft?: string): string =>
  `/${noun}/${post}/edit${draft ? `?draft=${draft}` : ''}`
