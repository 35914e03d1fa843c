/** The `@context` of what we send: ActivityStreams, and of the extensions only those that the document uses. */
import { isObject, type JsonObject, type JsonValue } from '../json.ts'

export const activityStreams = 'https://www.w3.org/ns/activitystreams'
/** Everyone (ActivityPub 5.6). */
export const publicUri = `${activityStreams}#Public`

/** What our words beyond ActivityStreams mean. Mastodon reads them by name, others by these definitions. */
const definitions: Record<string, JsonValue> = {
  schema: 'https://schema.org/',
  toot: 'http://joinmastodon.org/ns#',
  lemmy: 'https://join-lemmy.org/ns#',
  gts: 'https://gotosocial.org/ns#',
  Hashtag: 'as:Hashtag',
  sensitive: 'as:sensitive',
  manuallyApprovesFollowers: 'as:manuallyApprovesFollowers',
  // The fediverse's own spelling of schema.org, so that others know the fields of a profile.
  PropertyValue: 'http://schema.org#PropertyValue',
  value: 'http://schema.org#value',
  discoverable: 'toot:discoverable',
  indexable: 'toot:indexable',
  suspended: 'toot:suspended',
  featured: { '@id': 'toot:featured', '@type': '@id' },
  featuredTags: { '@id': 'toot:featuredTags', '@type': '@id' },
  attributionDomains: { '@id': 'toot:attributionDomains', '@type': '@id' },
  // FEP-2c59.
  webfinger: 'https://purl.archive.org/socialweb/webfinger#webfinger',
  votersCount: 'toot:votersCount',
  // FEP-1b12.
  postingRestrictedToMods: 'lemmy:postingRestrictedToMods',
  // FEP-044f.
  interactionPolicy: { '@id': 'gts:interactionPolicy', '@type': '@id' },
  canQuote: { '@id': 'gts:canQuote', '@type': '@id' },
  canReply: { '@id': 'gts:canReply', '@type': '@id' },
  canLike: { '@id': 'gts:canLike', '@type': '@id' },
  quote: { '@id': 'https://w3id.org/fep/044f#quote', '@type': '@id' },
  quoteAuthorization: { '@id': 'https://w3id.org/fep/044f#quoteAuthorization', '@type': '@id' },
  QuoteRequest: 'https://w3id.org/fep/044f#QuoteRequest',
  QuoteAuthorization: 'https://w3id.org/fep/044f#QuoteAuthorization',
  interactingObject: { '@id': 'gts:interactingObject', '@type': '@id' },
  interactionTarget: { '@id': 'gts:interactionTarget', '@type': '@id' },
  ...Object.fromEntries(
    ['Like', 'Reply', 'Announce'].flatMap((act) =>
      ['Request', 'Authorization'].map((part) => [act + part, `gts:${act}${part}`])
    )
  ),
  // What others called a quote before there was a FEP for it.
  quoteUrl: 'as:quoteUrl',
  quoteUri: 'http://fedibird.com/ns#quoteUri',
  _misskey_quote: 'https://misskey-hub.net/ns#_misskey_quote',
  _misskey_reaction: 'https://misskey-hub.net/ns#_misskey_reaction',
  EmojiReact: 'http://litepub.social/ns#EmojiReact',
  automaticApproval: { '@id': 'gts:automaticApproval', '@type': '@id' }
}

/** The context of a proof (FEP-8b32). */
export const proofContext = 'https://w3id.org/security/data-integrity/v1'

/**
 * The document with its `@context` first. `others` are further contexts; those of keys (Security v1, FEP-521a) come by
 * themselves where there are keys, also inside an Update.
 */
export function withContext(document: JsonObject, others: string[] = []): JsonObject {
  const words = wordsOf(document)
  const used = Object.fromEntries(Object.entries(definitions).filter(([word]) => words.has(word)))
  const keys = words.has('publicKey') || words.has('assertionMethod')
  const contexts = [
    activityStreams,
    ...(keys ? ['https://w3id.org/security/v1'] : []),
    ...others,
    ...(keys ? ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'] : [])
  ]
  return { '@context': [...contexts, ...(Object.keys(used).length > 0 ? [used] : [])], ...document }
}

/** The words of a document, with the prefixes that their definitions need. */
function wordsOf(document: JsonObject): Set<string> {
  const words = new Set<string>()
  gather(document, words)
  for (const word of [...words]) {
    const meaning = definitions[word]
    const iri = isObject(meaning) ? meaning['@id'] : meaning
    if (typeof iri === 'string') words.add(prefixOf(iri))
  }
  return words
}

/** Every key, every prefix of a key, and every type in a document. */
function gather(value: JsonValue | undefined, words: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) gather(item, words)
  if (!isObject(value)) return
  for (const [key, inner] of Object.entries(value)) {
    words.add(key.includes(':') ? prefixOf(key) : key)
    gather(inner, words)
  }
  for (const type of [value.type].flat()) if (typeof type === 'string') words.add(type)
}

const prefixOf = (iri: string) => iri.split(':', 1)[0]!
