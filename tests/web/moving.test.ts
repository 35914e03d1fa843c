/** The page about moving: other accounts are named, the move is made, faults are told. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { actorById, changeActor, keepRemoteActor } from '../../server/actors/actors.store.ts'
import { pageText } from '../help/html.ts'
import { openSite, type Site } from '../help/site.ts'

let site: Site
let elsewhere: string

beforeAll(async () => {
  site = await openSite()
  const { store } = site.context
  const uri = 'https://thornbeck.example/actors/nia'
  const base = { uri, url: uri, type: 'Person', username: 'nia', host: 'thornbeck.example', name: 'Nia Rees' } as const
  const kept = await store.write((tx) => keepRemoteActor(tx, { ...base, inbox: `${uri}/inbox` }))
  elsewhere = kept!.id
  const find = async (text: string) => (text.includes('thornbeck') ? elsewhere : undefined)
  site.context.remote = { ...site.context.remote, findActor: find, refreshActor: find }
})
afterAll(() => site.close())

test('other accounts are named, and shown again', async () => {
  const { person, browser } = await site.person()
  await browser.open('/account/move')
  await browser.press('Keep these accounts', { aliases: '@nia@nowhere.example' })
  expect(pageText(browser.html)).toContain('No other account was found at “@nia@nowhere.example”')
  await browser.press('Keep these accounts', { aliases: '@nia@thornbeck.example' })
  expect(browser.path).toBe('/account/move?saved=1')
  expect((await actorById(site.context.store.read, person.actor.id))?.alsoKnownAs).toEqual([
    'https://thornbeck.example/actors/nia'
  ])
})

test('a move needs a yes, and the other account’s word', async () => {
  const { person, browser } = await site.person()
  await browser.open('/account/move')
  await browser.press('Move', { target: '@nia@thornbeck.example' })
  expect(pageText(browser.html)).toContain('Say that you want to move')
  await browser.press('Move', { target: '@nia@thornbeck.example', sure: 'yes' })
  expect(pageText(browser.html)).toContain(`First name ${person.actor.uri} there`)
  await site.context.store.write((tx) => changeActor(tx, elsewhere, { alsoKnownAs: [person.actor.uri] }))
  await browser.press('Move', { target: '@nia@thornbeck.example', sure: 'yes' })
  expect(pageText(browser.html)).toContain('You moved to https://thornbeck.example/actors/nia')
})
