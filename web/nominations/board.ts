/** The board of nominations by state, for coordinators and reporters. */
import type { FastifyPluginAsync } from 'fastify'
import type { NominationKind } from '../../schema/nominations.ts'
import { actorsByIds } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { Refused } from '../../server/errors.ts'
import { nominationKinds } from '../../server/nominations/fields.ts'
import { countByState, listNominations, type Nomination } from '../../server/nominations/nominations.store.ts'
import { maySee } from '../../server/nominations/nominations.ts'
import { needViewer } from '../guard.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, pageLinks, queryText, withQuery } from '../paging.ts'
import { columns, kindWords } from './words.ts'

/** How many stand in one column. */
const inColumn = 6

/** `/nominations`, and one column of it with `?state=`. */
export const boardRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get('/nominations', async (request, reply) => {
      const viewer = needViewer(request)
      if (!maySee(viewer)) throw new Refused('Nominations are for coordinators and reporters.')
      const { read } = context.store
      const kind = nominationKinds.find((one) => one === queryText(request.query, 'kind'))
      const only = columns.find(({ state }) => state === queryText(request.query, 'state'))
      const counts = await countByState(read, kind)
      const asked = only ? pageAsked(request.query) : { size: inColumn }
      const shown = await Promise.all(
        (only ? [only] : columns).map(async ({ state, name, empty }) => {
          const page = await listNominations(read, { ...asked, state, kind })
          return { state, name, empty, n: counts.get(state) ?? 0, page }
        })
      )
      const people = await namesOf(
        context,
        shown.flatMap(({ page }) => page.rows)
      )
      const data = {
        title: only ? `Nominations: ${only.name.toLowerCase()}` : 'Nominations',
        columns: shown.map(({ page, ...column }) => ({
          ...column,
          rows: page.rows.map((row) => card(row, people)),
          ...(!only && page.next && { more: withQuery('/nominations', { state: column.state, kind }) })
        })),
        only: only?.state,
        kinds: kindLinks(kind, only?.state),
        pages: only ? pageLinks('/nominations', shown[0]!.page, { state: only.state, kind }) : {}
      }
      return pages.send(request, reply, 'nominations/board.njk', data)
    })
  }

const kindLinks = (chosen: NominationKind | undefined, state: string | undefined) => [
  { text: 'All', href: withQuery('/nominations', { state }), current: !chosen },
  ...nominationKinds.map((kind) => ({
    text: kindWords[kind],
    href: withQuery('/nominations', { state, kind }),
    current: kind === chosen
  }))
]

/** The names of those to whom these were given, by id. */
async function namesOf(context: Context, rows: Nomination[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap(({ assignee }) => (assignee ? [assignee] : [])))]
  const actors = ids.length > 0 ? await actorsByIds(context.store.read, ids) : []
  return new Map(actors.map(({ id, name }) => [id, name]))
}

const card = ({ id, kind, title, place, since, due, assignee, created }: Nomination, people: Map<string, string>) => ({
  path: `/nominations/${id}`,
  title: title || `A nomination of ${created.toISOString().slice(0, 10)}`,
  kind: kindWords[kind],
  ...{ place, since, due },
  assignee: assignee ? people.get(assignee) : undefined
})
