/** Pictures and clips as they stand in a document, with captions in terms of schema.org. */
import type { Attachment } from '../../schema/posts.ts'
import { languageName } from '../../server/media/languages.ts'
import type { JsonObject } from '../json.ts'

const types = { image: 'Image', video: 'Video', audio: 'Audio', link: 'Link' }

/** An attachment; Mastodon takes the alternative text from `summary`, others from `name`. */
export function attachmentOf({ kind, url, mediaType, alt, ...more }: Attachment): JsonObject {
  const { width, height, seconds, poster, captions = [] } = more
  const described = alt === '' ? {} : { name: alt, summary: alt }
  const where: JsonObject = kind === 'link' ? { href: url } : { url }
  return {
    type: types[kind],
    ...where,
    ...(mediaType && { mediaType }),
    ...described,
    ...(width && height && { width, height }),
    ...(seconds && { duration: durationOf(seconds) }),
    ...(poster && { icon: { type: 'Image', mediaType: 'image/webp', url: poster } }),
    ...(captions.length > 0 && { 'schema:caption': captions.map(trackOf) })
  }
}

const trackOf = ({ language, url }: { language: string; url: string }): JsonObject => ({
  type: 'Document',
  mediaType: 'text/vtt',
  name: languageName(language),
  url,
  'schema:inLanguage': language
})

/** A length in ISO 8601: `PT2M14.5S`. */
export function durationOf(seconds: number): string {
  const tenths = Math.round(seconds * 10)
  const [minutes, rest] = [Math.floor(tenths / 600), (tenths % 600) / 10]
  return `PT${minutes > 0 ? `${minutes}M` : ''}${rest > 0 || minutes === 0 ? `${rest}S` : ''}`
}

/** Seconds from a length in ISO 8601 (`PT1H2M3.5S`), or from a number of them; undefined for anything else. */
export function secondsOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value > 0 && value < 1_000_000 ? value : undefined
  const found = /^PT(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6}(?:\.\d{1,6})?)S)?$/.exec(String(value ?? ''))
  const [, hours = 0, minutes = 0, seconds = 0] = found ?? []
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return found && total > 0 ? total : undefined
}
