/** A question as a Note, since a `Question` is a poll to the rest of the fediverse (Q1, Q2). */
import { escapeHtml } from '../../server/text/sanitise.ts'
import type { JsonObject } from '../json.ts'
import type { Answer } from './around.store.ts'
import type { Told } from './around.ts'
import { boldLine, plainName, wireHtml } from './html.ts'
import { commonPart, contentPart, namePart } from './post.ts'

/** The Note. It has a `name` only at the top of a conversation: Mastodon takes a reply with one for a vote. */
export function questionDocument(told: Told): JsonObject {
  const { post, question } = told
  const title = post.title ?? ''
  const content = `${boldLine(title)}${wireHtml(post.html, post.url)}${answeredLine(told.accepted)}`
  return {
    type: 'Note',
    ...commonPart(told),
    ...(!post.inReplyTo && namePart(plainName(title), post.language)),
    ...contentPart(content, post.language),
    'schema:additionalType': 'https://schema.org/Question',
    ...(question?.about && { 'schema:about': question.about }),
    ...answersPart(
      told.accepted.map((answer) => answer.uri),
      told.suggested
    )
  }
}

/** The answers, by id, as they stand on a question and on its context. */
export const answersPart = (accepted: string[], suggested: string[] = []): JsonObject => ({
  ...(accepted.length > 0 && { 'schema:acceptedAnswer': accepted }),
  ...(suggested.length > 0 && { 'schema:suggestedAnswer': suggested })
})

/** The first words of the line by which plain Mastodon shows that a question is answered. */
export const answeredWord = 'Answered:'

function answeredLine(accepted: Answer[]): string {
  if (accepted.length === 0) return ''
  const links = accepted.map(({ url, author }) => `<a href="${escapeHtml(url)}">${escapeHtml(author)}</a>`)
  return `<p>${answeredWord} ${links.join(', ')}</p>`
}
