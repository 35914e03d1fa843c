/** Pictures, clips and links of received posts. */
import type { Attachment } from '../../schema/posts.ts'
import { hrefOf, isObject, type JsonObject, type JsonValue, listOf, numberOf, textOf, typesOf } from '../json.ts'
import { secondsOf } from './attachments.ts'
import { extension } from './extension.ts'
import { longest, readLine } from './received-text.ts'

const mostAttachments = 16
/** Of a video's sizes, the largest that is still quick to load. */
const tallest = 720
const mostTracks = 8

type Kind = Attachment['kind']

/** What is attached, and for videos, recordings and pictures (PeerTube, Funkwhale, Pixelfed) the thing itself. */
export function readAttachments(document: JsonObject): Attachment[] {
  const attached = listOf(document.attachment).flatMap((item) => (isObject(item) ? readAttachment(item) : []))
  const shown = isArticle(document) ? listOf(document.image).flatMap((item) => readImage(item)) : []
  const all = [...itself(document), ...shown, ...attached]
  const seen = new Set<string>()
  return all.filter(({ url }) => !seen.has(url) && seen.add(url)).slice(0, mostAttachments)
}

const isArticle = (document: JsonObject) => typesOf(document).some((type) => type === 'Article' || type === 'Page')

function readAttachment(item: JsonObject): Attachment[] {
  // A field of a profile, or of a poll, is none.
  if (typesOf(item).includes('PropertyValue')) return []
  const url = hrefOf(item.url) ?? hrefOf(item.href)
  if (!url) return []
  const mediaType = readMediaType(item.mediaType ?? innerLink(item.url)?.mediaType)
  const kind = kindOf(mediaType) ?? kindOf(`${typesOf(item)[0] ?? ''}/`.toLowerCase()) ?? kindByName(url) ?? 'link'
  return [{ kind, url, ...(mediaType && { mediaType }), alt: altOf(item), ...measuresOf(item, kind) }]
}

function readImage(item: JsonValue): Attachment[] {
  const url = hrefOf(item)
  const mediaType = isObject(item) ? readMediaType(item.mediaType) : undefined
  return url ? [{ kind: 'image', url, ...(mediaType && { mediaType }), alt: isObject(item) ? altOf(item) : '' }] : []
}

/** A Video, an Audio or an Image names its files among its addresses. */
function itself(document: JsonObject): Attachment[] {
  const [type = ''] = typesOf(document)
  const kind = kindOf(`${type}/`.toLowerCase())
  if (!kind) return []
  const links = listOf(document.url).filter(isObject)
  // PeerTube keeps the files of a stream one step further down.
  const files = [...links, ...links.flatMap((link) => listOf(link.tag).filter(isObject))].filter(
    (link) => kindOf(readMediaType(link.mediaType)) === kind && hrefOf(link)
  )
  const heightOf = (link: JsonObject) => numberOf(link.height) ?? 0
  const [best] = files.toSorted((a, b) => suitability(heightOf(b)) - suitability(heightOf(a)))
  const url = best && hrefOf(best)
  const mediaType = best && readMediaType(best.mediaType)
  const alt = readLine(document.name, longest.alt) ?? ''
  return url ? [{ kind, url, ...(mediaType && { mediaType }), alt, ...measuresOf(document, kind) }] : []
}

/** How large and how long it says to be, its still picture, and its captions. */
function measuresOf(item: JsonObject, kind: Kind): Partial<Attachment> {
  if (kind === 'link') return {}
  const [width, height] = [sideOf(item.width), sideOf(item.height)]
  const seconds = kind === 'image' ? undefined : secondsOf(item.duration)
  const poster = kind === 'video' ? stillOf(item) : undefined
  const captions = kind === 'video' ? tracksOf(item) : []
  return {
    ...(width && height && { width, height }),
    ...(seconds !== undefined && { seconds }),
    ...(poster && { poster }),
    ...(captions.length > 0 && { captions })
  }
}

function sideOf(value: unknown): number | undefined {
  const side = numberOf(value as JsonValue)
  return side !== undefined && side >= 1 && side <= 20_000 ? Math.round(side) : undefined
}

/** The largest of its still pictures. */
function stillOf(item: JsonObject): string | undefined {
  const stills = [...listOf(item.icon), ...listOf(item.preview)].filter(
    (one) => !isObject(one) || hrefOf(one.url ?? one)
  )
  const wide = (one: JsonValue) => (isObject(one) ? (numberOf(one.width) ?? 0) : 0)
  const [best] = stills.toSorted((a, b) => wide(b) - wide(a))
  return best === undefined ? undefined : hrefOf(isObject(best) ? (best.url ?? best) : best)
}

/** Caption tracks as we write them, and as PeerTube does. */
function tracksOf(item: JsonObject): { language: string; url: string }[] {
  const ours = listOf(extension(item, 'caption')).filter(isObject)
  const theirs = listOf(item.subtitleLanguage).filter(isObject)
  const tracks = [...ours, ...theirs].flatMap((track) => {
    const url = hrefOf(trackUrl(track.url))
    const language = textOf(extension(track, 'inLanguage')) ?? textOf(track.identifier) ?? textOf(track.hreflang)
    return url && language && /^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i.test(language) ? [{ language, url }] : []
  })
  const seen = new Set<string>()
  return tracks.filter(({ language }) => !seen.has(language) && seen.add(language)).slice(0, mostTracks)
}

/** PeerTube offers a playlist beside the file. */
const trackUrl = (value: JsonValue | undefined): JsonValue | undefined =>
  listOf(value).find((one) => isObject(one) && textOf(one.mediaType) === 'text/vtt') ?? value

const suitability = (height: number) => (height <= tallest ? height : -height)

const altOf = (item: JsonObject) => readLine(item.summary, longest.alt) ?? readLine(item.name, longest.alt) ?? ''

const innerLink = (value: unknown) => listOf(value).find(isObject)

function readMediaType(value: unknown): string | undefined {
  const type = textOf(value)?.split(';')[0]?.trim().toLowerCase()
  return type && /^[a-z]+\/[a-z0-9.+-]{1,80}$/.test(type) ? type : undefined
}

/** Some tell no type of a picture (BookWyrm's covers); then its name does. */
function kindByName(url: string): Kind | undefined {
  return /\.(jpe?g|png|gif|webp|avif)$/i.test(new URL(url).pathname) ? 'image' : undefined
}

function kindOf(mediaType: string | undefined): Kind | undefined {
  const [kind] = /^(image|video|audio)(?=\/)/.exec(mediaType ?? '') ?? []
  return kind as Kind | undefined
}
