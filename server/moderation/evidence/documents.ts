/** The documents in which things came from other servers, as far as they are kept: which evidence has them, and which cannot. */
import type { HeldItem } from '../held.store.ts'
import type { Found } from './collect.ts'

/** Which file of a bundle has the document that a remote thing came in, and of which things it was not kept. */
export interface Documents {
  here: { uri: string; file: string }[]
  notKept: string[]
}

/** For whoever asks why some are missing. */
export const whyNotKept =
  'This server keeps the document that something came in while it waits for a person, for as long as the decision can be undone, and under a legal hold; of what comes in without waiting it keeps what it read from it.'

interface Copied {
  post?: { uri: string; local: boolean }
  held?: HeldItem
}

/** Looks for them. `file` names the files of a folder by number. */
export function documentsOf({ posts, kept, held }: Found, file: (folder: string, n: number) => string): Documents {
  const here = new Map<string, string>()
  const remote = new Set<string>()
  for (const [n, item] of held.entries()) {
    remote.add(item.object ?? item.uri)
    if (item.activity) here.set(item.object ?? item.uri, file('received', n))
  }
  for (const [n, { content }] of kept.entries()) {
    const { post, held: item } = content as Copied
    if (item) {
      remote.add(item.object ?? item.uri)
      if (item.activity) here.set(item.object ?? item.uri, file('kept', n))
    } else if (post && !post.local) remote.add(post.uri)
  }
  for (const { copy } of posts) {
    const { post } = copy.content as Copied
    if (post && !post.local) remote.add(post.uri)
  }
  return {
    here: [...here].map(([uri, name]) => ({ uri, file: name })),
    notKept: [...remote].filter((uri) => !here.has(uri))
  }
}
