/** What changed from one version of a recipe to another: line by line, and in a line word by word. */
import { diffWordsWithSpace } from 'diff'
import { type RecipeLine, type RecipeSection, sections } from './lines.ts'

export interface Part {
  text: string
  how: 'same' | 'added' | 'removed'
}
export interface LineChange {
  how: 'same' | 'added' | 'removed' | 'changed' | 'moved'
  line: RecipeLine
  /** Of a line that changed: its words, old and new. */
  words: Part[]
  /** The section in which it stood before. */
  from?: RecipeLine['section']
}

/** The changes by section, in the order of the newer version; a line that was taken out stands after the one before it. */
export function compareLines(before: RecipeLine[], after: RecipeLine[]): Map<RecipeSection, LineChange[]> {
  const old = new Map(before.map((line) => [line.id, line]))
  const kept = new Set(after.map(({ id }) => id))
  const changes = after.map((line) => changeOf(old.get(line.id), line))
  for (const [n, line] of before.entries()) {
    if (kept.has(line.id)) continue
    const above = before.slice(0, n).findLast((one) => one.section === line.section)
    const at = above ? changes.findIndex((change) => change.line.id === above.id) + 1 : 0
    changes.splice(at, 0, { how: 'removed', line, words: [{ text: line.text, how: 'removed' }] })
  }
  return new Map(sections.map((section) => [section, changes.filter(({ line }) => line.section === section)]))
}

function changeOf(before: RecipeLine | undefined, line: RecipeLine): LineChange {
  if (!before) return { how: 'added', line, words: [{ text: line.text, how: 'added' }] }
  const moved = before.section !== line.section && { from: before.section }
  if (before.text === line.text)
    return { how: moved ? 'moved' : 'same', line, words: [{ text: line.text, how: 'same' }], ...moved }
  return { how: 'changed', line, words: wordsOf(before.text, line.text), ...moved }
}

/** Two texts word by word; texts that would take too long are given whole. */
export function wordsOf(before: string, after: string): Part[] {
  const parts = diffWordsWithSpace(before, after, { timeout: 100 })
  if (!parts)
    return [
      { text: before, how: 'removed' },
      { text: after, how: 'added' }
    ]
  return parts.map(({ value, added, removed }) => ({
    text: value,
    how: added ? 'added' : removed ? 'removed' : 'same'
  }))
}
