/** Which actions there are: what each does, on whom, and which count as strikes. */
import type { ActionKind } from '../../../schema/account-actions.ts'

/** About an account. */
export const accountKinds = ['note', 'warn', 'sensitive', 'limit', 'freeze', 'suspend', 'purge'] as const
/** About one post. */
export const postKinds = ['hide', 'mark', 'withdraw'] as const
export type AccountKind = (typeof accountKinds)[number]
export type PostKind = (typeof postKinds)[number]

/** What the decision log calls each. */
export const logActs: Record<ActionKind, string> = {
  note: 'account noted',
  warn: 'account warned',
  sensitive: 'account marked sensitive',
  limit: 'account limited',
  freeze: 'account frozen',
  suspend: 'account suspended',
  purge: 'account purged',
  hide: 'post hidden',
  mark: 'post marked sensitive',
  withdraw: 'post withdrawn'
}

/** What each did, as its person is told. */
export const toldWords: Record<ActionKind, string> = {
  note: '',
  warn: 'We warn you.',
  sensitive: 'Everything that you show is marked as sensitive from now on: people have to ask before they see it.',
  limit: 'What you write is shown only to those who follow you.',
  freeze: 'You cannot sign in. What you wrote stays.',
  suspend: 'You cannot sign in, and nothing of yours is shown. It is not deleted.',
  purge: 'Your account is deleted, with all that you wrote.',
  hide: 'A post of yours is hidden: nobody but you can read it.',
  mark: 'A post of yours is marked as sensitive: people have to ask before they see what it shows.',
  withdraw: 'A post of yours is withdrawn, here and wherever it was sent.'
}

/** Those that change something for as long as they are in force; there is one of each at a time. */
export const lasting: readonly ActionKind[] = ['sensitive', 'limit', 'freeze', 'suspend']
/** Those that may have an end date. */
export const mayEnd: readonly ActionKind[] = [...lasting, 'hide', 'mark']
/** Those that keep somebody out. */
export const shutsOut: readonly ActionKind[] = ['freeze', 'suspend', 'purge']
export const strikeKinds: ActionKind[] = ['warn', 'sensitive', 'limit', 'freeze', 'suspend', 'hide', 'mark', 'withdraw']
export const appealable: readonly ActionKind[] = strikeKinds
/** For so long, in days, an appeal may be made. */
export const appealDays = 20
