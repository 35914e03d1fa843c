/**
 * Walks through the outer parts of a file from its first byte to its last, before a parser is let near it: what is no clip
 * through and through, such as a page with a clip behind it or a clip with an archive behind it, is told at once.
 */
import { type FileHandle, open } from 'node:fs/promises'

export type Container = 'mp4' | 'mov' | 'webm'

/** Why a file is no clip, in words for the person who chose it. */
export class NoClip extends Error {}

/** What holds the description of a clip is read whole; that of three minutes is far below this, in bytes. */
const largestDescription = 16 * 1024 * 1024
const mostParts = 200_000

const truncated = () => new NoClip('The file ends too early. Save or copy it again, and send that')
const polluted = () =>
  new NoClip('The file holds something else besides a clip. Export it again from the program it was made with')

/** The kind of file. Throws {@link NoClip}. */
export async function walkContainer(path: string): Promise<Container> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    if (size === 0) throw new NoClip('The file is empty. Choose a clip')
    const head = await read(file, 0, 64)
    if (head.toString('latin1', 4, 8) === 'ftyp') return await walkBoxes(file, size)
    if (head.subarray(0, 4).equals(Buffer.from([0x1a, 0x45, 0xdf, 0xa3]))) return await walkElements(file, size)
    throw new NoClip(`This is ${whatItIs(head)}. Choose a clip in MP4, WebM or MOV`)
  } finally {
    await file.close()
  }
}

/** Some files are taken for clips more often than others. */
function whatItIs(head: Buffer): string {
  const text = head.toString('latin1')
  if (/^\s*(<!doctype|<html|<\?xml|<svg|<script)/i.test(text)) return 'a web page'
  if (/^(\x89PNG|\xff\xd8\xff|GIF8|RIFF.{4}WEBP)/s.test(text)) return 'a picture'
  if (['PK\x03\x04', 'Rar!', '7z\xbc\xaf', '\x1f\x8b'].some((start) => text.startsWith(start))) return 'an archive'
  if (text.startsWith('%PDF')) return 'a PDF'
  if (/^(ID3|\xff[\xfb\xf3\xf2]|fLaC|RIFF.{4}WAVE)/s.test(text)) return 'a recording without pictures'
  if (/^RIFF.{4}AVI /s.test(text)) return 'a clip in AVI, which browsers cannot play'
  return 'no clip that can be read'
}

async function read(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, at)
  return buffer.subarray(0, bytesRead)
}

/** ISO 14496-12 and QuickTime: the boxes that stand at the top of a file. Pictures (`meta`) and unknown ones are none. */
const boxes = /^(ftyp|moov|mdat|free|skip|wide|moof|mfra|sidx|ssix|styp|prft|emsg|pdin|uuid|udta|pnot)$/

async function walkBoxes(file: FileHandle, size: number): Promise<Container> {
  const brand = (await read(file, 8, 4)).toString('latin1')
  if (/^(hei[cxms]|mif1|msf1|avi[fs])/.test(brand))
    throw new NoClip('This is a picture. Choose a clip in MP4, WebM or MOV')
  const seen = new Set<string>()
  let at = 0
  for (let n = 0; at < size; n++) {
    const head = await read(file, at, 16)
    if (head.length < 8) throw at === 0 ? truncated() : polluted()
    const type = head.toString('latin1', 4, 8)
    if (!boxes.test(type) || n > mostParts) throw polluted()
    const stated = head.readUInt32BE(0)
    const long = stated === 1
    if (long && head.length < 16) throw truncated()
    // 0 means: to the end of the file.
    const length = stated === 0 ? size - at : long ? Number(head.readBigUInt64BE(8)) : stated
    if (length < (long ? 16 : 8)) throw polluted()
    if (at + length > size) throw truncated()
    if (type === 'ftyp' && (at > 0 || length > 1024)) throw polluted()
    if (/^(moov|moof|sidx|mfra)$/.test(type) && length > largestDescription) throw polluted()
    seen.add(type)
    at += length
  }
  // A description without the pictures it describes, or the other way round: half a recording.
  if (!seen.has('moov') || !seen.has('mdat')) throw truncated()
  return brand === 'qt  ' ? 'mov' : 'mp4'
}

/** RFC 9559: the elements that stand in a Segment, and those in the EBML header's place. */
const ebmlHeader = 0x1a45dfa3
const segment = 0x18538067
const cluster = 0x1f43b675
const fillers = new Set([0xec, 0xbf])
const inSegment = new Set([0x114d9b74, 0x1549a966, 0x1654ae6b, cluster, 0x1c53bb6b, 0x1941a469, 0x1043a770, 0x1254c367])
const inCluster = new Set([0xe7, 0x5854, 0xa7, 0xab, 0xa3, 0xa0, 0xaf])

async function walkElements(file: FileHandle, size: number): Promise<Container> {
  let at = 0
  /** A Segment or Cluster whose length nobody knew when it was begun, as browsers record them. */
  let open: 'file' | 'segment' | 'cluster' = 'file'
  let clusters = 0
  for (let n = 0; at < size; n++) {
    const found = await element(file, at)
    if (!found) throw truncated()
    if (n > mostParts) throw polluted()
    const { id, head, length } = found
    const place = placeOf(id, open)
    if (!place || (id === ebmlHeader) !== (n === 0) || (id === segment) !== (n === 1)) throw polluted()
    if (id === cluster) clusters++
    else if (place === 'segment' && (length ?? 0) > largestDescription) throw polluted()
    if (length === undefined && id !== segment && id !== cluster) throw polluted()
    if (length !== undefined && at + head + length > size) throw truncated()
    if (id === segment) {
      if (length !== undefined && at + head + length !== size) throw polluted()
      open = 'segment'
      at += head
    } else if (id === cluster && length === undefined) {
      open = 'cluster'
      at += head
    } else {
      if (place === 'segment') open = 'segment'
      at += head + length!
    }
  }
  if (clusters === 0) throw truncated()
  return 'webm'
}

/** In which part an element stands, or undefined when it has no place there. */
function placeOf(id: number, open: 'file' | 'segment' | 'cluster'): 'file' | 'segment' | 'cluster' | undefined {
  if (open === 'file') return id === ebmlHeader || id === segment ? 'file' : undefined
  if (open === 'cluster' && (inCluster.has(id) || fillers.has(id))) return 'cluster'
  return inSegment.has(id) || fillers.has(id) ? 'segment' : undefined
}

/** An element's id, the length of its head, and of its content unless that is unknown; undefined at a cut. */
async function element(file: FileHandle, at: number) {
  const bytes = await read(file, at, 12)
  const [first = 0] = bytes
  const idLength = Math.clz32(first) - 23
  if (bytes.length < 2 || idLength > 4) return bytes.length < 2 ? undefined : { id: 0, head: 1, length: 0 }
  const sizeLength = Math.clz32(bytes[idLength] ?? 0) - 23
  if (bytes.length < idLength + sizeLength) return undefined
  if (sizeLength > 8) return { id: 0, head: 1, length: 0 }
  const raw = bytes.subarray(idLength, idLength + sizeLength)
  const bits = BigInt(`0x${raw.toString('hex')}`) & ((1n << BigInt(7 * sizeLength)) - 1n)
  const unknown = bits === (1n << BigInt(7 * sizeLength)) - 1n
  return {
    id: bytes.readUIntBE(0, idLength),
    head: idLength + sizeLength,
    length: unknown ? undefined : Number(bits)
  }
}
