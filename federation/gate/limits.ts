/** Keeps what strangers can make us do within bounds: per host of the key they name, and in memory altogether. */

export interface LimitSettings {
  /** Requests of one key host whose sender we must still look up, at once. */
  inFlight: number
  perSecond: number
  burst: number
  /** How long a failed look-up of a key is not repeated. */
  failureMs: number
  /** Hosts, and failed look-ups, that are remembered at once. */
  remembered: number
}

export interface Limits {
  /** Takes one from the host's allowance; otherwise the seconds to wait. */
  spend(host: string): number | undefined
  /** Takes one of the host's places for an unverified sender, and gives the way to leave it; undefined when full. */
  enter(host: string): (() => void) | undefined
  failed(key: string): void
  /** Seconds until a failed look-up may be repeated, or undefined when none is remembered. */
  failedFor(key: string): number | undefined
  /** Whether something done at most once a minute for a key may be done now; doing it counts. */
  oncePerMinute(key: string): boolean
}

const DEFAULTS: LimitSettings = { inFlight: 10, perSecond: 50, burst: 200, failureMs: 60_000, remembered: 10_000 }

/** Makes the limits of one process. `clock` gives the present; times never run backwards for a bucket. */
export function createLimits(settings: Partial<LimitSettings> = {}, clock: () => Date = () => new Date()): Limits {
  const { inFlight, perSecond, burst, failureMs, remembered } = { ...DEFAULTS, ...settings }
  const buckets = new RecentMap<{ left: number; at: number }>(remembered)
  const failures = new RecentMap<number>(remembered)
  const turns = new RecentMap<number>(remembered)
  // Bounded by itself: every entry is a request that is under way.
  const places = new Map<string, number>()

  return {
    spend(host) {
      const now = clock().getTime()
      const before = buckets.get(host) ?? { left: burst, at: now }
      const left = Math.min(burst, before.left + (Math.max(0, now - before.at) / 1000) * perSecond)
      buckets.set(host, { left: left >= 1 ? left - 1 : left, at: now })
      return left >= 1 ? undefined : Math.max(1, Math.ceil((1 - left) / perSecond))
    },
    enter(host) {
      const taken = places.get(host) ?? 0
      if (taken >= inFlight) return undefined
      places.set(host, taken + 1)
      let left = false
      return () => {
        if (left) return
        left = true
        const now = (places.get(host) ?? 1) - 1
        if (now > 0) places.set(host, now)
        else places.delete(host)
      }
    },
    failed(key) {
      failures.set(key, clock().getTime())
    },
    failedFor(key) {
      const at = failures.get(key)
      const left = at === undefined ? 0 : at + failureMs - clock().getTime()
      return left > 0 ? Math.ceil(left / 1000) : undefined
    },
    oncePerMinute(key) {
      const now = clock().getTime()
      const at = turns.get(key)
      if (at !== undefined && now - at < 60_000) return false
      turns.set(key, now)
      return true
    }
  }
}

/** A map that forgets what was longest untouched once it is full. */
class RecentMap<V> {
  readonly #entries = new Map<string, V>()
  readonly #size: number

  constructor(size: number) {
    this.#size = size
  }

  get(key: string): V | undefined {
    return this.#entries.get(key)
  }

  set(key: string, value: V): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size > this.#size) this.#entries.delete(this.#entries.keys().next().value ?? key)
  }
}
