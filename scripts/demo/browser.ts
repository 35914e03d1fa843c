/** A browser as far as the demo needs one: keeps cookies, and sends the form that stands on a page. */
import { readFileSync } from 'node:fs'
import { until } from './people.ts'
import type { DemoServer } from './servers.ts'

export interface Browser {
  /**
   * Opens a page and sends its form, with files where there are some; gives the page that comes back. Throws with what
   * that says is wrong.
   */
  submit(path: string, fields: Fields, files?: Record<string, Uint8Array<ArrayBuffer>>): Promise<string>
}

type Fields = Record<string, string | string[]>

/** Signs somebody in: asks for a letter, and opens the link in it. Without a mail server letters are in the log. */
export async function signIn(server: DemoServer, email: string): Promise<Browser> {
  const browser = openBrowser(server.origin)
  await browser.submit('/sign-in', { email })
  const link = await until(`the letter to ${email}`, async () => {
    const [, letter] = readFileSync(server.log, 'utf8').split(`To: ${email}\\n`)
    return /\/sign-in\/link\/[\w-]+/.exec(letter ?? '')?.[0]
  })
  await browser.submit(link, {})
  return browser
}

function openBrowser(origin: string): Browser {
  const cookies = new Map<string, string>()
  const ask = async (path: string, options: RequestInit = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { accept: 'text/html', origin, cookie }
    const response = await fetch(origin + path, { ...options, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    return { status: response.status, text: await response.text() }
  }
  return {
    async submit(path, fields, files = {}) {
      const page = await ask(path)
      const [, token] = /name="_csrf" value="([^"]+)"/.exec(page.text) ?? []
      if (page.status !== 200 || !token) throw new Error(`${origin}${path} answered ${page.status}, without a form.`)
      const form = page.text.includes('enctype="multipart/form-data"') ? new FormData() : new URLSearchParams()
      for (const [name, value] of Object.entries<string | string[]>({ _csrf: token, ...fields }))
        for (const one of [value].flat()) form.append(name, one)
      if (form instanceof FormData)
        for (const [name, bytes] of Object.entries(files))
          form.set(name, new Blob([bytes], { type: 'image/png' }), `${name}.png`)
      const answer = await ask(path, { method: 'POST', body: form })
      if (answer.status < 400) return answer.text
      const [, summary = ''] = /govuk-error-summary__body">(.*?)<\/div>/s.exec(answer.text) ?? []
      const said = summary
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim()
      throw new Error(`${origin}${path} answered ${answer.status}. ${said}`)
    }
  }
}
