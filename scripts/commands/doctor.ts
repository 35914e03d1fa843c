/** `doctor`: looks at everything a server needs, and says for each thing that is wrong how to mend it. */
import { readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { actorById } from '../../server/actors/actors.store.ts'
import { keyPairsOf } from '../../server/actors/keys.ts'
import type { Context } from '../../server/context.ts'
import { findCouncil } from '../../server/council/settings.ts'
import { checkMail } from '../../server/mail.ts'
import { ffmpegVersion } from '../../server/media/ffmpeg.ts'
import { appliedMigrations, knownMigrations } from '../../server/store/migrations.ts'
import { type Command, type Out, readArgs } from './command.ts'
import { givenUp, lastEvent, longestDue } from './doctor.store.ts'

export interface Check {
  name: string
  ok: boolean
  detail: string
  /** What to do about it; empty when nothing is wrong. */
  mend: string
}

type Finding = string | { detail: string; mend: string }

const wrong = (detail: string, mend: string): Finding => ({ detail, mend })

export const doctor: Command = {
  name: 'doctor',
  usage: '',
  does: 'says what is wrong and how to mend it',
  async run(context, args, out) {
    readArgs(args, {})
    const checks: Check[] = []
    for (const [name, look] of looks) checks.push(await check(name, () => look(context)))
    report(checks, out)
  }
}

/** What the doctor says when the database cannot even be opened. */
export const reportUnreachable = (detail: string, out: Out): void =>
  report([{ name: 'database', ok: false, detail, mend: 'Mend DATABASE_URL, or start the database.' }], out)

function report(checks: Check[], out: Out): void {
  const ok = checks.every((one) => one.ok)
  const lines = checks.map(
    (one) => `${one.ok ? 'ok   ' : 'WRONG'} ${one.name}: ${one.detail}${one.ok ? '' : `\n      ${one.mend}`}`
  )
  out.answer({ ok, checks }, [...lines, ok ? 'All is well.' : 'Something is wrong.'].join('\n'))
  if (!ok) out.fail()
}

async function check(name: string, look: () => Promise<Finding>): Promise<Check> {
  try {
    const found = await look()
    return typeof found === 'string' ? { name, ok: true, detail: found, mend: '' } : { name, ok: false, ...found }
  } catch (error) {
    return { name, ok: false, detail: (error as Error).message, mend: 'Look into the log of the server.' }
  }
}

const looks: [name: string, look: (context: Context) => Promise<Finding>][] = [
  ['node', node],
  ['origin', origin],
  ['database', database],
  ['migrations', migrations],
  ['secret key', secretKey],
  ['council', council],
  ['webfinger', webfinger],
  ['mail', mail],
  ['disk', disk],
  ['media', media],
  ['ffmpeg', ffmpeg],
  ['clock', clock],
  ['queue', queue],
  ['given up', deadJobs]
]

async function node(): Promise<Finding> {
  const found = process.versions.node
  if (Number.parseInt(found, 10) >= 24) return `Node ${found}`
  return wrong(`Node ${found} is too old.`, 'Run commands through npm (`npm start`), which brings Node 24.')
}

async function origin({ config }: Context): Promise<Finding> {
  const { protocol, hostname } = new URL(config.origin)
  const here = /^(localhost|127\.|\[::1\])/.test(hostname)
  if (protocol === 'https:' || here) return `${config.origin}${here ? ', on this machine only' : ''}`
  return wrong(
    `${config.origin} is not https.`,
    'Set ORIGIN to the https address at which your proxy answers: other servers speak to no other.'
  )
}

async function database({ store, config }: Context): Promise<Finding> {
  await store.check()
  return config.databaseUrl.startsWith('file:') ? config.databaseUrl.slice(5) : 'PostgreSQL'
}

async function migrations({ store }: Context): Promise<Finding> {
  const [applied, known] = [await appliedMigrations(store.read), knownMigrations()]
  if (applied === known) return `all ${known} made`
  return applied < known
    ? wrong(`${known - applied} of ${known} are to be made.`, 'Restart the server, which makes them.')
    : wrong('The database is newer than this code.', 'Start the newer version of Folkmoot again, or restore a backup.')
}

async function secretKey(context: Context): Promise<Finding> {
  const found = await findCouncil(context)
  if (!found) return 'no keys yet'
  try {
    const pairs = await keyPairsOf(context, found.serverActor)
    return `opens the ${pairs.length} keys of the server’s actor`
  } catch {
    return wrong(
      'SECRET_KEY does not open the keys in the database.',
      `Set SECRET_KEY to the one they were made with, or put the file secret-key of your backup into ${context.config.dataDir}.`
    )
  }
}

async function council(context: Context): Promise<Finding> {
  const found = await findCouncil(context)
  if (!found?.setUp) {
    return wrong('The council is not set up.', 'Run `folkmoot setup --name … --handle …`, or sign in as an admin.')
  }
  const actor = await actorById(context.store.read, found.actor)
  if (!actor?.uri.startsWith(`${context.config.origin}/`)) {
    return wrong(
      `Its address is ${actor?.uri}, but ORIGIN is ${context.config.origin}.`,
      'Set ORIGIN back: addresses that others know cannot change.'
    )
  }
  return `${found.name}, @${found.handle}@${context.config.handleHost}`
}

async function webfinger(context: Context): Promise<Finding> {
  const { config } = context
  const found = await findCouncil(context)
  if (!found) return 'there is no council yet'
  const handle = `${found.handle}@${config.handleHost}`
  const actor = await actorById(context.store.read, found.actor)
  const query = `/.well-known/webfinger?resource=acct:${encodeURIComponent(handle)}`
  const split = config.handleHost !== new URL(config.origin).host ? [`https://${config.handleHost}`] : []
  for (const base of [config.origin, ...split]) {
    const mend =
      base === config.origin
        ? 'Let your proxy pass every request for ORIGIN on to HOST and PORT of this server.'
        : `Let ${base} redirect /.well-known/webfinger to ${config.origin}.`
    try {
      const response = await fetch(base + query, { signal: AbortSignal.timeout(5_000) })
      const answer = response.ok ? ((await response.json()) as { links?: { href?: string }[] }) : {}
      if (!answer.links?.some(({ href }) => href === actor?.uri))
        return wrong(`${base} answers ${response.status} for ${handle}, without our address.`, mend)
    } catch (error) {
      if (base === config.origin && !isRunning(config.dataDir)) return 'the server is not running'
      const { cause, message } = error as Error
      return wrong(`${base} cannot be reached (${(cause as Error | undefined)?.message ?? message}).`, mend)
    }
  }
  return `${handle} is found`
}

/** Whether a server holds the data directory; on another machine it may run all the same. */
function isRunning(dataDir: string): boolean {
  try {
    process.kill(Number(readFileSync(join(dataDir, 'running.pid'), 'utf8')), 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

async function mail({ config }: Context): Promise<Finding> {
  if (!config.smtpUrl) return 'SMTP_URL is not set: letters, with the links in them, are printed in the log'
  const host = new URL(config.smtpUrl).host
  try {
    await checkMail(config.smtpUrl)
    return `${host} takes letters`
  } catch (error) {
    return wrong(`${host} does not take letters (${(error as Error).message}).`, 'Mend SMTP_URL.')
  }
}

async function disk({ config }: Context): Promise<Finding> {
  const { bavail, blocks, bsize } = await statfs(config.dataDir)
  const share = Math.floor((bavail / blocks) * 100)
  const free = `${((bavail * bsize) / 1024 ** 3).toFixed(1)} GB free, ${share} %`
  return share > 5 ? free : wrong(`Only ${free}.`, `Make room on the disk that holds ${config.dataDir}.`)
}

async function media({ media }: Context): Promise<Finding> {
  try {
    return `pictures and clips are kept in ${await media.check()}`
  } catch (error) {
    const mend = 'Mend MEDIA_STORE, or let the user that runs the server write there.'
    return wrong(`Pictures and clips cannot be kept (${(error as Error).message}).`, mend)
  }
}

/** Clips work without; with it they get still pictures, and a form that every browser plays. */
async function ffmpeg(context: Context): Promise<Finding> {
  const version = await ffmpegVersion(context)
  if (version) return `${version}: clips get a still picture, and those that some browsers cannot play are encoded anew`
  return 'not there: clips are kept as they were recorded, and their authors choose the still picture'
}

const minute = 60_000

async function clock({ store, clock }: Context): Promise<Finding> {
  const now = clock()
  const last = await lastEvent(store.read)
  if (now.getUTCFullYear() < 2025 || (last && last.getTime() > now.getTime() + 5 * minute)) {
    return wrong(
      `It says ${now.toISOString()}${last ? `, but something happened at ${last.toISOString()}` : ''}.`,
      'Set the clock, and keep it by NTP: signatures hold for an hour only.'
    )
  }
  return now.toISOString()
}

async function queue({ store, clock }: Context): Promise<Finding> {
  const oldest = await longestDue(store.read, clock())
  const minutes = oldest ? Math.round((clock().getTime() - oldest.due.getTime()) / minute) : 0
  if (!oldest || minutes < 15) return 'nothing waits that should have been done'
  const detail = `Something in “${oldest.queue}” should have been done ${minutes} minutes ago.`
  return wrong(detail, 'Start the server; with ROLE=web, start one with ROLE=worker as well.')
}

async function deadJobs({ store }: Context): Promise<Finding> {
  const found = await givenUp(store.read)
  const list = found.map(({ queue, n }) => `${n} in “${queue}”`).join(', ')
  // Servers that went away for good leave deliveries behind: that is no fault of ours.
  if (found.every(({ queue }) => queue === 'delivery')) return list || 'nothing was given up'
  return wrong(`Given up: ${list}.`, 'See `deliveries list` for why, mend that, and then `deliveries retry --all`.')
}
