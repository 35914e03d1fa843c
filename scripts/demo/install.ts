/** Sets both councils up as their IT officers would: who they are, their people, whom they trust, whom they follow. */

import sharp from 'sharp'
import { signIn } from './browser.ts'
import { until, type Voice, voiceOf } from './people.ts'
import type { DemoServer } from './servers.ts'

/** Everybody who speaks in the demo, by handle; handles differ across the two councils. */
export type Voices = Map<string, Voice>

/** Makes a council and its people, before its server's first start. */
export async function makeCouncil({ council, folkmoot }: DemoServer): Promise<void> {
  const { name, handle, gss, region, colour, about, mail } = council
  await folkmoot(
    'setup',
    ...['--name', name, '--handle', handle, '--gss', gss, '--region', region, '--colour', colour, '--about', about]
  )
  for (const person of council.people) {
    const email = `${person.name.toLowerCase().replace(/[^a-z]+/g, '.')}@${mail}`
    await folkmoot(
      ...['user', 'create', '--handle', person.handle, '--name', person.name, '--email', email, '--role', person.role]
    )
  }
}

/** Everybody says on their own page who they are, and the admin gives the council its logo. */
export async function introduce(server: DemoServer): Promise<void> {
  for (const { handle, name, job, team, skills, role } of server.council.people) {
    const browser = await signIn(server, handle)
    await browser.submit('/account', { name, role: job, team, skills: skills.join('\n'), discoverable: 'yes' })
    if (role !== 'admin') continue
    const { name: council, handle: own, gss, region, colour, about, logo } = server.council
    const drawn = await drawLogo(logo)
    await browser.submit(
      '/account/council',
      { name: council, handle: own, gss, region, colour, about },
      { logoFile: drawn }
    )
  }
}

const drawLogo = async (parts: string): Promise<Uint8Array<ArrayBuffer>> => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400" viewBox="0 0 34 34">${parts}</svg>`
  return new Uint8Array(await sharp(Buffer.from(svg)).png().toBuffer())
}

/** Gives everybody a voice. */
export async function giveVoices(server: DemoServer): Promise<Voice[]> {
  const voices: Voice[] = []
  for (const person of server.council.people) voices.push(await voiceOf(server, person))
  return voices
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
