/** What is in force about servers as lists: for other moderators' software, and for everyone to read. */
import type { Context } from '../../context.ts'
import { type ListEntry, writeAllows, writeCsv } from './csv.ts'
import { listPolicies, type WholePolicy } from './policies.store.ts'

const batch = 1_000

/** Every policy of this kind, read in steps. */
async function* all(context: Context, trust?: ('known' | 'network')[]): AsyncGenerator<WholePolicy> {
  for (let after = ''; ; ) {
    const rows = await listPolicies(context.store.read, { after, size: batch, ...(trust && { trust }) })
    yield* rows
    if (rows.length < batch) return
    after = rows.at(-1)!.instance.host
  }
}

/** What we block, limit or leave media of out, as CSV in Mastodon's form. */
export async function exportPolicies(context: Context): Promise<string> {
  const entries: ListEntry[] = []
  for await (const row of all(context)) entries.push(entryOf(row))
  return writeCsv(entries)
}

/** The servers that we let in, one on each line. */
export async function exportAllowed(context: Context): Promise<string> {
  const hosts: string[] = []
  for await (const { instance } of all(context, ['known', 'network'])) hosts.push(instance.host)
  return writeAllows(hosts)
}

function entryOf({ policy, instance }: WholePolicy): ListEntry {
  const severity = { blocked: 'suspend', limited: 'limit' } as const
  return {
    host: instance.host,
    severity: severity[instance.trust as keyof typeof severity] ?? 'none',
    rejectMedia: policy?.rejectMedia ?? false,
    rejectReports: policy?.rejectReports ?? false,
    obfuscate: policy?.obfuscate ?? false,
    comment: policy?.publicReason ?? ''
  }
}

export interface PublicLimit {
  name: string
  entry: ListEntry
}

/** One page of what we limit, for everyone: the public reason only, and the name in part where that was chosen. */
export async function publicLimits(
  context: Context,
  after: string,
  size: number
): Promise<{ limits: PublicLimit[]; next?: string }> {
  const rows = await listPolicies(context.store.read, { after, size: size + 1 })
  const limits = rows.slice(0, size).map((row) => {
    const entry = entryOf(row)
    return { entry, name: entry.obfuscate ? obfuscated(entry.host) : entry.host }
  })
  return { limits, ...(rows.length > size && { next: limits.at(-1)!.entry.host }) }
}

/** A name with every second letter before the last dot hidden, as Mastodon writes it. */
export function obfuscated(host: string): string {
  const end = host.lastIndexOf('.')
  const name = end < 0 ? host : host.slice(0, end)
  return [...name].map((letter, n) => (letter === '.' || n % 2 === 0 ? letter : '*')).join('') + host.slice(name.length)
}
