/** Somebody who is signed in to a real server with a browser's cookie, and sends what its forms would send. */
import { startSession } from '../../server/members/sessions.ts'
import { sessionCookie } from '../../server/plugins/session.ts'
import { parseFragment } from './html.ts'
import type { Person, TestServer } from './server.ts'

export type SignedIn = Awaited<ReturnType<typeof signIn>>

/** Signs a person in. */
export async function signIn(server: TestServer, person: Person) {
  const { context, origin } = server
  const { members } = await import('../../schema/index.ts')
  const { eq } = await import('drizzle-orm')
  const [member] = await context.store.read.select().from(members).where(eq(members.actor, person.id))
  const secret = await context.store.write((tx) => startSession(context, tx, member!.id))
  const cookie = `${sessionCookie(origin)}=${secret}`
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(path.startsWith('http') ? path : origin + path, {
      redirect: 'manual',
      ...init,
      headers: { accept: 'text/html', cookie, ...(init.headers as Record<string, string>) }
    })
  const page = await (await ask('/account')).text()
  const csrf = String(parseFragment(page)[0]!.fields._csrf)
  return {
    ask,
    csrf,
    cookie,
    secret,
    /** A page's HTML. */
    page: async (path: string) => (await ask(path)).text(),
    /** Sends a form without files. */
    form: (path: string, fields: Record<string, string | string[]>) =>
      ask(path, {
        method: 'POST',
        body: new URLSearchParams([
          ['_csrf', csrf],
          ...Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one]))
        ])
      }),
    /** Sends a form with a file. */
    file: (
      path: string,
      field: string,
      bytes: Uint8Array,
      fields: Record<string, string> = {},
      name = 'IMG_0001.MOV'
    ) => {
      const body = new FormData()
      for (const [key, value] of Object.entries({ _csrf: csrf, ...fields })) body.append(key, value)
      body.append(field, new Blob([bytes.slice()]), name)
      return ask(path, { method: 'POST', body })
    }
  }
}
