/** The parts of a story from elsewhere, as they are kept. */
import type { StoryState } from '../../schema/stories.ts'
import type { Writer } from '../store/store.ts'
import { keepStoryParts } from './stories.store.ts'

export interface ReceivedStory {
  wentWellHtml: string
  wentBadlyHtml: string
  state?: StoryState
  cost?: string
  saving?: string
  evidence?: string
  contact?: string
  service?: string
  serviceName?: string
  place?: string
  basedOn?: string
  /** What was done otherwise than in that one. */
  changed?: string
  reviewed?: Date
  /** Why it is true no longer; then it is so since the copy that first said it. */
  untrueWhy?: string
}

/** Keeps them; what the story does not tell is empty. `said` is when this copy was written. */
export async function keepReceivedStory(tx: Writer, post: string, story: ReceivedStory, said: Date): Promise<void> {
  const { state, cost, saving, evidence, contact, service, serviceName, place, basedOn, changed, reviewed, ...more } =
    story
  const { untrueWhy, ...halves } = more
  await keepStoryParts(tx, {
    ...halves,
    post,
    toldBadly: halves.wentBadlyHtml !== '',
    state: state ?? null,
    cost: cost ?? null,
    saving: saving ?? null,
    evidence: evidence ?? null,
    contact: contact ?? null,
    service: service ?? null,
    serviceName: serviceName ?? null,
    place: place ?? null,
    basedOn: basedOn ?? null,
    changed: changed ?? null,
    reviewed: reviewed ?? null,
    untrue: untrueWhy ? said : null,
    untrueWhy: untrueWhy ?? null
  })
}
