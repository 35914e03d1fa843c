/** Practice stories (S1): what was done, what went well and what went badly, told by the person who did it. */
import type { Policy } from '../../schema/posts.ts'
import type { StoryState } from '../../schema/stories.ts'
import type { Context } from '../context.ts'
import { serviceById } from '../council/services.ts'
import { Conflict, type Fault, NotFound, Refused } from '../errors.ts'
import { record } from '../events/record.ts'
import type { Viewer } from '../members/viewer.ts'
import { audienceOf, mayEdit, needText, newAddress, readTopics, stopAt, writeUp } from '../posts/draft.ts'
import { readPolicy } from '../posts/policy.ts'
import { addPost, anyPost, changePost, keepMentions, type WholePost } from '../posts/posts.store.ts'
import { indexPost } from '../search/search.store.ts'
import type { Writer } from '../store/store.ts'
import { plainLine, textOf } from '../text/sanitise.ts'
import { keepStoryParts } from './stories.store.ts'

/** What an author types; texts are Markdown. */
export interface StoryInput {
  title?: string
  summary?: string
  body?: string
  wentWell?: string
  wentBadly?: string
  topics?: string[]
  state?: string
  service?: string
  place?: string
  cost?: string
  saving?: string
  evidence?: string
  contact?: string
  basedOn?: string
  audience?: string
  /** What others may do with it; what is left out stays as it was. */
  policy?: { [Act in keyof Policy]?: string }
}

export const storyStates: StoryState[] = ['idea', 'trying', 'embedded', 'stopped']

/** The longest summary, in characters: what people on Mastodon read before they click. */
export const longestSummary = 400

/** Writes a new story. Throws Invalid with every fault; a draft needs a title only. */
export async function writeStory(context: Context, viewer: Viewer, input: StoryInput): Promise<WholePost> {
  if (!viewer.can('publish')) throw new Refused()
  const { post, parts, named } = await readStory(context, input)
  const address = newAddress(context, 'stories')
  const now = context.clock()
  await context.store.write(async (tx) => {
    const kept = {
      ...post,
      ...address,
      kind: 'story' as const,
      local: true,
      author: viewer.actor.id,
      thread: address.id
    }
    await addPost(tx, { ...kept, context: `${address.uri}/context`, published: post.audience === 'draft' ? null : now })
    await keepParts(context, tx, viewer, address.id, parts, named)
    if (post.audience === 'public')
      await record(context, tx, { kind: 'story.published', actor: viewer.actor.id, subject: address.id })
  })
  return (await anyPost(context.store.read, { id: address.id }))!
}

/** Changes a story of one's own; widening its audience publishes it. It can be widened, never narrowed, once told to the world. */
export async function editStory(context: Context, viewer: Viewer, id: string, input: StoryInput): Promise<WholePost> {
  const before = await ownStory(context, viewer, id)
  const { post, parts, named } = await readStory(context, {
    audience: askedAs(before.post.audience),
    ...input,
    policy: { ...before.post.policy, ...input.policy }
  })
  if (before.post.audience === 'public' && post.audience !== 'public') {
    throw new Conflict('Everyone can read this story already. Withdraw it instead.')
  }
  const now = context.clock()
  const firstShown = before.post.audience !== 'public' && post.audience === 'public'
  await context.store.write(async (tx) => {
    const published = before.post.published ?? (post.audience === 'draft' ? null : now)
    await changePost(tx, id, { ...post, published, edited: before.post.audience === 'draft' ? null : now })
    await keepParts(context, tx, viewer, id, parts, named)
    if (post.audience !== 'public') return
    await record(context, tx, {
      kind: firstShown ? 'story.published' : 'story.edited',
      actor: viewer.actor.id,
      subject: id
    })
  })
  return (await anyPost(context.store.read, { id }))!
}

/** A story of the viewer's own, for changing it. Throws NotFound or Refused. */
export async function ownStory(context: Context, viewer: Viewer, id: string): Promise<WholePost> {
  const found = await anyPost(context.store.read, { id })
  if (found?.post.kind !== 'story' || found.post.audience === 'withdrawn') throw new NotFound()
  if (!mayEdit(viewer, found.author.id))
    throw found.post.audience === 'draft' ? new NotFound() : new Refused('Only its author can change a story.')
  return found
}

/** The word that the API and the forms use for an audience. */
export const askedAs = (audience: string): string => ({ public: 'world', unlisted: 'world' })[audience] ?? audience

/** Checks and renders what was typed, as it would be kept. */
export async function readStory(context: Context, input: StoryInput) {
  const faults: Fault[] = []
  const audience = audienceOf(input.audience)
  if (!audience) faults.push({ field: 'audience', text: 'Choose who may read it: draft, local or world' })
  const whole = audience !== 'draft'
  const title = needText(faults, 'title', input.title, 'Give the story a title', 150, 'the title')
  const summary = needText(
    faults,
    'summary',
    input.summary,
    whole ? 'Write a summary of two to four sentences' : undefined,
    longestSummary,
    'the summary'
  )
  const body = needText(faults, 'body', input.body, whole ? 'Write what you did' : undefined, 20_000, 'what you did')
  const well = needText(
    faults,
    'wentWell',
    input.wentWell,
    whole ? 'Write what went well' : undefined,
    10_000,
    'what went well'
  )
  const badly = needText(
    faults,
    'wentBadly',
    input.wentBadly,
    whole ? 'Write what went badly, or what you would do differently' : undefined,
    10_000,
    'what went badly'
  )
  const state = storyStates.find((one) => one === input.state)
  if (input.state && !state) faults.push({ field: 'state', text: `Choose a state: ${storyStates.join(', ')}` })
  const service = input.service ? await serviceById(context, input.service) : undefined
  if (input.service && !service) faults.push({ field: 'service', text: 'Choose a service from the list' })
  const basedOn = input.basedOn?.trim()
  if (basedOn && !URL.canParse(basedOn))
    faults.push({ field: 'basedOn', text: 'Give the web address of the story that yours is based on' })
  const topics = readTopics(input.topics ?? [], [body, well, badly], faults)
  const line = (field: 'place' | 'cost' | 'saving' | 'evidence' | 'contact', name: string) =>
    needText(faults, field, input[field], undefined, 300, name) || null
  const lines = {
    place: line('place', 'the place'),
    cost: line('cost', 'the cost'),
    saving: line('saving', 'the saving'),
    evidence: line('evidence', 'the evidence'),
    contact: line('contact', 'the contact')
  }
  const policy = readPolicy(faults, input.policy ?? {})
  stopAt(faults)
  const { html, named } = await writeUp(context, [body, well, badly])
  const [bodyHtml, wellHtml, badlyHtml] = html as [string, string, string]
  return {
    post: {
      title: plainLine(title, 150),
      summary: textOf(summary, longestSummary),
      markdown: body,
      html: bodyHtml,
      topics,
      policy,
      language: 'en',
      audience: audience!,
      visibility: audience!
    },
    parts: {
      wentWell: well,
      wentBadly: badly,
      wentWellHtml: wellHtml,
      wentBadlyHtml: badlyHtml,
      toldBadly: badly !== '',
      state: state ?? null,
      service: service?.id ?? null,
      serviceName: service?.name ?? null,
      basedOn: basedOn || null,
      ...lines
    },
    named
  }
}

type Parts = Awaited<ReturnType<typeof readStory>>['parts']
type Named = Awaited<ReturnType<typeof readStory>>['named']

async function keepParts(context: Context, tx: Writer, viewer: Viewer, id: string, parts: Parts, named: Named) {
  await keepStoryParts(tx, { ...parts, post: id, reviewed: context.clock() })
  const others = named.filter((actor) => actor.id !== viewer.actor.id)
  await keepMentions(
    tx,
    id,
    others.map((actor) => actor.id)
  )
  await indexPost(tx, id)
}
