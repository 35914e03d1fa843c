/** Where what lasts only as long as a run is kept: in memory where there is plenty, since its commits need not wait for a disk. */
import { mkdtempSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'

const memory = '/dev/shm'
const plenty = 4 * 2 ** 30

/** Makes a folder of its own whose name begins so; whoever asked takes it away. */
export function scratchFolder(name: string): string {
  return mkdtempSync(join(inMemory() ? memory : tmpdir(), name))
}

function inMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory)
    return bavail * bsize > plenty && freemem() > plenty
  } catch {
    return false
  }
}
