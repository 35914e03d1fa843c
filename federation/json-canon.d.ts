/** The types that json-canon comes without. */
declare module 'json-canon' {
  /** Canonical JSON (RFC 8785). */
  export default function serialize(value: unknown): string
}
