/** What others are told of recipes: that there is one, a new version, and whom we ask for leave to quote them. */
import { actorByUri } from '../../server/actors/actors.store.ts'
import type { Event } from '../../server/events/events.store.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { recipeParts } from '../../server/recipes/recipes.store.ts'
import { sourcesOf } from '../../server/recipes/sources.store.ts'
import { escapeHtml } from '../../server/text/sanitise.ts'
import type { Federation } from '../context.ts'
import { requestDocument } from '../objects/quote.ts'
import { sendActivity } from '../outbox.ts'
import { announce } from './council.ts'
import { isShownByCouncil, personalInbox } from './recipients.ts'
import { sendCreate, sendUpdate, toldPost } from './saying.ts'

/** A recipe was published: its author says it, the council shows it. */
export async function sendRecipe({ context }: Federation, event: Event): Promise<void> {
  const told = await toldPost(context, event.subject)
  if (!told) return
  await sendCreate(context, event, told)
  if (isShownByCouncil(told.post)) await announce(context, event, told)
}

/** A new version, or a line that came or went with somebody's leave. */
export async function sendRecipeEdit({ context }: Federation, event: Event): Promise<void> {
  const told = await toldPost(context, event.subject)
  if (told) await sendUpdate(context, event, told)
}

/** Asks the author of a passage for leave (FEP-044f), with the words that are to be quoted and nothing else of the draft. */
export async function sendCitationRequest({ context }: Federation, event: Event): Promise<void> {
  const { read } = context.store
  const [found, parts] = [await anyPost(read, { id: event.subject }), await recipeParts(read, event.subject)]
  const source = (await sourcesOf(read, event.subject)).find(({ id }) => id === event.ids.source)
  const quoted = source && (await actorByUri(read, source.author))
  if (!found || !parts || !source?.request || !quoted || quoted.local) return
  const { post, author } = found
  const lines = parts.lines.filter((line) => line.sources.some(({ uri }) => uri === source.uri))
  const instrument = {
    type: 'Note',
    id: `${post.uri}#cites-${source.id}`,
    attributedTo: author.uri,
    content: lines.map(({ text }) => `<p>${escapeHtml(text)}</p>`).join(''),
    quote: source.uri
  }
  const named = { actor: author.uri, object: source.uri, instrument }
  await sendActivity(context, {
    actor: author,
    document: { ...requestDocument(source.request, 'quote', named), to: [quoted.uri] },
    to: personalInbox(quoted),
    open: false,
    object: source.request
  })
}
