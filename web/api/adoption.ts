/** Where councils are with stories and recipes, and who built on them, by the API. */
import Type from 'typebox'
import type { AdoptionStep } from '../../schema/adoption.ts'
import { ladder, standingOn, stepOf, takeStep, takeStepBack } from '../../server/adoption/adoption.ts'
import { listReplications } from '../../server/adoption/replications.store.ts'
import { listSteps } from '../../server/adoption/steps.store.ts'
import { type TreeNode, treeAround } from '../../server/adoption/tree.ts'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { isForAnyone } from '../../server/posts/audience.ts'
import { readPost, type WholePost } from '../../server/posts/posts.store.ts'
import { stoodOn } from '../adoption/view.ts'
import { lookingFor, pathOf } from '../present.ts'
import { authorOf, itemsOf, replyOf } from './item.ts'
import { type ApiRoute, openRoute, route } from './route.ts'
import { Adoption, AdoptionNode, AdoptionSaid, Item, Reply } from './shapes.ts'
import { oneOf, pageAsked, pageOf, paging, text, uri } from './words.ts'

const Which = Type.Object({ object: uri('The address of the story or the recipe') })
const Asked = Type.Object({ ...paging, object: uri('The address of the story or the recipe') })

/** The calls. */
export const adoptionRoutes = (context: Context): ApiRoute[] => [
  openRoute({
    method: 'GET',
    path: '/adoption',
    does: 'Tells where councils are with a story or a recipe, each council once, people elsewhere apart.',
    query: Which,
    gives: { status: 200, shape: Adoption },
    handle: async ({ viewer, query }) => adoptionOf(context, viewer, await adopted(context, viewer, query.object))
  }),
  route({
    method: 'POST',
    path: '/adoption',
    access: 'write',
    does: 'Says where your council is with a story or a recipe, as a reply that everyone may read; the latest counts.',
    body: Type.Object({
      object: uri('The address of the story or the recipe'),
      step: oneOf(ladder, 'Where your council is'),
      words: Type.Optional(text('Why, or how, as Markdown, up to 1,000 characters; needed by who stopped'))
    }),
    gives: { status: 201, shape: Reply },
    handle: async ({ viewer, body }) => replyOf(context, viewer, await takeStep(context, viewer, body))
  }),
  route({
    method: 'DELETE',
    path: '/adoption',
    access: 'write',
    does: 'Takes back what you said last about a story or a recipe; what you said before counts again.',
    body: Which,
    gives: { status: 204 },
    handle: ({ viewer, body }) => takeStepBack(context, viewer, body.object)
  }),
  openRoute({
    method: 'GET',
    path: '/adoptions',
    does: 'Lists what councils and people said of where they are with stories and recipes, the newest first.',
    query: Type.Object(paging),
    gives: { status: 200, shape: pageOf(AdoptionSaid) },
    async handle({ viewer, query }) {
      const page = await listSteps(context.store.read, pageAsked(query))
      const items = await itemsOf(context, viewer, page.rows)
      return {
        items: page.rows.map(({ step, about }, n) => ({ step, about, object: items[n]! })),
        next: page.next ?? null
      }
    }
  }),
  openRoute({
    method: 'GET',
    path: '/replications',
    does: 'Lists the stories that build on a story or a recipe, the newest first.',
    query: Asked,
    gives: { status: 200, shape: pageOf(Item) },
    async handle({ viewer, query }) {
      const { post } = await adopted(context, viewer, query.object)
      const page = await listReplications(context.store.read, post.uri, lookingFor(viewer), pageAsked(query))
      return { items: await itemsOf(context, viewer, page.rows), next: page.next ?? null }
    }
  }),
  openRoute({
    method: 'GET',
    path: '/replications/tree',
    does: 'Gives the tree of who learned from whom, from the first story that is known here.',
    query: Which,
    gives: { status: 200, shape: AdoptionNode },
    async handle({ viewer, query }) {
      const found = await adopted(context, viewer, query.object)
      return nodeOf(context, (await treeAround(context, lookingFor(viewer), found)).root)
    }
  })
]

async function adopted(context: Context, viewer: Viewer | undefined, uri: string): Promise<WholePost> {
  const found = await readPost(context.store.read, { uri }, lookingFor(viewer))
  const kinds = ['story', 'recipe']
  if (!found || !kinds.includes(found.post.kind) || !isForAnyone(found.post.audience))
    throw new NotFound('There is no story or recipe of this address here.')
  return found
}

async function adoptionOf(context: Context, viewer: Viewer | undefined, { post, story }: WholePost) {
  const standing = await standingOn(context, post.uri)
  const { councils, elsewhere } = await stoodOn(context, standing)
  const mine = viewer && (await stepOf(context, viewer.actor.id, post.uri))
  const said = (step: AdoptionStep, n: { uri: string; at: Date; actor: WholePost['author'] }) => ({
    step,
    uri: n.uri,
    author: authorOf(n.actor),
    published: n.at.toISOString()
  })
  return {
    object: post.uri,
    counts: standing.counts,
    councils: standing.councils.map((one, n) => ({
      council: councils[n]!.name,
      host: one.host,
      ...said(one.step, one.said)
    })),
    elsewhere: standing.elsewhere.map((one, n) => ({ name: elsewhere[n]!.name, ...said(one.step, one) })),
    mine: mine?.step ?? null,
    worthRepeating: story?.worth?.toISOString() ?? null
  }
}

interface Told {
  uri: string
  page: string
  title: string
  author: ReturnType<typeof authorOf>
  state: string | null
  changed: string | null
  replications: Told[]
}

const nodeOf = (context: Context, { whole, children }: TreeNode): Told => ({
  uri: whole.post.uri,
  page: context.config.origin + pathOf(whole),
  title: whole.post.title ?? '',
  author: authorOf(whole.author),
  state: whole.story?.state ?? null,
  changed: whole.story?.changed ?? null,
  replications: children.map((child) => nodeOf(context, child))
})
