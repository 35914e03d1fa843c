/** What a place for the bytes of pictures and clips can do, whether it is a folder or a bucket. */
import type { Readable } from 'node:stream'

/** Both ends are part of it, counted from 0. */
export interface ByteRange {
  start: number
  end: number
}

export interface KeptFile {
  name: string
  modified: Date
}

/** Files by name. Names are made by the server and have the form of {@link isFileName}. */
export interface MediaFiles {
  /** Keeps bytes, or the file at a path, which is taken away. What is there under the name already is replaced whole. */
  put(name: string, content: Uint8Array | { path: string }, mediaType: string): Promise<void>
  /** The bytes, or a part of them; undefined when there is no such file. */
  open(name: string, range?: ByteRange): Promise<Readable | undefined>
  /** Repeating it does nothing. */
  remove(name: string): Promise<void>
  /** Every file, in no order. */
  list(): AsyncIterable<KeptFile>
  /** Where they are, for the operator. Throws when files cannot be kept there now. */
  check(): Promise<string>
}
