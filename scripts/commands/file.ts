/** Reads a file that somebody named, and says in words what is wrong with it. */
import { readFileSync, statSync } from 'node:fs'
import { Problem } from '../../server/errors.ts'

const largest = 50 * 1024 * 1024

/** The text of a file: UTF-8, or Windows-1252 where it is not, as spreadsheets save it. Throws Problem. */
export function readFile(path: string): string {
  try {
    const { size } = statSync(path)
    if (size > largest) throw new Problem(413, `${path} is larger than 50 MB: is it the right file?`)
    const bytes = readFileSync(path)
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    } catch {
      return new TextDecoder('windows-1252').decode(bytes)
    }
  } catch (error) {
    if (error instanceof Problem) throw error
    const { code } = error as { code?: string }
    const why = { ENOENT: 'is not there', EISDIR: 'is a folder', EACCES: 'may not be read' }[code ?? ''] ?? `(${code})`
    throw new Problem(422, `The file ${path} ${why}: give the path of the CSV file.`)
  }
}
