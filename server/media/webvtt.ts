/** Captions in WebVTT (W3C) and SubRip: read strictly, told by line what is wrong, and written as plain WebVTT with nothing in it but words. */
import type { Cue } from '../../schema/media.ts'

/** A fault, and on which line of the file. */
export interface LineFault {
  line: number
  text: string
}

export const mostCues = 1_000
export const longestCue = 500
/** The largest file of captions, in bytes. */
export const largestCaptions = 512_000

/** The text of a file: UTF-8 only, with or without its mark; undefined for anything else. */
export function textOfFile(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n')
  } catch {
    return undefined
  }
}

/** Reads a file of either kind. `length` is that of the clip in milliseconds. All faults are told, at most twenty. */
export function readCaptions(text: string, length: number): { cues: Cue[]; faults: LineFault[] } {
  const lines = text.replace(/^\uFEFF/, '').split('\n')
  const faults: LineFault[] = []
  const cues: Cue[] = []
  const vtt = /^WEBVTT([ \t].*)?$/.test(lines[0] ?? '')
  if (!vtt && !/^\d+\s*$/.test(lines.find((line) => line.trim() !== '') ?? '')) {
    const what = 'Begin the file with WEBVTT, or number the captions as SubRip does (.srt)'
    return { cues, faults: [{ line: 1, text: what }] }
  }
  for (const block of blocksOf(lines, vtt ? headerEnd(lines) : 0)) {
    if (vtt && /^(NOTE|STYLE|REGION)([ \t]|$)/.test(block.lines[0] ?? '')) continue
    const cue = readCue(block, vtt, length, cues.at(-1), faults)
    if (cue) cues.push(cue)
    if (faults.length >= 20) break
    if (cues.length > mostCues) {
      faults.push({ line: block.at, text: `Use ${mostCues.toLocaleString('en-GB')} captions or fewer` })
      break
    }
  }
  if (cues.length === 0 && faults.length === 0) faults.push({ line: 1, text: 'There are no captions in this file' })
  return { cues, faults }
}

interface Block {
  /** The line on which it begins, from 1. */
  at: number
  lines: string[]
}

function headerEnd(lines: string[]): number {
  const blank = lines.findIndex((line) => line.trim() === '')
  return blank < 0 ? lines.length : blank
}

function* blocksOf(lines: string[], from: number): Generator<Block> {
  let block: Block | undefined
  for (let n = from; n <= lines.length; n++) {
    const line = lines[n]
    if (line !== undefined && line.trim() !== '') {
      block ??= { at: n + 1, lines: [] }
      block.lines.push(line)
    } else if (block) {
      yield block
      block = undefined
    }
  }
}

const clock = String.raw`(?:(\d{1,2}):)?([0-5]\d):([0-5]\d)[.,](\d{3})`
const timing = new RegExp(String.raw`^\s*${clock}\s+-->\s+${clock}(?:\s.*)?$`)

function readCue(
  { at, lines }: Block,
  vtt: boolean,
  length: number,
  before: Cue | undefined,
  faults: LineFault[]
): Cue | undefined {
  const fault = (line: number, text: string) => void faults.push({ line, text })
  const timed = lines[0]!.includes('-->') || lines.length === 1 ? 0 : 1
  const times = timing.exec(lines[timed] ?? '')
  const usual = vtt ? '00:01.000 --> 00:04.000' : '00:00:01,000 --> 00:00:04,000'
  if (!times) return fault(at + timed, `Write when the caption is shown, such as ${usual}`)
  const [from, to] = [milliseconds(times.slice(1, 5)), milliseconds(times.slice(5, 9))]
  const text = cueText(lines.slice(timed + 1).join('\n'))
  if (to <= from) return fault(at + timed, 'The caption ends before it begins')
  if (before && from < before.from) return fault(at + timed, 'The caption begins before the one above it')
  if (from >= length) return fault(at + timed, `The caption begins after the clip has ended, at ${timeWord(length)}`)
  if (text === '') return fault(at + timed, 'The caption has no words')
  if (text.includes('-->')) return fault(at + timed, 'Leave an empty line between two captions')
  if (text.length > longestCue) return fault(at + timed, `Shorten the caption to ${longestCue} characters or fewer`)
  return { from, to: Math.min(to, length), text }
}

const milliseconds = ([hours, minutes, seconds, rest]: (string | undefined)[]): number =>
  ((Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(rest)

const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: '\u00A0',
  lrm: '\u200E',
  rlm: '\u200F',
  quot: '"'
}

/** The words of a caption: who speaks stays as a name before them, all other markup goes. */
export function cueText(raw: string): string {
  const words = raw
    .replace(/<v(?:\.[^\s>]*)?[ \t]+([^>]{1,100})>/g, '$1: ')
    .replace(/<[^>]*>?/g, '')
    // SubRip's own.
    .replace(/\{\\[^}]*\}/g, '')
    .replace(/&(amp|lt|gt|nbsp|lrm|rlm|quot);/g, (_, name: string) => entities[name]!)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is taken out.
    .replace(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g, ' ')
  return words
    .split('\n')
    .map((line) => line.replace(/[ \t]+/g, ' ').trim())
    .filter(Boolean)
    .join('\n')
}

/** Milliseconds as `0:05` or `2:14.5`. */
export function timeWord(at: number): string {
  const [minutes, seconds, rest] = [Math.floor(at / 60_000), Math.floor((at % 60_000) / 1000), at % 1000]
  const tail = rest === 0 ? '' : `.${String(rest).padStart(3, '0').replace(/0+$/, '')}`
  return `${minutes}:${String(seconds).padStart(2, '0')}${tail}`
}

/** Milliseconds from `1:02.5`, `62.5` or `00:01:02,500`; undefined for anything else. */
export function readTime(text: string): number | undefined {
  const found = /^(?:(?:(\d{1,2}):)?(\d{1,2}):)?(\d{1,3})(?:[.,](\d{1,3}))?$/.exec(text.trim())
  if (!found) return undefined
  const [, hours = '0', minutes = '0', seconds = '0', rest = ''] = found
  if (found[2] !== undefined && Number(seconds) > 59) return undefined
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(rest.padEnd(3, '0') || 0)
}

const stamp = (at: number) => {
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0')
  return `${two(at / 3_600_000)}:${two((at / 60_000) % 60)}:${two((at / 1000) % 60)}.${String(at % 1000).padStart(3, '0')}`
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** The captions as a WebVTT file. */
export const writeWebVtt = (cues: Cue[]): string =>
  ['WEBVTT', ...cues.map(({ from, to, text }) => `${stamp(from)} --> ${stamp(to)}\n${escaped(text)}`)].join('\n\n') +
  '\n'

/** The captions as running text: a new paragraph after each longer pause. */
export function transcriptOf(cues: Cue[]): string {
  let text = ''
  for (const [n, cue] of cues.entries()) {
    const before = cues[n - 1]
    const parted = before && (cue.from - before.to >= 2_000 || /^[^\s:]{1,40}( [^\s:]{1,40})?: /.test(cue.text))
    text += (n === 0 ? '' : parted ? '\n\n' : ' ') + cue.text.replaceAll('\n', ' ')
  }
  return text
}
