/** Says which addresses the server may reach: what is plainly public, never what merely is not on a list of bad ones. */
import ipaddr from 'ipaddr.js'

const IPV6_GLOBAL = ipaddr.IPv6.parseCIDR('2000::/3')

/** Parts of 2000::/3 that are no ordinary hosts: protocol assignments with Teredo, examples, 6to4, AS112 (IANA). */
const IPV6_RESERVED = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'].map((range) =>
  ipaddr.IPv6.parseCIDR(range)
)

/**
 * Whether an IP address, as the resolver or the URL parser writes it, is global unicast (IANA special-purpose
 * registries). Mapped and translated addresses are refused, whatever they map to; so is anything that is no address.
 */
export function isPublicAddress(address: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return ipaddr.IPv4.parse(address).range() === 'unicast'
  if (!ipaddr.IPv6.isValid(address)) return false
  const parsed = ipaddr.IPv6.parse(address)
  if (parsed.zoneId || parsed.range() !== 'unicast') return false
  return parsed.match(IPV6_GLOBAL) && !IPV6_RESERVED.some((range) => parsed.match(range))
}

/** The IP address in a URL's host, without brackets, or undefined for a name. The URL parser has made it canonical. */
export function literalAddress(url: URL): string | undefined {
  const host = url.hostname
  if (host.startsWith('[')) return host.slice(1, -1)
  return ipaddr.IPv4.isValidFourPartDecimal(host) ? host : undefined
}
