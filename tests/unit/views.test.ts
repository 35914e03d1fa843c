/** Templates: only what is known to be safe goes out unescaped, and nothing in them needs a weaker content policy. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import nunjucks from 'nunjucks'
import { describe, expect, test } from 'vitest'
import type { ItemView, PersonView, ThreadNode } from '../../web/item.ts'
import { SafeHtml } from '../../web/safe-html.ts'
import { assetAddress, createViews } from '../../web/views.ts'
import { handleHtml, initialsOf, momentAfter, whenOf } from '../../web/words.ts'

const web = join(import.meta.dirname, '../../web')
const templates = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.njk'))
const sources = templates.map((file) => ({ file, text: readFileSync(join(web, file), 'utf8') }))
const views = createViews()
const evil = '<script>alert(1)</script>'

const person: PersonView = {
  uri: 'https://tidepool.example/users/maddy',
  name: `Maddy ${evil}`,
  handle: '@maddy@tidepool.example',
  initials: 'MO',
  path: '/@maddy@tidepool.example',
  from: 'elsewhere',
  software: 'Mastodon'
}

const post = (more: Partial<ItemView>): ItemView => ({
  kind: 'reply',
  id: 'a1',
  uri: 'https://tidepool.example/notes/1',
  path: '/replies/a1',
  html: new SafeHtml('<p>We <em>stand up</em> and walk.</p>'),
  author: person,
  published: new Date('2026-11-02T10:00:00Z'),
  topics: [],
  counts: { likes: 3, likesElsewhere: 2, shares: 0, replies: 0 },
  ...more
})

const around = {
  council: { name: 'Aldermere Borough Council', shortName: 'Aldermere', handle: 'aldermere' },
  viewer: { signedIn: false, csrf: 'token' },
  meta: {},
  now: new Date('2026-11-02T12:00:00Z'),
  handleHost: 'aldermere.example',
  errors: [],
  fault: {},
  values: {},
  audience: 'public'
}

const story = (item: Partial<ItemView>, thread: ThreadNode[] = [], more: object = {}) =>
  views.render('stories/story.njk', {
    ...around,
    title: 'A table',
    item: post({ kind: 'story', title: 'A table', ...item }),
    thread,
    ...more
  })

describe('a page', () => {
  test('shows sanitised words as they are, and escapes everything else', () => {
    const page = story({ title: evil, summary: evil, facts: [{ label: evil, text: evil, note: evil }] }, [
      { item: post({ title: evil, warning: evil, acceptedBy: evil, accepted: true }), replies: [] }
    ])
    expect(page).toContain('<p>We <em>stand up</em> and walk.</p>')
    expect(page).not.toContain(evil)
    expect(page.match(/&lt;script&gt;/g)?.length).toBeGreaterThanOrEqual(8)
  })

  test('does not take text for HTML', () => {
    expect(story({ html: evil as unknown as SafeHtml })).not.toContain(evil)
  })

  test('never escapes twice', () => {
    const page = story({ warning: 'Loss' }, [{ item: post({}), replies: [{ item: post({ id: 'b2' }), replies: [] }] }])
    expect(page).not.toMatch(/&lt;p|&amp;lt;|&lt;div/)
  })

  test('shows a picture from elsewhere as its description and a link, never as a picture', () => {
    const url = 'https://tidepool.example/cat.png'
    const page = story({ attachments: [{ kind: 'image', url, alt: 'A table, a kettle', address: url, remote: true }] })
    expect(page).toContain('described as “A table, a kettle”')
    expect(page).toContain(`href="${url}"`)
    expect(page).not.toContain(`src="${url}"`)
  })

  test('gives a visitor no form to send, and somebody signed in one with a token for each act', () => {
    const thread = [{ item: post({}), replies: [] }]
    expect(story({}, thread)).not.toContain('method="post"')
    const viewer = { signedIn: true, publisher: true, csrf: 'token', path: '/@nia' }
    const page = story({}, thread, { viewer })
    const forms = page.match(/method="post"/g)!.length
    expect(forms).toBeGreaterThan(4)
    expect(page.match(/name="_csrf" value="token"/g)!.length).toBe(forms)
  })

  test('leads back to the turn one was at', () => {
    const viewer = { signedIn: true, publisher: true, csrf: 'token', path: '/@nia' }
    const page = story({ path: '/stories/s1' }, [{ item: post({}), replies: [] }], { viewer })
    expect(page).toContain('name="back" value="/stories/s1#reply-a1"')
  })

  test('counts time from the moment that the page is given', () => {
    expect(story({ published: new Date('2026-11-02T10:00:00Z') })).toContain('2 hours ago')
  })
})

describe('templates', () => {
  const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(web))
  for (const name of ['safeHtml', 'handle', 'date', 'monthYear', 'plural', 'iso', 'moment', 'momentAfter', 'opening'])
    environment.addFilter(name, String)
  for (const name of ['when', 'ahead']) environment.addFilter(name, String)

  test.each(sources)('$file can be compiled', ({ text, file }) => {
    expect(() => new nunjucks.Template(text, environment, file, true)).not.toThrow()
  })

  test.each(sources)('$file has no inline script or style, and takes no text for safe', ({ text }) => {
    expect(text).not.toMatch(/\|\s*safe\b/)
    expect(text).not.toMatch(/\sstyle=|<style|\son[a-z]+=|javascript:/i)
    expect(text.match(/<script(?![^>]*\ssrc=)/)).toBeNull()
  })

  test.each(sources)('$file gives every form that changes something a token', ({ text }) => {
    const forms = text.match(/<form[^>]*method="post"/g)?.length ?? 0
    expect(text.match(/csrfField\(/g)?.length ?? 0).toBeGreaterThanOrEqual(forms)
  })
})

describe('words', () => {
  const now = new Date('2026-11-20T09:30:00Z')
  test.each([
    ['2026-11-20T09:29:50Z', 'just now'],
    ['2026-11-20T09:29:00Z', '1 minute ago'],
    ['2026-11-20T07:30:00Z', '2 hours ago'],
    ['2026-11-19T20:00:00Z', 'Yesterday'],
    ['2026-10-14T10:00:00Z', '14 October 2026'],
    ['2026-06-30T23:30:00Z', '1 July 2026']
  ])('%s is %s', (at, said) => {
    expect(whenOf(new Date(at), now)).toBe(said)
  })

  test('an end on the same day is a time', () => {
    const start = new Date('2026-12-03T12:30:00Z')
    expect(momentAfter(new Date('2026-12-03T13:15:00Z'), start)).toBe('13:15')
    expect(momentAfter(new Date('2026-12-04T13:15:00Z'), start)).toContain('4 December 2026')
  })

  test('a handle breaks before its second @, and is escaped', () => {
    expect(handleHtml('@nia@moot.example')).toBe('@nia<wbr>@moot.example')
    expect(handleHtml('@nia@<b>')).toBe('@nia<wbr>@&lt;b&gt;')
  })

  test('initials are two at most', () => {
    expect(['Nia Okafor', 'finn', 'Ruth Ann Pendlebury', '🙂', 'élan vital'].map(initialsOf)).toEqual([
      'NO',
      'F',
      'RP',
      '?',
      'ÉV'
    ])
  })
})

test('assets have an address that changes with what is in them', () => {
  expect(assetAddress('folkmoot.css')).toMatch(/^\/assets\/folkmoot\.css\?v=[0-9a-f]{8}$/)
})
