/** What is attached to posts, as pages show it: from here, or as a copy kept here; never from another server. */
import type { Attachment } from '../../schema/posts.ts'
import type { Context } from '../../server/context.ts'
import { languageName } from '../../server/media/languages.ts'
import { inWords } from '../../server/media/measure.ts'
import { failedCopies } from '../../server/media/remote.store.ts'
import { copyId, type RemoteKind, type Wanted, wantedOf } from '../../server/media/remote.ts'
import type { Policies } from '../../server/moderation/policies/compiled.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { day } from './day.ts'

export interface AttachedView {
  kind: Attachment['kind']
  /** Where it is for everyone: on its own server. */
  url: string
  alt: string
  /** Where it is here; absent when it is not. */
  path?: string
  mediaType?: string
  width?: number
  height?: number
  small?: { path: string; width: number }
  poster?: string
  /** `2 minutes 14 seconds`. */
  length?: string
  tracks?: { language: string; name: string; path: string }[]
  /** The whole address, for print. */
  address: string
  remote: boolean
  /** To be asked for before it is shown. */
  sensitive?: boolean
  transcript?: string
}

/** Which copies could not be had. */
export type Failed = Set<string>

/** Reads, for all posts of a page at once, which copies could not be had. */
export const readFailed = (context: Context, rows: WholePost[]): Promise<Failed> => {
  const wanted = rows.flatMap(({ post }) => (post.local ? [] : wantedOf(post.attachments)))
  return failedCopies(context.store.read, wanted.map(copyId))
}

/** What stands beside a post's words: what is attached, unless its server's policy leaves that out, and when it happens. */
export function extras(row: WholePost, around: { policies: Policies; failed: Failed }) {
  const { post, author } = row
  const { happening } = post
  const leftOut = !post.local && around.policies.of(author.host)?.rejectMedia
  const attachments = leftOut ? [] : attachedTo(row, around.failed)
  return {
    ...(attachments.length > 0 && { attachments }),
    ...(happening && {
      event: {
        ...day('starts', happening.starts),
        ...day('ends', happening.ends),
        ...(happening.place && { place: happening.place })
      }
    })
  }
}

/** The attachments of one post. */
function attachedTo({ post, author }: WholePost, failed: Failed): AttachedView[] {
  const web = post.attachments.filter(({ url }) => isWeb(url))
  const sensitive = post.sensitive || author.sensitive
  return web.map((one) =>
    post.local ? { ...ours(one), ...(sensitive && { sensitive }) } : theirs(post.id, one, failed, sensitive)
  )
}

const isWeb = (url: string) => /^https?:\/\//i.test(url) && URL.canParse(url)

const pathIn = (url: string) => new URL(url).pathname

const lengthOf = (seconds: number | undefined) => (seconds ? { length: inWords(Math.round(seconds)) } : {})

function ours({
  kind,
  url,
  alt,
  mediaType,
  width,
  height,
  seconds,
  poster,
  captions = [],
  small
}: Attachment): AttachedView {
  return {
    ...{ kind, url, alt, address: url, remote: false, path: pathIn(url) },
    ...(mediaType && { mediaType }),
    ...(width && height && { width, height }),
    ...lengthOf(seconds),
    ...(kind === 'video' && { poster: poster ? pathIn(poster) : '/poster.png' }),
    ...(small && { small: { path: pathIn(small.url), width: small.width } }),
    tracks: captions.map((track) => ({
      language: track.language,
      name: languageName(track.language),
      path: pathIn(track.url)
    }))
  }
}

function theirs(id: string, one: Attachment, failed: Failed, sensitive: boolean): AttachedView {
  const { kind, url, alt, mediaType, width, height, seconds, poster, captions = [] } = one
  const copy = (wanted: Wanted) => {
    const name = copyId(wanted)
    return failed.has(name) ? undefined : `/media/remote/${id}/${name}`
  }
  const path = kind === 'link' ? undefined : copy({ kind: kind as RemoteKind, url })
  const still = poster && copy({ kind: 'image', url: poster })
  const tracks = captions.flatMap((track) => {
    const at = copy({ kind: 'captions', url: track.url })
    return at ? [{ language: track.language, name: languageName(track.language), path: at }] : []
  })
  return {
    ...{ kind, url, alt, address: url, remote: true, tracks },
    ...(path && { path }),
    ...(mediaType && { mediaType }),
    ...(width && height && { width, height }),
    ...lengthOf(seconds),
    ...(kind === 'video' && { poster: still ?? '/poster.png' }),
    ...(sensitive && { sensitive })
  }
}
