/**
 * Notes what comes in for trying rules on it later, off the path of what comes in: gathered in memory and written together
 * about once a second. A crash loses a second of a log that nothing but simulations and rates read. Of what is not for
 * everybody only facts are kept, no words and no links.
 */
import type { Facts, Said } from '../../../schema/rules.ts'
import type { Context } from '../../context.ts'
import { addLogged, countLogged, followedAmong, keyAt, letInBefore } from './inbox-log.store.ts'

const together = 200
const pause = 1_000
/** More than this waiting means that the database does not keep up; what comes then is not noted. */
const most = 10_000
/** The most characters of all texts, and the most links, of one entry. */
const longest = { text: 2_000, list: 20, address: 300 }

export interface Arrival {
  uri: string
  object?: string | undefined
  actor: string
  host: string
  path: string
  verdict: string
  said: Said
  facts: Partial<Facts>
  at: Date
}

interface Waiting {
  arrivals: Arrival[]
  timer: NodeJS.Timeout | undefined
  writing: Promise<void>
}
const waiting = new WeakMap<Context, Waiting>()

const waitingOf = (context: Context): Waiting => {
  const known = waiting.get(context)
  if (known) return known
  const made: Waiting = { arrivals: [], timer: undefined, writing: Promise.resolve() }
  waiting.set(context, made)
  return made
}

/** Notes one arrival; it is written within about a second. */
export function noteArrival(context: Context, arrival: Arrival): void {
  const list = waitingOf(context)
  if (list.arrivals.length >= most) return
  list.arrivals.push({ ...arrival, said: compact(arrival.said) })
  if (list.arrivals.length >= together) void flushArrivals(context)
  else if (!list.timer) {
    list.timer = setTimeout(() => void flushArrivals(context), pause)
    list.timer.unref()
  }
}

/** Writes what waits; call it before the store is closed. Never throws. */
export async function flushArrivals(context: Context): Promise<void> {
  const list = waitingOf(context)
  clearTimeout(list.timer)
  list.timer = undefined
  const batch = list.arrivals.splice(0)
  list.writing = list.writing
    .then(() => write(context, batch))
    .catch((error) => {
      context.log.warn({ err: error, lost: batch.length }, 'the inbox log could not be written')
    })
  return list.writing
}

async function write(context: Context, batch: Arrival[]): Promise<void> {
  if (batch.length === 0) return
  const db = context.store.read
  const actors = [...new Set(batch.map((one) => one.actor))]
  const first = new Date(Math.min(...batch.map((one) => one.at.getTime())))
  const [followed, before] = await Promise.all([followedAmong(db, actors), letInBefore(db, actors, first)])
  const entries = batch.map(({ uri, object, actor, host, path, verdict, said: { type, ...said }, facts, at }) => ({
    ...{ uri, actor, host, path, verdict, type, said, created: at },
    object: object ?? null,
    facts: {
      trust: facts.trust ?? 'unknown',
      age: Math.round((facts.age ?? 0) * 10) / 10,
      first: facts.first ?? !before.has(actor),
      followed: facts.followed ?? followed.has(actor)
    }
  }))
  await context.store.write((tx) => addLogged(tx, entries))
}

function compact(said: Said): Said {
  if (said.closed) return { ...said, texts: [], links: said.links.map(() => ''), tagged: [] }
  let left = longest.text
  const texts = said.texts.flatMap(({ field, text }) => {
    const kept = text.slice(0, left)
    left -= kept.length
    return kept === '' ? [] : [{ field, text: kept }]
  })
  const links = said.links.slice(0, longest.list).map((address) => address.slice(0, longest.address))
  return { ...said, texts, links, tagged: said.tagged.slice(0, longest.list), media: said.media.slice(0, longest.list) }
}

/** How many came of one author or server within so many minutes, noted or about to be, this one included. */
export async function rateOf(
  context: Context,
  whose: { actor: string } | { host: string },
  minutes: number,
  enough: number
): Promise<number> {
  const since = new Date(context.clock().getTime() - minutes * 60_000)
  const isTheirs = (one: Arrival) => ('actor' in whose ? one.actor === whose.actor : one.host === whose.host)
  const pending = waitingOf(context).arrivals.filter((one) => one.at >= since && isTheirs(one)).length
  return 1 + pending + (await countLogged(context.store.read, whose, keyAt(since), enough))
}
