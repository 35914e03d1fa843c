/** What stories, questions and replies have in common when one of our people writes them. */
import { newKey } from '../../schema/columns.ts'
import { actorByHandle } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import type { Fault } from '../errors.ts'
import { Invalid } from '../errors.ts'
import type { Viewer } from '../members/viewer.ts'
import type { Reader } from '../store/store.ts'
import { handlesIn, type Named, renderMarkdown, topicOf, topicsIn } from '../text/markdown.ts'
import type { Actor } from './posts.store.ts'

export { type AudienceAsked, askedAs, audienceOf } from './audience.ts'

/** A fresh id with the addresses that go with it. */
export function newAddress(context: Context, noun: 'stories' | 'questions' | 'replies' | 'posts' | 'recipes') {
  const id = newKey(context.clock().getTime())
  const uri = `${context.config.origin}/${noun}/${id}`
  return { id, uri, url: uri }
}

/** What changes with a post that others see for the first time: its date, and that it stands first in lists. */
export const shownAnew = (now: Date) => ({ published: now, edited: null, placed: newKey(now.getTime()) })

/** Text with its HTML, and the actors that it names. */
export interface Written {
  html: string
  named: Actor[]
}

/** Renders several texts of one post; people named by handle are linked if we know them. */
export async function writeUp(context: Context, texts: string[]): Promise<{ html: string[]; named: Actor[] }> {
  const named = await namedIn(context, context.store.read, texts.join('\n'))
  const people: Named[] = named.map(({ handle, actor }) => ({ handle, url: actor.url }))
  const options = { origin: context.config.origin, named: people }
  return { html: texts.map((text) => renderMarkdown(text, options)), named: named.map(({ actor }) => actor) }
}

async function namedIn(context: Context, db: Reader, text: string): Promise<{ handle: string; actor: Actor }[]> {
  const found: { handle: string; actor: Actor }[] = []
  for (const handle of handlesIn(text)) {
    const [username, host] = handle.split('@') as [string, string?]
    const actor = await actorByHandle(db, username, host ?? context.config.handleHost)
    if (actor && !actor.blocked && !actor.deleted) found.push({ handle, actor })
  }
  return found
}

/** The topics typed in a field and those used as hashtags in the texts; faulty ones are reported. */
export function readTopics(given: string[], texts: string[], faults: Fault[]): string[] {
  const topics: string[] = []
  for (const text of given.filter((one) => one.trim() !== '')) {
    const topic = topicOf(text)
    if (topic) topics.push(topic)
    else
      faults.push({
        field: 'topics',
        text: `“${text.trim().slice(0, 40)}” cannot be a topic: use letters and numbers, such as housing`
      })
  }
  const all = [...new Set([...topics, ...texts.flatMap(topicsIn)])]
  if (all.length > 20) faults.push({ field: 'topics', text: 'Use 20 topics or fewer' })
  return all
}

/** Checks that a text is there and not too long. */
export function needText(
  faults: Fault[],
  field: string,
  text: string | undefined,
  need: string | undefined,
  most: number,
  name: string
): string {
  const given = (text ?? '').trim()
  if (given === '' && need) faults.push({ field, text: need })
  if (given.length > most) {
    faults.push({
      field,
      text: `Shorten ${name} to ${most.toLocaleString('en-GB')} characters or fewer. It has ${given.length.toLocaleString('en-GB')} now`
    })
  }
  return given
}

/** Throws {@link Invalid} when there are faults. */
export function stopAt(faults: Fault[]): void {
  if (faults.length > 0) throw new Invalid(faults)
}

/** Whether the viewer may change or withdraw something of this author's. */
export const mayEdit = (viewer: Viewer, author: string) => viewer.actor.id === author
