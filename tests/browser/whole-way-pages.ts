/** What people do on pages again and again along the whole way, and what each step of it leaves for the next. */
import type { Page } from 'playwright-core'
import { councilOf } from '../../server/council/settings.ts'
import type { PeerActor } from '../help/peer.ts'
import { until } from '../help/server.ts'
import { patience, type Someone, type Visitor, type World } from './whole-way-world.ts'

/** What is known along the way: who is who, and where the story is. */
export interface Way {
  world: World
  clip: Buffer
  cora: Someone
  nia: Someone
  tom: Someone
  ruth: Someone
  gwil: Someone
  elin: Someone
  maddy: PeerActor
  /** The path of the story's page, and its address. */
  story: string
  uri: string
}

/** One step, by what it is. */
export type Step = [name: string, go: (way: Way) => Promise<void>]

export const title = 'A repair café in the fire station'

/** What was found wrong with pages since it was last asked. */
export const faults: string[] = []
export const look = async (who: Visitor, name: string) => void faults.push(...(await who.look(name)))

/** What is behind a summary is shown already where something of it is filled in. */
export const unfold = async (page: Page, summary: string) => {
  const details = page.locator('details', { hasText: summary }).first()
  if ((await details.getAttribute('open')) === null) await details.locator('summary').click()
}

/** How bright the brightest part of a pixel in the middle of a clip's still picture is, from 0 to 255. */
export async function brightest(video: HTMLVideoElement): Promise<number> {
  const picture = Object.assign(new Image(), { src: video.poster })
  await picture.decode()
  const canvas = Object.assign(document.createElement('canvas'), { width: picture.width, height: picture.height })
  const brush = canvas.getContext('2d')!
  brush.drawImage(picture, 0, 0)
  return Math.max(...brush.getImageData(picture.width / 2, picture.height / 2, 1, 1).data.subarray(0, 3))
}

/** Follows another server's council by its handle; done once that has answered. */
export async function follow({ page, press, go }: Someone, { host, context }: World['aldermere']) {
  const { handle, name } = await councilOf(context)
  await go('/people/follow')
  await page.getByLabel('Their handle or web address').fill(`@${handle}@${host}`)
  await press('Follow')
  await until(async () => {
    await go('/people/follow')
    return (await page.locator('li', { hasText: name }).count()) > 0 && (await page.getByText('Asked.').count()) === 0
  }, patience)
}

/** Where somebody is. */
export const path = ({ page }: Someone) => new URL(page.url()).pathname

/** How many councils stand at each step, as the page before somebody says. */
export const counts = ({ page }: Someone) => page.locator('.fm-steps b').allTextContents()
