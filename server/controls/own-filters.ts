/** People say which words, phrases and topics they do not want to read. */
import type { FilterAct, FilterKind } from '../../schema/controls.ts'
import type { Context } from '../context.ts'
import { Conflict, type Fault, Invalid, NotFound } from '../errors.ts'
import type { Viewer } from '../members/viewer.ts'
import { fold } from '../moderation/rules/fold.ts'
import { plainLine } from '../text/sanitise.ts'
import { dropFilter, type Filter, filterById, filtersOf, keepFilter } from './controls.store.ts'
import { needAhead } from './controls.ts'

/** More filters nobody keeps in mind. */
export const mostFilters = 200
const longest = 100

export const filterKinds: FilterKind[] = ['words', 'topic']
export const filterActs: FilterAct[] = ['fold', 'hide']

export interface FilterInput {
  words?: string
  kind?: string
  act?: string
  /** When it ends by itself; null for never. */
  ends?: Date | null
}

/** Keeps a filter; the same words again change what it does and when it ends. Throws Invalid, Conflict. */
export async function addFilter(context: Context, viewer: Viewer, input: FilterInput): Promise<Filter> {
  const given = readFilter(context, input)
  const owner = viewer.actor.id
  return context.store.write(async (tx) => {
    const own = await filtersOf(tx, owner)
    const isNew = !own.some(({ kind, words }) => kind === given.kind && words === given.words)
    if (isNew && own.length >= mostFilters)
      throw new Conflict(`You have ${mostFilters} filters already. Take some back first.`)
    return keepFilter(tx, { owner, ...given })
  })
}

/** Takes one back. Throws NotFound when it is none of the viewer's own. */
export async function removeFilter(context: Context, viewer: Viewer, id: string): Promise<Filter> {
  return context.store.write(async (tx) => {
    const found = await filterById(tx, viewer.actor.id, id)
    if (!found) throw new NotFound('You have no such filter.')
    await dropFilter(tx, viewer.actor.id, id)
    return found
  })
}

function readFilter(context: Context, input: FilterInput) {
  const faults: Fault[] = []
  const kind = filterKinds.find((one) => one === (input.kind || 'words'))
  const act = filterActs.find((one) => one === (input.act || 'fold'))
  if (!kind) faults.push({ field: 'kind', text: 'Choose words or a topic' })
  if (!act) faults.push({ field: 'act', text: 'Choose what happens with it' })
  const typed = plainLine(input.words ?? '', longest + 2)
  const words = kind === 'topic' ? typed.replace(/^#/, '').toLowerCase() : typed
  if (fold(words).trim() === '') faults.push({ field: 'words', text: 'Give a word, a phrase or a topic' })
  else if (words.length > longest) faults.push({ field: 'words', text: `Use ${longest} characters or fewer` })
  else if (kind === 'topic' && /\s/.test(words)) faults.push({ field: 'words', text: 'Give one topic, without spaces' })
  if (faults.length > 0) throw new Invalid(faults)
  needAhead(context, input.ends ?? null)
  return { kind: kind!, act: act!, words, ends: input.ends ?? null }
}
