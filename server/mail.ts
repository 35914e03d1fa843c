/** Sends letters by SMTP; where no mail server is set, prints them in the log, so that a first try needs none. */
import { createTransport } from 'nodemailer'
import type { Config } from './config.ts'
import type { Letter, Log } from './context.ts'

/** Makes the function that sends a letter; it resolves when the mail server took it. */
export function makeMail(config: Pick<Config, 'smtpUrl' | 'mailFrom'>, log: Log): (letter: Letter) => Promise<void> {
  if (!config.smtpUrl) {
    return async ({ to, subject, text }) => {
      const line = '-'.repeat(72)
      const letter = `To: ${to}\nSubject: ${subject}\n\n${text}`
      log.info({}, `A letter, printed because SMTP_URL is not set:\n${line}\n${letter}\n${line}`)
    }
  }
  const transport = createTransport(
    // Given in the address, so that ?… in SMTP_URL wins over them.
    withDefaults(config.smtpUrl, { connectionTimeout: '10000', greetingTimeout: '10000', socketTimeout: '20000' }),
    // Letters are plain text, and nothing in them is to be fetched from files or the network.
    { from: config.mailFrom, disableFileAccess: true, disableUrlAccess: true }
  )
  return async ({ to, subject, text }) => {
    // As an object, an address is not parsed again, so that one with a comma in it stays one.
    await transport.sendMail({ to: { name: '', address: to }, subject, text: `${text}\n` })
  }
}

function withDefaults(smtpUrl: string, defaults: Record<string, string>): string {
  const url = new URL(smtpUrl)
  for (const [name, value] of Object.entries(defaults)) {
    if (!url.searchParams.has(name)) url.searchParams.set(name, value)
  }
  return url.href
}

export { sendLetter } from './letters.ts'

/** Whether the mail server answers; throws with its reason when not. */
export async function checkMail(smtpUrl: string): Promise<void> {
  const transport = createTransport(withDefaults(smtpUrl, { connectionTimeout: '5000', greetingTimeout: '5000' }))
  try {
    await transport.verify()
  } finally {
    transport.close()
  }
}
