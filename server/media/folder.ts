/** Pictures and clips in a folder of this machine. */
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, constants, copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MediaFiles } from './file-store.ts'

const notThere = (error: { code?: string }) => error.code === 'ENOENT'

/** Opens the folder; it is made when something is first put there. */
export function openFolder(folder: string): MediaFiles {
  return {
    // In two steps, so that a full disk leaves no half file under a name that is served.
    async put(name, content) {
      await mkdir(folder, { recursive: true })
      const part = join(folder, `${randomBytes(8).toString('hex')}.part`)
      try {
        if (content instanceof Uint8Array) await writeFile(part, content, { flag: 'wx' })
        else await move(content.path, part)
        await rename(part, join(folder, name))
      } catch (error) {
        await rm(part, { force: true })
        throw error
      }
    },
    async open(name, range) {
      const path = join(folder, name)
      if (!(await stat(path).catch(() => undefined))?.isFile()) return undefined
      return createReadStream(path, range && { start: range.start, end: range.end })
    },
    remove: (name) => rm(join(folder, name), { force: true }),
    async *list() {
      for (const name of await readdir(folder).catch(nothing)) {
        const found = await stat(join(folder, name)).catch(() => undefined)
        if (found?.isFile()) yield { name, modified: found.mtime }
      }
    },
    async check() {
      await mkdir(folder, { recursive: true })
      await access(folder, constants.W_OK)
      return folder
    }
  }
}

function nothing(error: { code?: string }): string[] {
  if (notThere(error)) return []
  throw error
}

/** Renaming does not lead from one disk to another; copying does. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if ((error as { code?: string }).code !== 'EXDEV') throw error
    await copyFile(from, to, constants.COPYFILE_EXCL)
    await rm(from, { force: true })
  }
}
