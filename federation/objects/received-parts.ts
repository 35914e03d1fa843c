/** The parts of received posts beyond their text: of stories, polls and events. */
import type { Happening, Poll } from '../../schema/posts.ts'
import type { Context } from '../../server/context.ts'
import { serviceById } from '../../server/council/services.ts'
import type { ReceivedStory } from '../../server/stories/received.ts'
import { storyStates } from '../../server/stories/stories.ts'
import { dateOf, hrefOf, idOf, isObject, type JsonObject, listOf, numberOf, textOf, typesOf } from '../json.ts'
import { extension } from './extension.ts'
import { boldLine } from './html.ts'
import { longest, readLine, readNotes } from './received-text.ts'
import { changedWord, headings, untrueWord } from './story.ts'

/** More options than this no server allows (Mastodon). */
const mostOptions = 500

/** The parts of a story; texts are sanitised, a service is named if we know it. */
export async function readStory(context: Context, document: JsonObject): Promise<ReceivedStory> {
  const state = textOf(extension(document, 'creativeWorkStatus'))?.trim().toLowerCase()
  const about = idOf(extension(document, 'about'))
  const service = about ? await serviceById(context, about) : undefined
  const reviewed = dateOf(textOf(extension(document, 'lastReviewed')))
  const basedOn = hrefOf(idOf(extension(document, 'isBasedOn')))
  const known = storyStates.find((one) => one === state)
  const [cost, place] = [readCost(document), readPlace(document.location)]
  const further = ['Saving', 'Evidence', 'Contact', changedWord, untrueWord]
  const [saving, evidence, contact, changed, untrueWhy] = further.map((name) => readFurther(document, name))
  return {
    wentWellHtml: readNotes(extension(document, 'positiveNotes')),
    wentBadlyHtml: readNotes(extension(document, 'negativeNotes')),
    ...(known && { state: known }),
    ...(cost && { cost }),
    ...(saving && { saving }),
    ...(evidence && { evidence }),
    ...(contact && { contact }),
    ...(service && { service: service.id, serviceName: service.name }),
    ...(place && { place }),
    ...(basedOn && { basedOn }),
    ...(changed && { changed }),
    ...(reviewed && { reviewed }),
    ...(untrueWhy && { untrueWhy })
  }
}

/**
 * What was done, from a whole story as we write it: the title, and both halves, are kept as parts of their own. Of a
 * story that is written otherwise, all of it.
 */
export function bodyOfStory(content: string, title: string | undefined, story: ReceivedStory): string {
  const cuts = [
    [headings.well, story.wentWellHtml],
    [headings.badly, story.wentBadlyHtml]
  ] as const
  const [first] = cuts
    .flatMap(([heading, html]) => (html === '' ? [] : [content.lastIndexOf(boldLine(heading) + html)]))
    .filter((at) => at >= 0)
    .sort((a, b) => a - b)
  const before = first === undefined ? content : content.slice(0, first)
  const untitled = withoutFirst(before, title)
  const did = boldLine(headings.did)
  return untitled.startsWith(did) ? untitled.slice(did.length) : untitled
}

/** HTML without its first paragraph, when that is the title in bold. */
export function withoutFirst(html: string, title: string | undefined): string {
  const [, inner] = /^<p><strong>(.{0,2000}?)<\/strong><\/p>/.exec(html) ?? []
  if (inner === undefined || title === undefined || readLine(inner, longest.title) !== title) return html
  return html.slice(`<p><strong>${inner}</strong></p>`.length)
}

/** Text, or a MonetaryAmount. */
function readCost(document: JsonObject): string | undefined {
  const cost = extension(document, 'estimatedCost')
  if (!isObject(cost)) return readLine(typeof cost === 'number' ? String(cost) : cost, longest.line)
  const value = numberOf(extension(cost, 'value'))
  const currency = textOf(extension(cost, 'currency')) ?? ''
  return value === undefined ? undefined : readLine(`${currency} ${value}`, longest.line)
}

function readFurther(document: JsonObject, name: string): string | undefined {
  const found = listOf(extension(document, 'additionalProperty'))
    .filter(isObject)
    .find((property) => textOf(property.name) === name)
  return readLine(found?.value, longest.line)
}

/** A place by name, with its address where there is one (Mobilizon). */
export function readPlace(value: unknown): string | undefined {
  const [place] = listOf(value)
  if (!isObject(place)) return readLine(place, longest.line)
  const address = isObject(place.address) ? place.address : undefined
  const lines = address
    ? ['streetAddress', 'addressLocality', 'postalCode', 'addressRegion', 'addressCountry'].map((key) => address[key])
    : [place.address]
  const words = [place.name, ...lines].flatMap((line) => readLine(line, longest.line) ?? [])
  return readLine([...new Set(words)].join(', '), longest.line)
}

/** When and where an Event is. */
export function readHappening(document: JsonObject): Happening {
  const [starts, ends, place] = [dateOf(document.startTime), dateOf(document.endTime), readPlace(document.location)]
  return {
    ...(starts && { starts: starts.toISOString() }),
    ...(ends && { ends: ends.toISOString() }),
    ...(place && { place })
  }
}

/** A poll; undefined for a Question without choices, which is a plain post. */
export function readPoll(document: JsonObject): Poll | undefined {
  if (!typesOf(document).includes('Question')) return undefined
  const multiple = Array.isArray(document.anyOf) && document.anyOf.length > 0
  const choices = (multiple ? document.anyOf : document.oneOf) as unknown
  const options = (Array.isArray(choices) ? choices.slice(0, mostOptions) : []).filter(isObject).flatMap((choice) => {
    const text = readLine(choice.name, longest.line)
    return text ? [{ text, votes: countOf(choice.replies) }] : []
  })
  if (options.length === 0) return undefined
  const closes = dateOf(document.closed) ?? dateOf(document.endTime)
  const voters = numberOf(document.votersCount)
  return {
    options,
    multiple,
    ...(closes && { closes: closes.toISOString() }),
    ...(voters !== undefined && { voters: wholeNumber(voters) })
  }
}

const countOf = (value: unknown) => wholeNumber(isObject(value) ? (numberOf(value.totalItems) ?? 0) : 0)
const wholeNumber = (value: number) => Math.min(Math.max(Math.trunc(value), 0), 1_000_000_000)
