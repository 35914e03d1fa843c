/** Reads a file that somebody named, and says in words what is wrong with it. */
import { readFileSync, statSync } from 'node:fs'
import { Problem } from '../../server/errors.ts'

const largest = 50 * 1024 * 1024

/** The text of a file: UTF-8 or, as spreadsheets save it, UTF-16 with its mark or Windows-1252. Throws Problem. */
export function readFile(path: string): string {
  try {
    const { size } = statSync(path)
    if (size > largest) throw new Problem(413, `${path} is larger than 50 MB: is it the right file?`)
    const bytes = readFileSync(path)
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
    if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
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
