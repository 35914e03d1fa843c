/** `token …`: bearer tokens for the JSON API. */
import { createToken, listTokens, revokeToken } from '../../server/members/tokens.ts'
import { scopes } from '../../server/members/viewer.ts'
import { type Command, readArgs, tableOf } from './command.ts'
import { needMember } from './user.ts'

export const tokenCreate: Command = {
  name: 'token create',
  usage: `HANDLE [--scope ${scopes.join('|')}]… [--name NAME]`,
  does: 'makes a bearer token, shown this once; without --scope it may do all that the role may',
  async run(context, args, out) {
    const options = { scope: { type: 'string', multiple: true }, name: { type: 'string' } } as const
    const { positionals, values } = readArgs(args, options, 1)
    const { member } = await needMember(context, positionals[0]!)
    const asked = values.scope?.flatMap((scope) => scope.split(/[\s,]+/)).filter(Boolean)
    const { token } = await createToken(context, member.id, { name: values.name ?? 'Command line', scopes: asked })
    out.answer({ token }, token)
  }
}

export const tokenList: Command = {
  name: 'token list',
  usage: 'HANDLE',
  does: 'lists a person’s tokens, without their secrets',
  async run(context, args, out) {
    const { positionals } = readArgs(args, {}, 1)
    const { member } = await needMember(context, positionals[0]!)
    const items = (await listTokens(context, member.id)).map(({ id, name, scopes, created, used }) => ({
      id,
      name,
      scopes,
      created: created.toISOString(),
      used: used?.toISOString() ?? null
    }))
    const rows = items.map((one) => [
      one.id,
      one.name,
      one.scopes.join(' '),
      one.used ? `used ${one.used}` : 'never used'
    ])
    out.answer({ items }, rows.length > 0 ? tableOf(rows) : 'There are no tokens.')
  }
}

export const tokenRevoke: Command = {
  name: 'token revoke',
  usage: 'HANDLE ID',
  does: 'takes a token back',
  async run(context, args, out) {
    const { positionals } = readArgs(args, {}, 2)
    const { member } = await needMember(context, positionals[0]!)
    await revokeToken(context, member.id, positionals[1]!)
    out.answer({ id: positionals[1], revoked: true }, 'The token counts no more.')
  }
}
