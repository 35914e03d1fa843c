/** The settings: the one file that reads the environment. A wrong one stops the start with one line that names it. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'dotenv'

export interface Config {
  /** Where the world finds us, without a trailing slash. */
  origin: string
  /** The host in handles: of ORIGIN, or HANDLE_HOST on a split domain. */
  handleHost: string
  host: string
  port: number
  databaseUrl: string
  dataDir: string
  /** Where pictures and clips are kept: `file:` and a folder, or `s3://key:secret@host/bucket?region=…`. */
  mediaStore: string
  /** The largest clip taken, in bytes. */
  largestClip: number
  /** How many bytes of pictures and clips one person, and all together, may keep. */
  quotaPerson: number
  quotaCouncil: number
  /** How many bytes of copies of others' pictures and clips are kept. */
  mediaCache: number
  /** The program that encodes clips anew, where there is one. */
  ffmpeg: string
  role: 'all' | 'web' | 'worker'
  secretKey: string
  smtpUrl: string | undefined
  mailFrom: string
  federationMode: 'open' | 'allow-list'
  unknownServers: 'hold' | 'show'
  /** Whether a Follow from an unknown server is accepted at once. */
  unknownFollows: 'accept' | 'hold'
  /** Days for which what came in is kept compactly, to try rules on. */
  inboxLogDays: number
  /** After how many months an author is asked whether a story is still true. */
  reviewMonths: number
  allowPrivateOrigins: string[]
  trustProxy: boolean | string
  logLevel: string
  /** Where the source code of this server is, as the AGPL asks; undefined when nobody said. */
  sourceUrl: string | undefined
}

/** A setting that cannot be used; the message names it and says how to mend it. */
export class WrongSetting extends Error {}

type Environment = Record<string, string | undefined>

/** Reads `.env` and the environment, which wins. Throws {@link WrongSetting}. */
export function readConfig(environment: Environment = process.env, folder = process.cwd()): Config {
  const file = join(folder, '.env')
  const given: Environment = { ...(existsSync(file) ? parse(readFileSync(file)) : {}), ...environment }
  const port = number(given, 'PORT', 3000)
  const origin = readOrigin(given, port)
  const dataDir = resolve(folder, given.DATA_DIR || './data')
  const databaseUrl = given.DATABASE_URL || `file:${join(dataDir, 'folkmoot.db')}`
  if (!/^(file:|postgres(ql)?:\/\/)/.test(databaseUrl)) {
    throw new WrongSetting(`DATABASE_URL must begin with file: or postgres://, not "${databaseUrl.slice(0, 20)}".`)
  }
  return {
    origin,
    handleHost: readHandleHost(given, origin),
    host: given.HOST || (new URL(origin).hostname === 'localhost' ? 'localhost' : '127.0.0.1'),
    port,
    databaseUrl: databaseUrl.startsWith('file:')
      ? `file:${resolve(folder, databaseUrl.slice(5).replace(/^\/\//, ''))}`
      : databaseUrl,
    dataDir,
    mediaStore: readMediaStore(given, folder, dataDir),
    largestClip: megabytes(given, 'CLIP_MAX_MB', 250),
    quotaPerson: megabytes(given, 'MEDIA_QUOTA_PERSON_MB', 2_000),
    quotaCouncil: megabytes(given, 'MEDIA_QUOTA_MB', 50_000),
    mediaCache: megabytes(given, 'MEDIA_CACHE_MB', 2_000),
    ffmpeg: given.FFMPEG || 'ffmpeg',
    role: oneOf(given, 'ROLE', ['all', 'web', 'worker'], 'all'),
    secretKey: readSecretKey(given, dataDir),
    smtpUrl: readUrl(given, 'SMTP_URL', /^smtps?:$/),
    mailFrom: given.MAIL_FROM || `Folkmoot <no-reply@${new URL(origin).hostname}>`,
    federationMode: oneOf(given, 'FEDERATION_MODE', ['open', 'allow-list'], 'open'),
    unknownServers: oneOf(given, 'UNKNOWN_SERVERS', ['hold', 'show'], 'hold'),
    unknownFollows: oneOf(given, 'UNKNOWN_FOLLOWS', ['accept', 'hold'], 'accept'),
    inboxLogDays: readDays(given, 'INBOX_LOG_DAYS', 30),
    reviewMonths: readMonths(given, 'REVIEW_MONTHS', 12),
    allowPrivateOrigins: readOrigins(given),
    trustProxy: readTrustProxy(given),
    logLevel: oneOf(given, 'LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info'),
    sourceUrl: readUrl(given, 'SOURCE_URL', /^https?:$/, 'https://git.example/folkmoot') ?? repository()
  }
}

function readOrigin(given: Environment, port: number): string {
  const text = given.ORIGIN || `http://localhost:${port}`
  if (!URL.canParse(text))
    throw new WrongSetting(`ORIGIN must be a web address such as https://talk.example.gov.uk, not "${text}".`)
  const url = new URL(text)
  if (!/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash || url.username) {
    throw new WrongSetting(
      `ORIGIN must be a scheme and a host only, such as https://talk.example.gov.uk, not "${text}".`
    )
  }
  return url.origin
}

function readHandleHost(given: Environment, origin: string): string {
  const host = (given.HANDLE_HOST || new URL(origin).host).toLowerCase()
  if (!/^[a-z0-9.-]+(:\d+)?$/.test(host))
    throw new WrongSetting(`HANDLE_HOST must be a host such as example.gov.uk, not "${host}".`)
  return host
}

function readOrigins(given: Environment): string[] {
  const list = (given.ALLOW_PRIVATE_ORIGINS ?? '').split(/[\s,]+/).filter(Boolean)
  for (const text of list) {
    if (!URL.canParse(text) || !/^https?:/.test(text)) {
      throw new WrongSetting(`ALLOW_PRIVATE_ORIGINS must list origins such as http://127.0.0.1:3002, not "${text}".`)
    }
  }
  return list.map((text) => new URL(text).origin)
}

/** A folder as `file:` with its full path, or a bucket. */
function readMediaStore(given: Environment, folder: string, dataDir: string): string {
  const text = given.MEDIA_STORE || `file:${join(dataDir, 'media')}`
  if (text.startsWith('file:'))
    return `file:${resolve(folder, text.slice(5).replace(/^\/\//, '') || join(dataDir, 'media'))}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  const known = url && /^s3(\+http)?:$/.test(url.protocol)
  if (!known || !url.username || !url.password || !/^\/[^/]+\/?$/.test(url.pathname)) {
    throw new WrongSetting(
      'MEDIA_STORE must be file: and a folder, or s3://KEY:SECRET@HOST/BUCKET?region=REGION, with / in the secret as %2F.'
    )
  }
  return text
}

/** A number of megabytes, in bytes. */
function readDays(given: Environment, name: string, usual: number): number {
  const text = given[name]
  const value = text ? Number(text) : usual
  if (!Number.isInteger(value) || value < 1 || value > 365)
    throw new WrongSetting(`${name} must be a whole number of days from 1 to 365, not "${text}".`)
  return value
}

function readMonths(given: Environment, name: string, usual: number): number {
  const text = given[name]
  const value = text ? Number(text) : usual
  if (!Number.isInteger(value) || value < 1 || value > 120)
    throw new WrongSetting(`${name} must be a whole number of months from 1 to 120, not "${text}".`)
  return value
}

function megabytes(given: Environment, name: string, usual: number): number {
  const text = given[name]
  const value = text ? Number(text) : usual
  if (!Number.isInteger(value) || value < 1 || value > 100_000_000)
    throw new WrongSetting(`${name} must be a whole number of megabytes, not "${text}".`)
  return value * 1_000_000
}

function readUrl(
  given: Environment,
  name: string,
  scheme: RegExp,
  such = 'smtp://mail.example:587'
): string | undefined {
  const text = given[name]
  if (!text) return undefined
  if (!URL.canParse(text) || !scheme.test(new URL(text).protocol))
    throw new WrongSetting(`${name} must be a URL such as ${such}.`)
  return text
}

/** Where package.json says that the source is, when it does. */
function repository(): string | undefined {
  const { repository: said } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const url = String(said?.url ?? said ?? '').replace(/^git\+|\.git$/g, '')
  return /^https?:\/\//.test(url) && URL.canParse(url) ? url : undefined
}

function readTrustProxy(given: Environment): boolean | string {
  const text = given.TRUST_PROXY
  if (!text || text === 'false' || text === '0') return false
  if (text === 'true' || text === '1') return true
  if (!/^[\da-f:.,/\s]+$|^(loopback|linklocal|uniquelocal)/i.test(text)) {
    throw new WrongSetting('TRUST_PROXY must be true, false, or the addresses of your proxy, such as 127.0.0.1.')
  }
  return text
}

function number(given: Environment, name: string, usual: number): number {
  const text = given[name]
  if (!text) return usual
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > 65535)
    throw new WrongSetting(`${name} must be a whole number from 0 to 65535, not "${text}".`)
  return value
}

function oneOf<const Choice extends string>(
  given: Environment,
  name: string,
  choices: readonly Choice[],
  usual: Choice
): Choice {
  const text = given[name]
  if (!text) return usual
  const found = choices.find((choice) => choice === text)
  if (!found) throw new WrongSetting(`${name} must be one of ${choices.join(', ')}, not "${text}".`)
  return found
}

/** SECRET_KEY, or the one made on the first run and kept beside the data, readable by its owner only. */
function readSecretKey(given: Environment, dataDir: string): string {
  const text = given.SECRET_KEY
  if (text) {
    if (text.length < 32)
      throw new WrongSetting('SECRET_KEY must be at least 32 characters long; make one with: openssl rand -hex 32')
    return text
  }
  const file = join(dataDir, 'secret-key')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  try {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(file, Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('hex'), {
      mode: 0o600,
      flag: 'wx'
    })
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST')
      throw new WrongSetting(`DATA_DIR: ${dataDir} cannot be written (${(error as Error).message}).`)
  }
  return readFileSync(file, 'utf8').trim()
}

/**
 * Lets the tables know which database it is: they choose their dialect when they are loaded, and the address may stand in
 * `.env` only. To be called before anything that loads them.
 */
export function settleDatabase(config: Pick<Config, 'databaseUrl'>): void {
  process.env.DATABASE_URL = config.databaseUrl
}
