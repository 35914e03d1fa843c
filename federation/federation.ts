/** Opens the ways out: the guarded network, the server's own key, and what is remembered of each peer. */
import { actorByUri } from '../server/actors/actors.store.ts'
import { keyPairsOf } from '../server/actors/keys.ts'
import type { Context } from '../server/context.ts'
import { loadBlocks } from '../server/moderation/blocks.ts'
import type { Federation } from './context.ts'
import type { Scheme } from './gate/signature-header.ts'
import { recall, remember } from './memory.store.ts'
import { openNetwork } from './network/network.ts'
import type { Signer, SpecMemory } from './sign.ts'
import { serverActorUri, userAgent } from './software.ts'

/** After so long a peer is asked anew which signatures it takes: software is replaced, hosts change hands. */
const specLife = 30 * 86_400_000

/** How long a process may go on signing by a key that another one replaced, in milliseconds. */
const signerLife = 60_000

/** Makes the federation of a council that is there already (`ensureCouncil`). */
export async function makeFederation(context: Context): Promise<Federation> {
  const { origin, allowPrivateOrigins } = context.config
  const network = openNetwork({ allowPrivateOrigins, userAgent: userAgent(origin) })
  const federation: Federation = {
    context,
    network,
    specs: specMemory(context),
    blocks: await loadBlocks(context),
    signer: await serverSigner(context),
    async renewSigner() {
      federation.signer = await serverSigner(context)
    },
    async close() {
      clearInterval(renewing)
      await network.close()
    }
  }
  // Another process may have given the server new keys.
  const renewing = setInterval(() => void federation.renewSigner().catch(() => {}), signerLife)
  renewing.unref()
  return federation
}

/** The RSA key by which the server itself signs. Throws NotFound before there is a council. */
export async function serverSigner(context: Context): Promise<Signer> {
  const actor = await actorByUri(context.store.read, serverActorUri(context.config.origin))
  return signerOf(context, actor?.id ?? '')
}

/** The RSA key by which one of our actors signs requests. Throws NotFound when it is none of ours. */
export async function signerOf(context: Pick<Context, 'store' | 'secrets'>, actorId: string): Promise<Signer> {
  const [rsa] = await keyPairsOf(context, actorId)
  return { keyId: rsa!.id, privateKey: rsa!.privateKey }
}

/** Remembers, by origin, which signatures a peer took. */
function specMemory(context: Context): SpecMemory {
  const keyOf = (origin: string) => `spec ${origin}`
  return {
    get: (origin) => recall<Scheme>(context, keyOf(origin)),
    set: (origin, spec) => remember(context, keyOf(origin), spec, specLife)
  }
}
