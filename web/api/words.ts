/** The vocabulary of what callers may send: each kind of value once, with its limits. */
import Type, { type TSchema } from 'typebox'
import type { AudienceAsked } from '../../server/posts/audience.ts'

/** No database keeps a text with this character; PostgreSQL even fails on it. */
const noNul = '^[^\\u0000]*$'

/** Text; how long it may be is for the noun to say, in words that tell how much is too much. */
export const text = (description: string, maxLength?: number) =>
  Type.String({ description, pattern: noNul, ...(maxLength && { maxLength }) })

/** Text, or null for none. */
export const textOrNull = (description: string, maxLength?: number) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], description, pattern: noNul, ...(maxLength && { maxLength }) })

/** One of a few words. */
export const oneOf = <const Words extends readonly string[]>(words: Words, description: string) =>
  Type.Unsafe<Words[number]>({ type: 'string', enum: [...words], description })

/** One of a few words, or null for none. */
export const oneOfOrNull = <const Words extends readonly string[]>(words: Words, description: string) =>
  Type.Unsafe<Words[number] | null>({ type: ['string', 'null'], enum: [...words, null], description })

/** Who may read what is written: of these words, with what each means. */
export const audience = (words: AudienceAsked[], unlessSaid: string) =>
  oneOf(words, `Who may read it: ${words.map((word) => `${word} (${meanings[word]})`).join('; ')}. ${unlessSaid}`)

const meanings: Record<AudienceAsked, string> = {
  world: 'everyone, and it stands in lists',
  unlisted: 'everyone who has its address; it stands in no list',
  followers: 'those who follow you',
  direct: 'only those named in the text by their handles',
  community: 'the members of its community',
  local: 'everyone signed in at this council; it is not sent',
  draft: 'only you'
}

/** The community that something is posted to. */
export const community = textOrNull(
  'The community that it is for: its address, its handle or our key of it; one of another server as well',
  2000
)

/** The address that the fediverse knows something by. */
export const uri = (description: string) =>
  Type.String({ description, pattern: '^https?://[^\\s\\u0000]+$', maxLength: 2000 })

/** Topics, as typed or as kept. */
export const topics = Type.Array(text('A topic, with or without the sign #', 100), {
  description: 'Topics; hashtags in the texts count as well.',
  maxItems: 50
})

/** How our own keys look. */
export const keyPattern = '^[0-9a-f]{32}$'

/** What every list may be asked. */
export const paging = {
  after: Type.Optional(Type.String({ description: 'What `next` of the page before said.', pattern: keyPattern })),
  size: Type.Optional(
    Type.String({
      description: 'How many items, from 1 to 100; 20 if nothing is said.',
      pattern: '^([1-9][0-9]?|100)$'
    })
  )
}

/** What {@link paging} asks, for the stores. */
export const pageAsked = (query: { after?: string; size?: string }) => ({
  after: query.after,
  size: query.size === undefined ? undefined : Number(query.size)
})

/** true or false in a query. */
export const flag = (description: string) => oneOf(['true', 'false'], description)

/** A page of items. */
export const pageOf = (item: TSchema) =>
  Type.Object({
    items: Type.Array(item),
    next: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'Ask `?after=` with this for what is older; null when there is nothing more.'
    })
  })
