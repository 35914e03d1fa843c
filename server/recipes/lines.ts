/** The lines of a recipe: their sections, and how the changes of two people who work at once come together without losing a word. */
import type { Passage, RecipeLine, RecipeSection } from '../../schema/recipes.ts'

export type { Passage, RecipeLine, RecipeSection } from '../../schema/recipes.ts'

/** The sections in the order of the page. */
export const sections: readonly RecipeSection[] = [
  'time',
  'cost',
  'people',
  'evidence',
  'needs',
  'steps',
  'well',
  'badly'
]

/** What the sections are called, on pages and in documents. */
export const sectionNames: Record<RecipeSection, string> = {
  time: 'Time to start',
  cost: 'Cost',
  people: 'People',
  evidence: 'Evidence',
  needs: 'What you need',
  steps: 'Steps',
  well: 'What went well',
  badly: 'What went badly, and what to avoid'
}

export const isSection = (text: unknown): text is RecipeSection => sections.includes(text as RecipeSection)

/** The most lines, and the most characters in one. */
export const most = { lines: 200, text: 1_000 }

/** What one person typed into a line, and what stood there when they began. */
export interface TypedLine {
  id: string
  text: string
  /** The text and the revision of the line as they were shown. */
  was: string
  rev: number
  section?: RecipeSection
  /** The section as it was shown. */
  wasSection?: RecipeSection
}

/**
 * Brings what somebody typed together with how the draft stands now. What nobody else changed since is taken over; where
 * both changed one line, it keeps what stands there, and what was typed is kept beside it. A line that somebody removed
 * meanwhile comes back with what was typed. Gives the ids of the lines with two wordings.
 */
export function mergeLines(
  current: RecipeLine[],
  typed: TypedLine[],
  { by, revision, removed = [] }: { by: string; revision: number; removed?: RecipeLine[] }
): { lines: RecipeLine[]; clashes: string[] } {
  const byId = new Map(typed.map((one) => [one.id, one]))
  const clashes: string[] = []
  const lines = current.map((line) => {
    const mine = byId.get(line.id)
    if (!mine || line.gone) return line
    const moved = moveOf(line, mine)
    if (mine.text === mine.was || mine.text === line.text)
      return moved ? { ...line, section: moved, rev: revision } : line
    const place = moved ? { section: moved } : {}
    if (line.rev === mine.rev || line.text === mine.was)
      return { ...line, ...place, text: mine.text, by, rev: revision }
    clashes.push(line.id)
    return { ...line, ...place, rev: revision, others: [...(line.others ?? []), { text: mine.text, by }] }
  })
  for (const mine of typed) {
    if (mine.text === mine.was || mine.text === '' || current.some(({ id }) => id === mine.id)) continue
    const before = removed.find(({ id }) => id === mine.id)
    lines.push({
      ...{ id: mine.id, section: mine.section ?? 'steps', sources: before?.sources ?? [] },
      ...{ text: mine.text, by, rev: revision }
    })
    clashes.push(mine.id)
  }
  return { lines, clashes }
}

function moveOf(line: RecipeLine, { section, wasSection }: TypedLine): RecipeSection | undefined {
  if (!section || section === line.section || !isSection(line.section)) return undefined
  // Where both moved it, it stays where it was put first.
  return wasSection === undefined || wasSection === line.section ? section : undefined
}

/** What can be done with a line beside wording it. */
export const actions = ['up', 'down', 'merge', 'split', 'remove', 'keep', 'take', 'both'] as const
export type Action = (typeof actions)[number]

/** Does it; gives the lines as they are then, and the line on which to go on. */
export function actOn(
  lines: RecipeLine[],
  action: Action,
  id: string,
  { by, revision, newId, nth = 0 }: { by: string; revision: number; newId: () => string; nth?: number }
): { lines: RecipeLine[]; at: string } {
  const line = lines.find((one) => one.id === id)
  if (!line) return { lines, at: id }
  const put = (...instead: RecipeLine[]) => ({ lines: lines.flatMap((one) => (one.id === id ? instead : one)), at: id })
  const changed = { ...line, by, rev: revision }
  const other = line.others?.[nth]
  const { others: _, ...settled } = changed
  const left = line.others?.filter((_one, n) => n !== nth) ?? []
  const rest = left.length > 0 ? { others: left } : {}
  if (action === 'keep') return put(settled)
  if (action === 'take') return other ? put({ ...settled, ...rest, text: other.text, by: other.by }) : put(line)
  if (action === 'both' && other)
    return put({ ...settled, ...rest, by: line.by ?? by }, { ...settled, id: newId(), text: other.text, by: other.by })
  if (!isSection(line.section)) return { lines, at: id }
  switch (action) {
    case 'up':
    case 'down':
      return { lines: swap(lines, line, action === 'up' ? -1 : 1), at: id }
    case 'remove':
      return { lines: lines.filter((one) => one.id !== id), at: neighbour(lines, line, -1)?.id ?? id }
    case 'merge': {
      const next = neighbour(lines, line, 1)
      if (!next || next.gone || line.gone || `${line.text} ${next.text}`.length > most.text) return { lines, at: id }
      const others = [...(line.others ?? []), ...(next.others ?? [])]
      const merged: RecipeLine = {
        ...settled,
        text: `${line.text} ${next.text}`.trim(),
        sources: union(line.sources, next.sources),
        ...(others.length > 0 && { others })
      }
      return { lines: lines.flatMap((one) => (one.id === next.id ? [] : one.id === id ? merged : one)), at: id }
    }
    case 'split': {
      const parts = splitText(line.text)
      if (parts.length < 2) return { lines, at: id }
      const [first, ...further] = parts
      return put({ ...changed, text: first! }, ...further.map((text) => ({ ...settled, id: newId(), text })))
    }
    default:
      return { lines, at: id }
  }
}

function neighbour(lines: RecipeLine[], line: RecipeLine, step: 1 | -1): RecipeLine | undefined {
  const same = lines.filter(({ section }) => section === line.section)
  return same[same.indexOf(line) + step]
}

function swap(lines: RecipeLine[], line: RecipeLine, step: 1 | -1): RecipeLine[] {
  const other = neighbour(lines, line, step)
  if (!other) return lines
  return lines.map((one) => (one === line ? other : one === other ? line : one))
}

const union = (one: Passage[], other: Passage[]) => [
  ...one,
  ...other.filter((passage) => !one.some(({ uri, hash }) => uri === passage.uri && hash === passage.hash))
]

/** At the line breaks that were typed; without any, between its first sentence and the rest. */
function splitText(text: string): string[] {
  const byLine = text.split(/\n+/).map((part) => part.trim())
  if (byLine.filter(Boolean).length > 1) return byLine.filter(Boolean)
  const [, first, rest] = /^(.+?[.!?…])\s+(\S.*)$/s.exec(text.trim()) ?? []
  return first && rest ? [first, rest] : [text]
}
