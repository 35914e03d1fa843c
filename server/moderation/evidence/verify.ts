/** Tells whether a bundle of evidence is as the server made it: every file by its hash, and the list of them by its signature. */
import { type Unzipped, unzipSync } from 'fflate'
import { sha256 } from '../log/chain.ts'
import { isSigned } from '../log/signature.ts'
import { bundleFormat, type Manifest, manifestName, signatureName } from './manifest.ts'

export interface BundleVerdict {
  ok: boolean
  /** What is wrong, a sentence each. */
  findings: string[]
  /** Undefined when the bundle cannot be read so far. */
  manifest?: Manifest
  /** Whose signature it is, as it says itself. */
  keyId?: string
  key?: string
}

const mostFiles = 20_000
const mostBytes = 1_000_000_000

/** Checks one; with `key` (Multibase) the signature must be by that one. Never throws. */
export async function verifyBundle(bytes: Uint8Array, key?: string): Promise<BundleVerdict> {
  const findings: string[] = []
  const files = unpack(bytes, findings)
  if (!files) return { ok: false, findings }
  const [told, signed] = [files[manifestName], files[signatureName]]
  if (!told || !signed)
    return {
      ok: false,
      findings: [...findings, 'There is no manifest with a signature in it: this is no bundle of evidence.']
    }
  const manifest = parse(told) as Manifest | undefined
  const signature = parse(signed) as { keyId?: string; key?: string; signature?: string } | undefined
  if (manifest?.format !== bundleFormat || !Array.isArray(manifest.files))
    return { ok: false, findings: [...findings, 'The manifest cannot be read.'] }
  const by = { key: String(signature?.key), signature: String(signature?.signature) }
  if (!(await isSigned(told, by))) findings.push('The manifest is not signed by the key that it names: it was changed.')
  else if (key && by.key !== key) findings.push(`The manifest is signed by another key than yours: ${by.key}`)
  const listed = new Set([manifestName, signatureName])
  for (const { name, bytes: size, sha256: hash } of manifest.files) {
    listed.add(name)
    const file = Object.hasOwn(files, name) ? files[name] : undefined
    if (!file) findings.push(`${name} is missing.`)
    else if (file.length !== size || sha256(file) !== hash) findings.push(`${name} was changed.`)
  }
  for (const name of Object.keys(files)) if (!listed.has(name)) findings.push(`${name} was put in.`)
  const { keyId } = signature ?? {}
  return { ok: findings.length === 0, findings, manifest, key: by.key, ...(keyId && { keyId }) }
}

function unpack(bytes: Uint8Array, findings: string[]): Unzipped | undefined {
  let [files, size] = [0, 0]
  const seen = new Set<string>()
  try {
    const unpacked = unzipSync(bytes, {
      filter({ name, originalSize }) {
        files++
        size += originalSize
        if (files > mostFiles || size > mostBytes) throw new Error('it holds more than any bundle does')
        if (seen.has(name)) findings.push(`${name} is in it twice.`)
        seen.add(name)
        // Nothing is written to a disk, so that a name can do no harm; one that would is told.
        if (!/^[a-z]+(\/\d{4,6})?(\.[a-z0-9]{2,9}){1,2}$/.test(name))
          findings.push(`${JSON.stringify(name)} is no name that a bundle has.`)
        return true
      }
    })
    return unpacked
  } catch (error) {
    findings.push(`The file cannot be unpacked: ${(error as Error).message}.`)
    return undefined
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
