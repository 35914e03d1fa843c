/** What a story tells at a glance: how far it has come, where, at what cost. */
import type { StoryParts } from '../../server/posts/posts.store.ts'
import type { ItemView } from '../item.ts'
import { monthOf } from '../words.ts'

const stateWords = { idea: 'An idea', trying: 'Being tried', embedded: 'Part of how we work', stopped: 'Stopped' }

/** What stands beside a story, and whether it is still true. */
export const storyFacts = (story: StoryParts, still: NonNullable<ItemView['still']>) => ({
  facts: factsOf(story, still.checked),
  still
})

function factsOf(story: StoryParts, checked?: Date): { label: string; text: string; note?: string }[] {
  const fact = (label: string, text: string | null, note?: string | null) =>
    text ? [{ label, text, ...(note && { note }) }] : []
  return [
    ...fact('State', story.state && stateWords[story.state]),
    ...fact('Place', story.place),
    ...fact('Cost', story.cost),
    ...fact('Saving', story.saving, story.evidence),
    ...fact('Service', story.serviceName),
    ...fact('Contact', story.contact),
    ...fact('Still true', checked ? `Checked ${monthOf(checked)}` : null)
  ]
}
