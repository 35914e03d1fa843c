/** Makes a bundle of evidence: one ZIP that can be read by people and programs, and shown to be whole and this server's. */
import { readFileSync } from 'node:fs'
import { zipSync } from 'fflate'
import type { Context } from '../../context.ts'
import { councilOf } from '../../council/settings.ts'
import { Invalid } from '../../errors.ts'
import { sha256 } from '../log/chain.ts'
import { signHead } from '../log/checkpoints.ts'
import { addDecision, chained, decisionsAbout } from '../log/decisions.store.ts'
import { signAsServer } from '../log/signature.ts'
import { needLeave } from '../proposals/ask.ts'
import { bundleKinds, collect, type Found } from './collect.ts'
import { documentsOf, whyNotKept } from './documents.ts'
import { drawEvidence } from './drawn.ts'
import { filesOf } from './files.ts'
import { bundleFormat, type Manifest, manifestName, signatureName } from './manifest.ts'

export interface BundleAsked {
  kind: string
  /** The address of a post, an author or a conversation; the id of a report or a hold. */
  target: string
  /** What it is for; kept in the log. */
  reason: string
  /** Whether what was written for some only is put in too: for admins. */
  private: boolean
}

export interface Maker {
  id: string
  name: string
  uri: string
}

export interface Bundle {
  /** A file name. */
  name: string
  bytes: Uint8Array
  manifest: Manifest
}

/** Checks what was asked, and makes it; making one is a decision in the log. Throws Invalid or NotFound. */
export async function makeBundle(context: Context, by: Maker | null, asked: BundleAsked): Promise<Bundle> {
  const reason = asked.reason.trim()
  const kind = bundleKinds.find((one) => one === asked.kind)
  if (!kind) throw new Invalid([{ field: 'kind', text: 'Choose what the evidence is about' }])
  if (reason === '') throw new Invalid([{ field: 'reason', text: 'Say what it is for, for the log' }])
  if (reason.length > 1_000)
    throw new Invalid([{ field: 'reason', text: 'Give the reason in 1,000 characters or fewer' }])
  if (asked.private) {
    const says = `Make a bundle of evidence about ${asked.target.trim()}, with what was written for some only`
    const target = `${kind} ${asked.target.trim()}`.slice(0, 500)
    await needLeave(context, { kind: 'export', by: by?.id ?? null, target, says, reason, body: { kind } })
  }
  const found = await collect(context, kind, asked.target.trim(), asked.private)
  const made = context.clock()
  const detail = { kind, posts: found.posts.length, kept: found.kept.length, private: asked.private }
  await context.store.write((tx) =>
    addDecision(tx, { by: by?.id ?? null, act: 'evidence made', target: found.target, reason, detail, created: made })
  )
  const council = await councilOf(context)
  const media = await filesOf(context, found)
  const head = await signHead(context)
  const log = (await decisionsAbout(context.store.read, targetsOf(found))).map(chained)
  const manifest: Manifest = {
    ...{ format: bundleFormat, version: 1, about: { kind, target: found.target } },
    made: {
      at: made.toISOString(),
      by: by && { name: by.name, uri: by.uri },
      ...{ reason, origin: context.config.origin, council: council.name, software: `folkmoot ${version}` }
    },
    leftOut: { private: found.private, beyondLimit: found.cut, media: media.leftOut },
    documents: { ...documentsOf(found, numbered), why: whyNotKept },
    log: head ? { sequence: head.sequence, hash: head.hash } : null,
    files: []
  }
  const files: Record<string, Uint8Array> = {
    ...documents(found),
    ...media.files,
    'log.json': json({ checkpoint: head ?? null, entries: log })
  }
  files['index.html'] = Buffer.from(drawEvidence(found, manifest, log, media.names))
  manifest.files = Object.entries(files)
    .map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: sha256(bytes) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const told = json(manifest)
  const signed = json({ algorithm: 'Ed25519', file: manifestName, ...(await signAsServer(context, told)) })
  const zip = zipSync({ [manifestName]: told, [signatureName]: signed, ...files }, { level: 6, mtime: made })
  return { name: `evidence-${kind}-${made.toISOString().slice(0, 19).replace(/\D/g, '')}.zip`, bytes: zip, manifest }
}

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

const json = (value: unknown): Uint8Array => new Uint8Array(Buffer.from(`${JSON.stringify(value, null, 2)}\n`))

/** Names are numbers: nothing that somebody else chose becomes part of a path. */
const numbered = (folder: string, n: number, end = 'json') => `${folder}/${String(n + 1).padStart(4, '0')}.${end}`

function documents({ posts, kept, held, reports, holds }: Found): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {}
  for (const [n, { copy }] of posts.entries())
    files[numbered('posts', n)] = json({
      uri: copy.thing.uri,
      author: copy.thing.author,
      private: copy.private,
      ...copy.content
    })
  for (const [n, copy] of kept.entries()) files[numbered('kept', n)] = json(copy)
  for (const [n, item] of held.entries()) files[numbered('received', n)] = json(item)
  for (const [n, report] of reports.entries()) files[numbered('reports', n)] = json(report)
  for (const [n, hold] of holds.entries()) files[numbered('holds', n)] = json(hold)
  return files
}

/** Everything whose decisions belong to it. */
const targetsOf = ({ target, posts, kept, held, reports, holds }: Found): string[] => [
  target,
  ...posts.flatMap(({ copy }) => [copy.thing.uri, copy.thing.author]),
  ...kept.flatMap(({ uri, author }) => [uri, author]),
  ...held.flatMap(({ uri, actor, object }) => [uri, actor, ...(object ? [object] : [])]),
  ...reports.flatMap(({ id, target: whom, objects }) => [id, whom, ...objects]),
  ...holds.map((hold) => hold.target)
]
