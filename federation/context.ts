/** What everything about other servers is given first: our own context, and the ways out into the network. */
import type { KvStore } from '@fedify/fedify'
import type { Context } from '../server/context.ts'
import type { Blocks } from '../server/moderation/blocks.ts'
import type { Fetching } from './fetch.ts'

export interface Federation extends Fetching {
  context: Context
  /** The hosts that get nothing and give nothing. */
  blocks: Blocks
  /** Fedify's key-value store over our own database. */
  memory: KvStore
  /** Reads the server's own key again, after it was changed. */
  renewSigner(): Promise<void>
  close(): Promise<void>
}
