/** Keeps programs from sending reports as visitors: a form says when it was made, sealed, and holds a field for nobody. */
import type { Context } from '../../server/context.ts'
import type { Fault } from '../../server/errors.ts'

const purpose = 'report form'
const soonest = 1_500
const latest = 24 * 3_600_000

/** When a form is made, for its hidden field. */
export const madeNow = ({ secrets, clock }: Pick<Context, 'secrets' | 'clock'>): string =>
  secrets.seal(purpose, String(clock().getTime()))

/** What is wrong with when a form was made. */
export function timeFault({ secrets, clock }: Pick<Context, 'secrets' | 'clock'>, sealed: string): Fault | undefined {
  const passed = clock().getTime() - madeAt(secrets, sealed)
  if (!(passed <= latest))
    return { field: 'words', text: 'This page was open for too long. Read what you wrote, and press the button again' }
  if (passed < soonest)
    return { field: 'words', text: 'That was very quick. Read what you wrote, and press the button again' }
  return undefined
}

function madeAt(secrets: Context['secrets'], sealed: string): number {
  if (sealed === '' || sealed.length > 200) return Number.NaN
  try {
    return Number(secrets.open(purpose, sealed))
  } catch {
    // Made up, or of another SECRET_KEY.
    return Number.NaN
  }
}
