/** Keeps anybody from asking too often: small token buckets in memory, by address, account or host. */
import fastifyPlugin from 'fastify-plugin'
import { TooMany } from '../errors.ts'

export interface Limiter {
  /** Takes one token of this key. Gives 0, or the seconds after which there will be one again. */
  take(key: string): number
  /** Takes one token of this key; throws {@link TooMany} when there is none. */
  need(key: string, message?: string): void
}

export interface Rate {
  /** How many at once. */
  burst: number
  /** Seconds in which one more comes. */
  every: number
}

/** The most keys a limiter remembers; the ones not asked for longest are forgotten first. */
const mostKeys = 20_000

/** Makes a limiter; `clock` gives milliseconds. */
export function makeLimiter({ burst, every }: Rate, clock: () => number = Date.now, most = mostKeys): Limiter {
  const buckets = new Map<string, { tokens: number; at: number }>()
  const take = (key: string) => {
    const now = clock()
    const known = buckets.get(key)
    const gained = known ? Math.max(0, now - known.at) / 1000 / every : burst
    const tokens = Math.min(burst, (known?.tokens ?? 0) + gained)
    // Set anew, so that the map stays in the order of use.
    buckets.delete(key)
    if (buckets.size >= most) buckets.delete(buckets.keys().next().value!)
    const left = tokens >= 1 ? tokens - 1 : tokens
    buckets.set(key, { tokens: left, at: now })
    return tokens >= 1 ? 0 : Math.ceil((1 - tokens) * every)
  }
  return {
    take,
    need(key, message = 'This was asked too often. Wait a little, and try again.') {
      const wait = take(key)
      if (wait > 0) throw new TooMany(message, wait)
    }
  }
}

/** The key of an address: the whole of IPv4, the network (/64) of IPv6, since one household has all of it. */
export function addressKey(ip: string): string {
  if (!ip.includes(':')) return ip
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)
  if (mapped) return mapped[1]!
  const [front = '', back = ''] = ip.split('::')
  const head = front.split(':').filter(Boolean)
  const tail = back.split(':').filter(Boolean)
  const zeros = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0')
  return [...head, ...(ip.includes('::') ? zeros : []), ...tail]
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(':')
}

/** The limits of this server, each with its own buckets. */
export function makeLimits(clock?: () => number) {
  return {
    /** Sign-in links asked for, by IP address: a whole council may sit behind one. */
    signInByAddress: makeLimiter({ burst: 60, every: 10 }, clock),
    /** Sign-in links asked for, by e-mail address. */
    signInByEmail: makeLimiter({ burst: 3, every: 300 }, clock),
    /** Sign-in links opened, by IP address. */
    linksByAddress: makeLimiter({ burst: 200, every: 1 }, clock),
    /** What is typed, saved while it is typed, by member: a few forms at once, each every other second. */
    drafts: makeLimiter({ burst: 60, every: 0.5 }, clock),
    /** Reports, by IP address. */
    reports: makeLimiter({ burst: 5, every: 120 }, clock),
    /** Nominations, by IP address: a whole council may sit behind one. */
    nominations: makeLimiter({ burst: 10, every: 120 }, clock),
    /** Clips and pictures that a nominee sends by their link, by nomination. */
    recordings: makeLimiter({ burst: 30, every: 60 }, clock),
    /** Handles looked up for visitors, by IP address. */
    lookups: makeLimiter({ burst: 10, every: 10 }, clock),
    /** Copies of others' pictures and clips asked for, by account or IP address: many stand on one page. */
    remoteMedia: makeLimiter({ burst: 400, every: 0.1 }, clock),
    /** The JSON API, by account. */
    api: makeLimiter({ burst: 3000, every: 0.02 }, clock),
    /** The JSON API without an account, by IP address; wrong tokens too. */
    apiByAddress: makeLimiter({ burst: 300, every: 0.2 }, clock)
  }
}

export type Limits = ReturnType<typeof makeLimits>

declare module 'fastify' {
  interface FastifyInstance {
    limits: Limits
  }
}

/** Offers the limits as `app.limits`. */
export const limits = (clock?: () => number) =>
  fastifyPlugin(async (app) => void app.decorate('limits', makeLimits(clock)), { name: 'limits' })
