/** `appeal …`, `post …`, `retention …` and `trust …`: what moderators decide beside the queue, rules, servers and accounts. */
import { NotFound } from '../../server/errors.ts'
import { makeViewer } from '../../server/members/viewer.ts'
import { listAppeals } from '../../server/moderation/accounts/actions.store.ts'
import { decideAppeal } from '../../server/moderation/accounts/appeals.ts'
import { actOnPost } from '../../server/moderation/accounts/posts.ts'
import { growthOf, readGrowth, setGrowth } from '../../server/moderation/growth.ts'
import { readRetention, retentionOf, setRetention } from '../../server/moderation/retention.ts'
import { setSharing, sharesVouches } from '../../server/moderation/vouching.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { type Command, need, readArgs, tableOf, WrongUse } from './command.ts'
import { needMember } from './user.ts'

const text = { type: 'string' } as const

const appealList: Command = {
  name: 'appeal list',
  usage: '[--decided]',
  does: 'lists appeals that wait, or those that were decided',
  async run(context, args, out) {
    const { values } = readArgs(args, { decided: { type: 'boolean' } })
    const { rows } = await listAppeals(context.store.read, { size: 100, decided: values.decided ?? false })
    const items = rows.map(({ appeal, action }) => ({
      ...{ id: appeal.id, kind: action.kind, state: appeal.state, text: appeal.words },
      made: appeal.created.toISOString()
    }))
    const table = items.map((one) => [one.id, one.kind, one.state, one.text.split('\n')[0]!.slice(0, 60)])
    out.answer({ items }, items.length > 0 ? tableOf(table) : 'There is none.')
  }
}

const appealDecide: Command = {
  name: 'appeal decide',
  usage: 'ID upheld|dismissed --as HANDLE --reason WORDS [--answer WORDS]',
  does: 'decides on an appeal as somebody else than who took the decision; --answer is what the person is told',
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { as: text, reason: text, answer: text }, 2)
    const [id = '', decision = ''] = positionals
    if (decision !== 'upheld' && decision !== 'dismissed') throw new WrongUse('say upheld or dismissed')
    const { member, actor } = await needMember(context, need(values.as, 'as'))
    if (member.disabled) throw new WrongUse(`${actor.username} cannot sign in any more`)
    const given = { upheld: decision === 'upheld', reason: need(values.reason, 'reason'), answer: values.answer }
    const { state } = await decideAppeal(context, makeViewer(member, actor), id, given)
    out.answer({ id, state }, `The appeal is ${state}.`)
  }
}

const acting = (kind: string, does: string, done: string): Command => ({
  name: `post ${kind}`,
  usage: 'URI --reason WORDS [--words WORDS]',
  does,
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { reason: text, words: text }, 1)
    const found = await anyPost(context.store.read, { uri: positionals[0]! })
    if (!found) throw new NotFound('There is no such post here: give its address.')
    const reason = need(values.reason, 'reason')
    const { id } = await actOnPost(context, null, found.post.id, { kind, reason, words: values.words })
    out.answer({ id, post: found.post.uri, kind }, done)
  }
})

const retentionCommands: Command[] = [
  {
    name: 'retention show',
    usage: '',
    does: 'shows for how long things wait, and decisions can be undone',
    async run(context, args, out) {
      readArgs(args, {})
      const now = await retentionOf(context)
      out.answer(now, `Held for ${now.heldDays} days; decisions can be undone for ${now.undoDays} days.`)
    }
  },
  {
    name: 'retention set',
    usage: '[--held DAYS] [--undo DAYS] [--reason WORDS]',
    does: 'sets them; may need a second person',
    async run(context, args, out) {
      const { values } = readArgs(args, { held: text, undo: text, reason: text })
      const before = await retentionOf(context)
      const { held = String(before.heldDays), undo = String(before.undoDays) } = values
      const asked = readRetention({ heldDays: held, undoDays: undo })
      await setRetention(context, null, asked, values.reason ?? '')
      out.answer(asked, `Held for ${asked.heldDays} days; decisions can be undone for ${asked.undoDays} days.`)
    }
  }
]

const trustCommands: Command[] = [
  {
    name: 'trust show',
    usage: '',
    does: 'shows after how many posts an author, and after how many authors a server, is known; and whether peers are told',
    async run(context, args, out) {
      readArgs(args, {})
      const growth = await growthOf(context)
      const share = await sharesVouches(context)
      const told = `Authors after ${growth.authors || 'no number of'} posts, servers after ${growth.servers || 'no number of'} authors; peer councils are ${share ? '' : 'not '}told.`
      out.answer({ ...growth, share }, told)
    }
  },
  {
    name: 'trust set',
    usage: '[--authors N] [--servers N] [--share yes|no]',
    does: 'sets them; 0 is never',
    async run(context, args, out) {
      const { values } = readArgs(args, { authors: text, servers: text, share: text })
      if (values.share !== undefined && values.share !== 'yes' && values.share !== 'no')
        throw new WrongUse('--share is yes or no')
      const before = await growthOf(context)
      const { authors = String(before.authors), servers = String(before.servers) } = values
      const growth = readGrowth({ authors, servers })
      if (values.authors !== undefined || values.servers !== undefined) await setGrowth(context, null, growth)
      if (values.share !== undefined) await setSharing(context, null, values.share === 'yes')
      out.answer({ ...growth, share: await sharesVouches(context) }, 'It is set.')
    }
  }
]

export const moderationCommands: Command[] = [
  appealList,
  appealDecide,
  acting('hide', 'hides a post from everybody but its author', 'It is hidden.'),
  acting('mark', 'marks a post as sensitive', 'It is marked.'),
  acting('withdraw', 'withdraws a post of ours, here and wherever it was sent', 'It is withdrawn.'),
  ...retentionCommands,
  ...trustCommands
]
