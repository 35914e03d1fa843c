/** What the demo's content is made of, so that each council's file holds words and nothing else. */
import type { Role } from '../../schema/members.ts'
import type { StoryState } from '../../schema/stories.ts'

export type CouncilName = 'aldermere' | 'thornbeck'

export interface DemoPerson {
  /** Also by which the rest of the content names them: handles differ across the two councils. */
  handle: string
  name: string
  role: Role
  /** Their job, as they would say it. */
  job: string
  team: string
  skills: string[]
}

export interface DemoCouncil {
  handle: CouncilName
  name: string
  gss: string
  region: string
  colour: string
  about: string
  /** Drawn on 34 by 34, in SVG. */
  logo: string
  /** Where the people's addresses end. */
  mail: string
  /** Why this council's admin trusts the other one. */
  trustReason: string
  people: DemoPerson[]
  /** Who here follows whom there, by handle. */
  follows: [who: string, whom: string[]][]
}

export interface DemoStory {
  /** By which questions, likes and other stories name it. */
  key: string
  by: string
  title: string
  summary: string
  body: string
  wentWell: string
  wentBadly: string
  topics: string[]
  state: StoryState
  /** An id of the local government service list. */
  service?: string
  place?: string
  cost?: string
  saving?: string
  evidence?: string
  /** The key of the story that it replicates. */
  basedOn?: string
}

export interface DemoReply {
  by: string
  body: string
  /** Who said that this answers the question: the asker, or the author of the story. */
  acceptedBy?: string
  replies?: DemoReply[]
}

export interface DemoQuestion {
  key: string
  by: string
  title: string
  body: string
  topics: string[]
  /** The key of the story that it is about. */
  about?: string
  /** The key of the community that it is asked in. */
  community?: string
  answers: DemoReply[]
}

export interface DemoCommunity {
  /** By which questions name it. */
  key: string
  /** Who opens it; they need a role that may. */
  by: string
  handle: string
  name: string
  purpose: string
  /** Who joins it, from both councils. */
  members: string[]
}

/** Markdown typed over several lines of code: lines of one paragraph are joined, empty lines part paragraphs. */
export function words(strings: TemplateStringsArray): string {
  return strings
    .join('')
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) =>
      paragraph
        .split('\n')
        .map((line) => line.trim())
        .reduce((text, line) => (/^(- |\d+\. )/.test(line) ? `${text}\n${line}` : `${text} ${line}`))
    )
    .join('\n\n')
}
