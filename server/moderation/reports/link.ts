/** Links by which whoever reported can see what became of it, without an account; whoever has the link may. */
import type { Context } from '../../context.ts'

type Keys = Pick<Context, 'config' | 'secrets'>
const statePurpose = 'report link'
const confirmPurpose = 'report mail link'
const mailPurpose = 'report mail'

const opened = ({ secrets }: Keys, purpose: string, token: string): string | undefined => {
  if (token.length > 200) return undefined
  try {
    return secrets.open(purpose, token)
  } catch {
    // Made up, or of another SECRET_KEY.
    return undefined
  }
}

/** The path of a report's state. */
export const reportPath = ({ secrets }: Keys, report: string) => `/reports/${secrets.seal(statePurpose, report)}`

/** The report that a link shows; undefined when the link is none of ours. */
export const reportOfToken = (keys: Keys, token: string) => opened(keys, statePurpose, token)

/** The address at which somebody proves that they get the letters sent to where they want the answer. */
export const confirmUrl = (keys: Keys, report: string) =>
  `${keys.config.origin}${reportPath(keys, report)}?confirm=${keys.secrets.seal(confirmPurpose, report)}`

/** Whether a link that came by letter belongs to this report. */
export const isConfirmedBy = (keys: Keys, report: string, token: string) =>
  opened(keys, confirmPurpose, token) === report

/** An address, as it is kept. */
export const sealMail = ({ secrets }: Keys, mail: string) => secrets.seal(mailPurpose, mail)

/** The address that was kept; undefined when it cannot be read any more. */
export const openMail = (keys: Keys, sealed: string) => {
  try {
    return keys.secrets.open(mailPurpose, sealed)
  } catch {
    return undefined
  }
}
