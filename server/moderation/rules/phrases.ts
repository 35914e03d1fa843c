/** Finds thousands of phrases in a text in one pass (Aho and Corasick 1975), so that the number of rules costs nothing. */

/** Called for each place where a phrase ends: its number, where it begins, and the unit after its last. */
export type Found = (phrase: number, start: number, end: number) => void

export interface Phrases {
  readonly size: number
  find(text: string, found: Found): void
}

/** Builds the machine; phrases are compared unit by unit, so fold them and the text alike. Empty ones match nothing. */
export function buildPhrases(phrases: string[]): Phrases {
  const total = phrases.reduce((sum, phrase) => sum + phrase.length, 1)
  // A tree of units: each node its first child, its next sibling, and the unit that leads to it.
  const [child, sibling] = [new Int32Array(total), new Int32Array(total)]
  const unit = new Uint16Array(total)
  /** The node to go on from when nothing fits, and the nearest node below it where a phrase ends. */
  const [back, nearest] = [new Int32Array(total), new Int32Array(total)]
  const ends = new Int32Array(total).fill(-1)
  const same = new Int32Array(phrases.length).fill(-1)
  let nodes = 1

  const next = (node: number, code: number) => {
    for (let at = child[node]!; at !== 0; at = sibling[at]!) if (unit[at] === code) return at
    return 0
  }
  phrases.forEach((phrase, n) => {
    if (phrase === '') return
    let node = 0
    for (let at = 0; at < phrase.length; at++) {
      const code = phrase.charCodeAt(at)
      let to = next(node, code)
      if (to === 0) {
        to = nodes++
        unit[to] = code
        sibling[to] = child[node]!
        child[node] = to
      }
      node = to
    }
    same[n] = ends[node]!
    ends[node] = n
  })
  const first = new Int32Array(65_536)
  for (let at = child[0]!; at !== 0; at = sibling[at]!) first[unit[at]!] = at
  const step = (from: number, code: number) => {
    for (let node = from; node !== 0; node = back[node]!) {
      const to = next(node, code)
      if (to !== 0) return to
    }
    return first[code]!
  }
  const open = [0]
  for (let read = 0; read < open.length; read++) {
    const node = open[read]!
    for (let at = child[node]!; at !== 0; at = sibling[at]!) {
      back[at] = node === 0 ? 0 : step(back[node]!, unit[at]!)
      nearest[at] = ends[back[at]!]! >= 0 ? back[at]! : nearest[back[at]!]!
      open.push(at)
    }
  }
  return {
    size: nodes,
    find(text, found) {
      let node = 0
      for (let at = 0; at < text.length; at++) {
        node = step(node, text.charCodeAt(at))
        for (let end = ends[node]! >= 0 ? node : nearest[node]!; end !== 0; end = nearest[end]!)
          for (let n = ends[end]!; n >= 0; n = same[n]!) found(n, at + 1 - phrases[n]!.length, at + 1)
      }
    }
  }
}
