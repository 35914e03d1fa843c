/** Adoption in a real browser: the steps climb, the tree is drawn, a step is taken; whole, in order, and open to everyone. */
import { mkdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anyPost } from '../../server/posts/posts.store.ts'
import { until } from '../help/server.ts'
import { addMastodon, addPeer, remotePost, remoteStory } from '../web/pages/elsewhere.ts'
import { faultsOf, openBrowser, openPage, widths } from './look.ts'
import { type Moot, startMoot } from './moot.ts'

let browser: Browser
let moot: Moot
const shots = process.env.SHOTS

beforeAll(async () => {
  moot = await startMoot()
  browser = await openBrowser()
  if (shots) mkdirSync(shots, { recursive: true })
  const { context } = moot
  const { gwil } = await addPeer(context)
  const { gwil: elin } = await addPeer(context, 'moot.dyffryn.example')
  const maddy = await addMastodon(context)
  const uri = (await anyPost(context.store.read, { id: moot.paths.story.split('/').at(-1)! }))!.post.uri
  const based = (on: string, state: string, value: string) => ({
    'schema:isBasedOn': on,
    'schema:creativeWorkStatus': state,
    'schema:additionalProperty': [{ type: 'PropertyValue', name: 'What we changed', value }]
  })
  const changed = 'Moved to Wednesdays: Tuesday is market day'
  const first = await remotePost(context, gwil, remoteStory('A table on market day', based(uri, 'embedded', changed)))
  const at = (await anyPost(context.store.read, { id: first }))!.post.uri
  await remotePost(context, elin, remoteStory('Bwrdd', based(at, 'trying', 'Bilingual, with a private booth')))
  await remotePost(context, elin, remoteStory('Tabl', based(uri, 'trying', 'Adds benefits advice at the same table')))
  await remotePost(context, gwil, {
    inReplyTo: uri,
    content: '<p>We stopped this. Nobody could get the key on Tuesdays.</p>'
  })
  await remotePost(context, elin, { inReplyTo: uri, content: '<p>We are trying this.</p>' })
  await remotePost(context, maddy, {
    inReplyTo: uri,
    content: '<p>We want to try this at our food bank. #wanttotry</p>'
  })
  await until(async () => (await anyPost(context.store.read, { uri }))!.story!.worth !== null)
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await moot?.stop()
})

test.each(widths)(
  'at %i pixels every page is whole, and a step is taken without a script',
  async (width) => {
    for (const part of ['', '/steps', '/tree', '/used-by'])
      for (const secret of part === '' ? [undefined, moot.secretOf.ruth] : [undefined]) {
        const look = { width, javaScript: false, ...(secret && { secret }) }
        const { page, told } = await openPage(browser, moot.origin + moot.paths.story + part, look)
        const name = `adoption${part.replace('/', '-')}-${secret ? 'in' : 'out'}-${width}.png`
        if (shots) await page.screenshot({ path: `${shots}/${name}`, fullPage: true })
        expect(await faultsOf(page), `${part} ${secret ? 'signed in' : 'as a visitor'}`).toEqual([])
        expect(told).toEqual([])
        await page.context().close()
      }
    const { page } = await openPage(browser, moot.origin + moot.paths.story, {
      width,
      javaScript: false,
      secret: moot.secretOf.ruth
    })
    const counts = page.locator('.fm-steps b')
    await page.getByLabel('We adopted it').check()
    await page.getByLabel('In your words').fill('Since July.')
    await page.getByRole('button', { name: 'Tell the others' }).click()
    await page.waitForURL(/#went$/)
    expect(await counts.allTextContents()).toEqual(['0', '0', '1', '1', '1'])
    await page.getByRole('button', { name: 'Take back what you said' }).click()
    await page.waitForURL(/#went$/)
    expect(await counts.allTextContents()).toEqual(['0', '0', '1', '0', '1'])
    await page.context().close()
  },
  120_000
)
