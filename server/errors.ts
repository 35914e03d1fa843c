/** What can go wrong in words that a person may read, each with the HTTP status that goes with it. */

/** An error of ours: `message` is safe to show. */
export class Problem extends Error {
  readonly status: number
  /** Seconds after which the same request may succeed. */
  readonly retryAfter: number | undefined
  constructor(status: number, message: string, retryAfter?: number) {
    super(message)
    this.name = new.target.name
    this.status = status
    this.retryAfter = retryAfter
  }
}

/** 404: not here, or not for this reader; the two are told apart to nobody. */
export class NotFound extends Problem {
  constructor(message = 'There is nothing at this address.') {
    super(404, message)
  }
}

/** 410: was here, and was withdrawn. */
export class Gone extends Problem {
  constructor(message = 'This was withdrawn by its author.') {
    super(410, message)
  }
}

/** 401: who is asking is not known. */
export class SignInNeeded extends Problem {
  constructor(message = 'Sign in first.') {
    super(401, message)
  }
}

/** 403: known, but not allowed. */
export class Refused extends Problem {
  constructor(message = 'You may not do this.') {
    super(403, message)
  }
}

/** 409: somebody was faster, or it is there already. */
export class Conflict extends Problem {
  constructor(message: string) {
    super(409, message)
  }
}

/** 429: too often. */
export class TooMany extends Problem {
  constructor(message: string, retryAfter: number) {
    super(429, message, retryAfter)
  }
}

/** 503: not now. */
export class Busy extends Problem {
  constructor(message = 'The server is busy. Try again in a moment.', retryAfter = 30) {
    super(503, message, retryAfter)
  }
}

/** One fault in what was typed: `field` names the form field or JSON property. */
export interface Fault {
  field: string
  text: string
  /** Where it is mended, when that is on another page. */
  href?: string
}

/** 422: what was typed cannot be taken; lists every fault, so that all can be mended at once. */
export class Invalid extends Problem {
  readonly faults: Fault[]
  constructor(faults: Fault[]) {
    super(422, faults.map((fault) => fault.text).join(' '))
    this.faults = faults
  }
}
