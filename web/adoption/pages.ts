/** The pages of adoption: which council is where, who built on something, and the tree. */
import type { FastifyRequest } from 'fastify'
import { ladder, says, standingOn } from '../../server/adoption/adoption.ts'
import { listReplications } from '../../server/adoption/replications.store.ts'
import { treeAround } from '../../server/adoption/tree.ts'
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { NotFound } from '../../server/errors.ts'
import { isForAnyone } from '../../server/posts/audience.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import type { PageMeta } from '../meta.ts'
import { pageAsked, pageLinks } from '../paging.ts'
import { lookingFor, pathOf, presentPosts } from '../present.ts'
import type { Picture } from './picture.ts'
import { treeInWords, treeView } from './tree.ts'
import { adoptionView, councilName, stepWords, stoodOn, whoSaid, wordsOf } from './view.ts'

const itemOf = (found: WholePost) => ({
  title: found.post.title ?? 'A story without a title',
  path: pathOf(found),
  ...(found.post.language && !/^en\b/i.test(found.post.language) && { language: found.post.language }),
  ...(found.story?.worth && { worth: true })
})

/** What is told of something from elsewhere is found where that is. */
const metaOf = (context: Context, found: WholePost, part: string, description: string): PageMeta => ({
  url: `${context.config.origin}${pathOf(found)}/${part}`,
  description,
  ...(!(found.post.local && found.post.audience === 'public') && { robots: 'noindex' })
})

/** The data of adoption/steps.njk, and the page's head. Throws NotFound for what is not for everyone. */
export async function stepsPage(context: Context, request: FastifyRequest, found: WholePost) {
  const { viewer } = request
  const a = await adoptionView(context, viewer, found)
  if (!a) throw new NotFound()
  const standing = await standingOn(context, found.post.uri)
  const { councils, elsewhere } = await stoodOn(context, standing)
  const ids = [...standing.councils.map(({ said }) => said.post), ...standing.elsewhere.map(({ post }) => post)]
  const words = await wordsOf(context, viewer, ids)
  const withWords = <One extends { path: string }>(one: One) => ({
    ...one,
    words: words.get(one.path.split('/').at(-1)!)
  })
  const groups = ladder.toReversed().flatMap((step) => {
    const rows = councils.filter((one) => one.step === step).map(withWords)
    return rows.length > 0 ? [{ step, name: stepWords[step].name, rows }] : []
  })
  const who = whoSaid(a.councils, a.elsewhere)
  return {
    data: {
      title: 'Where it went next',
      item: itemOf(found),
      a,
      who,
      groups,
      elsewhere: elsewhere.map((one) => ({ ...withWords(one), said: says[one.step] })),
      values: {}
    },
    meta: metaOf(context, found, 'steps', `Which councils follow, try or adopted “${found.post.title}”.`)
  }
}

/** The data of adoption/used-by.njk, and the page's head. */
export async function usedByPage(context: Context, request: FastifyRequest, found: WholePost) {
  const { viewer } = request
  const { uri } = found.post
  const page = await listReplications(context.store.read, uri, lookingFor(viewer), pageAsked(request.query))
  const items = await presentPosts(context, viewer, page.rows)
  const states = { idea: 'thinks of it', trying: 'is trying it', embedded: 'adopted it', stopped: 'stopped' }
  return {
    data: {
      title: 'Who built on it',
      item: itemOf(found),
      rows: page.rows.map(({ story }, n) => ({
        item: items[n]!,
        name: items[n]!.author.from === 'elsewhere' ? items[n]!.author.name : councilName(items[n]!.author),
        state: story?.state ? states[story.state] : 'did it, too',
        ...(story?.changed && { changed: story.changed })
      })),
      pages: pageLinks(`${pathOf(found)}/used-by`, page)
    },
    meta: metaOf(context, found, 'used-by', `Who built on “${found.post.title}”, and what they changed.`)
  }
}

/** The data of adoption/tree.njk, and the page's head. */
export async function treePage(context: Context, request: FastifyRequest, found: WholePost) {
  const tree = await treeAround(context, lookingFor(request.viewer), found)
  const root = await treeView(context, tree, found)
  const isWeb = tree.above && /^https?:\/\//i.test(tree.above)
  return {
    data: {
      title: 'Who learned from whom',
      item: itemOf(found),
      root,
      words: treeInWords(root),
      cut: tree.cut,
      ...(isWeb && { above: tree.above })
    },
    meta: metaOf(context, found, 'tree', `Who learned from whom: “${found.post.title}”.`)
  }
}

/** The tree as a picture, of what anyone may read only. Throws NotFound for what is not for everyone. */
export async function pictureOf(context: Context, found: WholePost): Promise<Picture> {
  if (!isForAnyone(found.post.audience)) throw new NotFound()
  const [tree, council] = await Promise.all([treeAround(context, undefined, found), councilOf(context)])
  const root = await treeView(context, tree, found)
  return {
    title: tree.root.whole.post.title ?? 'Who learned from whom',
    words: `Who learned from whom. ${treeInWords(root)}`,
    address: `${context.config.origin}${pathOf(found)}/tree`,
    root,
    colour: council.colour
  }
}
