/** Who asks for documents: told by the signature, where one is given or needed. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Actor, actorByUri } from '../../server/actors/actors.store.ts'
import { trustOf } from '../../server/moderation/gate.ts'
import type { Looking } from '../../server/posts/posts.store.ts'
import type { Federation } from '../context.ts'
import { answerNothing } from './answer.ts'

/** The address of the actor who signed a request; undefined when nobody did, or nobody that can be proven. */
export type SignedBy = (request: FastifyRequest) => Promise<string | undefined>

/** Lets requests through, or answers them: blocked servers get nothing, and with an allow-list strangers get nothing. */
export function admission(federation: Federation, signedBy: SignedBy) {
  const { context, blocks } = federation
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    await blocks.refresh()
    const keyId = keyIdOf(request)
    // A claim is enough to refuse: whoever names a blocked server's key for nothing harms only themselves.
    if (keyId && (blocks.has(hostOf(keyId)) || (await isBlockedActor(federation, keyId))))
      return answerNothing(reply, 403, 'Your server is blocked here.')
    if (context.config.federationMode === 'open') return undefined
    const uri = keyId ? await signedBy(request) : undefined
    if (!uri) return answerNothing(reply, 401, 'This server wants requests to be signed.')
    const trust = await trustOf(context, uri, hostOf(uri))
    if (trust !== 'network' && trust !== 'known') return answerNothing(reply, 403, 'This server federates by a list.')
    return undefined
  }
}

/**
 * What somebody of another server may read: what they may as a person or, for the actor by which a server itself asks
 * (an Application, by which Mastodon, Lemmy, Akkoma and we sign what no person asked for), what one of its people may.
 */
export const lookingAs = ({ id, type, uri }: Actor): NonNullable<Looking> => ({
  actor: id,
  elsewhere: true,
  ...(type === 'Application' && { origin: new URL(uri).origin })
})

/** The actor who signed a request, as kept here; asked only when something is not for everyone. */
export async function readerOf(
  { context }: Federation,
  signedBy: SignedBy,
  request: FastifyRequest
): Promise<Actor | undefined> {
  const uri = keyIdOf(request) ? await signedBy(request) : undefined
  const actor = uri ? await actorByUri(context.store.read, uri) : undefined
  return actor && !actor.local && !actor.blocked && !actor.deleted ? actor : undefined
}

/** The key that a request names, in either kind of signature, unproven. */
function keyIdOf({ headers }: FastifyRequest): string | undefined {
  const fields = [headers['signature-input'], headers.signature].flat().join(' ')
  const [, keyId] = /\bkeyid="([^"]{1,2048})"/i.exec(fields) ?? []
  return keyId && URL.canParse(keyId) ? keyId : undefined
}

async function isBlockedActor({ context }: Federation, keyId: string): Promise<boolean> {
  const actor = await actorByUri(context.store.read, keyId.split('#', 1)[0]!)
  return actor?.blocked ?? false
}

const hostOf = (uri: string) => new URL(uri).host
