/** `question …`: questions that wait for an answer, and people who may know. */
import { handleOf } from '../../server/actors/handle.ts'
import { raiseUnanswered } from '../../server/offers/care.ts'
import { askedOf } from '../../server/offers/offers.store.ts'
import { offerQuestion, perWeek, setPerWeek } from '../../server/offers/offers.ts'
import { listUnanswered } from '../../server/offers/unanswered.store.ts'
import { type Command, readArgs, tableOf } from './command.ts'

export const questionUnanswered: Command = {
  name: 'question unanswered',
  usage: '[--raise]',
  does: 'lists what nobody has answered yet, oldest first; `--raise` tells the coordinators of what is due now',
  async run(context, args, out) {
    const { values } = readArgs(args, { raise: { type: 'boolean' } })
    if (values.raise) await raiseUnanswered(context)
    const items: { id: string; uri: string; title: string; asked: string[]; raised: string | null; waits: string }[] =
      []
    let after: string | undefined
    do {
      const page = await listUnanswered(context.store.read, undefined, { after, size: 100 })
      const offered = await askedOf(
        context.store.read,
        page.rows.map(({ post }) => post.id)
      )
      const byQuestion = Map.groupBy(offered, ({ offer }) => offer.question)
      for (const { post, care } of page.rows)
        items.push({
          ...{ id: post.id, uri: post.uri, title: post.title ?? '' },
          asked: (byQuestion.get(post.id) ?? []).map(({ actor }) => handleOf(actor)),
          ...{ raised: care?.raised?.toISOString() ?? null, waits: care?.waiting ? care.note : '' }
        })
      after = page.next
    } while (after && items.length < 1_000)
    const rows = items.map((one) => [one.id, one.title.slice(0, 60), `${one.asked.length} asked`, one.waits])
    out.answer({ items }, rows.length > 0 ? tableOf(rows) : 'Every question for all to read has an answer.')
  }
}

export const questionOffer: Command = {
  name: 'question offer',
  usage: 'ID | --per-week N',
  does: 'offers a question to people who may know now, or sets how many one person is offered in a week',
  async run(context, args, out) {
    const options = { 'per-week': { type: 'string' } } as const
    const limit = readArgs(args, options, args.some((one) => one.startsWith('--per-week')) ? 0 : 1)
    if (limit.values['per-week'] !== undefined) {
      await setPerWeek(context, null, limit.values['per-week'])
      const most = await perWeek(context)
      return out.answer({ perWeek: most }, `A person is offered ${most} in a week at most.`)
    }
    const told = await offerQuestion(context, limit.positionals[0]!)
    const items = told.map(({ person, why }) => ({ handle: person.actor.username, why }))
    const names = items.map(({ handle }) => `@${handle}`).join(', ')
    out.answer({ items }, names ? `Offered to ${names}.` : 'It was offered to nobody new.')
  }
}
