/** Takes the two kinds of signature headers apart, strictly: what could be read in two ways is not read at all. */

export type Scheme = 'draft-cavage-http-signatures-12' | 'rfc9421'

export interface SignatureFields {
  scheme: Scheme
  keyId: string
  algorithm: string | undefined
  /** What the signature covers, in its order, in lower case. */
  covered: string[]
  signature: Buffer
  /** Seconds since 1970. */
  created: number | undefined
  expires: number | undefined
  /** RFC 9421: the covered components and parameters as they were sent, which are signed themselves. */
  parameters?: string
}

const MAX_HEADER = 8192

/** A `Signature` header of draft-cavage-http-signatures-12, or undefined when it is malformed or repeats a parameter. */
export function parseCavage(header: string): SignatureFields | undefined {
  if (header.length > MAX_HEADER) return undefined
  const fields = new Map<string, string>()
  const parameter = /\s*([A-Za-z]+)=(?:"([^"\\]*)"|(\d{1,15}))\s*(,|$)/y
  let last = false
  while (!last) {
    const match = parameter.exec(header)
    const name = match?.[1]
    if (!match || name === undefined || fields.has(name)) return undefined
    fields.set(name, match[2] ?? match[3] ?? '')
    last = match[4] === ''
  }
  const keyId = fields.get('keyId')
  const signature = bytesOf(fields.get('signature'))
  if (!keyId || !signature) return undefined
  const [created, expires] = [secondsOf(fields.get('created')), secondsOf(fields.get('expires'))]
  if (Number.isNaN(created) || Number.isNaN(expires)) return undefined
  // The draft's default, which covers too little for us, is spelled out so that it is refused for that reason.
  const covered = (fields.get('headers') ?? 'date').toLowerCase().split(/\s+/).filter(Boolean)
  const algorithm = fields.get('algorithm')?.toLowerCase()
  return { scheme: 'draft-cavage-http-signatures-12', keyId, algorithm, covered, signature, created, expires }
}

const LABEL = '[a-z*][a-z0-9_.*-]*'
const SIGNATURE_INPUT = new RegExp(`^\\s*(${LABEL})=\\(([^()]*)\\)((?:\\s*;[^,]*)?)\\s*$`)
const COMPONENT = /\s*"([\x20\x21\x23-\x5b\x5d-\x7e]+)"(;[^\s"]+(?:"[^"]*")?)?(?=\s|$)/y
const PARAMETER = /\s*;\s*([a-z*][a-z0-9_.*-]*)=(?:"((?:[^"\\]|\\["\\])*)"|(-?\d{1,15}))/y

/**
 * The pair of headers of RFC 9421, or undefined when it is malformed or holds more than one signature. Components with
 * parameters are listed with them (`content-digest;sf`), and so never pass for the plain component.
 */
export function parseRfc9421(input: string, signatureHeader: string): SignatureFields | undefined {
  if (input.length > MAX_HEADER || signatureHeader.length > MAX_HEADER) return undefined
  const whole = SIGNATURE_INPUT.exec(input)
  const value = new RegExp(`^\\s*(${LABEL})=:([A-Za-z0-9+/=]+):\\s*$`).exec(signatureHeader)
  if (!whole || !value || whole[1] !== value[1]) return undefined
  const covered = sequence(COMPONENT, whole[2] ?? '')?.map((match) => `${match[1]}${match[2] ?? ''}`)
  const parameters = sequence(PARAMETER, whole[3] ?? '')
  const signature = bytesOf(value[2])
  if (!covered || !parameters || !signature || new Set(covered).size !== covered.length) return undefined
  const fields = new Map(
    parameters.map((match) => [match[1] ?? '', match[2]?.replace(/\\(.)/g, '$1') ?? match[3] ?? ''])
  )
  const [created, expires] = [secondsOf(fields.get('created')), secondsOf(fields.get('expires'))]
  const keyId = fields.get('keyid')
  if (!keyId || fields.size !== parameters.length || Number.isNaN(created) || Number.isNaN(expires)) return undefined
  const times = { created, expires, parameters: input.slice(input.indexOf('(')).trim() }
  return { scheme: 'rfc9421', keyId, algorithm: fields.get('alg')?.toLowerCase(), covered, signature, ...times }
}

/** All matches of a sticky pattern one after the other to the end of the text, or undefined when something is left. */
function sequence(pattern: RegExp, text: string): RegExpExecArray[] | undefined {
  const sticky = new RegExp(pattern)
  const found: RegExpExecArray[] = []
  const end = text.trimEnd().length
  while (sticky.lastIndex < end) {
    const match = sticky.exec(text)
    if (!match) return undefined
    found.push(match)
  }
  return found
}

function secondsOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN
}

/** Standard base64 with its padding, or undefined: Node alone would read any rubbish. */
export function bytesOf(base64: string | undefined): Buffer | undefined {
  if (!base64 || base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined
  return Buffer.from(base64, 'base64')
}
