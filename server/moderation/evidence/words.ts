/** Whether a text holds the words of a search hold: every word, or every “phrase in quotes”, whole, in whatever case and with whatever accents. */

const plain = (text: string) =>
  ` ${(
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).join(' ')} `

/** Makes the test; it finds nothing when there are no words. */
export function searchFor(words: string): (text: string) => boolean {
  const parts = [...words.matchAll(/["“”]([^"“”]+)["“”]|([^\s"“”]+)/gu)].map(([, phrase, word]) =>
    plain(phrase ?? word ?? '')
  )
  const wanted = parts.filter((part) => part.trim() !== '')
  return (text) => {
    if (wanted.length === 0) return false
    const read = plain(text)
    return wanted.every((part) => read.includes(part))
  }
}
