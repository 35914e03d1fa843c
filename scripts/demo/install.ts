/** Sets both councils up as their IT officers would: who they are, their people, whom they trust, whom they follow. */

import sharp from 'sharp'
import { type Browser, signIn } from './browser.ts'
import type { DemoPerson } from './content.ts'
import { until, type Voice, voiceOf } from './people.ts'
import type { DemoServer } from './servers.ts'

/** Everybody who speaks in the demo, by handle; handles differ across the two councils. */
export type Voices = Map<string, Voice>

const emailOf = ({ council }: DemoServer, { name }: DemoPerson) =>
  `${name.toLowerCase().replace(/[^a-z]+/g, '.')}@${council.mail}`

/** Makes a council and its people, before its server's first start. */
export async function makeCouncil(server: DemoServer): Promise<void> {
  const { name, handle, gss, region, colour, about } = server.council
  await server.folkmoot(
    'setup',
    ...['--name', name, '--handle', handle, '--gss', gss, '--region', region, '--colour', colour, '--about', about]
  )
  for (const person of server.council.people) {
    const who = ['--handle', person.handle, '--name', person.name, '--role', person.role]
    await server.folkmoot('user', 'create', ...who, '--email', emailOf(server, person))
  }
}

/**
 * Everybody signs in, says on their own page who they are, and makes the token by which the demo then speaks for them;
 * the admin gives the council its logo.
 */
export async function introduce(server: DemoServer): Promise<Voice[]> {
  const voices: Voice[] = []
  for (const person of server.council.people) {
    const { name, job, team, skills, role } = person
    const browser = await signIn(server, emailOf(server, person))
    await browser.submit('/account', { name, role: job, team, skills: skills.join('\n'), discoverable: 'yes' })
    if (role === 'admin') await giveLogo(server, browser)
    const page = await browser.submit('/account/tokens', { name: 'The demo', scopes: ['read', 'write'] })
    const [token] = /folk_[\w-]+/.exec(page) ?? []
    if (!token) throw new Error(`${server.origin}/account/tokens gave ${name} no token.`)
    voices.push(voiceOf(server, person, token))
  }
  return voices
}

async function giveLogo({ council }: DemoServer, browser: Browser) {
  const { name, handle, gss, region, colour, about, logo } = council
  const logoFile = await drawLogo(logo)
  await browser.submit('/account/council', { name, handle, gss, region, colour, about }, { logoFile })
}

const drawLogo = async (parts: string): Promise<Uint8Array<ArrayBuffer>> => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400" viewBox="0 0 34 34">${parts}</svg>`
  return new Uint8Array(await sharp(Buffer.from(svg)).png().toBuffer())
}

/** Lets what comes from the other council in without a person's leave. */
export const trust = ({ council, folkmoot }: DemoServer, other: DemoServer) =>
  folkmoot('domain', 'trust', other.host, '--reason', council.trustReason)

/** Makes people follow each other across the two servers, and waits until every follow is accepted. */
export async function followAcross(servers: DemoServer[], voices: Voices): Promise<number> {
  const wanted = servers.flatMap(({ council }) =>
    council.follows.flatMap(([who, whom]) => whom.map((handle) => ({ voice: voices.get(who)!, handle })))
  )
  const ask = ({ voice, handle }: (typeof wanted)[number]) => {
    const { host } = servers.find((server) => server !== voice.server)!
    return voice.call<{ state: string }>('POST', 'follows', { target: `@${handle}@${host}` })
  }
  for (const one of wanted) await ask(one)
  // Asking again changes nothing, and tells how far it is.
  for (const one of wanted) {
    await until(`${one.voice.person.name} follows ${one.handle}`, async () => (await ask(one)).state === 'accepted')
  }
  return wanted.length
}
