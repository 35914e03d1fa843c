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
  role: 'all' | 'web' | 'worker'
  secretKey: string
  smtpUrl: string | undefined
  mailFrom: string
  federationMode: 'open' | 'allow-list'
  unknownServers: 'hold' | 'show'
  /** Whether a Follow from an unknown server is accepted at once. */
  unknownFollows: 'accept' | 'hold'
  allowPrivateOrigins: string[]
  trustProxy: boolean | string
  logLevel: string
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
    role: oneOf(given, 'ROLE', ['all', 'web', 'worker'], 'all'),
    secretKey: readSecretKey(given, dataDir),
    smtpUrl: readUrl(given, 'SMTP_URL', /^smtps?:$/),
    mailFrom: given.MAIL_FROM || `Folkmoot <no-reply@${new URL(origin).hostname}>`,
    federationMode: oneOf(given, 'FEDERATION_MODE', ['open', 'allow-list'], 'open'),
    unknownServers: oneOf(given, 'UNKNOWN_SERVERS', ['hold', 'show'], 'hold'),
    unknownFollows: oneOf(given, 'UNKNOWN_FOLLOWS', ['accept', 'hold'], 'accept'),
    allowPrivateOrigins: readOrigins(given),
    trustProxy: readTrustProxy(given),
    logLevel: oneOf(given, 'LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info')
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

function readUrl(given: Environment, name: string, scheme: RegExp): string | undefined {
  const text = given[name]
  if (!text) return undefined
  if (!URL.canParse(text) || !scheme.test(new URL(text).protocol))
    throw new WrongSetting(`${name} must be a URL such as smtp://mail.example:587.`)
  return text
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
