/** The one error of the guarded network, so that callers can tell a peer that is away from an address we will not touch. */

export type RefusalCode = 'address' | 'scheme' | 'too-large' | 'timeout' | 'redirect' | 'unreachable'

export class NetworkRefused extends Error {
  readonly code: RefusalCode

  constructor(code: RefusalCode, message: string) {
    super(message)
    this.name = 'NetworkRefused'
    this.code = code
  }
}
