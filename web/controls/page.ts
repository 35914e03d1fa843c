/** The page of all that somebody keeps from themselves, as its template wants it. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ControlKind } from '../../schema/controls.ts'
import type { Context } from '../../server/context.ts'
import { filtersOf, listControls, type WholeControl } from '../../server/controls/controls.store.ts'
import type { Invalid } from '../../server/errors.ts'
import { shownFaults } from '../form.ts'
import { needViewer } from '../guard.ts'
import { sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, pageLinks, queryText, withQuery } from '../paging.ts'
import { presentPeople } from '../present/people.ts'
import { spans } from './kept.ts'

/** Where it stands. */
export const controlsPath = '/account/controls'

interface ListWords {
  kind: ControlKind
  name: string
  title: string
  blank: string
  undo: string
}

const lists: ListWords[] = [
  { kind: 'mute', name: 'muted', title: 'People you muted', blank: 'You muted nobody.', undo: 'Unmute' },
  { kind: 'block', name: 'blocked', title: 'People you block', blank: 'You block nobody.', undo: 'Unblock' },
  { kind: 'server', name: 'servers', title: 'Servers you block', blank: 'You block no server.', undo: 'Unblock' },
  {
    ...{ kind: 'shares', name: 'shares', title: 'People whose shares you hide' },
    ...{ blank: 'You see what everybody whom you follow shares.', undo: 'Show what they share' }
  }
]

/** How many of each list the page of all shows. */
const few = 10

/** Draws it; with what was typed and what is wrong with it. */
export async function sendControls(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  given: { values?: Record<string, string>; problem?: Invalid; status?: number } = {}
) {
  const me = needViewer(request).actor.id
  const only = lists.find(({ name }) => name === queryText(request.query, 'list'))
  const { after } = pageAsked(request.query)
  const db = context.store.read
  const [filters, ...found] = await Promise.all([
    only ? [] : filtersOf(db, me),
    ...(only ? [only] : lists).map(async (list) => ({
      list,
      page: await listControls(db, me, list.kind, only ? { after } : { size: few })
    }))
  ])
  const shown = await Promise.all(
    found.map(async ({ list, page }) => ({
      ...list,
      rows: await rowsOf(context, page.rows),
      ...(only
        ? { pages: pageLinks(controlsPath, page.next ? { next: page.next } : {}, { list: list.name }) }
        : page.next && { all: withQuery(controlsPath, { list: list.name }) })
    }))
  )
  const data = {
    title: 'What you see',
    ...{ filters, spans, lists: shown, whole: only !== undefined, values: given.values ?? {} },
    here: only ? withQuery(controlsPath, { list: only.name }) : controlsPath,
    ...shownFaults(given.problem)
  }
  const status = given.status ?? (given.problem ? 422 : 200)
  return sendPage(pages, request, reply, 'controls/controls.njk', data, { robots: 'noindex' }, { status })
}

async function rowsOf(context: Context, rows: WholeControl[]) {
  const people = await presentPeople(
    context,
    rows.flatMap(({ actor }) => actor ?? [])
  )
  const byUri = new Map(people.map((person) => [person.uri, person]))
  return rows.map(({ control, actor }) => ({
    ...(actor ? { person: byUri.get(actor.uri)! } : { host: control.host }),
    ...(control.ends && { until: control.ends })
  }))
}
