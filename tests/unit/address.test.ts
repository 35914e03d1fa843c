/** Which addresses are public: IANA's special ranges, and every spelling that hides one. */
import { describe, expect, test } from 'vitest'
import { isPublicAddress } from '../../federation/network/address.ts'

describe('addresses', () => {
  test.each(
    `127.0.0.1 127.1.2.3 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 192.0.0.1 192.0.2.1 198.18.0.1
    198.51.100.1 203.0.113.1 192.88.99.1 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1
    ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b:1::1 100::1 fc00::1 fd00::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 2001:db8::1
    2001::1 2001:2::1 2001:20::1 2002:7f00:1:: 3fff::1 5f00::1 4000::1 2130706433 0x7f000001 0177.0.0.1 127.1 name`.split(
      /\s+/
    )
  )('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false))

  test.each(['1.1.1.1', '8.8.8.8', '93.184.216.34', '2606:4700::1', '2a00:1450::1', '2001:4860:4860::8888'])(
    '%s is public',
    (address) => expect(isPublicAddress(address)).toBe(true)
  )
})
