/** Where the bytes of pictures and clips are: a folder, or a bucket; both do the same few things. */
import type { Config } from '../config.ts'
import { openBucket } from './bucket.ts'
import type { MediaFiles } from './file-store.ts'
import { openFolder } from './folder.ts'

export type { ByteRange, KeptFile, MediaFiles } from './file-store.ts'

/** What a file may be called. */
export const isFileName = (name: string): boolean => /^[0-9a-f]{32}\.[a-z0-9]{2,4}$/.test(name)

/** Opens the store that MEDIA_STORE names; nothing is asked of it before it is used. */
export function openMediaFiles({ mediaStore }: Pick<Config, 'mediaStore'>): MediaFiles {
  const files = mediaStore.startsWith('file:') ? openFolder(mediaStore.slice(5)) : openBucket(new URL(mediaStore))
  const named = (name: string) => {
    // Names are ours, but a restored or edited database must not lead out of the folder either.
    if (!isFileName(name)) throw new Error(`${name} is no name of a file in the media store.`)
    return name
  }
  return {
    ...files,
    put: async (name, content, mediaType) => files.put(named(name), content, mediaType),
    open: async (name, range) => (isFileName(name) ? files.open(name, range) : undefined),
    remove: async (name) => files.remove(named(name))
  }
}
