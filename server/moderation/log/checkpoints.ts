/** Signs the end of the decision log once a day, so that whoever has seen it can tell when the log was cut or made anew. */
import canonical from 'json-canon'
import type { Context } from '../../context.ts'
import { findCouncil } from '../../council/settings.ts'
import type { Head } from './chain.ts'
import { addCheckpoint, type CheckpointRow, lastCheckpoint } from './checkpoints.store.ts'
import { chainAll, headOf } from './decisions.store.ts'
import { isSigned, signAsServer } from './signature.ts'

/** A signed end of the log as it is published and exported. */
export interface Checkpoint extends Head {
  origin: string
  at: string
  key: string
  signature: string
}

const format = 'folkmoot decision log checkpoint'

/** What is signed: the canonical JSON of all but the signature. */
const bytesOf = ({ sequence, hash, origin, at, key }: Omit<Checkpoint, 'signature'>) =>
  Buffer.from(canonical({ format, sequence, hash, origin, at, key }))

export const isGenuine = (checkpoint: Checkpoint) => isSigned(bytesOf(checkpoint), checkpoint)

/** A kept checkpoint as it is published. */
export const published = (row: CheckpointRow): Checkpoint => ({
  sequence: row.sequence,
  hash: row.hash,
  origin: row.origin,
  at: row.created.toISOString(),
  key: row.key,
  signature: row.signature
})

/** Signs the log as it ends now; undefined when it is empty. Keeps nothing. */
export async function signHead(context: Context): Promise<Checkpoint | undefined> {
  const head = await headOf(context.store.read)
  if (head.sequence === 0) return undefined
  const named = { ...head, origin: context.config.origin, at: context.clock().toISOString() }
  // The key is part of what is signed: asked for first by signing nothing.
  const { key } = await signAsServer(context, new Uint8Array())
  const { signature } = await signAsServer(context, bytesOf({ ...named, key }))
  return { ...named, key, signature }
}

/** Keeps a signed end of the log when the last one is of another day and something was decided since. */
export async function checkpointDaily(context: Context): Promise<void> {
  if (!(await findCouncil(context))) return
  const last = await lastCheckpoint(context.store.read)
  if (last && dayOf(last.created) === dayOf(context.clock())) return
  await context.store.write(chainAll)
  const made = await signHead(context)
  if (!made || made.sequence === last?.sequence) return
  const { at, ...row } = made
  await context.store.write((tx) => addCheckpoint(tx, { ...row, created: new Date(at) }))
}

const dayOf = (date: Date) => date.toISOString().slice(0, 10)
