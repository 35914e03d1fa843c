/** Says what was just done to whoever did it, once: an address alone, which anybody may have made, says nothing. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../server/context.ts'

const cookie = 'folkmoot-done'
const purpose = 'what was done'

/** What an address claims was done, with its numbers; undefined when it claims nothing. */
function claimIn(address: string): string | undefined {
  const { searchParams } = new URL(address, 'https://folkmoot.invalid')
  const claim = ['done', 'n', 'missed', 'undo'].map((name) => searchParams.get(name) ?? '').join(' ')
  return searchParams.has('done') ? claim : undefined
}

/** Remembers, with each redirect of these routes that tells what was done, that it was. */
export function rememberDone(context: Context, app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply, payload) => {
    const to = reply.getHeader('location')
    const claim = reply.statusCode === 303 && typeof to === 'string' ? claimIn(to) : undefined
    if (claim === undefined) return payload
    const options = { path: '/', httpOnly: true, sameSite: 'lax' as const, secure: isSecure(context), maxAge: 300 }
    reply.header('set-cookie', app.serializeCookie(cookie, context.secrets.seal(purpose, claim), options))
    return payload
  })
}

/** Whether what this request's address claims was done by this browser just before; it is said once. */
export function wasDone(context: Context, request: FastifyRequest, reply: FastifyReply): boolean {
  const sealed = request.cookies[cookie]
  const claim = claimIn(request.url)
  if (claim === undefined || !sealed || sealed.length > 1_000) return false
  reply.clearCookie(cookie, { path: '/', secure: isSecure(context) })
  try {
    return context.secrets.open(purpose, sealed) === claim
  } catch {
    // Made up, or of another SECRET_KEY.
    return false
  }
}

const isSecure = (context: Context) => context.config.origin.startsWith('https:')
