/** `audit …`: the decision log, verified where it lies and written out for keeping elsewhere. */
import { rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { Problem } from '../../server/errors.ts'
import type { Head } from '../../server/moderation/log/chain.ts'
import { exportLog } from '../../server/moderation/log/export.ts'
import { type OpenSource, sourceOfFile, sourceOfStore } from '../../server/moderation/log/source.ts'
import { type Known, type Verdict, verifyLog } from '../../server/moderation/log/verify.ts'
import { type Command, type Out, readArgs, WrongUse } from './command.ts'

const options = {
  file: { type: 'string' },
  key: { type: 'string' },
  anchor: { type: 'string', multiple: true }
} as const

export const auditVerify: Command = {
  name: 'audit verify',
  usage: '[--file PATH] [--key KEY] [--anchor NUMBER:HASH]',
  does: 'tells whether the decision log is whole: in the database, or in a database file or an exported log',
  async alone(config, args, out) {
    const { values } = readArgs(args, options)
    const file = values.file ?? (config.databaseUrl.startsWith('file:') ? config.databaseUrl.slice(5) : undefined)
    if (!file) return false
    await verify(await sourceOfFile(file), known(values), out)
    return true
  },
  async run(context, args, out) {
    await verify(await sourceOfStore(context.store.read), known(readArgs(args, options).values), out)
  }
}

export const auditExport: Command = {
  name: 'audit export',
  usage: 'FILE',
  does: 'writes the decision log and its signed checkpoints into a new file, which `audit verify --file` reads',
  async run(context, args, out) {
    const path = readArgs(args, {}, 1).positionals[0]!
    const file = await open(path, 'wx', 0o600).catch((error: { code?: string }) => {
      throw new Problem(422, `${path} cannot be written (${error.code}): give the path of a new file.`)
    })
    let lines = 0
    try {
      for await (const line of exportLog(context)) {
        await file.write(line)
        lines++
      }
    } catch (error) {
      rmSync(path, { force: true })
      throw error
    } finally {
      await file.close()
    }
    const entries = lines - 1
    out.answer({ file: path, entries }, `${entries} decisions are in ${path}.`)
  }
}

function known({ key, anchor = [] }: { key?: string | undefined; anchor?: string[] | undefined }): Known {
  return { key, anchors: anchor.map(anchorOf) }
}

function anchorOf(text: string): Head {
  const [, sequence, hash] = /^(\d{1,9}):([0-9a-f]{64})$/.exec(text.trim().toLowerCase()) ?? []
  if (!sequence || !hash)
    throw new WrongUse('--anchor is a number and a hash, such as 120:9f86d0…, as /transparency shows them')
  return { sequence: Number(sequence), hash }
}

async function verify(source: OpenSource, from: Known, out: Out): Promise<void> {
  try {
    const verdict = await verifyLog(source, from)
    out.answer(verdict, told(verdict))
    if (!verdict.ok) out.fail()
  } finally {
    source.close()
  }
}

function told({ ok, entries, checkpoints, head, keys, findings, more }: Verdict): string {
  const size = `${entries} decisions, ${checkpoints} signed checkpoints.`
  const end = head.sequence > 0 ? [`It ends with number ${head.sequence}: ${head.hash}`] : []
  const by = keys.map((key) => `Signed by ${key}`)
  if (ok) return ['The decision log is whole.', size, ...end, ...by].join('\n')
  const lines = findings.map(({ sequence, wrong, detail }) => `WRONG ${sequence || '-'} ${wrong}: ${detail}`)
  return [
    'The decision log was tampered with.',
    ...lines,
    ...(more ? [`And ${more} more.`] : []),
    size,
    ...end,
    ...by
  ].join('\n')
}
