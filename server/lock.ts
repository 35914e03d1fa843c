/** Keeps a second server off the same data: two with one queue and one SQLite file would be in each other's way. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Somebody else holds the data directory. */
export class InUse extends Error {}

/** Takes the data directory; gives the function that lets it go. Throws {@link InUse}. A lock whose process is gone is taken over. */
export function lockData(dataDir: string): () => void {
  const file = join(dataDir, 'running.pid')
  mkdirSync(dataDir, { recursive: true })
  const other = holder(file)
  if (other)
    throw new InUse(
      `DATA_DIR: another Folkmoot (process ${other}) is already running on ${dataDir}; stop it first, or set another DATA_DIR.`
    )
  writeFileSync(file, String(process.pid))
  return () => {
    if (holder(file, true) === process.pid) rmSync(file, { force: true })
  }
}

function holder(file: string, self = false): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    if (!pid || (pid === process.pid && !self)) return undefined
    process.kill(pid, 0)
    return pid
  } catch (error) {
    // EPERM: it is there, and another user's.
    return (error as { code?: string }).code === 'EPERM' ? Number(readFileSync(file, 'utf8')) : undefined
  }
}
