/** `evidence …` and `hold …`: what must be kept, and bundles of it. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { Problem } from '../../server/errors.ts'
import { makeBundle } from '../../server/moderation/evidence/bundle.ts'
import { type LegalHold, listHolds } from '../../server/moderation/evidence/holds.store.ts'
import { endHold, placeHold, renewHold } from '../../server/moderation/evidence/holds.ts'
import { verifyBundle } from '../../server/moderation/evidence/verify.ts'
import { type Command, need, type Out, readArgs, tableOf, WrongUse } from './command.ts'

const largest = 1_000_000_000

export const evidenceExport: Command = {
  name: 'evidence export',
  usage: 'FILE --post URI|--author URI|--thread URI|--report ID|--hold ID --reason WORDS [--private]',
  does: 'puts what there is about something into one signed ZIP; --private adds what was written for some only',
  async run(context, args, out) {
    const about = { post: 'item', author: 'author', thread: 'thread', report: 'report', hold: 'hold' } as const
    const text = { type: 'string' } as const
    const { positionals, values } = readArgs(
      args,
      { post: text, author: text, thread: text, report: text, hold: text, reason: text, private: { type: 'boolean' } },
      1
    )
    const given = (Object.keys(about) as (keyof typeof about)[]).filter((name) => values[name])
    if (given.length !== 1)
      throw new WrongUse('say what it is about by one of --post, --author, --thread, --report and --hold')
    const reason = need(values.reason, 'reason')
    const asked = { kind: about[given[0]!], target: values[given[0]!]!, reason, private: values.private ?? false }
    const { bytes, manifest } = await makeBundle(context, null, asked)
    const path = positionals[0]!
    try {
      writeFileSync(path, bytes, { flag: 'wx', mode: 0o600 })
    } catch (error) {
      throw new Problem(
        422,
        `${path} cannot be written (${(error as { code?: string }).code}): give the path of a new file.`
      )
    }
    out.answer({ file: path, manifest }, `${manifest.files.length} files are in ${path}.`)
  }
}

export const evidenceVerify: Command = {
  name: 'evidence verify',
  usage: 'FILE [--key KEY]',
  does: 'tells whether a bundle of evidence is as the server made it',
  async alone(_config, args, out) {
    const { positionals, values } = readArgs(args, { key: { type: 'string' } }, 1)
    await verify(positionals[0]!, values.key, out)
    return true
  },
  run: async () => {}
}

async function verify(path: string, key: string | undefined, out: Out): Promise<void> {
  const bytes = read(path)
  const verdict = await verifyBundle(bytes, key)
  const { manifest } = verdict
  const made = manifest
    ? [`About ${manifest.about.kind} ${manifest.about.target}`, `Made ${manifest.made.at} on ${manifest.made.origin}`]
    : []
  const by = verdict.keyId ? [`Signed by ${verdict.keyId}: ${verdict.key}`] : []
  const first = verdict.ok ? 'The bundle is as it was made.' : 'The bundle is not as it was made.'
  out.answer(verdict, [first, ...verdict.findings.map((one) => `WRONG ${one}`), ...made, ...by].join('\n'))
  if (!verdict.ok) out.fail()
}

function read(path: string): Uint8Array {
  try {
    if (statSync(path).size > largest) throw new Problem(413, `${path} is larger than any bundle.`)
    return readFileSync(path)
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem(422, `${path} cannot be read (${(error as { code?: string }).code}).`)
  }
}

const shown = ({ id, kind, target, reason, created, review, lifted }: LegalHold) => ({
  ...{ id, kind, target, reason },
  placed: created.toISOString(),
  review: review.toISOString(),
  lifted: lifted?.toISOString() ?? null
})

export const holdPlace: Command = {
  name: 'hold place',
  usage: 'item|author|thread|search TARGET --reason WORDS --review YYYY-MM-DD',
  does: 'keeps something from being deleted for good: a post, an author, a conversation, or whatever holds some words',
  async run(context, args, out) {
    const text = { type: 'string' } as const
    const { positionals, values } = readArgs(args, { reason: text, review: text }, 2)
    const [kind = '', target = ''] = positionals
    const review = new Date(`${need(values.review, 'review')}T12:00:00Z`)
    const hold = await placeHold(context, null, { kind, target, reason: need(values.reason, 'reason'), review })
    out.answer(shown(hold), `It is kept, as ${hold.id}.`)
  }
}

export const holdList: Command = {
  name: 'hold list',
  usage: '[--lifted]',
  does: 'lists the legal holds in force, or those lifted',
  async run(context, args, out) {
    const { values } = readArgs(args, { lifted: { type: 'boolean' } })
    const items: ReturnType<typeof shown>[] = []
    let after: string | undefined
    do {
      const page = await listHolds(context.store.read, { after, size: 100, lifted: values.lifted ?? false })
      items.push(...page.rows.map(shown))
      after = page.next
    } while (after && items.length < 1_000)
    const rows = items.map((one) => [one.id, one.kind, one.review.slice(0, 10), one.target])
    out.answer({ items }, rows.length > 0 ? tableOf(rows) : 'There are none.')
  }
}

export const holdRenew: Command = {
  name: 'hold renew',
  usage: 'ID --reason WORDS --review YYYY-MM-DD',
  does: 'says that a legal hold was looked at and is needed further on, until that day',
  async run(context, args, out) {
    const text = { type: 'string' } as const
    const { positionals, values } = readArgs(args, { reason: text, review: text }, 1)
    const review = new Date(`${need(values.review, 'review')}T12:00:00Z`)
    const hold = await renewHold(context, null, positionals[0]!, { reason: need(values.reason, 'reason'), review })
    out.answer(shown(hold), `It is kept, and due again on ${values.review}.`)
  }
}

export const holdLift: Command = {
  name: 'hold lift',
  usage: 'ID --reason WORDS',
  does: 'lifts a legal hold; what was kept for it alone goes 30 days later',
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { reason: { type: 'string' } }, 1)
    const hold = await endHold(context, null, positionals[0]!, need(values.reason, 'reason'))
    out.answer(shown(hold), 'It is lifted.')
  }
}
