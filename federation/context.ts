/** What everything about other servers is given first: our own context, and the ways out into the network. */
import type { Context } from '../server/context.ts'
import type { Blocks } from '../server/moderation/blocks.ts'
import type { Fetching } from './fetch.ts'

export interface Federation extends Fetching {
  context: Context
  /** The hosts that get nothing and give nothing. */
  blocks: Blocks
  /** Reads the server's own key again, after it was changed. */
  renewSigner(): Promise<void>
  close(): Promise<void>
}
