/** Who is where, and who built on something, for a spreadsheet: what anyone may read. */
import { ladder, standingOn } from '../../server/adoption/adoption.ts'
import { builtOn, recipesOf } from '../../server/adoption/replications.store.ts'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import { isForAnyone } from '../../server/posts/audience.ts'
import { listed, type WholePost } from '../../server/posts/posts.store.ts'
import { csvLine } from '../csv.ts'
import { presentPeople } from '../present/people.ts'
import { pathOf } from '../present.ts'
import { councilName, stoodOn, wordsOf } from './view.ts'

/** One line for each council, and for each person elsewhere. */
export async function stepsCsv(context: Context, found: WholePost): Promise<string> {
  needOpen(found)
  const standing = await standingOn(context, found.post.uri)
  const { councils, elsewhere } = await stoodOn(context, standing)
  const words = await wordsOf(context, undefined, [
    ...standing.councils.map(({ said }) => said.post),
    ...standing.elsewhere.map(({ post }) => post)
  ])
  const said = (path: string) => words.get(path.split('/').at(-1)!) ?? ''
  const order = (one: { step: (typeof ladder)[number] }) => ladder.indexOf(one.step)
  const lines = [
    ...councils.map((one) => ({ ...one, council: one.name })),
    ...elsewhere.map((one) => ({ ...one, council: '' }))
  ].sort((a, b) => order(b) - order(a))
  return [
    csvLine(['council', 'step', 'by', 'handle', 'date', 'words', 'address']),
    ...lines.map(({ council, step, by, at, path }) =>
      csvLine([council, step, by.name, by.handle, at.toISOString(), said(path), context.config.origin + path])
    )
  ].join('')
}

/** One line for each replication: who, where, and what they changed. */
export async function replicationsCsv(context: Context, found: WholePost): Promise<string> {
  needOpen(found)
  const { read } = context.store
  const uris = [found.post.uri, ...(await recipesOf(read, found.post.uri, listed(read, undefined)))]
  const all = await builtOn(read, uris, undefined, 1_000)
  const rows = all.filter(({ post }) => post.kind === 'story')
  const people = await presentPeople(
    context,
    rows.map(({ author }) => author)
  )
  return [
    csvLine(['council', 'by', 'handle', 'state', 'what they changed', 'title', 'date', 'address']),
    ...rows.map((row, n) => {
      const { post, story } = row
      const by = people[n]!
      const council = by.from === 'elsewhere' ? '' : councilName(by)
      const date = (post.published ?? post.created).toISOString()
      return csvLine([
        council,
        by.name,
        by.handle,
        story?.state,
        story?.changed,
        post.title,
        date,
        context.config.origin + pathOf(row)
      ])
    })
  ].join('')
}

function needOpen({ post }: WholePost) {
  if (!isForAnyone(post.audience)) throw new NotFound()
}
