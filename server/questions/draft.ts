/** A question as it is typed, before it is asked. */
import { keepDraftPlace } from '../communities/posting.ts'
import type { Context } from '../context.ts'
import type { TypedPost } from '../drafts/drafts.ts'
import type { Viewer } from '../members/viewer.ts'
import { readTopics, writeUp } from '../posts/draft.ts'
import { readPolicy } from '../posts/policy.ts'
import { indexPost } from '../search/search.store.ts'
import { plainLine } from '../text/sanitise.ts'
import { keepQuestion } from './questions.store.ts'
import type { QuestionInput } from './questions.ts'

/** Renders what was typed, for keeping it as a draft; it joins the conversation under its story when it is asked. */
export async function typedQuestion(context: Context, viewer: Viewer, input: QuestionInput): Promise<TypedPost> {
  const body = (input.body ?? '').trim()
  const { html } = await writeUp(context, [body])
  const keepPlace = await keepDraftPlace(context, viewer, input.about ? undefined : input.community)
  return {
    kind: 'question',
    noun: 'questions',
    post: {
      title: plainLine((input.title ?? '').trim(), 200),
      markdown: body,
      html: html[0]!,
      topics: readTopics(input.topics ?? [], [], []).slice(0, 20),
      policy: readPolicy([], input.policy ?? {}),
      language: 'en'
    },
    async keepParts(tx, id) {
      await keepQuestion(tx, { post: id, about: input.about || null })
      await indexPost(tx, id)
      await keepPlace(tx, id)
    }
  }
}
