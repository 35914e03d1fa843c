/** Takes away what nothing shows any more: uploads given up, media of withdrawn stories, copies that nobody looks at. */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { findCouncil } from '../council/settings.ts'
import { uploadsFolder } from './clips.ts'
import { isFileName } from './files.ts'
import {
  dropPartsOf,
  dropPicture,
  knownFiles,
  mediaBefore,
  type Picture,
  usedAmong,
  withdrawnMedia
} from './media.store.ts'
import { type Copy, copiedBytes, dropCopy, knownCopies, leastUsed } from './remote.store.ts'
import { removeFiles } from './retire.ts'
import { uploadsBefore } from './uploads.store.ts'
import { endUpload } from './uploads.ts'

/** Says whether a file of ours may go for good; something that must be kept, for a court or an inquiry, may not. */
export type MayDelete = (context: Context, picture: Picture) => Promise<boolean>

const day = 24 * 3_600_000
/** A copy that nobody looked at for so long goes, in days. */
export const copyLife = 30

/** Sweeps once. */
export async function sweepMedia(context: Context, mayDelete: MayDelete = async () => true): Promise<void> {
  const now = context.clock().getTime()
  await sweepUploads(context, now)
  await sweepWithdrawn(context, mayDelete)
  await sweepCopies(context, now)
}

async function sweepUploads(context: Context, now: number): Promise<void> {
  for (const upload of await uploadsBefore(context.store.read, new Date(now - day))) await endUpload(context, upload)
  // Parts whose row is gone, such as of a form that was being sent when the server was killed.
  const folder = uploadsFolder(context)
  for (const name of await readdir(folder).catch(() => [])) {
    const found = await stat(join(folder, name)).catch(() => undefined)
    if (found?.isFile() && found.mtimeMs < now - day) await rm(join(folder, name), { force: true })
  }
}

async function sweepWithdrawn(context: Context, mayDelete: MayDelete): Promise<void> {
  // Those that must be kept stay in the list: it goes on behind them.
  for (let after: string | undefined = ''; after !== undefined; ) {
    const { pictures, next } = await withdrawnMedia(context.store.read, after)
    for (const picture of pictures) {
      if (!(await mayDelete(context, picture))) continue
      await context.store.write(async (tx) => {
        if (picture.post) await dropPartsOf(tx, picture.post)
        await dropPicture(tx, picture.id)
      })
      await removeFiles(context, [picture.file])
    }
    after = next
  }
}

/** Files that nobody used within a day, such as of a form that was not finished. Reads all of them: once a day will do. */
async function sweepUnused(context: Context, now: number, mayDelete: MayDelete): Promise<void> {
  const db = context.store.read
  const logo = (await findCouncil(context))?.logo
  for (let after = ''; ; ) {
    const page = await mediaBefore(db, new Date(now - day), after)
    const last = page.at(-1)
    if (!last) return
    const used = await usedAmong(
      db,
      page.map(({ id }) => id)
    )
    for (const picture of page) {
      if (used.has(picture.id) || picture.id === logo || !(await mayDelete(context, picture))) continue
      await context.store.write((tx) => dropPicture(tx, picture.id))
      await removeFiles(context, [picture.file])
    }
    after = last.id
  }
}

async function sweepCopies(context: Context, now: number): Promise<void> {
  const db = context.store.read
  for (const copy of await leastUsed(db, new Date(now - copyLife * day))) await forget(context, copy)
  let kept = await copiedBytes(db)
  while (kept > context.config.mediaCache) {
    const [copy] = await leastUsed(db, undefined, 1)
    if (!copy) return
    await forget(context, copy)
    kept -= copy.bytes
  }
}

async function forget(context: Context, copy: Copy): Promise<void> {
  await context.store.write((tx) => dropCopy(tx, copy.id))
  if (copy.file) await removeFiles(context, [copy.file])
}

/**
 * Takes away files that nobody used within a day, and those in the media store that the database knows nothing of, which a
 * crash between the two left behind; gives how many of the latter. Reads the list of all files, so it is for once a day.
 */
export async function sweepStrayFiles(context: Context, mayDelete: MayDelete = async () => true): Promise<number> {
  await sweepUnused(context, context.clock().getTime(), mayDelete)
  const before = context.clock().getTime() - day
  let gone = 0
  let batch: string[] = []
  const settle = async () => {
    const [ours, copies] = [await knownFiles(context.store.read, batch), await knownCopies(context.store.read, batch)]
    const stray = batch.filter((name) => !ours.has(name) && !copies.has(name))
    await removeFiles(context, stray)
    gone += stray.length
    batch = []
  }
  for await (const { name, modified } of context.media.list()) {
    // What has another form of name was not put there by us.
    if (!isFileName(name) || modified.getTime() > before) continue
    batch.push(name)
    if (batch.length === 200) await settle()
  }
  await settle()
  return gone
}
