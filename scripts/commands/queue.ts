/** `queue …`: what waits for a person. */
import { NotFound } from '../../server/errors.ts'
import { type HeldItem, heldById, listHeld } from '../../server/moderation/held.store.ts'
import { choose, reject, release, releaseWords, type TrustAlong } from '../../server/moderation/queue.ts'
import { undoChoice } from '../../server/moderation/undo/undo.ts'
import { type Command, readArgs, tableOf, WrongUse } from './command.ts'

const shown = (item: HeldItem) => ({
  id: item.id,
  reason: item.reason,
  actor: item.actor,
  object: item.object,
  summary: item.summary,
  type: item.type,
  host: item.host,
  created: item.created.toISOString()
})

export const queueList: Command = {
  name: 'queue list',
  usage: '[--host HOST]',
  does: 'lists what is held, newest first',
  async run(context, args, out) {
    const { values } = readArgs(args, { host: { type: 'string' } })
    const items: ReturnType<typeof shown>[] = []
    let after: string | undefined
    do {
      const page = await listHeld(context.store.read, { after, size: 100, ...(values.host && { host: values.host }) })
      items.push(...page.rows.map(shown))
      after = page.next
    } while (after && items.length < 1_000)
    const rows = items.map((one) => [one.id, one.actor, one.summary.split('\n')[0]!.slice(0, 70)])
    out.answer({ items }, rows.length > 0 ? tableOf(rows) : 'Nothing is waiting.')
  }
}

export const queueRelease: Command = {
  name: 'queue release',
  usage: 'ID [--words | --trust author|server] [--reason WORDS]',
  does: 'lets a held item in, with --trust also what else waits from its author or server, with --words its words only',
  async run(context, args, out) {
    const { positionals, values } = readArgs(
      args,
      { trust: { type: 'string' }, words: { type: 'boolean' }, reason: { type: 'string' } },
      1
    )
    if (values.trust && values.words) throw new WrongUse('give --words or --trust, not both')
    if (values.trust && !['author', 'server'].includes(values.trust)) throw new WrongUse('--trust is author or server')
    const [id = ''] = positionals
    const item = values.words
      ? await releaseWords(context, null, id, values.reason)
      : await release(context, null, id, values.trust as TrustAlong | undefined, values.reason)
    out.answer(
      { id: item.id, state: 'released', choice: item.choice },
      `It is let in. \`queue undo ${item.choice}\` undoes it.`
    )
  }
}

export const queueReject: Command = {
  name: 'queue reject',
  usage: 'ID [--reason WORDS]',
  does: 'rejects a held item: its content goes',
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { reason: { type: 'string' } }, 1)
    const item = await reject(context, null, positionals[0]!, values.reason)
    out.answer(
      { id: item.id, state: 'rejected', choice: item.choice },
      `It is rejected. \`queue undo ${item.choice}\` undoes it.`
    )
  }
}

export const queueShow: Command = {
  name: 'queue show',
  usage: 'ID',
  does: 'shows a held item whole: why it is held, and the activity as it came in',
  async run(context, args, out) {
    const item = await heldById(context.store.read, readArgs(args, {}, 1).positionals[0]!)
    if (!item) throw new NotFound('There is no such item in the queue: `queue list` shows what there is.')
    const { state, rule, matched, path, choice, expires, activity } = item
    const document = { ...shown(item), state, rule, matched, path, choice, expires: expires.toISOString(), activity }
    const lines = [
      `${item.type} from ${item.actor}, ${state}`,
      `Held: ${item.reason}. ${rule}. Matched: ${matched ?? 'no words'}`,
      `Runs out ${expires.toISOString()}`,
      item.summary,
      JSON.stringify(activity, null, 2)
    ]
    out.answer(document, lines.join('\n'))
  }
}

export const queueBlock: Command = {
  name: 'queue block',
  usage: 'ID [--server] [--reason WORDS]',
  does: 'blocks the author of a held item, or with --server its server, and rejects all that waits from there',
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { server: { type: 'boolean' }, reason: { type: 'string' } }, 1)
    const act = values.server ? 'block-server' : 'block-author'
    const { choice } = await choose(context, null, act, [positionals[0]!], values.reason ?? '')
    out.answer({ id: positionals[0], state: 'rejected', choice }, `Blocked. \`queue undo ${choice}\` undoes it.`)
  }
}

export const queueUndo: Command = {
  name: 'queue undo',
  usage: 'CHOICE [--reason WORDS]',
  does: 'undoes what was chosen in the queue: it waits again, and who was trusted or blocked is trusted as before',
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { reason: { type: 'string' } }, 1)
    const { waiting, gone } = await undoChoice(context, null, positionals[0]!, values.reason)
    const lost = gone > 0 ? ` Of ${gone} the words are gone.` : ''
    out.answer({ choice: positionals[0], waiting, gone }, `Undone: ${waiting} wait again.${lost}`)
  }
}
