/** `list …` and `domain import|export|undo|cost|simulate`: lists of policies, as drafts that are applied by choice. */
import { writeFileSync } from 'node:fs'
import { makeFederation } from '../../federation/federation.ts'
import { refreshList } from '../../federation/lists.ts'
import type { Severity } from '../../schema/policies.ts'
import type { Context } from '../../server/context.ts'
import { applyEntries, passEntries } from '../../server/moderation/policies/apply.ts'
import { allCosts, costOf } from '../../server/moderation/policies/cost.ts'
import { surroundingsOf, weigh } from '../../server/moderation/policies/draft.ts'
import { exportPolicies } from '../../server/moderation/policies/export.ts'
import { allLists, countEntries, entriesOf, type PolicyList } from '../../server/moderation/policies/lists.store.ts'
import {
  importList,
  needList,
  readSubscription,
  removeList,
  severities,
  subscribe
} from '../../server/moderation/policies/lists.ts'
import { tryPolicy } from '../../server/moderation/policies/try.ts'
import { missed, tally, toCsv } from '../../server/moderation/rules/tally.ts'
import { readHost, undoPolicy } from '../../server/moderation/trust.ts'
import { type Command, readArgs, tableOf, WrongUse } from './command.ts'
import { readFile } from './file.ts'

export const domainImport: Command = {
  name: 'domain import',
  usage: 'FILE [--severity suspend|limit|none|allow] [--name WORDS]',
  does: 'takes in a list of policies (CSV as Mastodon saves it) as a draft; `list apply` applies it',
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { severity: { type: 'string' }, name: { type: 'string' } }, 1)
    const severity = readSeverity(values.severity)
    const name = values.name ?? positionals[0]!.split('/').at(-1)!
    const list = await importList(context, null, { name, severity, bytes: readFile(positionals[0]!) })
    const [open] = await countEntries(context.store.read, list.id)
    const wrong = list.wrong.map(({ line, why }) => `Line ${line}: ${why}.`)
    const text = [`${open?.n ?? 0} servers wait in the list ${list.id}; nothing is applied yet.`, ...wrong].join('\n')
    out.answer({ list: list.id, entries: open?.n ?? 0, wrongs: list.wrongs, wrong: list.wrong }, text)
  }
}

export const domainExport: Command = {
  name: 'domain export',
  usage: 'FILE',
  does: 'saves what is blocked and limited as CSV, as Mastodon reads it',
  async run(context, args, out) {
    const { positionals } = readArgs(args, {}, 1)
    const csv = await exportPolicies(context)
    writeFileSync(positionals[0]!, csv)
    const policies = csv.trimEnd().split('\r\n').length - 1
    out.answer({ file: positionals[0]!, policies }, `${policies} policies were saved.`)
  }
}

export const domainUndo: Command = {
  name: 'domain undo',
  usage: 'HOST [--reason WORDS]',
  does: 'takes a decision about a server back, with the follows that it cut',
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { reason: { type: 'string' } }, 1)
    const host = readHost(context, positionals[0]!)
    const state = await undoPolicy(context, null, host, values.reason ?? '')
    out.answer({ host, state }, `${host}: ${state} again.`)
  }
}

export const domainCost: Command = {
  name: 'domain cost',
  usage: 'HOST',
  does: 'tells what a block of a server would cost',
  async run(context, args, out) {
    const { positionals } = readArgs(args, {}, 1)
    const host = readHost(context, positionals[0]!)
    const cost = await costOf(context, host)
    out.answer({ host, ...cost }, tableOf(Object.entries(cost).map(([what, n]) => [what, String(n)])))
  }
}

export const domainSimulate: Command = {
  name: 'domain simulate',
  usage: 'HOST [--severity limit|suspend|none] [--no-media] [--no-reports] [--csv FILE]',
  does: 'says what a decision about a server would have done to what came in from there of late; changes nothing',
  async run(context, args, out) {
    const yes = { type: 'boolean' } as const
    const { positionals, values } = readArgs(
      args,
      { severity: { type: 'string' }, 'no-media': yes, 'no-reports': yes, csv: { type: 'string' } },
      1
    )
    const host = readHost(context, positionals[0]!)
    const severity = (['limit', 'suspend', 'none'] as const).find((one) => one === (values.severity ?? 'suspend'))
    if (!severity) throw new WrongUse('--severity is limit, suspend or none')
    const left = { rejectMedia: values['no-media'] ?? false, rejectReports: values['no-reports'] ?? false }
    const { from, results, later } = await tryPolicy(context, { host, severity, ...left })
    const numbers = tally(results[0]!, later)
    if (values.csv !== undefined) writeFileSync(values.csv, toCsv(results[0]!, later))
    const { held, limited, rejected, stripped, stopped } = numbers
    const lines = [
      `Of ${numbers.total} things from ${host} since ${from.toISOString().slice(0, 10)}: ${rejected} refused, ${held} held, ${limited} shown only to followers, ${stripped} without their media.`,
      `Of those stopped, ${stopped.accepted} were accepted answers later, ${stopped.followed} by people followed here.`,
      ...missed(results[0]!, later).map(({ entry }) => `  missed: ${entry.object ?? entry.uri}`)
    ]
    out.answer({ host, severity, ...left, ...numbers }, lines.join('\n'))
  }
}

export const listAdd: Command = {
  name: 'list add',
  usage: 'URL [--kind csv|fires] [--name WORDS] [--severity S] [--priority N] [--exclude HOST,HOST]',
  does: 'subscribes to a list of policies, which is read each day and stays a draft',
  async run(context, args, out) {
    const { positionals, values } = readArgs(
      args,
      {
        ...{ kind: { type: 'string' }, name: { type: 'string' }, severity: { type: 'string' } },
        ...{ priority: { type: 'string' }, exclude: { type: 'string' } }
      } as const,
      1
    )
    const asked = readSubscription({
      ...{ url: positionals[0]!, name: values.name ?? '', kind: values.kind ?? 'csv' },
      ...{ severity: values.severity ?? '', priority: values.priority ?? '', excludes: values.exclude ?? '' }
    })
    const list = await subscribe(context, null, asked)
    const { fault } = await read(context, list.id)
    out.answer(
      { list: list.id, fault },
      fault ? `Subscribed, but it could not be read: ${fault}` : `Subscribed: ${list.id}.`
    )
  }
}

export const listRemove: Command = {
  name: 'list remove',
  usage: 'ID',
  does: 'ends a subscription or drops a draft; the policies that came from it stay',
  async run(context, args, out) {
    const { positionals } = readArgs(args, {}, 1)
    await removeList(context, null, positionals[0]!)
    out.answer({ list: positionals[0]! }, 'The list is gone.')
  }
}

export const listRefresh: Command = {
  name: 'list refresh',
  usage: 'ID',
  does: 'reads a subscribed list again now',
  async run(context, args, out) {
    const { positionals } = readArgs(args, {}, 1)
    const { fault } = await read(context, (await needList(context, positionals[0]!)).id)
    out.answer({ list: positionals[0]!, fault }, fault ?? 'It was read.')
  }
}

export const listShow: Command = {
  name: 'list show',
  usage: '[ID]',
  does: 'shows the lists, or what one proposes with what each entry would cost',
  async run(context, args, out) {
    const { positionals } = parsedId(args)
    const db = context.store.read
    if (!positionals[0]) {
      const items = (await allLists(db)).map(({ id, name, url, kind, priority, fault }) => ({
        ...{ id, name, url, kind, priority, fault }
      }))
      const rows = items.map((one) => [one.id, one.kind, one.name, one.url ?? ''])
      return out.answer({ items }, rows.length > 0 ? tableOf(rows) : 'There is no list.')
    }
    const list = await needList(context, positionals[0])
    const around = await surroundingsOf(context, list, await allCosts(context))
    const items: { host: string; severity: string; standing: string; now: string; cost: object }[] = []
    for (let after = ''; items.length < 10_000; ) {
      const rows = await entriesOf(db, list.id, 'open', after, 500)
      for (const { entry, standing, now, cost } of await weigh(context, around, rows))
        items.push({ host: entry.host, severity: entry.gone ? 'gone' : entry.severity, standing, now, cost })
      if (rows.length < 500) break
      after = rows.at(-1)!.host
    }
    const rows = items.map((one) => [one.host, one.severity, one.standing, one.now, costText(one.cost)])
    out.answer({ list: list.id, items }, rows.length > 0 ? tableOf(rows) : 'Nothing in this list waits.')
  }
}

export const listPass: Command = {
  name: 'list pass',
  usage: 'ID --hosts HOST,HOST [--reason WORDS]',
  does: 'passes entries of a list over: they are not proposed again until the list changes',
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { hosts: { type: 'string' }, reason: { type: 'string' } }, 1)
    const list = await needList(context, positionals[0]!)
    const hosts = (values.hosts ?? '').split(',').filter(Boolean)
    if (hosts.length === 0) throw new WrongUse('--hosts is missing')
    const passed = await passEntries(context, null, list, hosts, values.reason ?? '')
    out.answer({ list: list.id, passed }, `${passed} passed over.`)
  }
}

export const listApply: Command = {
  name: 'list apply',
  usage: 'ID (--all | --hosts HOST,HOST) [--reason WORDS]',
  does: 'applies what a list proposes: all that can be applied together, or those named',
  async run(context, args, out) {
    const { positionals, values } = readArgs(
      args,
      { all: { type: 'boolean' }, hosts: { type: 'string' }, reason: { type: 'string' } },
      1
    )
    if (!values.all && !values.hosts) throw new WrongUse('--all or --hosts is missing')
    const list = await needList(context, positionals[0]!)
    const hosts = values.all ? 'all' : values.hosts!.split(',').map((host) => host.trim())
    const { applied, lifted, left, leftOver } = await applyEntries(context, null, list, hosts, values.reason ?? '')
    const rest = left.map(({ host, why }) => `${host}: ${why}`)
    const text = [`${applied} applied, ${lifted} lifted, ${leftOver} left as they are.`, ...rest].join('\n')
    out.answer({ list: list.id, applied, lifted, left }, text)
  }
}

/** Reads a list from its address now; gives it with what went wrong. */
async function read(context: Context, id: string): Promise<PolicyList> {
  const federation = await makeFederation(context)
  try {
    await refreshList(federation, id)
    return await needList(context, id)
  } finally {
    await federation.close()
  }
}

/** None or one id. */
function parsedId(args: string[]) {
  return readArgs(args, {}, args.filter((arg) => !arg.startsWith('-')).length > 0 ? 1 : 0)
}

function readSeverity(text = 'suspend'): Severity {
  const found = severities.find((one) => one === text)
  if (!found) throw new WrongUse(`--severity is one of ${severities.join(', ')}`)
  return found
}

const costText = (cost: object) =>
  Object.entries(cost)
    .filter(([, n]) => n > 0)
    .map(([what, n]) => `${what} ${n}`)
    .join(', ') || 'no relation'

export const listCommands = [
  ...[domainUndo, domainCost, domainSimulate, domainImport, domainExport],
  ...[listAdd, listRemove, listRefresh, listShow, listApply, listPass]
]
