/** The second half of the whole way: from a question to practice worth repeating, on the servers of three councils. */
import { expect } from 'vitest'
import { until } from '../help/server.ts'
import { counts, look, path, type Step, title, unfold } from './whole-way-pages.ts'
import { patience, type Someone } from './whole-way-world.ts'

/** Somebody of another council publishes what they made of it. */
async function replicate(who: Someone, told: { title: string; changed: string; how: string }, name: string) {
  await who.sees('/home', title)
  await who.follow(title)
  await who.follow('Did you do the same? Write what happened')
  const { page } = who
  await page.getByLabel('What did you change?').fill(told.changed)
  await page.getByLabel('What did you try?').fill(told.title)
  await page
    .getByLabel('Say it in two to four sentences')
    .fill('We did as Aldermere did. People bring things, and people mend them.')
  await page.getByLabel('What went well').fill('Twenty things mended in two afternoons.')
  await page.getByLabel('What went badly').fill('Too few menders in August.')
  await page.getByLabel('What you did, step by step').fill('We asked the fire station in Aldermere how they did it.')
  await unfold(page, 'Cost, saving, place, service and topics')
  await page.getByLabel('How far is it?').selectOption(told.how)
  await page.getByLabel('Everyone', { exact: true }).check()
  await look(who, `${name}-form`)
  await who.press('Save and see it')
  // What others tried already is shown first: the one that it builds on is among it.
  const carryOn = page.getByRole('button', { name: 'Carry on' })
  const shown = page.getByRole('heading', { level: 1, name: told.title })
  await carryOn.or(shown).first().waitFor()
  if (await carryOn.isVisible()) {
    await look(who, `${name}-similar`)
    await carryOn.click()
  }
  await shown.waitFor()
  await who.says('Builds on')
  await look(who, name)
}

/** From a question by somebody on Mastodon to the notice of who used it, a step after the other. */
export const spreading: Step[] = [
  [
    'a question from Mastodon waits, is let in, answered on the page, and the answer accepted',
    async (way) => {
      const { world, nia, maddy, story, uri } = way
      const { mastodon, aldermere } = world
      const create = mastodon.create(maddy, {
        inReplyTo: uri,
        content: `<p><span class="h-card"><a class="u-url mention" href="${aldermere.origin}/@nia">@nia</a></span> What do you do with a toaster that nobody can mend?</p>`,
        cc: [`${maddy.id}/followers`]
      })
      const question = create.object
      expect((await maddy.post(`${aldermere.origin}/inbox`, create)).status).toBe(202)
      const ruth = await world.person(aldermere, 'ruth', 'Ruth Pendlebury', 'moderator', 'Web editor')
      await ruth.sees('/moderation', 'What do you do with a toaster')
      await look(ruth, '18-queue')
      await ruth.press(/^Let in and trust the author/)
      await nia.sees('/notifications', 'asked you a question')
      await look(nia, '19-notifications')
      await nia.go(story)
      await nia.page.locator('.fm-talk').getByRole('link', { name: 'Answer' }).click()
      await nia.page
        .locator('#reply')
        .getByRole('textbox')
        .first()
        .fill(
          'You need a box for parts. We take out what still works, and say so before we begin. Nobody has minded yet.'
        )
      await nia.press(/^(Reply|Answer)$/, nia.page.locator('#reply'))
      await nia.says('You need a box for parts.')
      const { body } = await mastodon.received(
        ({ type, object }) => type === 'Create' && object?.inReplyTo === question.id,
        patience
      )
      expect(body.object.name).toBeUndefined()
      await nia.go(story)
      await nia.press('Accept this answer')
      await nia.says('Accepted answer')
      const update = await mastodon.received(
        ({ type, object }) => type === 'Update' && object?.['schema:acceptedAnswer'] !== undefined,
        patience
      )
      expect(update.body.object['schema:acceptedAnswer']).toEqual([body.object.id])
      await look(nia, '20-answered')
      // A second answer, by somebody who wants to be asked before they are quoted.
      const more = mastodon.create(maddy, {
        inReplyTo: body.object.id,
        content: '<p>Never cut the cord off before the owner has seen it.</p>',
        interactionPolicy: {
          canQuote: { automaticApproval: [], manualApproval: ['https://www.w3.org/ns/activitystreams#Public'] }
        }
      })
      await maddy.post(`${aldermere.origin}/inbox`, more)
      await nia.sees(story, 'Never cut the cord off')
      await nia.press('Accept this answer')
      await nia.page.getByText('Accepted answer').nth(1).waitFor()
      Object.assign(way, { ruth })
    }
  ],
  [
    'a recipe is put together line by line with its sources, and whoever is quoted gives leave',
    async (way) => {
      const { world, nia, maddy, story } = way
      const { mastodon } = world
      await nia.go(story)
      await nia.follow('Put a recipe together')
      await look(nia, '21-recipe-start')
      await nia.press('Put it together')
      await nia.heading('Put the recipe together')
      await nia.says('Needs Maddy of Mastodon’s leave.')
      await look(nia, '22-recipe-edit')
      await nia.press('Ask for their leave now')
      const { body: asked } = await mastodon.received(({ type }) => type === 'QuoteRequest', patience)
      await nia.says('Waiting for Maddy of Mastodon’s leave.')
      const leave = mastodon.activity(maddy, 'Accept', asked.id, { result: `${maddy.id}/leave/1` })
      await maddy.post(`${world.aldermere.origin}/inbox`, leave)
      await until(async () => {
        await nia.page.reload()
        return (await nia.page.getByText(/Waiting for Maddy|Needs Maddy/).count()) === 0
      }, patience)
      await nia.page.getByLabel('Title', { exact: true }).fill('How to open a repair café')
      await nia.page.getByLabel('Add to Time to start').fill('6 weeks, most of it for the insurance')
      await nia.press('Publish version 1')
      await nia.says('Version 1')
      const recipe = path(nia)
      for (const line of ['Test every plug before it leaves.', 'Never cut the cord off before the owner has seen it.'])
        await nia.says(line)
      await nia.page.getByRole('link', { name: 'Answer to Maddy of Mastodon' }).first().waitFor()
      await look(nia, '23-recipe')
      const { body } = await mastodon.received(
        ({ type, object }) => type === 'Create' && object?.['schema:additionalType'] === 'https://schema.org/HowTo',
        patience
      )
      expect(body.object).toMatchObject({ type: 'Article', id: world.aldermere.origin + recipe })
      expect(JSON.stringify(body.object['schema:step'])).toContain('Test every plug')
    }
  ],
  [
    'the second council reads it on its own pages, and says that it is trying',
    async (way) => {
      const { nia, gwil, story } = way
      await gwil.sees('/home', title)
      await look(gwil, '24-home-elsewhere')
      await gwil.follow(title)
      await gwil.heading(title)
      await look(gwil, '25-story-elsewhere')
      await gwil.page.getByLabel('We are trying').check()
      await gwil.page.getByLabel('In your words').fill('First in the depot, on a Sunday.')
      await gwil.press('Tell the others')
      await until(async () => {
        await gwil.page.reload()
        return (await counts(gwil)).join() === '0,0,1,0,0'
      }, patience)
      await until(async () => {
        await nia.go(story)
        return (await counts(nia)).join() === '0,0,1,0,0'
      }, patience)
      await nia.sees('/notifications', 'says where their council is with your story')
    }
  ],
  [
    'two other councils tell what they made of it',
    async (way) => {
      const { gwil, elin } = way
      await replicate(
        gwil,
        {
          title: 'Mending on Sundays at the depot',
          changed: 'Sundays, because the depot is empty then',
          how: 'It is how we work now'
        },
        '26-replication'
      )
      await replicate(
        elin,
        {
          title: 'Caffi trwsio yn y llyfrgell',
          changed: 'In the library, in Welsh and English',
          how: 'We are trying it'
        },
        '27-replication'
      )
    }
  ],
  [
    'both servers show that it is worth repeating, the same tree and the same counts',
    async (way) => {
      const { nia, gwil, story } = way
      await nia.sees(story, 'Practice worth repeating')
      const tree = (who: Someone) => who.page.locator('.fm-tree__node').allTextContents()
      const plain = (texts: string[]) =>
        texts.map((text) =>
          text
            .replace(/\(this page\)/, '')
            .replace(/^[A-Z]{1,2}/, '')
            .replace(/\s+/g, ' ')
            .trim()
        )
      await until(async () => {
        await nia.go(story)
        return (await tree(nia)).length === 4
      }, patience)
      const here = plain(await tree(nia))
      await look(nia, '28-worth-here')
      await gwil.sees('/home', title)
      await gwil.follow(title)
      await until(async () => {
        await gwil.page.reload()
        return (await gwil.page.getByText('Practice worth repeating').count()) > 0 && (await tree(gwil)).length === 4
      }, patience)
      await look(gwil, '29-worth-there')
      expect(plain(await tree(gwil))).toEqual(here)
      expect(await counts(gwil)).toEqual(await counts(nia))
      expect(here.join(' ')).toMatch(/Thornbeck.*Sundays, because.*Dyffryn.*In the library/)
    }
  ],
  [
    'the author is told who used it, where, and what they changed',
    async (way) => {
      const { nia, story } = way
      await nia.sees('/notifications', 'It is practice worth repeating')
      expect(await nia.page.getByText('built on your story').count()).toBe(2)
      await look(nia, '30-told')
      await nia.go(story)
      await nia.follow('Who built on it, and what they changed')
      await nia.heading('Who built on it')
      for (const words of [
        'Gwilym Rees',
        'Thornbeck',
        'Sundays, because the depot is empty then',
        'Elin Prydderch',
        'Dyffryn',
        'In the library, in Welsh and English'
      ])
        await nia.says(words)
      await look(nia, '31-used-by')
    }
  ]
]
