/** From a nomination to a draft in somebody's own name, once the nominee has said yes. */
import type { Context } from '../context.ts'
import { Conflict, Refused } from '../errors.ts'
import type { Viewer } from '../members/viewer.ts'
import { seenNomination } from './nominations.ts'
import { draftOf } from './told.ts'

/** Begins the story as a draft of the viewer's; gives the story's id. Throws Conflict unless the nominee has said yes. */
export async function beginDraft(context: Context, viewer: Viewer, id: string): Promise<string> {
  const found = await seenNomination(context, viewer, id)
  if (!viewer.can('publish')) throw new Refused()
  if (!['consented', 'assigned', 'recorded'].includes(found.state))
    throw new Conflict('A story can be begun once the nominee has said yes, and only once.')
  return draftOf(context, viewer, found)
}
