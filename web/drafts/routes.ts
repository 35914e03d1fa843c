/** Saving what is typed into the forms of stories and questions while it is typed, and throwing it away. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { discardTyped, type Kept, keepTyped, type TypedPost } from '../../server/drafts/drafts.ts'
import { Invalid } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { typedQuestion } from '../../server/questions/draft.ts'
import { typedStory } from '../../server/stories/draft.ts'
import { idIn } from '../find.ts'
import { needViewer } from '../guard.ts'
import type { Pages } from '../pages.ts'
import { questionInput, questionTyped } from '../questions/form.ts'
import { storyInput, storyTyped } from '../stories/form.ts'
import { clockOf } from '../words.ts'
import { type DraftNoun, editPath, formState } from './form.ts'

/** The most that one field may hold while it is typed in, in characters: far more than may be published. */
const longest = 100_000

/** What a form of a noun holds. */
interface Noun {
  read(body: unknown): Record<string, string>
  /** The fields in which words are typed: a draft is begun when one of them is filled. */
  words: readonly string[]
  render(context: Context, viewer: Viewer, body: unknown): Promise<TypedPost>
}

const storyWords = [
  'title',
  'summary',
  'body',
  'wentWell',
  'wentBadly',
  'place',
  'cost',
  'saving',
  'evidence',
  'contact'
]
const nouns: Record<DraftNoun, Noun> = {
  stories: {
    read: storyTyped,
    words: [...storyWords, 'topics'],
    render: (context, viewer, body) => typedStory(context, viewer, storyInput(storyTyped(body)))
  },
  questions: {
    read: questionTyped,
    words: ['title', 'body', 'topics'],
    render: (context, viewer, body) => typedQuestion(context, viewer, questionInput(questionTyped(body)))
  }
}

/** What the page is told. */
export interface Saved {
  outcome: Kept['outcome'] | 'empty'
  /** What to tell whoever types. */
  said: string
  draft?: string
  version?: number
  seen?: string
  /** Where the form is sent and saved from now on, and the address under which it opens again. */
  action?: string
  previewAction?: string
  autosave?: string
  address?: string
  /** The address of what was typed elsewhere. */
  other?: string
}

/** `POST /drafts/stories`, `/drafts/questions`, each with `/:id` for what is changed, and `POST /drafts/:id/discard`. */
export const draftRoutes =
  (context: Context, _pages: Pages): FastifyPluginAsync =>
  async (app) => {
    for (const noun of ['stories', 'questions'] as const) {
      app.post(`/drafts/${noun}`, (request) => save(context, request, noun))
      app.post(`/drafts/${noun}/:id`, (request) => save(context, request, noun, idIn(request)))
    }

    app.post('/drafts/:id/discard', async (request, reply) => {
      const { kind, post } = await discardTyped(context, needViewer(request), idIn(request))
      return reply.redirect(post ? editPath(kind === 'story' ? 'stories' : 'questions', post) : '/home', 303)
    })
  }

/** Saves a form as it is; gives what the page needs to go on. Throws Invalid when it is far too long. */
async function save(context: Context, request: FastifyRequest, noun: DraftNoun, id?: string): Promise<Saved> {
  const viewer = needViewer(request)
  request.server.limits.drafts.need(viewer.member.id)
  const form = formState(request.body)
  const typed = nouns[noun].read(request.body)
  const long = Object.keys(typed).filter((field) => typed[field]!.length > longest)
  const faults = long.map((field) => ({
    field,
    text: `No more than ${longest.toLocaleString('en-GB')} characters can be kept in one field`
  }))
  if (!form.id) faults.push({ field: 'draft', text: 'Give the id of the form' })
  if (faults.length > 0) throw new Invalid(faults)
  if (!id && !nouns[noun].words.some((field) => typed[field]?.trim())) return { outcome: 'empty', said: '' }
  const as = await nouns[noun].render(context, viewer, request.body)
  const { outcome, draft } = await keepTyped(context, viewer, form, { ...(id && { post: id }), typed, as })
  const post = draft.post ? await anyPost(context.store.read, { id: draft.post }) : undefined
  const at = clockOf(draft.saved)
  const isShown = post !== undefined && post.post.audience !== 'draft'
  const said = isShown ? `Kept at ${at}. Nobody sees it until you save it.` : `Draft saved at ${at}`
  if (!post || draft.closed) return { outcome: 'late', said: '' }
  const path = `/${noun}/${post.post.id}`
  return {
    outcome,
    said: outcome === 'apart' ? `Saved at ${at} as a second version: the draft was changed elsewhere.` : said,
    ...{ draft: draft.id, version: draft.version, seen: draft.seen },
    ...{ action: `${path}/edit`, previewAction: `${path}/preview`, autosave: `/drafts/${noun}/${post.post.id}` },
    address: editPath(noun, post.post.id, draft.apart ? draft.id : undefined),
    ...(outcome === 'apart' && { other: path })
  }
}
