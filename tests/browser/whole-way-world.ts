/** The world that the whole way leads through: three councils, a server like Mastodon, a post office, and people at browsers. */
import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { SMTPServer } from 'smtp-server'
import { createMember } from '../../server/members/members.ts'
import { startPeer } from '../help/peer.ts'
import { freePorts, type TestServer, testServer, until } from '../help/server.ts'
import { faultsOf, layoutFaults, openBrowser } from './look.ts'
import { recordClip } from './record.ts'

/** How long anything may take on a slow machine, in seconds. */
export const patience = 40
const [desk, phone] = [
  { width: 1280, height: 900 },
  { width: 360, height: 780 }
]

interface Letter {
  to: string
  text: string
}

/** Takes letters by SMTP and keeps them. */
async function openPostOffice() {
  const letters: Letter[] = []
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, { envelope }, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        // Quoted-printable (RFC 2045 §6.7): broken lines are one line, and =3D is the sign itself.
        const text = Buffer.concat(parts)
          .toString('latin1')
          .replace(/=\r?\n/g, '')
          .replace(/=([0-9A-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
        letters.push({ to: envelope.rcptTo[0]!.address, text: Buffer.from(text, 'latin1').toString('utf8') })
        done()
      })
    }
  })
  await new Promise<void>((ready) => smtp.listen(0, '127.0.0.1', ready))
  return {
    url: `smtp://127.0.0.1:${(smtp.server.address() as { port: number }).port}`,
    /** The newest link with this path in letters to an address; each is given once. */
    link: (to: string, path: string): Promise<string> =>
      until(() => {
        const at = letters.findLastIndex((one) => one.to === to && one.text.includes(path))
        const [letter] = at < 0 ? [] : letters.splice(at, 1)
        return letter && new RegExp(`http:\\S+${path}\\S*`).exec(letter.text)?.[0]
      }, patience),
    close: () => new Promise<void>((done) => smtp.close(() => done()))
  }
}

export type World = Awaited<ReturnType<typeof makeWorld>>
export type Visitor = Awaited<ReturnType<World['visitor']>>
export type Someone = Awaited<ReturnType<World['person']>>

/** Starts it. Who works where is given, and that the councils trust one another; all else is done on pages. */
export async function makeWorld() {
  const post = await openPostOffice()
  const ports = (await freePorts(4)) as [number, number, number, number]
  const origins = ports.map((port) => `http://127.0.0.1:${port}`)
  const letters = { SMTP_URL: post.url, MAIL_FROM: 'Folkmoot <no-reply@folkmoot.example>' }
  const council = (port: number, name: string) => testServer(port, name, origins, letters)
  const [browser, aldermere, thornbeck, dyffryn, mastodon] = await Promise.all([
    openBrowser(),
    council(ports[0], 'Aldermere'),
    council(ports[1], 'Thornbeck'),
    council(ports[2], 'Dyffryn'),
    startPeer(ports[3])
  ])
  const councils = [aldermere, thornbeck, dyffryn]
  for (const server of councils) {
    const admin = await server.person('gwen', 'admin')
    for (const other of councils)
      if (other !== server)
        await admin.call('PUT', `moderation/domains/${encodeURIComponent(other.host)}`, {
          ...{ state: 'network', reason: 'peer council' }
        })
  }
  const told: string[] = []
  const shots = process.env.SHOTS
  if (shots) mkdirSync(shots, { recursive: true })

  /** Somebody without an account, or before they signed in. */
  async function visitor(server: TestServer) {
    const context = await browser.newContext({ viewport: desk, reducedMotion: 'reduce' })
    context.setDefaultTimeout(patience * 1000)
    const page = await context.newPage()
    page.on('pageerror', (error) => told.push(`${page.url()}: ${error.message}`))
    // A form that is shown again with what is wrong with it is nothing wrong with the page.
    page.on('console', (message) => {
      const isFault = message.type() === 'error' && !message.text().includes('status of 422')
      if (isFault) told.push(`${page.url()}: ${message.text()}`)
    })
    await page.goto(server.origin)
    const press = (name: string | RegExp, within: Pick<Page, 'getByRole'> = page) =>
      within.getByRole('button', { name }).first().click()
    return {
      page,
      press,
      follow: (name: string | RegExp) => page.getByRole('link', { name }).first().click(),
      heading: (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor(),
      says: (text: string | RegExp) => page.getByText(text).first().waitFor(),
      go: (path: string) => page.goto(new URL(path, server.origin).href),
      /** Opens a page again and again until it shows this. */
      sees: (path: string, text: string | RegExp) =>
        until(async () => {
          await page.goto(new URL(path, server.origin).href)
          return (await page.locator('main').getByText(text).count()) > 0
        }, patience),
      /** What is wrong with the page at a desk and on a phone; with SHOTS both are kept as pictures. */
      async look(name: string): Promise<string[]> {
        const shoot = async () =>
          shots &&
          (await page.screenshot({ path: `${shots}/${name}-${page.viewportSize()!.width}.png`, fullPage: true }))
        await page.evaluate(async () => {
          const eager = [...document.images].filter(({ loading }) => loading !== 'lazy')
          const pictures = eager.map((one) => one.decode().catch(() => {}))
          const posters = [...document.querySelectorAll('video')].flatMap(({ poster }) => poster || [])
          await Promise.all([
            ...pictures,
            ...posters.map((src) =>
              Object.assign(new Image(), { src })
                .decode()
                .catch(() => {})
            ),
            document.fonts.ready
          ])
        })
        const faults = await faultsOf(page)
        await shoot()
        await page.setViewportSize(phone)
        faults.push(...(await layoutFaults(page)))
        await shoot()
        await page.setViewportSize(desk)
        return faults.map((fault) => `${name}: ${fault}`)
      },
      leave: () => context.close()
    }
  }

  return {
    ...{ aldermere, thornbeck, dyffryn, mastodon, post, visitor, told },
    record: () => recordClip(browser, 3),
    /** Somebody who works there, signed in by the link in their letter. */
    async person(server: TestServer, handle: string, name: string, role: string, does: string) {
      const email = `${handle}@${new URL(server.origin).port}.council.example`
      await createMember(server.context, { handle, name, email, role, profile: { role: does } })
      const someone = await visitor(server)
      await someone.go('/sign-in')
      await someone.page.getByLabel('Your e-mail address at work').fill(email)
      await someone.press('Send me a link')
      await someone.heading('Look into your mail')
      await someone.page.goto(await post.link(email, '/sign-in/link/'))
      await someone.press('Sign in')
      await someone.page.getByRole('link', { name: 'You', exact: true }).waitFor()
      return { ...someone, email }
    },
    async stop() {
      await browser.close()
      await Promise.all([...councils, mastodon].map((one) => one.stop()))
      await post.close()
    }
  }
}
