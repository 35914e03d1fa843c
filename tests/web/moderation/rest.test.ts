/** Servers, reports, deliveries given up and the log, on real rows; and what is hostile in any of them is inert. */
import sanitizeHtml from 'sanitize-html'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addJob, buryJob, claimJob, deadJobs } from '../../../server/jobs/jobs.store.ts'
import { addHeld, heldById } from '../../../server/moderation/held.store.ts'
import { describeInstance, meetInstance, trustOfHost } from '../../../server/moderation/instances.store.ts'
import { addReport, countReports } from '../../../server/moderation/reports.store.ts'
import { pageText } from '../../help/html.ts'
import type { Browser } from '../../help/site.ts'
import { remoteActor } from '../pages/elsewhere.ts'
import { openScene, type Scene, wait } from './scene.ts'

let scene: Scene
let ruth: Browser
beforeEach(async () => {
  scene = await openScene()
  ruth = await scene.browser('moderator')
})
afterEach(() => scene.close())

const text = () => pageText(ruth.html)
const trust = async (host: string) => (await trustOfHost(scene.context.store.read, host))?.trust

describe('servers', () => {
  test('are listed by trust, with how much waits, and go on by name', async () => {
    await wait(scene.context)
    await scene.context.store.write(async (tx) => {
      await describeInstance(tx, 'busstop.example', { software: 'gotosocial', name: 'Bus stop' }, new Date())
      for (let n = 100; n < 160; n++) await meetInstance(tx, `h${n}.example`)
    })
    await ruth.open('/moderation/servers')
    expect(text()).toContain('busstop.example Bus stopUnknownGoToSocial')
    expect(text()).toContain('1 waiting')
    expect(text()).not.toContain('h159.example')
    await ruth.open(/href="([^"]*after=[^"]*)"/.exec(ruth.html)![1]!.replaceAll('&amp;', '&'))
    expect(text()).toContain('h159.example')
    await ruth.open('/moderation/servers?state=blocked')
    expect(text()).toContain('No server here yet')
  })

  test('are decided about, with each choice’s consequences in words', async () => {
    const held = await wait(scene.context)
    await ruth.open('/moderation/servers/busstop.example')
    expect(text()).toContain('1 waiting from here')
    expect(text()).toContain('Nothing comes in from there and nothing goes there. Follows end.')
    await ruth.press('Decide', { state: 'blocked', reason: 'Advertisements' })
    await ruth.press('Block busstop.example')
    expect(ruth.path).toBe('/moderation/servers/busstop.example?done=server')
    expect(text()).toContain('Decided, and written in the log.')
    expect(await trust('busstop.example')).toBe('blocked')
    expect((await heldById(scene.context.store.read, held))?.state).toBe('rejected')
    await ruth.open('/moderation/servers/a.busstop.example')
    expect(text()).toContain('Blocked, as decided for busstop.example')
    await ruth.open('/moderation/log')
    expect(text()).toContain('Ruth moderator blocked busstop.example Because: Advertisements')
  })

  test('faults are told beside the fields, and what was typed is kept', async () => {
    await ruth.open('/moderation/servers')
    await ruth.press('Decide', { host: 'not a host', reason: 'x'.repeat(1001) })
    expect(ruth.status).toBe(422)
    expect(text()).toContain('Give a server name such as moot.example')
    expect(text()).toContain('Choose how far to trust this server')
    expect(text()).toContain('1,000 characters or fewer')
    expect(ruth.html).toContain('value="not a host"')
    await ruth.press('Decide', { host: new URL(scene.context.config.origin).host, state: 'blocked', reason: '' })
    expect(text()).toContain('That is this server itself')
    await ruth.press('Decide', { host: '@finn@Busstop.Example', state: '', reason: '' })
    expect(ruth.status).toBe(422)
    expect(text()).toContain('busstop.example')
    await ruth.press('Decide', { state: 'known' })
    expect(await trust('busstop.example')).toBe('known')
    for (const host of ['%20', 'aldermere.example', 'a%2Fb%3Fc%20d']) {
      await ruth.open(`/moderation/servers/${host}`)
      expect([404, 200]).toContain(ruth.status)
    }
    await ruth.open('/moderation/servers/aldermere.example')
    expect(ruth.status).toBe(404)
  })
})

describe('reports', () => {
  const report = (words = 'Rude to our people') =>
    scene.context.store.write((tx) =>
      addReport(tx, {
        target: 'https://busstop.example/users/finn',
        objects: ['https://busstop.example/1'],
        words,
        category: 'abuse'
      })
    )

  test('are closed with what was done', async () => {
    await ruth.open('/moderation/reports')
    expect(text()).toContain('No open reports')
    await wait(scene.context)
    const { id } = await report()
    await ruth.open('/moderation/reports')
    expect(text()).toContain('About Finn')
    expect(text()).toContain('Abuse. Reported just now by a visitor.')
    expect(text()).toContain('Rude to our people')
    await ruth.press('Close this report about Finn', { reason: ' ' })
    expect(ruth.status).toBe(422)
    expect(text()).toContain('Say what you did about it, for the log')
    await ruth.press('Close this report about Finn', { reason: 'Spoke with Finn' })
    expect(text()).toContain('The report is closed')
    expect(await countReports(scene.context.store.read)).toBe(0)
    await ruth.open('/moderation/log')
    expect(text()).toContain('Ruth moderator closed a report')
    expect(text()).toContain('Spoke with Finn')
    const form = { _csrf: /name="_csrf" value="([^"]+)"/.exec(ruth.html)![1]!, reason: 'Again' }
    await ruth.send(`/moderation/reports/${id}`, form)
    expect(ruth.path).toBe('/moderation/reports?done=none')
  })
})

describe('deliveries given up', () => {
  async function giveUp() {
    const { context } = scene
    await context.store.write((tx) => addJob(context, tx, { queue: 'delivery', lane: 'gone.example', body: {} }))
    const now = new Date(Date.now() + 1000)
    const job = (await claimJob(context, 'delivery', 'test', now, now))!
    await context.store.write((tx) => buryJob(tx, job.id, now, 'getaddrinfo <b>ENOTFOUND</b>'))
    return job.id
  }

  test('are tried again, or dropped', async () => {
    const id = await giveUp()
    await ruth.open('/moderation/deliveries')
    expect(text()).toContain('A delivery to gone.example')
    expect(text()).toContain('getaddrinfo ENOTFOUND')
    await ruth.press('Try again: A delivery to gone.example, 1')
    expect(text()).toContain('It is being tried again.')
    expect((await deadJobs(scene.context.store.read)).rows).toEqual([])
    const form = { _csrf: /name="_csrf" value="([^"]+)"/.exec(ruth.html)![1]! }
    await ruth.send(`/moderation/deliveries/${id}/retry`, form)
    expect(ruth.status).toBe(404)
    await ruth.send(`/moderation/deliveries/${id}/drop`, form)
    expect(ruth.status).toBe(404)
    const now = new Date(Date.now() + 5000)
    const again = (await claimJob(scene.context, 'delivery', 'test', now, now))!
    expect(again.id).toBe(id)
    await scene.context.store.write((tx) => buryJob(tx, id, now, 'Nobody'))
    await ruth.open('/moderation/deliveries')
    await ruth.press('Drop it: A delivery to gone.example, 1')
    expect(text()).toContain('Nothing was given up')
    expect((await deadJobs(scene.context.store.read)).rows).toEqual([])
  })
})

describe('what is hostile', () => {
  const attack = '<script>alert(1)</script>"><img src=x onerror=alert(1)> {{ 7*7 }} \u202etxt'

  test('stays text on every page', async () => {
    const { context } = scene
    const actor = 'https://evil.example/users/eve'
    await remoteActor(context, {
      ...{ id: actor, preferredUsername: 'eve', name: attack, summary: attack, url: 'javascript:alert(1)' }
    })
    const object = {
      ...{ type: 'Question', name: attack, content: attack, summary: attack, inReplyTo: attack },
      oneOf: [{ name: attack }, null, 7],
      attachment: [
        null,
        'x',
        { type: attack, name: attack },
        { type: 'Image', name: { en: 1 }, url: 'javascript:1' },
        { type: 'Image', name: attack }
      ]
    }
    const shapes: unknown[] = [object, null, 'x', [], [[object]], { name: {} }, { content: 7, attachment: 7, oneOf: 7 }]
    const ids: string[] = []
    for (const [n, one] of shapes.entries()) {
      const uri = `https://evil.example/${n}`
      const id = await context.store.write((tx) =>
        addHeld(tx, {
          ...{ uri, type: 'Create', actor, host: 'evil.example', path: attack, summary: attack, reason: attack },
          ...{ rule: attack, matched: attack, about: attack, object: attack, state: 'waiting', expires: new Date() },
          activity: { type: 'Create', object: one }
        })
      )
      ids.push(id!)
    }
    await context.store.write(async (tx) => {
      await addReport(tx, {
        target: 'javascript:alert(1)',
        reporter: attack,
        objects: [attack],
        words: attack,
        category: attack
      })
      await describeInstance(tx, 'evil.example', { software: attack, name: attack }, new Date())
    })
    const paths = [
      '',
      '?host=%3Cscript%3E',
      `?author=${encodeURIComponent(attack)}`,
      '/reports',
      '/servers',
      '/servers/evil.example'
    ]
    for (const path of [...paths, '/log', '/waiting', ...ids.map((id) => `/held/${id}`)]) {
      await ruth.open(`/moderation${path}`)
      expect(ruth.status, path).toBe(200)
      expect(faultsIn(ruth.html), path).toEqual([])
      expect(ruth.html, path).not.toContain('\u202e')
      expect(text(), path).not.toContain(' 49 ')
    }
  })
})

/** What a browser would act on that is not ours. */
function faultsIn(html: string): string[] {
  const faults: string[] = []
  sanitizeHtml(html, {
    allowedTags: false,
    allowedAttributes: false,
    allowVulnerableTags: true,
    onOpenTag(name, attributes) {
      if (/^(iframe|object|embed|base|style)$/.test(name)) faults.push(name)
      if (name === 'script' && !attributes.src?.startsWith('/assets/')) faults.push(name)
      for (const [attribute, value] of Object.entries(attributes)) {
        if (/^on|^style$/i.test(attribute)) faults.push(`${name} ${attribute}`)
        if (/^(href|src|action)$/i.test(attribute) && /^\s*(javascript|data):/i.test(value)) faults.push(value)
        if (attribute === 'src' && !value.startsWith('/')) faults.push(value)
      }
    }
  })
  return faults
}
