/** `nomination …`: what people think others should hear of. */
import { assignByCouncil } from '../../server/nominations/assign.ts'
import { listNominations } from '../../server/nominations/nominations.store.ts'
import { type Command, need, readArgs, tableOf, WrongUse } from './command.ts'

const states = ['new', 'asked', 'consented', 'assigned', 'recorded', 'drafted', 'published', 'declined'] as const

export const nominationList: Command = {
  name: 'nomination list',
  usage: `[--state ${states.join('|')}]`,
  does: 'lists nominations, newest first',
  async run(context, args, out) {
    const { values } = readArgs(args, { state: { type: 'string' } })
    const state = states.find((one) => one === values.state)
    if (values.state && !state) throw new WrongUse(`--state is one of ${states.join(', ')}`)
    const items: { id: string; kind: string; state: string; title: string; since: string; due: string | null }[] = []
    let after: string | undefined
    do {
      const page = await listNominations(context.store.read, { after, size: 100, state })
      for (const { id, kind, state: now, title, since, due } of page.rows)
        items.push({ id, kind, state: now, title, since: since.toISOString(), due: due?.toISOString() ?? null })
      after = page.next
    } while (after && items.length < 1_000)
    const rows = items.map((one) => [one.id, one.state, one.title.slice(0, 60)])
    out.answer({ items }, rows.length > 0 ? tableOf(rows) : 'There is no such nomination.')
  }
}

export const nominationAssign: Command = {
  name: 'nomination assign',
  usage: 'ID --to H --due YYYY-MM-DD [--way visit|self] [--offer WORDS]',
  does: 'gives a nomination whose nominee has said yes to a reporter',
  async run(context, args, out) {
    const text = { type: 'string' } as const
    const { positionals, values } = readArgs(args, { to: text, due: text, way: text, offer: text }, 1)
    const to = need(values.to, 'to')
    const due = need(values.due, 'due')
    await assignByCouncil(context, positionals[0]!, { to, due, way: values.way ?? 'visit', offer: values.offer ?? '' })
    out.answer({ id: positionals[0], state: 'assigned', to, due }, `It is given to @${to.replace(/^@/, '')}.`)
  }
}
