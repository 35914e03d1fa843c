/** The form in which a story is written: what was typed, kept and shown again, with what is wrong beside it. */
import type { Context } from '../../server/context.ts'
import { listServices } from '../../server/council/services.ts'
import type { Invalid } from '../../server/errors.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { askedAs, readStory, type StoryInput } from '../../server/stories/stories.ts'
import { shownFaults, topicsTyped, typed } from '../form.ts'
import { SafeHtml } from '../safe-html.ts'

const optional = ['state', 'service', 'place', 'cost', 'saving', 'evidence', 'contact', 'topics'] as const
const policies = ['mayReply', 'mayQuote', 'mayLike'] as const
const fields = [
  'title',
  'summary',
  'body',
  'wentWell',
  'wentBadly',
  'basedOn',
  'audience',
  ...optional,
  ...policies
] as const

/** What the fields hold. */
export type StoryValues = Record<(typeof fields)[number], string>

/** What was typed. */
export const storyTyped = (body: unknown): StoryValues => typed(body, fields)

/** What the service is asked to keep. */
export const storyInput = ({ mayReply, mayQuote, mayLike, ...values }: StoryValues): StoryInput => ({
  ...values,
  topics: topicsTyped(values.topics),
  policy: {
    ...(mayReply && { reply: mayReply }),
    ...(mayQuote && { quote: mayQuote }),
    ...(mayLike && { like: mayLike })
  }
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
    audience: askedAs(post.audience),
    state: story?.state ?? '',
    service: story?.service ?? '',
    place: story?.place ?? '',
    cost: story?.cost ?? '',
    saving: story?.saving ?? '',
    evidence: story?.evidence ?? '',
    contact: story?.contact ?? '',
    topics: post.topics.join(' '),
    mayReply: post.policy?.reply ?? 'everyone',
    mayQuote: post.policy?.quote ?? 'everyone',
    mayLike: post.policy?.like ?? 'everyone'
  }
}

/** What the form is given: a new story, or one of one's own. */
export interface StoryForm {
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

/** The data of stories/form.njk. */
export async function storyForm(context: Context, { values, story, problem, preview }: StoryForm) {
  const services = await listServices(context)
  const faults = shownFaults(problem)
  const at = story ? `/stories/${story.post.id}` : '/stories'
  const heading = story ? 'Change your story' : 'Write a story'
  return {
    title: heading,
    heading,
    values,
    ...faults,
    ...(preview && { preview }),
    action: story ? `${at}/edit` : at,
    previewAction: `${at}/preview`,
    services: [{ value: '', text: 'Choose' }, ...services.map(({ id, name }) => ({ value: id, text: name }))],
    shown: story?.post.audience === 'public',
    optionalOpen:
      optional.some((name) => values[name] !== '' || faults.fault[name]) ||
      policies.some((name) => values[name] !== '' && values[name] !== 'everyone')
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
