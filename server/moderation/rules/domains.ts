/** Domains as rules compare them: lower case, in their ASCII form, with all that is below them. */
import { domainToASCII } from 'node:url'

/** The host of a web address, without its port; undefined when it is none. */
export function hostOf(address: string): string | undefined {
  if (!/^https?:\/\//i.test(address) || address.length > 2_000) return undefined
  const url = URL.parse(address)
  return url?.hostname ? url.hostname.replace(/\.$/, '') : undefined
}

/** A domain as typed, with or without scheme, `*.` and path; undefined when it is none. */
export function readDomain(text: string): string | undefined {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^@?[^@/\s]*@/, '')
    .replace(/^https?:\/\//, '')
    .replace(/^\*?\.+/, '')
    .replace(/[/?#].*$/, '')
    .replace(/\.$/, '')
  const [name = '', port = ''] = bare.startsWith('[') ? [bare] : bare.split(':')
  const host = name.startsWith('[') ? name : domainToASCII(name)
  if (host === '' || host.length > 253 || !/^[a-z0-9._[\]:-]+$/.test(host)) return undefined
  return /^\d{1,5}$/.test(port) ? `${host}:${port}` : host
}

/** A host and the domains above it, from the nearest; a number address has none above. */
export function withAbove(host: string): string[] {
  const [name = '', port] = host.startsWith('[') ? [host] : host.split(':')
  const own = port ? [host] : []
  if (/^[\d.]+$|^\[/.test(name)) return [...own, name]
  const parts = name.split('.')
  return [...own, ...parts.map((_, n) => parts.slice(n).join('.'))]
}
