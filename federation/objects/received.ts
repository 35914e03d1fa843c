/** Reads a post from another server into our own words; what is sanitised and checked here is believed everywhere else. */
import type { PostKind } from '../../schema/posts.ts'
import { actorById } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import type { ReceivedPost } from '../../server/posts/receive.ts'
import { topicOf } from '../../server/text/markdown.ts'
import { boolOf, dateOf, hrefOf, idOf, idsOf, isObject, type JsonObject, listOf, textOf, typesOf } from '../json.ts'
import { readStep } from './adoption.ts'
import { extension, isKind } from './extension.ts'
import { answeredWord } from './question.ts'
import { readPolicy, readQuote, withoutQuoteLine } from './quote.ts'
import { readAttachments } from './received-attachments.ts'
import { readNamed, visibilityOf } from './received-audience.ts'
import { bodyOfStory, readHappening, readPoll, readStory, withoutFirst } from './received-parts.ts'
import { longest, readContent, readLanguage, readLine, readSummary, readTitle, readWarning } from './received-text.ts'
import { readRecipe } from './recipe.ts'

const mostTopics = 30

export interface Reading {
  /** The author's id here, whom the caller has proven. */
  authorId: string
  /** Their address, when they are not kept here yet. */
  authorUri?: string
  /** The ids of those of these addresses that are ours; asks the database unless told. */
  localActors?: (uris: string[]) => Promise<string[]>
}

/** What the types of a document are to us; the first that we know counts. */
const kinds: Record<string, PostKind> = {
  Note: 'post',
  Article: 'post',
  Page: 'post',
  Question: 'post',
  Document: 'post',
  Image: 'post',
  Audio: 'post',
  Video: 'video',
  Event: 'event'
}

/**
 * The post, or undefined when it is of a type that we do not show, has no address, says nothing, or is a vote (a name
 * without content, in reply). The caller has made sure that it is by the author.
 */
export async function readPost(
  context: Context,
  document: JsonObject,
  reading: Reading
): Promise<ReceivedPost | undefined> {
  const uri = hrefOf(idOf(document.id))
  const type = typesOf(document).find((one) => one in kinds)
  if (!uri || !type || isVote(document)) return undefined
  const known = await actorById(context.store.read, reading.authorId)
  const author = known ?? { uri: reading.authorUri ?? idsOf(document.attributedTo)[0] ?? '', followersUri: null }
  const now = context.clock()
  const inReplyTo = hrefOf(idsOf(document.inReplyTo)[0])
  const published = dateOf(document.published) ?? now
  const edited = dateOf(document.updated)
  const conversation = hrefOf(idOf(document.context))
  const language = readLanguage(document)
  const quote = readQuote(document)
  const policy = readPolicy(document, author)
  const words = await readWords(context, quote ? withoutLine(document) : document, type, inReplyTo)
  const attachments = readAttachments(document)
  const step = inReplyTo ? readStep(document, words.html) : undefined
  if (words.html === '' && !words.title && !words.summary && !words.poll && !quote && attachments.length === 0)
    return undefined
  return {
    uri,
    url: pageOf(document, uri),
    author: reading.authorId,
    ...words,
    ...(language && { language }),
    sensitive: boolOf(document.sensitive) ?? words.warning !== undefined,
    ...(inReplyTo && { inReplyTo }),
    ...(step && { step }),
    ...(conversation && { context: conversation }),
    visibility: await visibilityOf(context, document, author),
    topics: readTopics(document),
    attachments,
    published,
    ...(edited && edited > published && { edited }),
    ...(quote && { quote }),
    ...(policy && { policy }),
    named: await readNamed(context, document, reading.localActors)
  }
}

/** What it quotes is shown by itself, and not a second time as a line of its text. */
function withoutLine({ contentMap, ...document }: JsonObject): JsonObject {
  const content = textOf(document.content) ?? readContent({ contentMap: contentMap ?? {} })
  return { ...document, content: withoutQuoteLine(content) }
}

type Words = Pick<
  ReceivedPost,
  'kind' | 'title' | 'summary' | 'html' | 'warning' | 'happening' | 'poll' | 'story' | 'question' | 'recipe'
>

/** Text and parts, by what kind of thing it is. */
async function readWords(
  context: Context,
  document: JsonObject,
  type: string,
  inReplyTo: string | undefined
): Promise<Words> {
  const html = readContent(document)
  if (isKind(document, 'Question') && (type === 'Note' || type === 'Article'))
    return readQuestion(document, html, inReplyTo)
  // On a Note the summary is a warning that hides the text; on everything else it is the beginning of it.
  const brief = type === 'Note' || type === 'Question'
  const warning = brief ? readWarning(document) : undefined
  if (brief || type === 'Document') {
    const poll = readPoll(document)
    const kind = poll ? 'poll' : inReplyTo ? 'reply' : 'post'
    return { kind, html, ...(warning && { warning }), ...(poll && { poll }) }
  }
  const title = readTitle(document)
  const summary = readSummary(document, longest.summary)
  const base = { ...(title && { title }), ...(summary && { summary }) }
  if (type === 'Article' && isKind(document, 'HowTo'))
    return { kind: 'recipe', ...base, html: withoutFirst(html, title), recipe: readRecipe(document) }
  if (type === 'Article' && isStory(document)) {
    const story = await readStory(context, document)
    return { kind: 'story', ...base, html: bodyOfStory(html, title, story), story }
  }
  if (type === 'Event') return { kind: 'event', ...base, html, happening: readHappening(document) }
  const kind = kinds[type]!
  return { kind: inReplyTo && kind === 'post' ? 'reply' : kind, ...base, html }
}

const isStory = (document: JsonObject) =>
  isKind(document, 'Report') ||
  ['positiveNotes', 'negativeNotes'].some((name) => extension(document, name) !== undefined)

/** A question: its title by name, or in a reply by the bold first line; the line that tells the answer is not its text. */
function readQuestion(document: JsonObject, html: string, inReplyTo: string | undefined): Words {
  const [, bold] = /^<p><strong>(.{1,2000}?)<\/strong><\/p>/.exec(html) ?? []
  const title = readTitle(document) ?? readLine(bold, longest.title)
  const accepted = idsOf(extension(document, 'acceptedAnswer')).filter((uri) => hrefOf(uri))
  const about = hrefOf(idOf(extension(document, 'about'))) ?? inReplyTo
  const text = withoutFirst(html, title)
  const answered = text.lastIndexOf(`<p>${answeredWord} <a `)
  const asked = accepted.length > 0 && answered >= 0 ? text.slice(0, answered) : text
  return {
    kind: 'question',
    ...(title && { title }),
    html: asked.trim(),
    question: { ...(about && { about }), accepted }
  }
}

/** The page for people. On another host than the post it might pretend to be somebody else's, as Mastodon has it too. */
function pageOf(document: JsonObject, uri: string): string {
  const page = hrefOf(document.url)
  return page && new URL(page).host === new URL(uri).host ? page : uri
}

function readTopics(document: JsonObject): string[] {
  const topics = listOf(document.tag).flatMap((tag) =>
    isObject(tag) && typesOf(tag).includes('Hashtag') ? (topicOf(textOf(tag.name) ?? '') ?? []) : []
  )
  return [...new Set(topics)].slice(0, mostTopics)
}

/** A vote in a poll is a Note with a name and, but for a line break (snac), no content. */
function isVote(document: JsonObject): boolean {
  const named = textOf(document.name) !== undefined && document.inReplyTo !== undefined
  return typesOf(document).includes('Note') && named && readContent(document).replace(/<br \/>/g, '') === ''
}
