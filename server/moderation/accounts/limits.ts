/** What is in force on an account, in a word each, for whoever asks before doing something for or about it. */
import type { Actor } from '../../actors/actors.store.ts'
import type { Context } from '../../context.ts'
import { activeOn } from './actions.store.ts'

export interface Limits {
  /** All that it shows is shown as sensitive. */
  sensitive: boolean
  /** Lists show what it says only to those who follow it. */
  limited: boolean
  /** Its person cannot sign in. */
  frozen: boolean
  /** Nothing of it is shown. */
  suspended: boolean
}

/** The limits on an account that moderators set for it alone; its server may be limited besides. */
export async function limitsOn(context: Pick<Context, 'store'>, actor: Pick<Actor, 'id'>): Promise<Limits> {
  const kinds = new Set(
    (await activeOn(context.store.read, actor.id)).flatMap(({ post, kind }) => (post ? [] : [kind]))
  )
  const suspended = kinds.has('suspend')
  return {
    sensitive: kinds.has('sensitive'),
    limited: kinds.has('limit'),
    frozen: suspended || kinds.has('freeze'),
    suspended
  }
}
