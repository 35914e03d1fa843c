/** What a feed holds, before it is written in one of the three forms. */
import { createHash } from 'node:crypto'
import { actorByHandle } from '../../server/actors/actors.store.ts'
import { listSteps } from '../../server/adoption/steps.store.ts'
import { communityByHandle } from '../../server/communities/communities.ts'
import { listCommunityPosts } from '../../server/communities/places.store.ts'
import type { Context } from '../../server/context.ts'
import { findCouncil } from '../../server/council/settings.ts'
import { NotFound } from '../../server/errors.ts'
import { listUnanswered } from '../../server/offers/unanswered.store.ts'
import { type ListAsked, listPosts, type WholePost } from '../../server/posts/posts.store.ts'
import { topicOf } from '../../server/text/markdown.ts'
import { shorten, textOf } from '../../server/text/sanitise.ts'

export interface Entry {
  /** The address that the fediverse knows it by: it never changes. */
  id: string
  /** Its page on its author's own server. */
  url: string
  title: string
  /** Plain text. */
  summary: string
  /** Sanitised HTML: the whole of it. */
  html: string
  author: { name: string; url: string }
  published: Date
  updated: Date
  topics: string[]
  language: string | null
}

export interface Feed {
  /** The same in every form. */
  id: string
  title: string
  subtitle: string
  /** The page with the same list. */
  home: string
  /** The address of this feed in this form. */
  self: string
  publisher: string
  updated: Date
  entries: Entry[]
}

/** Which list a feed tells, and in what words. */
export interface Listed {
  title: string
  subtitle: string
  /** The path of the page with the same list. */
  home: string
  asked: ListAsked
  /** Of the steps that councils and people said instead. */
  steps?: true
  /** Of what nobody has answered instead, the oldest first. */
  unanswered?: true
  /** Of a community instead: its id. */
  community?: string
}

/** How many entries a feed has. */
const size = 30

/** Reads a feed as anyone may; `path` is its own, without the ending. */
export async function readFeed(context: Context, listed: Listed, path: string, ending: string): Promise<Feed> {
  const { origin } = context.config
  const { rows } = listed.community
    ? await listCommunityPosts(context.store.read, undefined, listed.community, { size })
    : listed.steps
      ? await listSteps(context.store.read, { size })
      : listed.unanswered
        ? await listUnanswered(context.store.read, undefined, { size })
        : await listPosts(context.store.read, undefined, { ...listed.asked, size })
  const entries = rows.map(entryOf)
  const latest = Math.max(0, ...entries.map((entry) => entry.updated.getTime()))
  return {
    id: origin + path,
    title: listed.title,
    subtitle: listed.subtitle,
    home: new URL(listed.home, origin).href,
    self: `${origin}${path}.${ending}`,
    publisher: await councilName(context),
    updated: new Date(latest),
    entries
  }
}

/** The name of the council, or of the software before there is one. */
export const councilName = async (context: Context): Promise<string> => (await findCouncil(context))?.name ?? 'Folkmoot'

/** The feed of somebody here, or of the council when the handle is its own; throws NotFound. */
export async function feedOfPerson(context: Context, handle: string): Promise<Listed> {
  const actor = await actorByHandle(context.store.read, handle.replace(/^@/, ''), context.config.handleHost)
  if (!actor?.local || actor.deleted || actor.type === 'Application')
    throw new NotFound('There is nobody of this handle here.')
  if (actor.type === 'Organization') return feedOfCouncil(context)
  return {
    title: actor.name,
    subtitle: `Stories and questions by ${actor.name} at ${await councilName(context)}.`,
    home: actor.url,
    asked: { author: actor.id }
  }
}

/** The feed of a community of ours; throws NotFound. */
export async function feedOfCommunity(context: Context, handle: string): Promise<Listed> {
  const found = await communityByHandle(context, handle)
  if (!found) throw new NotFound('There is no community of this handle here.')
  const { id, name, summary, url } = found.actor
  return {
    title: name,
    subtitle: textOf(summary, 300) || `What is said in ${name}.`,
    home: url,
    asked: {},
    community: id
  }
}

/** What the people of this council publish. */
export async function feedOfCouncil(context: Context): Promise<Listed> {
  const name = await councilName(context)
  return { title: name, subtitle: `Stories and questions from ${name}.`, home: '/', asked: { local: true } }
}

/** The feed of a topic; throws NotFound for what can be none. */
export function feedOfTopic(text: string): Listed {
  const topic = topicOf(text)
  if (!topic) throw new NotFound('This cannot be a topic.')
  const home = `/topics/${encodeURIComponent(topic)}`
  return { title: `#${topic}`, subtitle: `Stories and questions on ${topic}.`, home, asked: { topic } }
}

function entryOf({ post, author, story }: WholePost): Entry {
  const published = post.published ?? post.created
  return {
    id: post.uri,
    url: post.url,
    title: post.title ?? shorten(textOf(post.html).replace(/\s+/g, ' '), 80),
    summary: post.summary ?? textOf(post.html, 400),
    html: post.html + half('What went well', story?.wentWellHtml) + half('What went badly', story?.wentBadlyHtml),
    author: { name: author.name, url: author.url },
    published,
    updated: post.edited ?? published,
    topics: post.topics,
    language: post.language
  }
}

const half = (heading: string, html: string | undefined) => (html ? `<h4>${heading}</h4>${html}` : '')

/** What tells one state of a feed from another. */
export const tagOf = (text: string) => `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
