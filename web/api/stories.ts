/** Practice stories by the API. */
import Type, { type Static } from 'typebox'
import { actorByUri } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { audienceWords } from '../../server/posts/audience.ts'
import { draftsOf, type ListAsked, listPosts } from '../../server/posts/posts.store.ts'
import { withdrawPost } from '../../server/posts/withdraw.ts'
import { similarStories } from '../../server/similar/similar.ts'
import { editStory, ownStory, type StoryInput, storyStates, writeStory } from '../../server/stories/stories.ts'
import { lookingFor } from '../present.ts'
import { itemsOf, storyOf } from './item.ts'
import { onePost, ownPost, readableById } from './one.ts'
import { type ApiRoute, openRoute, route } from './route.ts'
import { Item, Story } from './shapes.ts'
import {
  audience,
  community,
  flag,
  oneOf,
  oneOfOrNull,
  pageAsked,
  pageOf,
  paging,
  text,
  textOrNull,
  topics,
  uri
} from './words.ts'

const allowed = oneOf(['everyone', 'followers', 'nobody'], 'Who may')
const parts = {
  title: Type.Optional(text('Up to 150 characters')),
  summary: Type.Optional(text('Two to four sentences, up to 400 characters')),
  body: Type.Optional(text('What you did, as Markdown')),
  wentWell: Type.Optional(text('What went well, as Markdown')),
  wentBadly: Type.Optional(text('What went badly, or what you would do differently, as Markdown')),
  topics: Type.Optional(topics),
  state: Type.Optional(oneOfOrNull(storyStates, 'How far it has come')),
  service: Type.Optional(textOrNull('A council service, by its id in the local government service list')),
  place: Type.Optional(textOrNull('Where')),
  cost: Type.Optional(textOrNull('What it cost')),
  saving: Type.Optional(textOrNull('What it saved')),
  evidence: Type.Optional(textOrNull('How sure that is')),
  contact: Type.Optional(textOrNull('Whom to ask')),
  basedOn: Type.Optional(textOrNull('The address of the story that it replicates')),
  changed: Type.Optional(textOrNull('What you did otherwise than there, in up to 300 characters')),
  interactionPolicy: Type.Optional(
    Type.Object(
      { reply: Type.Optional(allowed), quote: Type.Optional(allowed), like: Type.Optional(allowed) },
      { description: 'Who may do what with it; everyone, everything, if nothing is said' }
    )
  ),
  community: Type.Optional(community),
  audience: Type.Optional(audience(audienceWords, 'The world if nothing is said; once it was sent it stays so.'))
}
const NewStory = Type.Object(parts, {
  description:
    'A draft needs something of it; anything else a title, a summary, what you did, what went well and what went badly.'
})
const ChangedStory = Type.Object(parts, { description: 'What is left out stays; null takes it away.' })

const Filters = Type.Object({
  ...paging,
  topic: Type.Optional(text('Only of this topic', 100)),
  state: Type.Optional(oneOf(storyStates, 'Only those that have come this far')),
  badly: Type.Optional(flag('Only those that tell what went badly')),
  worth: Type.Optional(flag('Only those that are practice worth repeating: two other councils have replicated them')),
  local: Type.Optional(flag('Only from here, or only from elsewhere')),
  author: Type.Optional(uri('Only by this author'))
})

/** What a list of posts is asked for in a query. */
export async function listAsked(
  context: Context,
  query: { topic?: string; local?: string; author?: string; after?: string; size?: string }
): Promise<ListAsked> {
  // An author whom nobody here has heard of has written nothing here.
  const author = query.author ? ((await actorByUri(context.store.read, query.author))?.id ?? 'nobody') : undefined
  return {
    ...pageAsked(query),
    ...(query.topic && { topic: query.topic.replace(/^#/, '').toLowerCase() }),
    ...(query.local && { local: query.local === 'true' }),
    ...(author && { author })
  }
}

/** The calls. */
export const storyRoutes = (context: Context): ApiRoute[] => [
  openRoute({
    method: 'GET',
    path: '/stories',
    does: 'Lists stories, the newest first.',
    query: Filters,
    gives: { status: 200, shape: pageOf(Item) },
    async handle({ viewer, query }) {
      const asked: ListAsked = {
        ...(await listAsked(context, query)),
        kinds: ['story'],
        badly: query.badly === 'true',
        worth: query.worth === 'true',
        ...(query.state && { state: query.state })
      }
      const page = await listPosts(context.store.read, lookingFor(viewer), asked)
      return { items: await itemsOf(context, viewer, page.rows), next: page.next ?? null }
    }
  }),
  route({
    method: 'GET',
    path: '/drafts',
    access: 'read',
    does: 'Lists your drafts, the newest first; 50 at most.',
    gives: { status: 200, shape: pageOf(Item) },
    async handle({ viewer }) {
      const rows = await draftsOf(context.store.read, viewer.actor.id)
      return { items: await itemsOf(context, viewer, rows), next: null }
    }
  }),
  route({
    method: 'POST',
    path: '/stories',
    access: 'write',
    does: 'Writes a story.',
    body: NewStory,
    gives: { status: 201, shape: Story },
    handle: async ({ viewer, body }) => storyOf(context, viewer, await writeStory(context, viewer, inputOf(body)))
  }),
  openRoute({
    method: 'GET',
    path: '/stories/similar',
    does: 'Tells whether something was tried: stories like it from here and elsewhere, those that were stopped first; 20 at most.',
    query: Type.Object({
      title: text('What somebody means to do, in a sentence', 300),
      q: Type.Optional(text('More about it', 1_000))
    }),
    gives: { status: 200, shape: pageOf(Item) },
    async handle({ viewer, query }) {
      const asked = { title: query.title, more: query.q ?? '', size: 20 }
      const rows = await similarStories(context, lookingFor(viewer), asked)
      return { items: await itemsOf(context, viewer, rows), next: null }
    }
  }),
  openRoute({
    method: 'GET',
    path: '/stories/:id',
    does: 'Gives one story with all its parts.',
    gives: { status: 200, shape: Story },
    handle: async ({ viewer, params }) =>
      storyOf(context, viewer, onePost(await readableById(context, viewer, params.id!), ['story']))
  }),
  route({
    method: 'PATCH',
    path: '/stories/:id',
    access: 'write',
    does: 'Changes a story of yours; a wider audience publishes it.',
    body: ChangedStory,
    gives: { status: 200, shape: Story },
    async handle({ viewer, body, params }) {
      const input = { ...(await storyAsTyped(context, viewer, params.id!)), ...inputOf(body) }
      return storyOf(context, viewer, await editStory(context, viewer, params.id!, input))
    }
  }),
  route({
    method: 'DELETE',
    path: '/stories/:id',
    access: 'write',
    does: 'Withdraws a story of yours, here and wherever it was sent.',
    gives: { status: 204 },
    async handle({ viewer, params }) {
      await ownPost(context, viewer, params.id!, ['story'])
      await withdrawPost(context, viewer, params.id!)
    }
  })
]

/** Null takes a part away, as an empty field of a form does. */
const inputOf = ({ topics, interactionPolicy, ...texts }: Static<typeof NewStory>): StoryInput => ({
  ...Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, value ?? ''])),
  ...(topics && { topics }),
  ...(interactionPolicy && { policy: interactionPolicy })
})

async function storyAsTyped(context: Context, viewer: Viewer, id: string): Promise<StoryInput> {
  const { post, story } = await ownStory(context, viewer, id)
  return {
    title: post.title ?? '',
    summary: post.summary ?? '',
    body: post.markdown ?? '',
    topics: post.topics,
    wentWell: story?.wentWell ?? '',
    wentBadly: story?.wentBadly ?? '',
    state: story?.state ?? '',
    service: story?.service ?? '',
    place: story?.place ?? '',
    cost: story?.cost ?? '',
    saving: story?.saving ?? '',
    evidence: story?.evidence ?? '',
    contact: story?.contact ?? '',
    basedOn: story?.basedOn ?? '',
    changed: story?.changed ?? ''
  }
}
