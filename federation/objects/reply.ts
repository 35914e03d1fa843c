/** A reply as a Note. It never has a `name`: Mastodon would take it for a vote. */
import type { JsonObject } from '../json.ts'
import { stepPart } from './adoption.ts'
import type { Told } from './around.ts'
import { wireHtml } from './html.ts'
import { commonPart, contentPart } from './post.ts'
import { quoteLine } from './quote.ts'
import { naming } from './tags.ts'

/** The Note, which names the person answered as Mastodon's do. */
export function replyDocument(told: Told): JsonObject {
  const { post, author, answered, quote, step } = told
  const html = wireHtml(post.html, post.url) + (quote ? quoteLine(quote) : '')
  const content = answered && answered.id !== author.id ? naming(answered, html) : html
  return {
    type: 'Note',
    ...commonPart(told),
    ...(post.warning && { summary: post.warning }),
    ...contentPart(content, post.language),
    ...(step && stepPart(step))
  }
}
