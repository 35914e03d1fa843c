/** Tokens with which a program acts for a member, by the JSON API; a token may do less than its owner, never more. */
import type { Context } from '../context.ts'
import { type Fault, Invalid, NotFound } from '../errors.ts'
import { hashOf, newSecret } from '../secrets.ts'
import { plainLine } from '../text/sanitise.ts'
import { personById } from './members.store.ts'
import { type ApiToken, addToken, liveToken, revokeOne, tokensOf, touchToken } from './tokens.store.ts'
import { makeViewer, type Scope, scopes, scopesOf, type Viewer } from './viewer.ts'

/** By which a leaked token is recognised. */
const prefix = 'folk_'
const minute = 60_000

/** Makes a token; `token` is shown this once and cannot be had again. Throws Invalid for scopes that the role has not. */
export async function createToken(
  context: Context,
  memberId: string,
  input: { name?: string | undefined; scopes?: string[] | undefined }
): Promise<{ token: string; kept: ApiToken }> {
  const person = await personById(context.store.read, memberId)
  if (!person || person.member.disabled) throw new NotFound('There is no such member.')
  const allowed = scopesOf(person.member.role)
  const asked = input.scopes && input.scopes.length > 0 ? input.scopes : allowed
  const faults: Fault[] = []
  const chosen = scopes.filter((scope) => asked.includes(scope))
  const unknown = asked.find((scope) => !scopes.includes(scope as Scope))
  if (unknown !== undefined) faults.push({ field: 'scopes', text: `Choose scopes from: ${scopes.join(', ')}` })
  const beyond = chosen.find((scope) => !allowed.includes(scope))
  if (beyond) faults.push({ field: 'scopes', text: `A ${person.member.role} cannot give the scope “${beyond}”` })
  const name = plainLine(input.name ?? '', 100) || 'A program'
  if (faults.length > 0) throw new Invalid(faults)
  const token = prefix + newSecret()
  const kept = await context.store.write((tx) =>
    addToken(tx, { hash: hashOf(token), member: memberId, name, scopes: chosen, created: context.clock() })
  )
  return { token, kept }
}

/** Who a token speaks for; undefined when it counts no more, or never did. */
export async function findToken(context: Context, token: string): Promise<Viewer | undefined> {
  if (!token.startsWith(prefix) || token.length > 100) return undefined
  const [found] = await liveToken(context.store.read, hashOf(token))
  if (!found) return undefined
  const now = context.clock()
  if (now.getTime() - (found.token.used?.getTime() ?? 0) > minute) {
    await context.store
      .write((tx) => touchToken(tx, found.token.id, now))
      .catch((error) => context.log.warn({ err: error }, 'could not note the use of a token'))
  }
  // What the role allows today, not what it allowed when the token was made.
  const allowed = scopesOf(found.member.role)
  return makeViewer(
    found.member,
    found.actor,
    allowed.filter((scope) => found.token.scopes.includes(scope))
  )
}

/** A member's tokens, the newest first; never their secrets. */
export const listTokens = (context: Context, memberId: string): Promise<ApiToken[]> =>
  tokensOf(context.store.read, memberId)

/** Takes a token back. Throws NotFound when the member has none of that id. */
export async function revokeToken(context: Context, memberId: string, id: string): Promise<void> {
  const gone = await context.store.write((tx) => revokeOne(tx, memberId, id, context.clock()))
  if (!gone) throw new NotFound('There is no such token.')
}
