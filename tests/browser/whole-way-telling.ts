/** The first half of the whole way: from a nomination to a story that everyone reads. */
import { expect } from 'vitest'
import { until } from '../help/server.ts'
import { playThrough } from './record.ts'
import { brightest, follow, look, path, type Step, title, unfold } from './whole-way-pages.ts'
import { patience } from './whole-way-world.ts'

/** From the visitor's form to the published story, a step after the other. */
export const telling: Step[] = [
  [
    'a visitor nominates, and confirms by the link in their letter',
    async (way) => {
      const { world } = way
      const sam = await world.visitor(world.aldermere)
      await sam.follow('Nominate somebody')
      const { page } = sam
      await page.getByLabel('A small local project').check()
      await page.getByLabel('What is it?').fill(title)
      await page.getByLabel('Who does it?').fill('Mill Lane Menders')
      await page.getByLabel('Where?').fill('Mill Lane, Aldermere')
      await page
        .getByLabel('Why should others hear of it?')
        .fill('They mend 40 things a month, and lost their insurance once.')
      await page.getByLabel('Their e-mail address').fill('mender@example.net')
      await page.getByLabel('Your name').fill('Sam Hughes')
      await page.getByLabel('Your e-mail address').fill('sam@example.org')
      await look(sam, '01-nominate')
      // Whoever is as quick as a program is asked to read it and press again.
      await until(async () => {
        await Promise.all([page.waitForEvent('load'), sam.press('Send it')])
        return page.getByRole('heading', { level: 1, name: 'Look into your mail' }).isVisible()
      }, patience)
      await page.goto(await world.post.link('sam@example.org', '/nominate/confirm/'))
      await look(sam, '02-confirm')
      await sam.press('It was me: send it')
      await sam.says('is with the coordinators')
      await sam.leave()
    }
  ],
  [
    'the nominee reads what was said, and says yes',
    async (way) => {
      const { world } = way
      const mender = await world.visitor(world.aldermere)
      await mender.page.goto(await world.post.link('mender@example.net', '/nominations/consent/'))
      await mender.says('Sam Hughes')
      await look(mender, '03-consent')
      await mender.press('Yes, once I have read it')
      await mender.heading('You said yes')
      await look(mender, '04-agreed')
      await mender.leave()
    }
  ],
  [
    'a coordinator gives it to a reporter, and has a colleague look before newcomers share',
    async (way) => {
      const { world } = way
      const cora = await world.person(world.aldermere, 'cora', 'Cora Bell', 'coordinator', 'Communities officer')
      const nia = await world.person(world.aldermere, 'nia', 'Nia Okafor', 'reporter', 'Reporter')
      const tom = await world.person(world.aldermere, 'tom', 'Tom Ferris', 'practitioner', 'Librarian')
      await cora.go('/account/first-steps')
      await cora.page.getByLabel('Whoever is not set below').selectOption('A colleague looks first')
      await cora.press('Keep')
      await cora.go('/nominations')
      await look(cora, '05-board')
      await cora.follow(title)
      await cora.page.getByLabel('Who', { exact: true }).selectOption({ label: 'Nia Okafor (@nia)' })
      await cora.page.getByLabel('They visit and record').check()
      const due = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10)
      await cora.page.getByLabel('By when').fill(due)
      await cora.page.getByLabel('Payment or training offered').fill('Two hours of cover')
      await cora.press('Give it to them')
      await cora.says('to visit and record')
      await look(cora, '06-assigned')
      Object.assign(way, { cora, nia, tom })
    }
  ],
  [
    'the reporter goes there, and begins a draft',
    async (way) => {
      const { world, nia } = way
      await nia.page.goto(await world.post.link(nia.email, '/nominations/'))
      await nia.press('It is recorded')
      await nia.says('recorded it')
      await nia.press('Begin a draft')
      const { page } = nia
      expect(await page.getByLabel('What did you try?').inputValue()).toBe(title)
      await page
        .getByLabel('Say it in two to four sentences')
        .fill(
          'On the first Saturday of the month, eleven people mend what others bring, beside the fire engine. People leave with a kettle that works and the name of a neighbour.'
        )
      await page
        .getByLabel('What went well')
        .fill('Forty things a month are mended. One visitor in three comes back to mend for others.')
      await page
        .getByLabel('What went badly')
        .fill('We lost our insurance for five weeks. Nobody had read the small print.')
      await page
        .getByLabel('What you did, step by step')
        .fill(
          '1. Ask the fire station which Saturdays are quiet.\n2. Test every plug before it leaves.\n3. Write down what could not be mended, and why.'
        )
      await unfold(page, 'Cost, saving, place, service and topics')
      await page.getByLabel('What it cost').fill('£340 for tools')
      await page.getByLabel('Topics').fill('repair volunteering')
      await look(nia, '07-write')
      await page.getByLabel('Only me').check()
      await nia.press('Save and see it')
      await nia.heading(title)
      const story = path(nia)
      const uri = world.aldermere.origin + story
      await nia.says('Only you')
      await look(nia, '08-draft')
      Object.assign(way, { story, uri })
    }
  ],
  [
    'a buddy comments on a passage; it is answered and changed, and the buddy says that it is fine',
    async (way) => {
      const { nia, tom } = way
      expect(await nia.page.getByRole('button', { name: 'Show it to everyone' }).count()).toBe(0)
      await nia.follow('Ask a buddy to read it')
      await nia.page.getByLabel('Whom do you ask?').selectOption({ label: 'Tom Ferris' })
      await nia.page.getByLabel('What should they look at?').fill('Is the second half plain enough?')
      await nia.press('Ask them to read it')
      await tom.sees('/notifications', 'asks you to read a draft')
      await tom.follow(title)
      await tom.page.getByLabel('Which part?').selectOption('What went badly')
      await tom.page.getByLabel('Which words?').fill('Nobody had read the small print.')
      await tom.page.getByLabel('What do you think?').fill('What did it say? I would need to know.')
      await tom.press('Add this')
      await tom.press('Please change')
      await tom.says('You said: please change')
      await look(tom, '09-buddy')
      await nia.sees('/notifications', 'has looked at your draft')
      await nia.follow(title)
      await nia.page.getByLabel('Your answer').fill('It is in now.')
      await nia.page.getByLabel('Done').check()
      await nia.press('Keep')
      await look(nia, '10-answered')
      await nia.follow(title)
      await nia.press('Go on writing')
      await nia.page
        .getByLabel('What went badly')
        .fill('We lost our insurance for five weeks: it did not cover things with a plug.')
      await nia.press('Save and see it')
      await tom.page.reload()
      await tom.says('It is in now.')
      await tom.press('Fine to share')
      await tom.says('You said: fine to share')
    }
  ],
  [
    'a clip is sent, given captions and a still picture',
    async (way) => {
      const { clip, nia, story } = way
      await nia.go(story)
      await nia.follow('Its clip and captions')
      const { page } = nia
      await page.getByLabel('What the clip shows').fill('A mender opens a kettle')
      const file = { name: 'IMG_0001.webm', mimeType: 'video/webm', buffer: clip }
      await page.getByLabel('The clip', { exact: true }).setInputFiles(file)
      await look(nia, '11-clip')
      await nia.press('Send the clip')
      await nia.heading('Captions')
      const vtt =
        'WEBVTT\n\n00:00.200 --> 00:01.000\nThis kettle came in dead.\n\n00:01.100 --> 00:02.500\nIt was one screw.\n'
      await page
        .getByLabel('WebVTT or SubRip')
        .setInputFiles({ name: 'kettle.vtt', mimeType: 'text/vtt', buffer: Buffer.from(vtt) })
      await nia.press('Use this file')
      await nia.says('The captions are kept.')
      await page.getByLabel('Row 2 words').fill('It was one loose screw.')
      await nia.press('Keep the captions')
      await nia.says('The captions are kept.')
      await look(nia, '12-captions')
      await nia.follow('Back to the clip')
      await nia.press('Take what the clip shows now')
      await page.waitForFunction(() => /\/media\/[0-9a-f]{32}/.test(document.querySelector('video')?.poster ?? ''))
      expect(await nia.page.locator('video').evaluate(brightest)).toBeGreaterThan(100)
      await look(nia, '13-clip-kept')
    }
  ],
  [
    'people elsewhere follow the council, and somebody on Mastodon follows the reporter',
    async (way) => {
      const { world } = way
      const [gwil, elin] = await Promise.all([
        world.person(world.thornbeck, 'gwil', 'Gwilym Rees', 'practitioner', 'Waste manager'),
        world.person(world.dyffryn, 'elin', 'Elin Prydderch', 'practitioner', 'Library manager')
      ])
      const { aldermere, thornbeck, dyffryn } = world
      for (const [who, whom] of [
        [gwil, aldermere],
        [gwil, dyffryn],
        [elin, aldermere],
        [elin, thornbeck]
      ] as const)
        await follow(who, whom)
      const maddy = world.mastodon.actor('maddy')
      const { id } = await world.aldermere.document(`${world.aldermere.origin}/@nia`)
      await maddy.post(`${id}/inbox`, world.mastodon.activity(maddy, 'Follow', id))
      await world.mastodon.received(({ type }) => type === 'Accept', patience)
      Object.assign(way, { maddy, gwil, elin })
    }
  ],
  [
    'the nominee reads the words before anybody outside does, and says that they are right',
    async (way) => {
      const { world, nia, story } = way
      await nia.go(story)
      await nia.says('We promised')
      expect(await nia.page.getByRole('button', { name: 'Show it to everyone' }).count()).toBe(0)
      await nia.press('Ask Mill Lane Menders to read it')
      await nia.says('They have not answered yet')
      const mender = await world.visitor(world.aldermere)
      await mender.page.goto(await world.post.link('mender@example.net', '/nominations/tell/'))
      await mender.heading('Are these words right?')
      await mender.says('Nobody outside Aldermere sees it yet')
      await mender.says('it did not cover things with a plug')
      const said = await mender.page.locator('video').evaluate(playThrough)
      expect(said).toEqual(['This kettle came in dead.', 'It was one loose screw.'])
      await look(mender, '13-nominee-reads')
      await mender.press('These words are right')
      await mender.says('is told that the words are right')
      await mender.leave()
      await nia.sees('/notifications', 'whoever your story is about has read it')
      await nia.follow(title)
      await nia.says('said that these words are right')
      await look(nia, '13-nominee-has-read')
    }
  ],
  [
    'it is shown here, then to the world',
    async (way) => {
      const { world, nia, tom, story, uri } = way
      await nia.go(story)
      await nia.press('Show it to Aldermere only')
      await look(nia, '14-share-here')
      await nia.press('Show it to this council')
      await nia.says('Everyone signed in at Aldermere')
      expect((await fetch(uri)).status).toBe(404)
      await tom.sees('/stories', title)
      await nia.press('Show it to everyone')
      await nia.says('Everyone: the web, other councils and Mastodon')
      await look(nia, '15-share-world')
      await nia.press('Show it to everyone')
      await nia.heading(title)
      await look(nia, '16-published')
      const { body } = await world.mastodon.received(
        ({ type, object }) => type === 'Create' && object?.id === uri,
        patience
      )
      expect(body.object).toMatchObject({ type: 'Article', name: title, attachment: [{ type: 'Video' }] })
      const reader = await world.visitor(world.aldermere)
      await reader.follow(title)
      const said = await reader.page.locator('video').evaluate(playThrough)
      expect(said).toEqual(['This kettle came in dead.', 'It was one loose screw.'])
      await look(reader, '17-story-visitor')
      await reader.leave()
    }
  ]
]
