/** What the manifest of a bundle of evidence says: what it is about, who made it, and what each file must be. */
import type { BundleKind } from './collect.ts'

export const bundleFormat = 'folkmoot evidence'
export const manifestName = 'manifest.json'
export const signatureName = 'manifest.signature.json'

export interface Manifest {
  format: typeof bundleFormat
  version: 1
  about: { kind: BundleKind; target: string }
  made: {
    at: string
    by: { name: string; uri: string } | null
    reason: string
    origin: string
    council: string
    software: string
  }
  /** What is not in it, and how much. */
  leftOut: { private: number; beyondLimit: boolean; media: string[] }
  /** In which files the documents are that things came in from other servers, and of which they were not kept, and why. */
  documents: { here: { uri: string; file: string }[]; notKept: string[]; why: string }
  log: { sequence: number; hash: string } | null
  files: { name: string; bytes: number; sha256: string }[]
}
