/** What an actor is called by from afar, which need not be where it is. */

/** The parts of an actor that its handle is made of. */
interface Called {
  username: string
  host: string
  handleHost?: string | null
}

/** The handle without its first sign: `nia@aldermere.example`. Trust goes by the host alone, never by this. */
export const addressOf = ({ username, host, handleHost }: Called): string => `${username}@${handleHost ?? host}`

/** The handle as people write it: `@nia@aldermere.example`. */
export const handleOf = (actor: Called): string => `@${addressOf(actor)}`
