/** The form in which a story is written: what was typed, kept and shown again, with what is wrong beside it. */
import type { Context } from '../../server/context.ts'
import { listServices } from '../../server/council/services.ts'
import { councilOf } from '../../server/council/settings.ts'
import type { Invalid } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { type AudienceAsked, askedAs, isSent } from '../../server/posts/audience.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { readStory, type StoryInput } from '../../server/stories/stories.ts'
import { builtOn } from '../adoption/source.ts'
import { communityChoice } from '../communities/choice.ts'
import { type DraftGiven, draftView } from '../drafts/form.ts'
import { shownFaults, topicsTyped, typed } from '../form.ts'
import { policyFields, policyInput, policyValues } from '../posts/policy.ts'
import { audienceChoice } from '../present/audience.ts'
import { SafeHtml } from '../safe-html.ts'

const optional = ['state', 'service', 'place', 'cost', 'saving', 'evidence', 'contact', 'topics'] as const
const fields = [
  'title',
  'summary',
  'body',
  'wentWell',
  'wentBadly',
  'basedOn',
  'changed',
  'audience',
  'community',
  ...optional,
  ...policyFields
] as const

/** What the fields hold. */
export type StoryValues = Record<(typeof fields)[number], string>

/** What was typed. */
export const storyTyped = (body: unknown): StoryValues => typed(body, fields)

/** What the service is asked to keep. */
export const storyInput = ({ mayReply, mayQuote, mayLike, ...values }: StoryValues): StoryInput => ({
  ...values,
  topics: topicsTyped(values.topics),
  policy: policyInput({ mayReply, mayQuote, mayLike })
})

/** The fields filled with a story as it is. */
export function storyValues({ post, story }: WholePost): StoryValues {
  return {
    title: post.title ?? '',
    summary: post.summary ?? '',
    body: post.markdown ?? '',
    wentWell: story?.wentWell ?? '',
    wentBadly: story?.wentBadly ?? '',
    basedOn: story?.basedOn ?? '',
    changed: story?.changed ?? '',
    audience: askedAs(post.audience),
    community: '',
    state: story?.state ?? '',
    service: story?.service ?? '',
    place: story?.place ?? '',
    cost: story?.cost ?? '',
    saving: story?.saving ?? '',
    evidence: story?.evidence ?? '',
    contact: story?.contact ?? '',
    topics: post.topics.join(' '),
    ...policyValues(post.policy)
  }
}

/** What the form is given: a new story, or one of one's own. */
export interface StoryForm extends Omit<DraftGiven, 'noun' | 'post'> {
  values: StoryValues
  /** The story that is being changed. */
  story?: WholePost
  problem?: Invalid
  preview?: Preview
}

interface Preview {
  title: string
  summary: string
  html: SafeHtml
  wentWell: SafeHtml
  wentBadly: SafeHtml
}

/** For whom a story may be. */
const offered: AudienceAsked[] = ['draft', 'local', 'world', 'unlisted', 'followers', 'direct']

/** The data of stories/form.njk. */
export async function storyForm(
  context: Context,
  viewer: Viewer,
  { values, story, problem, preview, ...draft }: StoryForm
) {
  const sent = story !== undefined && isSent(story.post.audience)
  const asked = { value: values.community, sent: sent ? story.post.id : undefined }
  const [services, council, community] = await Promise.all([
    listServices(context),
    councilOf(context),
    communityChoice(context, viewer, asked)
  ])
  const choices = community.member ? [...offered, 'community' as const] : offered
  const value = sent ? askedAs(story.post.audience) : values.audience || 'draft'
  const faults = shownFaults(problem)
  const at = story ? `/stories/${story.post.id}` : '/stories'
  const heading = story ? 'Change your story' : 'Write a story'
  return {
    title: heading,
    heading,
    values,
    draft: draftView({ noun: 'stories', ...draft, ...(story && { post: story }) }),
    ...faults,
    ...(preview && { preview }),
    action: story ? `${at}/edit` : at,
    previewAction: `${at}/preview`,
    builtOn: await builtOn(context, viewer, values.basedOn),
    services: [{ value: '', text: 'Choose' }, ...services.map(({ id, name }) => ({ value: id, text: name }))],
    shown: sent,
    ...(story && { mediaPath: `/stories/${story.post.id}` }),
    community,
    audience: audienceChoice(viewer, council.shortName, choices, { value, sent }),
    optionalOpen: optional.some((name) => values[name] !== '' || faults.fault[name]) || 'basedOn' in faults.fault
  }
}

/** What the story would look like. Throws Invalid. */
export async function previewStory(context: Context, values: StoryValues): Promise<Preview> {
  const { post, parts } = await readStory(context, storyInput(values))
  return {
    title: post.title,
    summary: post.summary,
    html: new SafeHtml(post.html),
    wentWell: new SafeHtml(parts.wentWellHtml),
    wentBadly: new SafeHtml(parts.wentBadlyHtml)
  }
}
