/** A practice story as an Article that reads well anywhere, with its parts in terms of schema.org (S1). */
import type { StoryState } from '../../schema/stories.ts'
import { escapeHtml, textOf } from '../../server/text/sanitise.ts'
import type { JsonObject } from '../json.ts'
import type { Told } from './around.ts'
import { boldLine, paragraphs, plainName, wireHtml } from './html.ts'
import { commonPart, contentPart, namePart } from './post.ts'

/** Stories may be used by anyone, as public sector writing usually may in the United Kingdom. */
export const licence = 'https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/'

/** The lines that part a story in its `content`; a reader of ours finds the halves by them. */
export const headings = { did: 'What we did', well: 'What went well', badly: 'What went badly' }

/** What a replication did otherwise than its source is told under this name. */
export const changedWord = 'What we changed'
/** What a story says of itself that is true no longer. */
export const untrueWord = 'No longer true'

const states: Record<StoryState, string> = {
  idea: 'an idea',
  trying: 'we are trying it',
  embedded: 'part of how we work',
  stopped: 'we stopped'
}

/** The Article. Mastodon shows name, summary and link; GoToSocial summary and content; the title is never missed. */
export function storyDocument(told: Told): JsonObject {
  const { post, author, story } = told
  const title = post.title ?? ''
  const summary = paragraphs(post.summary || textOf(post.html, 400))
  return {
    type: 'Article',
    ...commonPart(told),
    ...namePart(plainName(title), post.language),
    summary,
    ...contentPart(wholeStory(told), post.language),
    // FEP-b2b8: for those who show short texts only.
    preview: {
      type: 'Note',
      attributedTo: author.uri,
      published: (post.published ?? post.created).toISOString(),
      content: `${boldLine(title)}${summary}<p><a href="${escapeHtml(post.url)}">${escapeHtml(post.url)}</a></p>`
    },
    'schema:additionalType': 'https://schema.org/Report',
    'schema:license': licence,
    ...(story && partsOf(story, told.service, post.url))
  }
}

function partsOf(story: NonNullable<Told['story']>, service: string | undefined, page: string): JsonObject {
  const further = [
    { name: 'Saving', value: story.saving },
    { name: 'Evidence', value: story.evidence },
    { name: 'Contact', value: story.contact },
    { name: changedWord, value: story.changed },
    { name: untrueWord, value: story.untrueWhy }
  ].flatMap(({ name, value }) => (value ? [{ type: 'PropertyValue', name, value: escapeHtml(value) }] : []))
  return {
    ...(story.wentWellHtml && { 'schema:positiveNotes': wireHtml(story.wentWellHtml, page) }),
    ...(story.wentBadlyHtml && { 'schema:negativeNotes': wireHtml(story.wentBadlyHtml, page) }),
    ...(story.cost && { 'schema:estimatedCost': story.cost }),
    ...(story.state && { 'schema:creativeWorkStatus': story.state }),
    ...(service && { 'schema:about': service }),
    ...(story.place && { location: { type: 'Place', name: story.place } }),
    ...(story.basedOn && { 'schema:isBasedOn': story.basedOn }),
    ...(story.reviewed && { 'schema:lastReviewed': story.reviewed.toISOString().slice(0, 10) }),
    ...(further.length > 0 && { 'schema:additionalProperty': further })
  }
}

/** Title, what was done, both halves, and the facts: everything, for those who show the content only. */
function wholeStory({ post, story }: Told): string {
  const half = (heading: string, html: string | undefined) => (html ? boldLine(heading) + wireHtml(html, post.url) : '')
  return [
    boldLine(post.title ?? ''),
    half(headings.did, post.html),
    half(headings.well, story?.wentWellHtml),
    half(headings.badly, story?.wentBadlyHtml),
    story ? factsOf(story) : ''
  ].join('')
}

function factsOf(story: NonNullable<Told['story']>): string {
  const line = (name: string, value: string | null) => (value ? [`<strong>${name}:</strong> ${escapeHtml(value)}`] : [])
  const based = story.basedOn ? escapeHtml(story.basedOn) : ''
  const lines = [
    ...line('State', story.state && states[story.state]),
    ...line('Service', story.serviceName),
    ...line('Place', story.place),
    ...line('Cost', story.cost),
    ...line('Saving', story.saving),
    ...line('Evidence', story.evidence),
    ...line('Contact', story.contact),
    ...(based ? [`<strong>Based on:</strong> <a href="${based}">${based}</a>`] : []),
    ...line(changedWord, story.changed),
    ...line(untrueWord, story.untrueWhy)
  ]
  return lines.length > 0 ? `<p>${lines.join('<br />')}</p>` : ''
}
