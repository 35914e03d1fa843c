/** The words whose meaning decides who said what to whom. A document may extend the vocabulary, but never bend these. */

const AS = 'https://www.w3.org/ns/activitystreams#'
const SECURITY = 'https://w3id.org/security#'

/** What common context documents bind, without their being fetched. */
export const KNOWN_PREFIXES: Record<string, string> = {
  as: AS,
  sec: SECURITY,
  security: SECURITY,
  ldp: 'http://www.w3.org/ns/ldp#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  toot: 'http://joinmastodon.org/ns#',
  schema: 'http://schema.org#',
  sc: 'http://schema.org#',
  vcard: 'http://www.w3.org/2006/vcard/ns#'
}

const ACTIVITY_STREAMS =
  'Accept Add Announce Block Create Delete Flag Follow Like Move Reject Remove Undo Update Activity ' +
  'Application Group Organization Person Service Note Article Tombstone Collection OrderedCollection CollectionPage ' +
  'OrderedCollectionPage actor object target result origin instrument attributedTo audience to cc bto bcc inReplyTo ' +
  'content summary published updated deleted formerType items first last next prev ' +
  'partOf totalItems oneOf anyOf closed replies preferredUsername endpoints sharedInbox followers following liked ' +
  'streams movedTo alsoKnownAs manuallyApprovesFollowers'

/** Each core term with the IRIs that are its true meaning (ActivityStreams 2.0, Security v1, Multikey). */
export const CORE_TERMS: ReadonlyMap<string, ReadonlySet<string>> = new Map<string, ReadonlySet<string>>([
  ...ACTIVITY_STREAMS.split(' ').map((term): [string, Set<string>] => [term, new Set([AS + term])]),
  ['contentMap', new Set([`${AS}contentMap`, `${AS}content`])],
  ['summaryMap', new Set([`${AS}summaryMap`, `${AS}summary`])],
  ['orderedItems', new Set([`${AS}orderedItems`, `${AS}items`])],
  ['Public', new Set([`${AS}Public`])],
  ['id', new Set(['@id'])],
  ['type', new Set(['@type'])],
  ['inbox', new Set(['http://www.w3.org/ns/ldp#inbox', `${AS}inbox`])],
  ['outbox', new Set([`${AS}outbox`])],
  ['href', new Set([`${AS}href`])],
  ['publicKey', new Set([`${SECURITY}publicKey`])],
  ['publicKeyPem', new Set([`${SECURITY}publicKeyPem`])],
  ['owner', new Set([`${SECURITY}owner`])],
  ['controller', new Set([`${SECURITY}controller`])],
  ['assertionMethod', new Set([`${SECURITY}assertionMethod`])],
  ['publicKeyMultibase', new Set([`${SECURITY}publicKeyMultibase`])]
])

/** Which core term an IRI is the meaning of; of two (`content`, `contentMap`), the first above. */
export const TERM_BY_IRI: ReadonlyMap<string, string> = new Map(
  [...CORE_TERMS].toReversed().flatMap(([term, iris]) => [...iris].map((iri): [string, string] => [iri, term]))
)
