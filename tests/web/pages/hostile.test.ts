/** What comes from other servers is shown and does nothing: no script, no frame, no address but of the web. */
import sanitizeHtml from 'sanitize-html'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { trustServer } from '../../../server/moderation/trust.ts'
import { makeSite, type SignedIn, type Site, storyFields } from './site.ts'

let site: Site
let nia: SignedIn
const paths: string[] = []

const attacks = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' autofocus onfocus=alert(1) x='",
  '<a href="javascript:alert(1)">click</a>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<form action="https://evil.example"><input name=q></form>',
  '<style>*{display:none}</style><base href="https://evil.example/">',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '{{ constructor.constructor("alert(1)")() }}{% raw %}',
  '</textarea></title><script>alert(1)</script>',
  '\u202egnp.exe\u202c'
]
const all = attacks.join(' ')
const mark = 'HOSTILEMARK'

/** Everything in a page that a browser would act on, by a real parser. */
function faultsIn(html: string): string[] {
  const faults: string[] = []
  const allowedForms = /^\/(?!\/)/
  sanitizeHtml(html, {
    allowedTags: false,
    allowedAttributes: false,
    allowVulnerableTags: true,
    onOpenTag(name, attributes) {
      if (/^(iframe|object|embed|base|style|math|applet|frame|template)$/.test(name)) faults.push(`<${name}>`)
      if (name === 'script' && !/^\/assets\//.test(attributes.src ?? '')) faults.push('<script>')
      for (const [attribute, value] of Object.entries(attributes)) {
        if (/^on|^srcdoc$|^style$/i.test(attribute)) faults.push(`${name} ${attribute}`)
        if (/^(href|src|action|formaction|poster|data|xlink:href)$/i.test(attribute)) {
          if (/^\s*(javascript|data|vbscript|file):/i.test(value)) faults.push(`${name} ${attribute}=${value}`)
          if (name !== 'a' && name !== 'link' && !allowedForms.test(value)) faults.push(`${name} ${attribute}=${value}`)
        }
      }
    }
  })
  return faults
}

beforeAll(async () => {
  site = await makeSite()
  nia = await site.person('nia')
  const host = 'evil.example'
  const eve = await site.actor({
    id: `https://${host}/u/eve`,
    type: 'Organization',
    preferredUsername: 'eve',
    name: `${mark} ${all}`,
    summary: `<p>${mark} ${all}</p>`,
    url: 'javascript:alert(1)',
    icon: { type: 'Image', url: 'javascript:alert(1)' },
    attachment: [{ type: 'PropertyValue', name: all, value: all }],
    'schema:knowsAbout': [all]
  })
  await trustServer(site.context, null, host, 'network', 'a test')
  const common = {
    content: `<p>${mark} ${all}</p>`,
    summary: all,
    url: 'javascript:alert(1)',
    tag: [
      { type: 'Hashtag', name: `#${all}` },
      { type: 'Hashtag', name: '#"><script>alert(1)</script>' }
    ],
    attachment: [
      { type: 'Image', url: 'javascript:alert(1)', name: all },
      { type: 'Image', url: 'https://evil.example/x.png', name: all },
      { type: 'Link', href: 'data:text/html,<script>alert(1)</script>' }
    ]
  }
  const story = await site.receive(eve, {
    ...common,
    type: 'Article',
    name: `${mark} ${all}`,
    'schema:additionalType': 'https://schema.org/Report',
    'schema:positiveNotes': [all],
    'schema:negativeNotes': [all],
    'schema:estimatedCost': all,
    'schema:creativeWorkStatus': all,
    'schema:isBasedOn': 'javascript:alert(1)',
    location: { type: 'Place', name: all }
  })
  const question = await site.receive(eve, {
    ...common,
    name: `${mark} ${all}`,
    'schema:additionalType': 'https://schema.org/Question'
  })
  const poll = await site.receive(eve, {
    ...common,
    type: 'Question',
    oneOf: [
      { type: 'Note', name: all, replies: { totalItems: 1 } },
      { type: 'Note', name: 'No', replies: { totalItems: 2 } }
    ]
  })
  const event = await site.receive(eve, {
    ...common,
    type: 'Event',
    name: `${mark} ${all}`,
    startTime: '2026-12-01T10:00:00Z',
    location: { type: 'Place', name: all }
  })
  const reply = await site.receive(eve, { ...common, inReplyTo: `https://${host}/u/eve/posts/1` })
  paths.push('/', '/stories', '/questions', '/topics', '/councils', `/search?q=${mark}`, `/@eve@${host}`)
  paths.push(
    `/stories/${story}`,
    `/questions/${question}`,
    `/posts/${poll}`,
    `/posts/${event}`,
    `/stories/${story}?reply=${reply}`
  )
})
afterAll(() => site.close())

describe('what is hostile is shown inert', () => {
  test('on every page, to visitors and to those signed in', async () => {
    for (const path of paths) {
      for (const as of [undefined, nia]) {
        const { statusCode, body } = await site.get(path, as)
        if (path === '/' && as) continue
        expect(statusCode, path).toBe(200)
        expect(faultsIn(body), path).toEqual([])
        expect(/[\u202a-\u202e\u2066-\u2069]/.test(body), `text turned around on ${path}`).toBe(false)
      }
      if (path !== '/topics') expect((await site.get(path)).body, path).toContain(mark)
    }
  })

  test.each(attacks)('also when it is searched for, or typed: %s', async (attack) => {
    const encoded = encodeURIComponent(attack)
    for (const path of [
      `/search?q=${encoded}`,
      `/topics/${encoded}`,
      `/@${encoded}`,
      `/stories/${encoded}`,
      `/${encoded}`
    ])
      expect(faultsIn((await site.get(path)).body), path).toEqual([])
    const fields = Object.fromEntries(Object.keys(storyFields('')).map((name) => [name, attack]))
    const again = await site.post('/stories', fields, nia)
    expect(again.statusCode).toBe(422)
    expect(faultsIn(again.body)).toEqual([])
    const preview = await site.post(
      '/stories/preview',
      { ...fields, topics: 'a', audience: 'world', title: attack },
      nia
    )
    expect(faultsIn(preview.body)).toEqual([])
    const asked = await site.post('/questions', { title: '', body: attack, topics: attack }, nia)
    expect(faultsIn(asked.body)).toEqual([])
    const followed = await site.post('/follows', { target: attack }, nia)
    expect(faultsIn(followed.body)).toEqual([])
  })
})
