/** The form in which a question is asked, on its own or about a story. */
import type { Context } from '../../server/context.ts'
import type { Invalid } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { readPost, type WholePost } from '../../server/posts/posts.store.ts'
import type { QuestionInput } from '../../server/questions/questions.ts'
import { shownFaults, topicsTyped, typed } from '../form.ts'
import { lookingFor, presentPosts } from '../present.ts'

const fields = ['title', 'body', 'topics', 'about'] as const

/** What the fields hold. */
export type QuestionValues = Record<(typeof fields)[number], string>

/** What was typed. */
export const questionTyped = (body: unknown): QuestionValues => typed(body, fields)

/** What the service is asked to keep. */
export const questionInput = ({ title, body, topics, about }: QuestionValues): QuestionInput => ({
  title,
  body,
  topics: topicsTyped(topics),
  ...(about && { about })
})

/** The fields filled with a question as it is. */
export const questionValues = ({ post, question }: WholePost): QuestionValues => ({
  title: post.title ?? '',
  body: post.markdown ?? '',
  topics: post.topics.join(' '),
  about: question?.about ?? ''
})

/** The data of questions/form.njk; `id` when one is changed. */
export async function questionForm(
  context: Context,
  viewer: Viewer,
  { values, id, problem }: { values: QuestionValues; id?: string; problem?: Invalid }
) {
  const story = values.about && (await readPost(context.store.read, { uri: values.about }, lookingFor(viewer)))
  const [about] = story ? await presentPosts(context, viewer, [story]) : []
  const heading = id ? 'Change your question' : about ? 'Ask about a story' : 'Ask a question'
  return {
    title: heading,
    heading,
    values,
    action: id ? `/questions/${id}/edit` : '/questions',
    submit: id ? 'Save' : 'Ask',
    ...(about && { about: { ...about, title: about.title ?? about.author.name } }),
    ...shownFaults(problem)
  }
}
