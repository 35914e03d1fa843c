/** Practice stories (S1): what was done, what went well and what went badly, told by the person who did it. */
import type { Policy } from '../../schema/posts.ts'
import type { StoryState } from '../../schema/stories.ts'
import { isWebAddress, sourceUri } from '../adoption/sources.ts'
import { unplaceDraft } from '../communities/places.store.ts'
import { communityFor, placeOwn } from '../communities/posting.ts'
import type { Context } from '../context.ts'
import { serviceById } from '../council/services.ts'
import { Conflict, type Fault, NotFound, Refused } from '../errors.ts'
import { record } from '../events/record.ts'
import { mayPublish } from '../media/clips.ts'
import type { Viewer } from '../members/viewer.ts'
import { needYes } from '../nominations/reading.ts'
import {
  askedAs,
  audienceOf,
  audienceWords,
  cannotBecome,
  isSent,
  isShownAnew,
  mayBecome,
  needPeople,
  stillTold
} from '../posts/audience.ts'
import { mayEdit, needText, newAddress, readTopics, shownAnew, stopAt, writeUp } from '../posts/draft.ts'
import { readPolicy } from '../posts/policy.ts'
import { addPost, anyPost, changePost, keepMentions, mentionedIn, type WholePost } from '../posts/posts.store.ts'
import { indexPost } from '../search/search.store.ts'
import { needCheck } from '../steps/autonomy.ts'
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
  /** The address of what it replicates, or of the page of that here. */
  basedOn?: string
  /** What was done otherwise than there, in a sentence or two. */
  changed?: string
  audience?: string
  /** The community that it is for: an id, a handle or an address. */
  community?: string
  /** What others may do with it; what is left out stays as it was. */
  policy?: { [Act in keyof Policy]?: string }
}

export const storyStates: StoryState[] = ['idea', 'trying', 'embedded', 'stopped']

/** The longest summary, in characters: what people on Mastodon read before they click. */
export const longestSummary = 400

/** Writes a new story. Throws Invalid with every fault; a draft needs no more than something to keep. */
export async function writeStory(context: Context, viewer: Viewer, input: StoryInput): Promise<WholePost> {
  if (!viewer.can('publish')) throw new Refused()
  const { post, parts, named } = await readStory(context, input)
  const community = await communityFor(context, viewer, { asked: input.community, audience: post.audience })
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
    if (isSent(post.audience)) {
      await needCheck(tx, viewer, address.id)
      await record(context, tx, { kind: 'story.published', actor: viewer.actor.id, subject: address.id })
    }
    const place = { post: address.id, author: viewer.actor.id, audience: post.audience }
    await placeOwn(context, tx, { ...place, community, named })
  })
  return (await anyPost(context.store.read, { id: address.id }))!
}

/** Changes a story of one's own; widening its audience publishes it. Once it was sent, whom it is for stays as it is. */
export async function editStory(context: Context, viewer: Viewer, id: string, input: StoryInput): Promise<WholePost> {
  const before = await ownStory(context, viewer, id)
  const { post, parts, named } = await readStory(context, {
    audience: askedAs(before.post.audience),
    ...input,
    policy: { ...before.post.policy, ...input.policy }
  })
  if (!mayBecome(before.post.audience, post.audience)) throw new Conflict(cannotBecome(before.post.audience))
  if (before.post.audience === 'draft' && post.audience !== 'draft') stopAt(await mayPublish(context, id))
  // Where it was sent to is settled when it is sent.
  const asked = isSent(before.post.audience) ? undefined : input.community
  const community = await communityFor(context, viewer, { asked, audience: post.audience, post: id })
  const now = context.clock()
  const firstShown = !isSent(before.post.audience)
  const told = firstShown ? [] : await mentionedIn(context.store.read, id)
  await context.store.write(async (tx) => {
    const anew = isShownAnew(before.post.audience, post.audience)
    await changePost(tx, id, { ...post, ...(anew ? shownAnew(now) : { edited: now }) })
    await keepParts(context, tx, viewer, id, parts, named)
    await keepMentions(tx, id, stillTold(post.audience, told, namedBut(viewer, named)))
    if (firstShown && isSent(post.audience)) {
      await needCheck(tx, viewer, id)
      await needYes(context, tx, { id })
    }
    if (isSent(post.audience))
      await record(context, tx, {
        kind: firstShown ? 'story.published' : 'story.edited',
        actor: viewer.actor.id,
        subject: id
      })
    if (asked !== undefined) await unplaceDraft(tx, id)
    await placeOwn(
      context,
      tx,
      { post: id, author: viewer.actor.id, audience: post.audience, community, named },
      firstShown
    )
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

export { askedAs } from '../posts/audience.ts'

/** Checks and renders what was typed, as it would be kept; with `asTyped` as far as it can be kept, whatever is wrong with it. */
export async function readStory(context: Context, input: StoryInput, asTyped = false) {
  const faults: Fault[] = []
  const audience = audienceOf(input.audience)
  if (!audience) faults.push({ field: 'audience', text: `Choose who may read it: ${audienceWords.join(', ')}` })
  const whole = audience !== 'draft'
  const title = needText(faults, 'title', input.title, whole ? 'Give the story a title' : undefined, 150, 'the title')
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
  const basedOn = await sourceUri(context, input.basedOn)
  if (basedOn && !isWebAddress(basedOn))
    faults.push({ field: 'basedOn', text: 'Give the web address of the story that yours is based on' })
  const topics = readTopics(input.topics ?? [], [body, well, badly], faults)
  const line = (field: 'place' | 'cost' | 'saving' | 'evidence' | 'contact' | 'changed', name: string) =>
    needText(faults, field, input[field], undefined, 300, name) || null
  const lines = {
    place: line('place', 'the place'),
    cost: line('cost', 'the cost'),
    saving: line('saving', 'the saving'),
    evidence: line('evidence', 'the evidence'),
    contact: line('contact', 'the contact'),
    changed: line('changed', 'what you changed')
  }
  const policy = readPolicy(faults, input.policy ?? {})
  if (!whole && ![title, summary, body, well, badly, ...Object.values(lines)].some(Boolean))
    faults.push({ field: 'title', text: 'Write something first' })
  if (!asTyped) stopAt(faults)
  const { html, named } = await writeUp(context, [body, well, badly])
  if (audience) needPeople(faults, audience, [body, well, badly], { named, handleHost: context.config.handleHost })
  if (!asTyped) stopAt(faults)
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
      basedOn: basedOn && isWebAddress(basedOn) ? basedOn : null,
      ...lines
    },
    named
  }
}

type Parts = Awaited<ReturnType<typeof readStory>>['parts']
type Named = Awaited<ReturnType<typeof readStory>>['named']

/** Keeps what a story has beside the common post. */
export async function keepParts(context: Context, tx: Writer, viewer: Viewer, id: string, parts: Parts, named: Named) {
  await keepStoryParts(tx, { ...parts, post: id, reviewed: context.clock() })
  await keepMentions(tx, id, namedBut(viewer, named))
  await indexPost(tx, id)
}

const namedBut = (viewer: Viewer, named: Named) => named.map((actor) => actor.id).filter((id) => id !== viewer.actor.id)
