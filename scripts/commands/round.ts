/** `round …`: who goes back with the open questions of which story. */
import { listRounds } from '../../server/rounds/rounds.store.ts'
import { type Command, readArgs, tableOf, WrongUse } from './command.ts'

const states = ['open', 'suggested', 'published', 'dropped'] as const

export const roundList: Command = {
  name: 'round list',
  usage: '[--state open|suggested|published|dropped]',
  does: 'lists follow-up rounds that are under way, or in another state',
  async run(context, args, out) {
    const { values } = readArgs(args, { state: { type: 'string' } })
    const state = states.find((one) => one === (values.state ?? 'open'))
    if (!state) throw new WrongUse(`--state is one of ${states.join(', ')}`)
    const { rows } = await listRounds(context.store.read, { state, size: 100 })
    const items = rows.map(({ round, story, assignee }) => ({
      ...{ id: round.id, story: story.uri, title: story.title ?? '', assignee: assignee.username },
      ...{ due: round.due.toISOString(), answered: round.answered }
    }))
    const lines = items.map((one) => [one.id, one.title.slice(0, 50), `@${one.assignee}`, one.due.slice(0, 10)])
    out.answer({ items }, lines.length > 0 ? tableOf(lines) : 'There is no such round.')
  }
}
