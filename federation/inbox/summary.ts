/** What a held activity says, in plain text, for the queue's list. */
import { plainLine, textOf as plainText } from '../../server/text/sanitise.ts'
import { idOf, type JsonObject, textOf } from '../json.ts'
import { embedded } from './incoming.ts'

const words: Record<string, string> = {
  Like: 'Finds this useful',
  EmojiReact: 'Reacts to this',
  Dislike: 'Dislikes this',
  Announce: 'Shows this to their followers',
  Follow: 'Wants to follow',
  QuoteRequest: 'Asks to quote this',
  ReplyRequest: 'Asks to reply to this',
  LikeRequest: 'Asks to like this',
  AnnounceRequest: 'Asks to show this to their followers'
}

/** The plain text of an activity, what it is about, and the id of its object. */
export function summaryOf(activity: { type?: unknown; object?: unknown; [key: string]: unknown }) {
  const json = activity as JsonObject
  const document = embedded(json.object)
  const title = document ? plainLine(textOf(document.name) ?? '', 200) : ''
  const text = document ? plainText(textOf(document.content) ?? textOf(document.summary) ?? '', 2_000) : ''
  const said = [title, text].filter(Boolean).join('\n') || words[String(json.type)] || String(json.type)
  return { summary: said, object: idOf(json.object), about: document ? idOf(document.inReplyTo) : idOf(json.object) }
}
