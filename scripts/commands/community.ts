/** `community …`: communities of practice. */
import { listCommunities, openCommunity } from '../../server/communities/communities.ts'
import { type Command, need, readArgs, tableOf } from './command.ts'
import { needMember } from './user.ts'

export const communityCreate: Command = {
  name: 'community create',
  usage: 'HANDLE --name NAME --by H [--purpose TEXT] [--posting everyone|members]',
  does: 'opens a community with somebody here as its first coordinator',
  async run(context, args, out) {
    const text = { type: 'string' } as const
    const { positionals, values } = readArgs(args, { name: text, by: text, purpose: text, posting: text }, 1)
    const name = need(values.name, 'name')
    const { actor: by } = await needMember(context, need(values.by, 'by'))
    const { actor } = await openCommunity(context, by, {
      handle: positionals[0]!,
      name,
      purpose: values.purpose ?? `${name}: a community of practice.`,
      ...(values.posting !== undefined && { posting: values.posting })
    })
    const handle = `@${actor.username}@${actor.host}`
    out.answer(
      { handle: actor.username, uri: actor.uri, url: actor.url },
      `${actor.name} is ${handle}, at ${actor.url}`
    )
  }
}

export const communityList: Command = {
  name: 'community list',
  usage: '[--closed]',
  does: 'lists the communities that are open, or those that are closed',
  async run(context, args, out) {
    const { values } = readArgs(args, { closed: { type: 'boolean' } })
    const items: { handle: string; name: string; uri: string; url: string; members: number; closed: string | null }[] =
      []
    let after: string | undefined
    do {
      const page = await listCommunities(context.store.read, { after, size: 100, closed: values.closed ?? false })
      for (const { actor, parts } of page.rows)
        items.push({
          ...{ handle: actor.username, name: actor.name, uri: actor.uri, url: actor.url, members: actor.followers },
          closed: parts.closed?.toISOString() ?? null
        })
      after = page.next
    } while (after)
    const rows = items.map((one) => [
      `@${one.handle}`,
      one.name,
      one.members === 1 ? '1 member' : `${one.members} members`,
      one.url
    ])
    out.answer({ items }, rows.length > 0 ? tableOf(rows) : 'There are no communities.')
  }
}
