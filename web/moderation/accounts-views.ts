/** What was done about accounts, as rows of moderators' pages: what, by whom, why, until when, and whether it can be undone. */
import { actorsByIds } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { type AccountAction, appealsAgainst } from '../../server/moderation/accounts/actions.store.ts'
import { plainCharacters } from '../../server/text/sanitise.ts'
import { actWords } from './reports-words.ts'

const ends: Record<AccountAction['state'], string> = {
  active: '',
  undone: 'Taken back',
  ended: 'Ended on its day',
  final: 'Cannot be taken back'
}
const appealWords = {
  waiting: 'An appeal waits.',
  upheld: 'The appeal was upheld.',
  dismissed: 'The appeal was dismissed.'
}

/** The rows. */
export async function actionViews(context: Context, viewer: Viewer, actions: AccountAction[]) {
  const { read } = context.store
  const [people, appeals] = await Promise.all([
    actorsByIds(
      read,
      actions.flatMap(({ by, undoneBy }) => [by, undoneBy].filter((id) => id !== null))
    ),
    appealsAgainst(
      read,
      actions.map(({ id }) => id)
    )
  ])
  const names = new Map(people.map(({ id, name, username }) => [id, name || username]))
  const nameOf = (id: string | null, nobody: string) =>
    id === null ? nobody : (names.get(id) ?? 'Somebody who has left')
  const linesOf = (words: string) => plainCharacters(words).split('\n').filter(Boolean)
  return actions.map((action) => {
    const appeal = appeals.get(action.id)
    return {
      id: action.id,
      what: actWords[action.kind] ?? action.kind,
      note: action.kind === 'note',
      by: nameOf(action.by, 'The admin command'),
      when: action.created,
      reason: linesOf(action.reason),
      words: linesOf(action.words),
      ...(action.ends && action.state === 'active' && { ends: action.ends }),
      state: ends[action.state],
      ...(action.undone &&
        action.state === 'undone' && {
          undone: action.undone,
          undoneBy: nameOf(action.undoneBy, 'The admin command'),
          because: action.undoneBecause ?? ''
        }),
      ...(action.report && { report: `/moderation/reports/${action.report}` }),
      ...(appeal && { appeal: { path: `/moderation/appeals/${appeal.id}`, text: appealWords[appeal.state] } }),
      ...(action.state === 'active' &&
        action.kind !== 'note' &&
        action.actor !== viewer.actor.id && { undo: `/moderation/accounts/actions/${action.id}/undo` })
    }
  })
}
