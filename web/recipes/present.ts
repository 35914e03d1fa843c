/** Recipes as pages show them: each line with who said it, and what is left out and why. */
import type { Context } from '../../server/context.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { isForAnyone } from '../../server/posts/audience.ts'
import { type RecipeLine, type RecipeSection, sectionNames, sections } from '../../server/recipes/lines.ts'
import { type Standing, sourcesByUri, standingOf } from '../../server/recipes/shown.ts'
import { type KnownSource, knownSources } from '../../server/recipes/sources.store.ts'
import { escapeHtml } from '../../server/text/sanitise.ts'
import type { PersonView } from '../item.ts'
import { peopleFrom } from '../present/people.ts'
import { pathOf } from '../present.ts'
import { SafeHtml } from '../safe-html.ts'
import { initialsOf } from '../words.ts'

/** Where a line comes from. */
export interface FromView {
  uri: string
  person: PersonView
  /** 'Story', 'Answer to Tom Ferris'. */
  what: string
  /** Where it can be read: here, or on its own server. */
  path: string
  words: string
  /** How the leave of its author stands, for those who work on the recipe. */
  state: string
  /** Its author has taken it back since, and had allowed it. */
  withdrawn: boolean
}

export interface LineView {
  id: string
  text: string
  section: RecipeLine['section']
  standing: Standing
  from: FromView[]
  /** Who worded it, where that is one of those who work on it. */
  by?: string
}

export interface RecipeView {
  sections: { name: RecipeSection; title: string; lines: LineView[] }[]
  facts: { title: string; lines: LineView[] }[]
  needs: LineView[]
  steps: LineView[]
  well: SafeHtml
  badly: SafeHtml
  /** Everybody in the margin of the halves. */
  halves: FromView[]
  /** Lines that wait, or were refused. */
  withheld: LineView[]
  people: number
}

/** Makes line views of a recipe; reads what it quotes in one go. */
export async function lineViews(
  context: Context,
  viewer: Viewer | undefined,
  recipe: string
): Promise<(lines: RecipeLine[]) => LineView[]> {
  const known = await knownSources(context.store.read, recipe)
  const person = await peopleFrom(
    context,
    known.flatMap(({ author }) => author ?? [])
  )
  const views = new Map(known.map((one) => [one.source.uri, fromOf(one, viewer, person)]))
  const byUri = sourcesByUri(known.map(({ source }) => source))
  return (lines) =>
    lines.map((line) => ({
      ...{ id: line.id, text: line.text, section: line.section, standing: standingOf(line, byUri) },
      from: line.sources.flatMap(({ uri, words }) => {
        const view = views.get(uri)
        return view ? { ...view, words } : []
      }),
      ...(line.by && { by: line.by })
    }))
}

function fromOf(
  { source, author, post }: KnownSource,
  viewer: Viewer | undefined,
  person: (actor: NonNullable<KnownSource['author']>) => PersonView
): Omit<FromView, 'words'> {
  const open = post && (isForAnyone(post.audience) || (viewer && post.audience === 'local'))
  return {
    uri: source.uri,
    person: author ? person(author) : stranger(source),
    what: source.what,
    path: source.withdrawn ? '' : open ? pathOf({ post } as Parameters<typeof pathOf>[0]) : source.url,
    state: source.state,
    withdrawn: source.withdrawn !== null
  }
}

const stranger = ({ name, author }: KnownSource['source']): PersonView => ({
  ...{ uri: author, name, handle: '', initials: initialsOf(name), path: author, from: 'elsewhere' }
})

const facts: RecipeSection[] = ['time', 'cost', 'people', 'evidence']

/** The lines of a version as the page has them. */
export function recipeView(lines: LineView[]): RecipeView {
  const told = lines.filter(({ standing }) => standing === 'shown' || standing === 'gone')
  const of = (section: RecipeSection) => told.filter((line) => line.section === section)
  const halves = [...of('well'), ...of('badly')].flatMap(({ from }) => from)
  const people = new Set(told.flatMap(({ from }) => from.map(({ person }) => person.uri)))
  return {
    sections: sections.map((name) => ({ name, title: sectionNames[name], lines: of(name) })),
    facts: facts.map((name) => ({ title: sectionNames[name], lines: of(name) })).filter((one) => one.lines.length > 0),
    needs: of('needs'),
    steps: of('steps'),
    well: half(of('well')),
    badly: half(of('badly')),
    halves: halves.filter((one, n) => halves.findIndex(({ uri }) => uri === one.uri) === n),
    withheld: lines.filter(({ standing }) => standing === 'waiting' || standing === 'refused'),
    people: people.size
  }
}

export const takenBack = 'The person who said this took it back.'

const half = (lines: LineView[]) =>
  new SafeHtml(
    lines.map(({ text, standing }) => `<p>${standing === 'gone' ? takenBack : escapeHtml(text)}</p>`).join('')
  )
