/** Lets go of pictures and clips that nothing shows any more: at once, unless they must be kept for an inquiry or a court. */
import type { Context } from '../context.ts'
import { mayDeletePicture } from '../moderation/evidence/preserve.store.ts'
import { dropPicture, picturesByIds } from './media.store.ts'

/**
 * Takes these files away, after whatever showed them is gone. What must be kept stays where nobody sees it, until the
 * sweep may take it; so does what the media store does not let go of now.
 */
export async function retire(context: Context, ids: (string | null | undefined)[]): Promise<void> {
  const known = ids.filter((id): id is string => typeof id === 'string')
  for (const picture of await picturesByIds(context.store.read, known)) {
    if (!(await mayDeletePicture(context, picture))) continue
    await context.store.write((tx) => dropPicture(tx, picture.id))
    await removeFiles(context, [picture.file])
  }
}

/** Takes away files that nothing refers to any more; what cannot be removed now, the sweep removes later. */
export async function removeFiles(context: Context, files: string[]): Promise<void> {
  for (const file of files) {
    await context.media.remove(file).catch((error) => context.log.warn({ err: error, file }, 'a file stays for now'))
  }
}
