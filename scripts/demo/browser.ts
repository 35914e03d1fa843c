/** A browser as far as the demo needs one: keeps cookies, and sends the form that stands on a page. */
import type { DemoServer } from './servers.ts'

export interface Browser {
  /** Opens a page and sends its form, with a file where there is one. Throws with what the page said was wrong. */
  submit(path: string, fields: Record<string, string>, files?: Record<string, Uint8Array<ArrayBuffer>>): Promise<void>
}

/** Signs somebody in, by a link as `user sign-in-link` gives it. */
export async function signIn(server: DemoServer, handle: string): Promise<Browser> {
  const { url } = await server.folkmoot('user', 'sign-in-link', handle)
  const browser = openBrowser(server.origin)
  await browser.submit(new URL(url!).pathname, {})
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
      for (const [name, value] of Object.entries({ _csrf: token, ...fields })) form.set(name, value)
      if (form instanceof FormData)
        for (const [name, bytes] of Object.entries(files))
          form.set(name, new Blob([bytes], { type: 'image/png' }), `${name}.png`)
      const answer = await ask(path, { method: 'POST', body: form })
      if (answer.status === 303) return
      const [, summary = ''] = /govuk-error-summary__body">(.*?)<\/div>/s.exec(answer.text) ?? []
      const said = summary
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim()
      throw new Error(`${origin}${path} answered ${answer.status}. ${said}`)
    }
  }
}
