/** The community of practice that people of both councils share. */
import { type DemoCommunity, words } from './content.ts'

export const communities: DemoCommunity[] = [
  {
    key: 'frontdoor',
    by: 'bethan',
    handle: 'frontdoor',
    name: 'At the front door',
    purpose: words`For people who meet someone on the worst day of their year and have twenty minutes. Fewer people told to
      come back tomorrow: when we have nothing left to say to each other about that, we close and keep the archive.`,
    members: ['sal', 'hester', 'nia', 'owen', 'anjali', 'wyn']
  }
]
