/** What peer councils think of servers: told to those of our network who ask, and asked of them. */
import type { FastifyInstance } from 'fastify'
import { hostTrust } from '../server/moderation/policies/compiled.ts'
import { receiveVouches, sharesVouches, vouchesToShare } from '../server/moderation/vouching.ts'
import type { Federation } from './context.ts'
import { NetworkRefused } from './network/network.ts'
import { answerNothing } from './served/answer.ts'
import type { SignedBy } from './served/reader.ts'
import { knock } from './sign.ts'

export const vouchesPath = '/moderation/vouches'
const most = 4 << 20

/** Adds the address: for peer councils alone, who prove themselves by their signature; 404 where it is not shared. */
export function vouchesRoute(app: FastifyInstance, federation: Federation, signedBy: SignedBy): void {
  const { context } = federation
  app.get(vouchesPath, async (request, reply) => {
    if (!(await sharesVouches(context))) return answerNothing(reply)
    const uri = await signedBy(request)
    if (!uri) return answerNothing(reply, 401, 'Sign the request: only peer councils are told.')
    if ((await hostTrust(context, new URL(uri).host)) !== 'network')
      return answerNothing(reply, 403, 'Only peer councils are told.')
    const states = await vouchesToShare(context)
    return reply
      .header('content-type', 'application/json; charset=utf-8')
      .header('cache-control', 'private, no-store')
      .send({ server: context.config.origin, updated: context.clock().toISOString(), states })
  })
}

/** Asks one peer council, signed by the server itself. One that does not share, or is no peer, says nothing. */
export async function fetchVouches(federation: Federation, peer: string): Promise<void> {
  const { context, network, signer, specs } = federation
  if ((await hostTrust(context, peer)) !== 'network') return
  try {
    const url = `${network.originOf(peer)}${vouchesPath}`
    const answer = await knock(network, signer, specs, url, { headers: { accept: 'application/json' }, maxBytes: most })
    if (answer.status >= 500) return
    const told: unknown = answer.status === 200 ? JSON.parse(answer.body.toString('utf8')) : undefined
    await receiveVouches(context, peer, (told as { states?: unknown } | undefined)?.states)
  } catch (error) {
    // What a peer said before stands until it can be asked again.
    if (!(error instanceof NetworkRefused || error instanceof SyntaxError)) throw error
    context.log.debug({ peer, err: error }, 'a peer could not be asked what it thinks of servers')
  }
}
