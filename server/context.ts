/** What every service is given first: the store, the settings, and the few ways out of the process. */
import type { Config } from './config.ts'
import { type MediaFiles, openMediaFiles } from './media/files.ts'
import { makeSecrets, type Secrets } from './secrets.ts'
import type { Store } from './store/store.ts'

export interface Log {
  error(detail: object, message: string): void
  warn(detail: object, message: string): void
  info(detail: object, message: string): void
  debug(detail: object, message: string): void
}

export interface Letter {
  to: string
  subject: string
  text: string
}

/** What the domain asks of the world outside; the federation answers it, so that nouns need not know how. */
export interface RemoteWorld {
  /** The actor behind `@user@host` or a URL, kept here; undefined when there is none. Throws Problem when it cannot be reached. */
  findActor(handleOrUrl: string): Promise<string | undefined>
  /** The actor at an address, asked of its own server again; undefined when it is no longer there. */
  refreshActor(uri: string): Promise<string | undefined>
  /** The post at a URL, kept here through the moderation gate; undefined when there is none, or it is held. */
  findPost(url: string): Promise<string | undefined>
  /**
   * Fetches a file of another server into a path here. Throws when it cannot be had, or has more than `maxBytes`; then
   * there is nothing at the path.
   */
  fetchFile(url: string, path: string, maxBytes: number): Promise<void>
  /** Reads a subscribed list of policies again, and keeps what is new in it as a draft; what went wrong is kept with it. */
  refreshList(list: string): Promise<void>
  /** The address template, with `{uri}`, at which a person's own server lets them act on an object of ours. */
  interactionTemplate(
    handle: string,
    act: 'follow' | 'reply' | 'like' | 'share' | 'object'
  ): Promise<string | undefined>
}

export interface Context {
  config: Config
  store: Store
  secrets: Secrets
  clock: () => Date
  log: Log
  /** Sends a letter; resolves when the mail server took it. */
  mail: (letter: Letter) => Promise<void>
  /** The bytes of pictures and clips. */
  media: MediaFiles
  remote: RemoteWorld
}

/** Makes the context; `remote` is joined on by app.ts once the federation stands. */
export function makeContext(parts: Omit<Context, 'secrets' | 'media' | 'remote'>): Context {
  const nowhere = () => Promise.reject(new Error('The federation is not started.'))
  return {
    ...parts,
    secrets: makeSecrets(parts.config.secretKey),
    media: openMediaFiles(parts.config),
    remote: {
      ...{ findActor: nowhere, refreshActor: nowhere, findPost: nowhere },
      ...{ fetchFile: nowhere, interactionTemplate: nowhere, refreshList: nowhere }
    }
  }
}
