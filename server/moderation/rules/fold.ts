/**
 * Text as rules compare it: whatever its case, accents, width, invisible characters, and letters of other scripts that
 * look like Latin ones. Both what a rule says and what came in are folded, so that the two meet.
 */

/** Letters by what they look like, after case, accents and width are gone. */
const lookalikes: Record<string, string> = {
  // Cyrillic
  ...pairs('аaвbеeкkмmнhоoрpсcтtуyхxіiѕsјjԁdһhӏlԛqԝwьbзzгrпnѵvѡwғfҫcүyҝkңhҥh'),
  // Greek
  ...pairs('αaβbεeζzηnιiκkμmνvοoρpσsςsτtυuχxγyωwϲcϳj'),
  // Armenian
  ...pairs('օoոnսuհhցgզqյj'),
  // Latin letters that Unicode takes for letters of their own, and small capitals
  ...pairs('ıiłløođdħhŧtɑaɡgɩiȷjᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz'),
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ƒ: 'f' },
  // Signs that are typed in several ways
  ...pairs("’'‘'ʼ'‛'`'´'–-—-‐-‑-‒-−-")
}

function pairs(text: string): Record<string, string> {
  const all = [...text]
  return Object.fromEntries(all.flatMap((from, at) => (at % 2 === 0 ? [[from, all[at + 1]!]] : [])))
}

const unseen = /[\p{M}\p{Cf}\p{Cc}\u115f\u1160\u3164\uffa0]/gu
const space = /[\s\u2800]/

const known = new Map<string, string>()

/** One character folded: nothing, one or several. White space is one space. */
function foldOne(character: string): string {
  const cached = known.get(character)
  if (cached !== undefined) return cached
  let folded = ' '
  if (!space.test(character)) {
    const plain = character.normalize('NFKD').toLowerCase().normalize('NFKD').replace(unseen, '')
    folded = [...plain].map((one) => lookalikes[one] ?? one).join('')
  }
  if (known.size > 20_000) known.clear()
  known.set(character, folded)
  return folded
}

/** Folds a text; runs of white space become one space. With `from`, notes for each unit of the result where it stood. */
export function fold(text: string, from?: number[]): string {
  let folded = ''
  let afterSpace = true
  for (let at = 0; at < text.length; at++) {
    const start = at
    let code = text.charCodeAt(at)
    let one: string
    if (code < 128) {
      if (code === 32 || (code >= 9 && code <= 13)) one = ' '
      else if (code < 32 || code === 127) continue
      else {
        if (code >= 65 && code <= 90) code += 32
        one = code === 96 ? "'" : String.fromCharCode(code)
      }
    } else {
      const paired = code >= 0xd800 && code <= 0xdbff && at + 1 < text.length
      one = foldOne(paired ? text[at]! + text[++at]! : text[at]!)
    }
    if (one === ' ') {
      if (afterSpace) continue
      afterSpace = true
    } else if (one !== '') afterSpace = one.endsWith(' ')
    folded += one
    if (from) for (let n = 0; n < one.length; n++) from.push(start)
  }
  return folded
}

const wordSign = /[\p{L}\p{N}_]/u
/** Scripts that put no spaces between words, where an edge of a word cannot be told. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** Whether a character joins on to a word beside it. */
export function joins(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  if (Number.isNaN(code)) return false
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 95
  const pair =
    code >= 0xdc00 && code <= 0xdfff && at > 0 ? text[at - 1]! + text[at]! : String.fromCodePoint(text.codePointAt(at)!)
  return wordSign.test(pair) && !unspaced.test(pair)
}
