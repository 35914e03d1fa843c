/** The form in which a question is asked, on its own or about a story. */
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import type { Invalid } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { type AudienceAsked, askedAs } from '../../server/posts/audience.ts'
import { readPost, type WholePost } from '../../server/posts/posts.store.ts'
import type { QuestionInput } from '../../server/questions/questions.ts'
import { communityChoice } from '../communities/choice.ts'
import { type DraftGiven, draftView } from '../drafts/form.ts'
import { shownFaults, topicsTyped, typed } from '../form.ts'
import { policyFields, policyInput, policyValues } from '../posts/policy.ts'
import { audienceChoice } from '../present/audience.ts'
import { lookingFor, presentPosts } from '../present.ts'

const fields = ['title', 'body', 'topics', 'about', 'audience', 'community', ...policyFields] as const

/** What the fields hold. */
export type QuestionValues = Record<(typeof fields)[number], string>

/** What was typed. */
export const questionTyped = (body: unknown): QuestionValues => typed(body, fields)

/** What the service is asked to keep. */
export const questionInput = ({
  title,
  body,
  topics,
  about,
  audience,
  community,
  ...policy
}: QuestionValues): QuestionInput => ({
  title,
  body,
  topics: topicsTyped(topics),
  ...(about && { about }),
  ...(audience && { audience }),
  community,
  policy: policyInput(policy)
})

/** The fields filled with a question as it is. */
export const questionValues = ({ post, question }: WholePost): QuestionValues => ({
  title: post.title ?? '',
  body: post.markdown ?? '',
  topics: post.topics.join(' '),
  about: question?.about ?? '',
  audience: post.audience === 'draft' ? '' : askedAs(post.audience),
  community: '',
  ...policyValues(post.policy)
})

/** What the form is given: a new question, or one of one's own. */
export interface QuestionForm extends Omit<DraftGiven, 'noun' | 'post'> {
  values: QuestionValues
  /** The question that is being changed. */
  question?: WholePost
  problem?: Invalid
}

/** For whom a question may be that is about no story. */
const offered: AudienceAsked[] = ['world', 'local', 'unlisted', 'followers', 'direct']

/** The data of questions/form.njk. */
export async function questionForm(
  context: Context,
  viewer: Viewer,
  { values, question, problem, ...draft }: QuestionForm
) {
  const story = values.about && (await readPost(context.store.read, { uri: values.about }, lookingFor(viewer)))
  const [about] = story ? await presentPosts(context, viewer, [story]) : []
  const council = await councilOf(context)
  const sent = question !== undefined && question.post.audience !== 'draft'
  const choice = { value: sent ? askedAs(question.post.audience) : values.audience || 'world', sent }
  const asked = { value: values.community, sent: sent ? question.post.id : undefined }
  const community = about ? undefined : await communityChoice(context, viewer, asked)
  const choices = community?.member ? [...offered, 'community' as const] : offered
  const id = question?.post.id
  const isDraft = !question || question.post.audience === 'draft'
  const heading = !isDraft ? 'Change your question' : about ? 'Ask about a story' : 'Ask a question'
  return {
    title: heading,
    heading,
    values,
    action: id ? `/questions/${id}/edit` : '/questions',
    submit: isDraft ? 'Ask' : 'Save',
    isDraft,
    draft: draftView({ noun: 'questions', ...draft, ...(question && { post: question }) }),
    ...(community && { community, audience: audienceChoice(viewer, council.shortName, choices, choice) }),
    ...(about && { about: { ...about, title: about.title ?? about.author.name } }),
    ...shownFaults(problem)
  }
}
